"""Units and memberships in the admin: the tree, who may change it, what it refuses."""

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.models import Membership, OrgUnit
from portal.accounts.roles import Role
from tests.factories.accounts import MembershipFactory, OrgUnitFactory, PersonFactory, StaffFactory

pytestmark = pytest.mark.django_db

UNITS, MEMBERSHIPS = "org_units", "memberships"


def browser_of(role):
    browser = Client()
    browser.force_login(PersonFactory(role=role))
    return browser


@pytest.fixture
def admin():
    return browser_of(Role.ADMINISTRATOR)


@pytest.fixture
def province():
    return OrgUnitFactory(name="Tỉnh Ninh Bình", code="NB")


@pytest.fixture
def commune(province):
    return OrgUnitFactory(name="Xã Gia Viễn", code="NB-GV", parent=province)


def address(model, name="index", *args):
    return reverse(f"{model}:{name}", args=args)


def listed(page):
    return [str(row) for row in page.context["object_list"]]


def parent_of(unit):
    return OrgUnit.objects.get(pk=unit.pk).get_parent()


# ------------------------------------------------------------------ the tree


def test_the_tree_is_shown_indented_with_how_many_belong_to_each(admin, commune):
    OrgUnitFactory(name="Thành phố Hà Nội", code="HN")
    MembershipFactory.create_batch(2, unit=commune)

    page = admin.get(address(UNITS))

    assert listed(page) == ["Tỉnh Ninh Bình", "Xã Gia Viễn", "Thành phố Hà Nội"]
    assert "\u2003Xã Gia Viễn" in page.content.decode()
    assert [unit.member_count for unit in page.context["object_list"]] == [0, 2, 0]
    assert f"{address(MEMBERSHIPS)}?within={commune.pk}" in page.content.decode()


def test_units_are_searched_and_filtered(admin, province, commune):
    OrgUnitFactory(name="Thành phố Hà Nội", code="HN")
    assert listed(admin.get(address(UNITS), {"q": "hà nội"})) == ["Thành phố Hà Nội"]
    assert listed(admin.get(address(UNITS), {"q": "nb-gv"})) == ["Xã Gia Viễn"]
    assert listed(admin.get(address(UNITS), {"within": province.pk})) == ["Tỉnh Ninh Bình", "Xã Gia Viễn"]
    assert listed(admin.get(address(UNITS), {"q": "không có"})) == []


def test_a_unit_is_added_at_the_top_and_below_another(admin, province):
    for name, code, parent in (("Hà Nội", "HN", ""), ("Xã mới", "NB-1", province.pk)):
        response = admin.post(address(UNITS, "add"), {"name": name, "code": code, "parent": parent})
        assert response.status_code == 302
    assert parent_of(OrgUnit.objects.get(code="HN")) is None
    assert parent_of(OrgUnit.objects.get(code="NB-1")) == province


def test_a_unit_moves_with_everything_below_it(admin, commune):
    hamlet = OrgUnitFactory(name="Thôn Đông", code="T1", parent=commune)
    city = OrgUnitFactory(name="Hà Nội", code="HN")
    edit = address(UNITS, "edit", commune.pk)

    admin.post(edit, {"name": "Xã Gia Viễn", "code": "NB-GV", "parent": city.pk})
    assert parent_of(commune) == city
    assert OrgUnit.objects.get(pk=hamlet.pk).get_root() == city

    admin.post(edit, {"name": "Xã Gia Viễn mới", "code": "NB-GV", "parent": ""})
    assert parent_of(commune) is None
    assert OrgUnit.objects.get(pk=commune.pk).name == "Xã Gia Viễn mới"
    assert OrgUnit.find_problems() == ([], [], [], [], [])


@pytest.mark.parametrize("below", ["itself", "its own unit"])
def test_a_unit_cannot_stand_below_itself(admin, province, commune, below):
    parent = province if below == "itself" else commune
    response = admin.post(
        address(UNITS, "edit", province.pk), {"name": "Tên mới", "code": "NB", "parent": parent.pk}
    )
    assert response.status_code == 200
    assert "parent" in response.context["form"].errors
    assert parent_of(province) is None
    assert OrgUnit.objects.get(pk=province.pk).name == "Tỉnh Ninh Bình"


@pytest.mark.parametrize("fields", [{"name": ""}, {"code": ""}, {"code": "nb"}, {"parent": "999999"}])
def test_what_is_missing_or_taken_is_said(admin, province, fields):
    data = {"name": "Xã mới", "code": "X", "parent": ""} | fields
    response = admin.post(address(UNITS, "add"), data)
    assert response.status_code == 200
    assert response.context["form"].errors
    assert OrgUnit.objects.count() == 1


def test_only_an_empty_unit_is_deleted(admin, province, commune):
    MembershipFactory(unit=commune)
    for unit in (province, commune):
        assert admin.get(address(UNITS, "delete", unit.pk)).status_code == 200
        assert admin.post(address(UNITS, "delete", unit.pk)).status_code == 302
    assert OrgUnit.objects.count() == 2
    Membership.objects.all().delete()
    admin.post(address(UNITS, "delete", commune.pk))
    assert list(OrgUnit.objects.all()) == [province]


# ------------------------------------------------------------------ who belongs to which


def membership(person, unit, **fields):
    return {"person": person, "unit": unit.pk, "position": "Công chức", **fields}


