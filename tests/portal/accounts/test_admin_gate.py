"""The admin has no door of its own: who is let in, who is refused, and what is closed."""

import pytest
from django.urls import NoReverseMatch, reverse

from portal.accounts.roles import Role
from tests.factories.accounts import PASSWORD, PersonFactory

pytestmark = pytest.mark.django_db
INSIDE = [Role.EDITOR, Role.LEGAL_REVIEWER, Role.TRAINER, Role.AUDITOR, Role.ADMINISTRATOR]


def test_the_admin_sends_strangers_to_the_sites_sign_in(client, sign_in):
    PersonFactory(email="an@example.org", role=Role.EDITOR)
    first = client.get("/quan-tri/")
    gate = client.get(first.url)
    assert gate.url == "/tai-khoan/login/?next=/quan-tri/"
    assert sign_in(client, "an@example.org", next="/quan-tri/").url == "/quan-tri/"
    assert client.get("/quan-tri/").status_code == 200


@pytest.mark.parametrize("role", Role)
def test_only_roles_that_work_there_get_in(client, role):
    client.force_login(PersonFactory(role=role))
    response = client.get("/quan-tri/", follow=True)
    assert response.status_code == (200 if role in INSIDE else 403)


def test_the_admins_own_sign_in_takes_no_password(client):
    PersonFactory(email="an@example.org", role=Role.EDITOR)
    response = client.post("/quan-tri/login/", {"username": "an@example.org", "password": PASSWORD})
    assert response.status_code == 302
    assert response.url.startswith("/tai-khoan/login/")
    assert "_auth_user_id" not in client.session


def test_the_gate_leads_only_into_the_admin(client):
    client.force_login(PersonFactory(role=Role.EDITOR))
    assert client.get("/quan-tri/login/?next=https://evil.example/").url == "/quan-tri/"
    assert client.get("/quan-tri/login/?next=//evil.example/").url == "/quan-tri/"
    assert client.get("/quan-tri/login/?next=/quan-tri/pages/").url == "/quan-tri/pages/"


@pytest.mark.parametrize("rest", ["", "done/", "confirm/MQ/abc-def/", "complete/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_the_admins_own_password_reset_is_closed(client, method, rest):
    response = getattr(client, method)(f"/quan-tri/password_reset/{rest}")
    assert response.url == reverse("account_reset_password")


def test_there_is_no_django_admin(client):
    with pytest.raises(NoReverseMatch):
        reverse("admin:index")
    assert client.get("/admin/").status_code == 404


def test_the_second_step_holds_for_the_admin_too(client, sign_in, signed_in_client, app_code):
    person = PersonFactory(email="an@example.org", role=Role.ADMINISTRATOR)
    signed_in_client(person)
    secret = client.get("/tai-khoan/2fa/totp/activate/").context["form"].secret
    client.post("/tai-khoan/2fa/totp/activate/", {"code": app_code(secret)})
    client.post("/tai-khoan/logout/")
    sign_in(client, "an@example.org", next="/quan-tri/")
    assert client.get("/quan-tri/").status_code == 302


def test_the_admins_account_page_leaves_name_and_password_to_ours(client):
    client.force_login(PersonFactory(role=Role.EDITOR))
    page = client.get("/quan-tri/account/")
    assert page.status_code == 200
    names = {panel.name for panels in page.context["panels_by_tab"].values() for panel in panels}
    assert names.isdisjoint({"name_email", "password", "locale"})
    assert "theme" in names


@pytest.mark.parametrize("language", ["en", "vi", "id"])
def test_the_admin_speaks_the_persons_language(client, language):
    client.force_login(PersonFactory(role=Role.EDITOR, preferred_language=language))
    assert f'lang="{language}"' in client.get("/quan-tri/").content.decode()


def test_signing_out_of_the_admin_signs_out_of_the_site(client):
    client.force_login(PersonFactory(role=Role.EDITOR))
    client.post("/quan-tri/logout/")
    assert client.get("/tai-khoan/").status_code == 302
