"""Units form a tree; a person belongs to each unit at most once."""

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from portal.accounts.models import Membership, OrgUnit
from tests.factories.accounts import MembershipFactory, OrgUnitFactory, PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def province():
    return OrgUnitFactory(name="Tỉnh Ninh Bình", code="NB")


@pytest.fixture
def commune(province):
    return OrgUnitFactory(name="Xã Gia Viễn", code="NB-GV", parent=province)


def test_a_unit_holds_everything_below_it(province, commune):
    hamlet = OrgUnitFactory(code="NB-GV-1", parent=commune)
    elsewhere = OrgUnitFactory(code="HN")
    assert set(OrgUnit.objects.within(province)) == {province, commune, hamlet}
    assert set(OrgUnit.objects.within(elsewhere)) == {elsewhere}


def test_a_unit_code_is_unique_whatever_its_case(province):
    with pytest.raises(IntegrityError, match="code"), transaction.atomic():
        OrgUnitFactory(code="nb")


@pytest.mark.parametrize("missing", ["name", "code"])
def test_a_unit_has_a_name_and_a_code(missing):
    with pytest.raises(IntegrityError, match=f"org_unit_has_{missing}"), transaction.atomic():
        OrgUnitFactory(**{missing: ""})


def test_a_person_belongs_to_a_unit_once(commune):
    person = PersonFactory()
    MembershipFactory(person=person, unit=commune)
    with pytest.raises(IntegrityError), transaction.atomic():
        MembershipFactory(person=person, unit=commune)
    MembershipFactory(person=person)
    assert person.memberships.count() == 2


def test_a_manager_manages_the_unit_and_all_below(province, commune):
    manager = MembershipFactory(unit=province, is_manager=True).person
    member = MembershipFactory(unit=commune).person
    OrgUnitFactory()
    assert set(OrgUnit.objects.managed_by(manager)) == {province, commune}
    assert not OrgUnit.objects.managed_by(member).exists()
    assert Membership.objects.within(province).count() == 2
    assert [membership.person for membership in Membership.objects.managers()] == [manager]


def test_a_unit_with_people_is_not_deleted_by_accident(commune):
    MembershipFactory(unit=commune)
    with pytest.raises(ProtectedError):
        commune.delete()