@pytest.mark.parametrize("login", ["an@example.org", "AN@example.org", "cb-77"])
def test_a_person_is_added_by_address_or_staff_number(admin, commune, login):
    an = PersonFactory(full_name="Lê An", email="an@example.org", staff_number="CB-77")

    response = admin.post(address(MEMBERSHIPS, "add"), membership(login, commune, is_manager="on"))

    assert response.status_code == 302
    assert Membership.objects.get().person == an
    assert Membership.objects.get().is_manager


def test_nobody_belongs_to_a_unit_twice(admin, commune):
    MembershipFactory(person=StaffFactory(staff_number="CB-77"), unit=commune)
    response = admin.post(address(MEMBERSHIPS, "add"), membership("CB-77", commune))
    assert response.status_code == 200
    assert response.context["form"].errors
    assert Membership.objects.count() == 1


@pytest.mark.parametrize("login", ["", "khong-ai@example.org", "x" * 300, "a\x00b"])
def test_a_person_who_does_not_exist_is_said(admin, commune, login):
    response = admin.post(address(MEMBERSHIPS, "add"), membership(login, commune))
    assert response.status_code == 200
    assert "person" in response.context["form"].errors
    assert not Membership.objects.exists()


def test_a_membership_is_changed_and_its_form_shows_the_person(admin, commune):
    one = MembershipFactory(person=PersonFactory(email="an@example.org"), unit=commune)
    edit = address(MEMBERSHIPS, "edit", one.pk)
    assert 'value="an@example.org"' in admin.get(edit).content.decode()
    admin.post(edit, membership("an@example.org", commune, position="Phó chủ tịch"))
    one.refresh_from_db()
    assert one.position == "Phó chủ tịch"


def test_members_of_a_unit_and_of_all_below_it(admin, province, commune):
    MembershipFactory(person=PersonFactory(full_name="Đỗ Bình"), unit=province, is_manager=True)
    MembershipFactory(person=PersonFactory(full_name="Lê An"), unit=commune)
    MembershipFactory(person=PersonFactory(full_name="Vũ Ánh"))

    def names(**query):
        rows = admin.get(address(MEMBERSHIPS), query).context["object_list"]
        return {row.person.full_name for row in rows}

    assert names(within=province.pk) == {"Đỗ Bình", "Lê An"}
    assert names(within=commune.pk) == {"Lê An"}
    assert names(is_manager="true") == {"Đỗ Bình"}
    assert names(q="lê") == {"Lê An"}
    assert names(q="gia viễn") == {"Lê An"}


# ------------------------------------------------------------------ who may


@pytest.mark.parametrize("model", [UNITS, MEMBERSHIPS])
@pytest.mark.parametrize(
    "role", [Role.LEARNER, Role.EDITOR, Role.TRAINER, Role.UNIT_MANAGER, Role.LEGAL_REVIEWER]
)
def test_others_see_nothing_of_it(model, role, commune):
    row = commune if model == UNITS else MembershipFactory(unit=commune)
    browser = browser_of(role)
    for url in (
        address(model),
        address(model, "add"),
        address(model, "edit", row.pk),
        address(model, "delete", row.pk),
    ):
        for response in (browser.get(url), browser.post(url)):
            assert response.status_code in {302, 403}
            assert "Xã Gia Viễn" not in response.content.decode()
    assert type(row).objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize("model", [UNITS, MEMBERSHIPS])
def test_a_row_leads_to_its_form(admin, model, commune):
    row = commune if model == UNITS else MembershipFactory(unit=commune)
    assert f'href="{address(model, "edit", row.pk)}"' in admin.get(address(model)).content.decode()


@pytest.mark.parametrize("model", [UNITS, MEMBERSHIPS])
def test_an_auditor_looks_but_changes_nothing(model, commune):
    row = commune if model == UNITS else MembershipFactory(unit=commune)
    auditor = browser_of(Role.AUDITOR)
    page = auditor.get(address(model))
    assert page.status_code == 200
    assert address(model, "edit", row.pk) not in page.content.decode()
    assert address(model, "add") not in page.content.decode()
    for url in (address(model, "add"), address(model, "edit", row.pk), address(model, "delete", row.pk)):
        assert auditor.post(url, {}).status_code == 302
    assert type(row).objects.filter(pk=row.pk).exists()


# ------------------------------------------------------------------ cost


@pytest.mark.parametrize("model", [UNITS, MEMBERSHIPS])
def test_a_list_costs_the_same_with_1_and_20(admin, model, province, django_assert_max_num_queries):
    def grow(count):
        for _ in range(count):
            MembershipFactory(unit=OrgUnitFactory(parent=province))

    grow(1)
    admin.get(address(model))
    with django_assert_max_num_queries(25) as first:
        admin.get(address(model))
    grow(19)
    with django_assert_max_num_queries(len(first)):
        assert len(admin.get(address(model)).context["object_list"]) >= 20


def test_a_long_list_is_paged(admin):
    for number in range(51):
        OrgUnitFactory(name=f"Xã {number:02}")
    assert len(listed(admin.get(address(UNITS)))) == 50
    assert len(listed(admin.get(address(UNITS), {"p": 2}))) == 1
    assert admin.get(address(UNITS), {"p": 99}).status_code in {200, 404}
