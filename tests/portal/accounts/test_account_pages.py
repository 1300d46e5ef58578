"""A person's own account: name, language, address, password, devices."""

import re
import unicodedata

import pytest
from django.core import mail
from django.urls import reverse

from tests.factories.accounts import PASSWORD, MembershipFactory, PersonFactory, StaffFactory

pytestmark = pytest.mark.django_db
NEW_PASSWORD = "sông-dài-biển-rộng-9"


@pytest.mark.parametrize(
    "name",
    [
        "accounts:settings",
        "accounts:profile",
        "account_email",
        "account_change_password",
        "mfa_index",
        "mfa_list_webauthn",
        "usersessions_list",
    ],
)
def test_account_pages_are_for_signed_in_people_and_open_for_everyone_of_them(client, signed_in_client, name):
    address = reverse(name)
    refused = client.get(address)
    assert refused.status_code == 302
    assert refused.url.startswith("/tai-khoan/login/")
    for person in (PersonFactory(), StaffFactory()):
        page = signed_in_client(person).get(address)
        assert page.status_code == 200
        assert " style=" not in page.content.decode()
        client.post("/tai-khoan/logout/")


def test_the_account_page_shows_what_there_is(signed_in_client):
    person = PersonFactory(email="an@example.org", staff_number="CB-1")
    membership = MembershipFactory(person=person)
    page = signed_in_client(person).get("/tai-khoan/")
    html = page.content.decode()
    for shown in (person.full_name, "an@example.org", "CB-1", membership.unit.name):
        assert shown in html
    assert "no-store" in page.headers["Cache-Control"]


@pytest.mark.parametrize("memberships", [1, 20])
def test_the_account_page_asks_the_database_a_constant_number_of_times(
    signed_in_client, django_assert_max_num_queries, memberships
):
    person = PersonFactory()
    MembershipFactory.create_batch(memberships, person=person)
    client = signed_in_client(person)
    client.get("/tai-khoan/")
    with django_assert_max_num_queries(14):
        client.get("/tai-khoan/")


def test_name_and_language_are_changed_together(signed_in_client):
    person = PersonFactory(preferred_language="vi")
    response = signed_in_client(person).post(
        "/tai-khoan/ho-so/",
        {"full_name": unicodedata.normalize("NFD", " Lê  Thị Bé "), "preferred_language": "en"},
    )
    assert response.url == "/en/tai-khoan/"
    person.refresh_from_db()
    assert (person.full_name, person.preferred_language) == ("Lê Thị Bé", "en")
    assert person.name_sort_key.startswith("b0e0")


@pytest.mark.parametrize(
    "rubbish",
    [
        {"full_name": "", "preferred_language": "vi"},
        {"full_name": "x" * 500, "preferred_language": "vi"},
        {"full_name": "Lê Thị Bé", "preferred_language": "xx"},
        {"full_name": "Lê\x00", "preferred_language": "vi"},
        {},
    ],
)
def test_a_rubbish_profile_is_refused_and_nothing_changes(signed_in_client, rubbish):
    person = PersonFactory()
    response = signed_in_client(person).post("/tai-khoan/ho-so/", rubbish)
    assert response.status_code == 200
    assert response.context["form"].errors
    name = person.full_name
    person.refresh_from_db()
    assert person.full_name == name


def test_nobody_gives_themselves_a_staff_number_or_rights(signed_in_client):
    person = PersonFactory()
    signed_in_client(person).post(
        "/tai-khoan/ho-so/",
        {"full_name": "An", "preferred_language": "vi", "staff_number": "CB-1", "is_superuser": "on"},
    )
    person.refresh_from_db()
    assert person.staff_number is None
    assert not person.is_superuser


def test_a_new_address_counts_only_once_confirmed(signed_in_client, mailed_code):
    person = PersonFactory(email="an@example.org")
    client = signed_in_client(person)
    response = client.post("/tai-khoan/email/", {"action_add": "", "email": "Moi@example.org"})
    assert response.status_code == 302
    person.refresh_from_db()
    assert person.email == "an@example.org"
    assert mail.outbox[-1].to == ["moi@example.org"]
    client.post("/tai-khoan/confirm-email/", {"code": mailed_code()})
    person.refresh_from_db()
    assert person.email == "moi@example.org"
    assert list(person.emailaddress_set.values_list("email", "verified", "primary")) == [
        ("moi@example.org", True, True)
    ]
    assert mail.outbox[-1].to == ["an@example.org"], "the old address is told"


