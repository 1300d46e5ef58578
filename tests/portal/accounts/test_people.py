"""People: e-mail or staff number, unique whatever the case, names in one form."""

import unicodedata

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from portal.accounts.models import User
from portal.accounts.roles import Role
from tests.factories.accounts import PersonFactory, StaffFactory

pytestmark = pytest.mark.django_db


def test_a_person_needs_an_email_or_a_staff_number():
    with pytest.raises(ValueError, match="staff number"):
        User.objects.create_user(full_name="Nguyễn Văn An")
    with pytest.raises(IntegrityError, match="user_has_email_or_staff_number"), transaction.atomic():
        User.objects.create(full_name="Nguyễn Văn An", email="", staff_number=" ")


def test_many_people_may_have_no_email_and_many_no_staff_number():
    assert StaffFactory().pk != StaffFactory().pk
    assert PersonFactory().pk != PersonFactory().pk


def test_an_email_is_unique_whatever_its_case():
    PersonFactory(email="An@Example.org")
    assert User.objects.get().email == "An@Example.org".lower()
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(full_name="Ai đó", email="AN@example.ORG")
    with pytest.raises(ValidationError) as refused:
        User(full_name="Ai đó", email="AN@example.ORG", password="x").full_clean()
    assert "email" in refused.value.message_dict or "__all__" in refused.value.message_dict


def test_a_staff_number_is_unique_whatever_its_case():
    StaffFactory(staff_number="CB-01")
    with pytest.raises(IntegrityError, match="staff_number"), transaction.atomic():
        User.objects.create(full_name="Ai đó", staff_number="cb-01")


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_name_is_stored_composed(form):
    person = PersonFactory(full_name=unicodedata.normalize(form, "Trần  Thị Hường "))
    person.refresh_from_db()
    assert person.full_name == "Trần Thị Hường"
    assert person.get_short_name() == "Hường"


def test_people_sort_by_given_name_also_after_a_change_of_name():
    binh = PersonFactory(full_name="An Văn Bình")
    an = PersonFactory(full_name="Vũ Văn An")
    dao = PersonFactory(full_name="Bùi Thị Đào")
    assert list(User.objects.by_name()) == [an, binh, dao]
    dao.full_name = "Bùi Thị Ái"
    dao.save(update_fields=["full_name"])
    assert list(User.objects.by_name()) == [dao, an, binh]


def test_bulk_writes_keep_names_in_form_too():
    User.objects.bulk_create(
        [User(full_name=unicodedata.normalize("NFD", "Lê Thị Bé"), email="BE@example.org", password="!")]
    )
    person = User.objects.get()
    assert (person.full_name, person.email) == ("Lê Thị Bé", "be@example.org")
    assert person.name_sort_key.startswith("b0e0")


def test_a_person_signs_in_with_email_else_staff_number():
    assert PersonFactory(email="an@example.org", staff_number="CB-1").get_username() == "an@example.org"
    assert StaffFactory(staff_number="CB-2").get_username() == "CB-2"


def test_everyone_is_a_learner_and_other_roles_are_groups():
    person = PersonFactory(role=Role.EDITOR)
    assert person.has_role(Role.LEARNER)
    assert person.has_role(Role.EDITOR)
    assert not person.has_role(Role.AUDITOR)
    other = PersonFactory()
    assert list(User.objects.with_role(Role.EDITOR)) == [person]
    assert set(User.objects.with_role(Role.LEARNER)) == {person, other}
