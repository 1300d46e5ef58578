"""People in the admin: found by name, made, changed, removed."""

import unicodedata

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from portal.accounts.models import User
from portal.accounts.roles import Role
from tests.factories.accounts import PASSWORD, PersonFactory, StaffFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin_client(client):
    client.force_login(
        PersonFactory(full_name="Trần Quản Trị", email="admin@example.org", role=Role.ADMINISTRATOR)
    )
    return client


def listed(page):
    return [person.full_name for person in page.context["object_list"]]


def test_people_are_sorted_by_given_name_and_found_by_any_part(admin_client):
    PersonFactory(full_name="Vũ Thị Ánh", email="anh@example.org")
    StaffFactory(full_name="Đỗ Văn Bình", staff_number="CB-77")
    address = reverse("wagtailusers_users:index")
    assert listed(admin_client.get(address)) == ["Vũ Thị Ánh", "Đỗ Văn Bình", "Trần Quản Trị"]
    assert listed(admin_client.get(address, {"q": "Bình"})) == ["Đỗ Văn Bình"]
    assert listed(admin_client.get(address, {"q": "anh@"})) == ["Vũ Thị Ánh"]
    assert listed(admin_client.get(address, {"q": "cb-77"})) == ["Đỗ Văn Bình"]
    assert listed(admin_client.get(address, {"q": "không có ai"})) == []


@pytest.mark.parametrize("count", [1, 20])
def test_the_list_asks_the_database_a_constant_number_of_times(
    admin_client, django_assert_max_num_queries, count
):
    PersonFactory.create_batch(count)
    admin_client.get(reverse("wagtailusers_users:index"))
    with django_assert_max_num_queries(25):
        admin_client.get(reverse("wagtailusers_users:index"))


def test_a_person_is_added_with_a_role_and_signs_in(admin_client, client, sign_in):
    trainer = Group.objects.get(name=Role.TRAINER)
    response = admin_client.post(
        reverse("wagtailusers_users:add"),
        {
            "full_name": unicodedata.normalize("NFD", "Lê Thị Bé"),
            "email": "",
            "staff_number": "CB-5",
            "preferred_language": "vi",
            "password1": PASSWORD,
            "password2": PASSWORD,
            "groups": [trainer.pk],
        },
    )
    assert response.status_code == 302
    person = User.objects.get(staff_number="CB-5")
    assert (person.full_name, person.email) == ("Lê Thị Bé", None)
    assert person.has_role(Role.TRAINER)
    client.logout()
    assert sign_in(client, "CB-5").status_code == 302


def test_a_person_with_an_address_may_choose_the_password_later(admin_client):
    admin_client.post(
        reverse("wagtailusers_users:add"), {"full_name": "Lê Thị Bé", "email": "Be@example.org"}
    )
    person = User.objects.get(email="be@example.org")
    assert not person.has_usable_password()


@pytest.mark.parametrize(
    ("answers", "wrong"),
    [
        ({"full_name": "", "email": "x@example.org"}, "full_name"),
        ({"full_name": "Ai đó", "staff_number": "CB-1"}, "password1"),
        ({"full_name": "Ai đó"}, "password1"),
        ({"full_name": "Ai đó", "email": "ADMIN@example.org"}, "email"),
        ({"full_name": "Ai đó", "email": "không phải"}, "email"),
        (
            {"full_name": "Ai đó", "email": "x@example.org", "password1": "ngắn", "password2": "ngắn"},
            "password2",
        ),
    ],
)
def test_a_wrong_form_says_what_is_wrong(admin_client, answers, wrong):
    response = admin_client.post(reverse("wagtailusers_users:add"), answers)
    assert response.status_code == 200
    assert wrong in response.context["form"].errors
    assert User.objects.count() == 1


def test_a_person_is_changed(admin_client):
    person = PersonFactory(full_name="Lê Thị Bé", email="be@example.org")
    address = reverse("wagtailusers_users:edit", args=[person.pk])
    assert admin_client.get(address).status_code == 200
    admin_client.post(
        address,
        {"full_name": "Lê Thị Lớn", "email": "be@example.org", "staff_number": "CB-6", "is_active": ""},
    )
    person.refresh_from_db()
    assert (person.full_name, person.staff_number, person.is_active) == ("Lê Thị Lớn", "CB-6", False)
    assert person.check_password(PASSWORD)


def test_a_person_is_removed(admin_client):
    person = PersonFactory()
    assert admin_client.post(reverse("wagtailusers_users:delete", args=[person.pk])).status_code == 302
    assert not User.objects.filter(pk=person.pk).exists()


@pytest.mark.parametrize("role", [Role.EDITOR, Role.TRAINER, Role.LEGAL_REVIEWER, Role.AUDITOR])
def test_other_roles_change_nobody(client, role):
    client.force_login(PersonFactory(role=role))
    person = PersonFactory(full_name="Lê Thị Bé")
    client.post(
        reverse("wagtailusers_users:edit", args=[person.pk]), {"full_name": "Khác", "email": person.email}
    )
    client.post(reverse("wagtailusers_users:delete", args=[person.pk]))
    person.refresh_from_db()
    assert person.full_name == "Lê Thị Bé"


def test_roles_are_shown_by_their_names(admin_client):
    form = admin_client.get(reverse("wagtailusers_users:add")).context["form"]
    labels = {str(label) for _value, label in form.fields["groups"].choices}
    assert {str(role.label) for role in Role} <= labels