def test_someone_elses_address_cannot_be_taken(signed_in_client):
    PersonFactory(email="binh@example.org")
    person = PersonFactory(email="an@example.org")
    client = signed_in_client(person)
    client.post("/tai-khoan/email/", {"action_add": "", "email": "binh@example.org"})
    person.refresh_from_db()
    assert person.email == "an@example.org"
    assert person.emailaddress_set.get().email == "an@example.org"


def test_changing_the_password_keeps_this_device_and_tells_the_person(signed_in_client, sign_in, client):
    person = PersonFactory(email="an@example.org")
    client = signed_in_client(person)
    wrong = client.post("/tai-khoan/password/change/", {"oldpassword": "nhầm", "password1": NEW_PASSWORD})
    assert "oldpassword" in wrong.context["form"].errors
    done = client.post("/tai-khoan/password/change/", {"oldpassword": PASSWORD, "password1": NEW_PASSWORD})
    assert done.url == "/tai-khoan/"
    assert client.get("/tai-khoan/").status_code == 200
    assert mail.outbox[-1].to == ["an@example.org"]
    client.post("/tai-khoan/logout/")
    assert sign_in(client, "an@example.org").status_code == 200
    assert sign_in(client, "an@example.org", NEW_PASSWORD).status_code == 302


def test_a_forgotten_password_is_replaced_through_a_mailed_link(client, sign_in):
    PersonFactory(email="an@example.org")
    assert client.post("/tai-khoan/password/reset/", {"email": "AN@example.org"}).status_code == 302
    link = re.search(r"http://testserver(/tai-khoan/password/reset/key/\S+)", mail.outbox[0].body)[1]
    form = client.get(link, follow=True)
    saved = client.post(form.redirect_chain[-1][0], {"password1": NEW_PASSWORD})
    assert saved.status_code == 302
    client.post("/tai-khoan/logout/")
    assert sign_in(client, "an@example.org", NEW_PASSWORD).status_code == 302
    client.post("/tai-khoan/logout/")
    again = client.get(link, follow=True)
    assert again.status_code == 200
    assert again.context["token_fail"]


def test_asking_for_a_link_for_an_unknown_address_tells_nothing(client):
    PersonFactory(email="an@example.org")
    known = client.post("/tai-khoan/password/reset/", {"email": "an@example.org"})
    unknown = client.post("/tai-khoan/password/reset/", {"email": "nobody@example.org"})
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert [sent.to for sent in mail.outbox] == [["an@example.org"]]


@pytest.mark.parametrize("key", ["1-abc", "zzzz-set-password", "1-" + "x" * 300, "0-🙂"])
def test_a_made_up_reset_link_is_refused_kindly(client, key):
    response = client.get(f"/tai-khoan/password/reset/key/{key}/", follow=True)
    assert response.status_code == 200
    assert response.context["token_fail"]


def test_mail_is_in_the_persons_language(client):
    PersonFactory(email="an@example.org", preferred_language="en")
    client.post("/tai-khoan/password/reset/", {"email": "an@example.org"})
    assert "Choose a new password" in mail.outbox[0].subject
    assert "&amp;" not in mail.outbox[0].body


def test_other_devices_are_signed_out(client, sign_in):
    from django.test import Client  # noqa: PLC0415

    PersonFactory(email="an@example.org")
    phone, computer = Client(), Client()
    for device in (phone, computer):
        sign_in(device, "an@example.org")
    assert len(computer.get("/tai-khoan/sessions/").context["sessions"]) == 2
    computer.post("/tai-khoan/sessions/")
    assert computer.get("/tai-khoan/").status_code == 200
    assert phone.get("/tai-khoan/").status_code == 302


def test_a_session_ends_with_the_browser_unless_asked_to_stay(client, sign_in):
    PersonFactory(email="an@example.org")
    sign_in(client, "an@example.org")
    assert client.session.get_expire_at_browser_close()
    client.post("/tai-khoan/logout/")
    sign_in(client, "an@example.org", remember="on")
    assert not client.session.get_expire_at_browser_close()
