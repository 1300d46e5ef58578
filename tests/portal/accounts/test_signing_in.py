"""Signing up, confirming the address, signing in by e-mail or staff number, signing out."""

import unicodedata

import pytest
from django.core import mail
from django.urls import reverse

from portal.accounts.models import User
from tests.factories.accounts import PASSWORD, PersonFactory, StaffFactory

pytestmark = pytest.mark.django_db


def is_signed_in(client):
    return "_auth_user_id" in client.session


def test_sign_up_confirm_and_sign_in_again(client, sign_in, mailed_code):
    answers = {"full_name": "Trần  Thị Hường", "email": "Huong@Example.org", "password1": PASSWORD}
    answers["full_name"] = unicodedata.normalize("NFD", answers["full_name"])
    response = client.post("/tai-khoan/signup/?next=/hoc/", answers)
    assert response.status_code == 302
    assert response.url.startswith("/tai-khoan/confirm-email/")
    assert not is_signed_in(client)
    person = User.objects.get()
    assert (person.full_name, person.email, person.staff_number) == (
        "Trần Thị Hường",
        "huong@example.org",
        None,
    )
    assert person.preferred_language == "vi"
    assert mail.outbox[0].to == ["huong@example.org"]
    assert mail.outbox[0].subject.startswith("Luật Dễ Hiểu: ")

    wrong = client.post(response.url, {"code": "AAAA-AAAA"})
    assert wrong.status_code == 200
    assert "code" in wrong.context["verify_form"].errors
    assert client.post(response.url, {"code": mailed_code().lower()}).status_code == 302
    assert is_signed_in(client)

    client.post("/tai-khoan/logout/")
    assert not is_signed_in(client)
    sign_in(client, "HUONG@example.org")
    assert is_signed_in(client)


def test_an_account_is_not_usable_before_its_address_is_confirmed(client, sign_in):
    PersonFactory(email="an@example.org", verified=False)
    response = sign_in(client, "an@example.org")
    assert response.url.startswith("/tai-khoan/confirm-email/")
    assert not is_signed_in(client)


@pytest.mark.parametrize("typed", ["CB-0007", "cb-0007", "  CB-0007 "])
def test_staff_sign_in_by_staff_number_without_any_email(client, sign_in, typed):
    person = StaffFactory(staff_number="CB-0007")
    assert sign_in(client, typed).status_code == 302
    assert client.session["_auth_user_id"] == str(person.pk)


def test_one_person_signs_in_by_email_and_by_staff_number(client, sign_in):
    PersonFactory(email="an@example.org", staff_number="CB-1")
    for name in ("an@example.org", "CB-1"):
        assert sign_in(client, name).status_code == 302
        assert is_signed_in(client)
        client.post("/tai-khoan/logout/")


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_password_fits_however_the_keyboard_composes_letters(client, sign_in, form):
    PersonFactory(email="an@example.org", password=unicodedata.normalize("NFC", PASSWORD))
    sign_in(client, "an@example.org", unicodedata.normalize(form, PASSWORD))
    assert is_signed_in(client)


def test_signing_up_twice_tells_nobody_but_the_owner(client):
    PersonFactory(email="an@example.org")
    taken = client.post(
        "/tai-khoan/signup/", {"full_name": "Ai đó", "email": "an@example.org", "password1": PASSWORD}
    )
    assert taken.status_code == 302
    assert taken.url == reverse("account_email_verification_sent")
    assert User.objects.count() == 1
    assert reverse("account_reset_password") in mail.outbox[0].body


def test_a_wrong_name_and_a_wrong_password_get_the_same_answer(client, sign_in):
    PersonFactory(email="an@example.org")
    errors = {
        str(sign_in(client, name, "không đúng đâu").context["form"].non_field_errors())
        for name in ("an@example.org", "nobody@example.org", "CB-9999")
    }
    assert len(errors) == 1


def test_an_inactive_person_cannot_sign_in(client, sign_in):
    PersonFactory(email="an@example.org", is_active=False)
    assert sign_in(client, "an@example.org").url == reverse("account_inactive")
    assert client.get(reverse("account_inactive")).status_code == 200
    assert not is_signed_in(client)


@pytest.mark.parametrize("password", ["ngắn", "1234567890", "nguyenvanan@example.org"])
def test_weak_passwords_are_refused_with_a_reason(client, password):
    response = client.post(
        "/tai-khoan/signup/",
        {"full_name": "Nguyễn Văn An", "email": "nguyenvanan@example.org", "password1": password},
    )
    assert response.context["form"].errors["password1"]
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "rubbish",
    ["", "\x00", "a\x00b@example.org", "🙂", "x" * 10_000, "' OR 1=1 --", "a@b", "<script>alert(1)</script>"],
)
def test_rubbish_in_the_sign_in_form_is_answered_with_the_form(client, sign_in, rubbish):
    response = sign_in(client, rubbish, rubbish or "x")
    assert response.status_code == 200
    assert response.context["form"].errors
    assert "<script>alert" not in response.content.decode()


def test_rubbish_in_the_sign_up_form_is_answered_with_the_form(client):
    response = client.post(
        "/tai-khoan/signup/", {"full_name": "\x00" * 500, "email": "không phải", "password1": ""}
    )
    assert response.status_code == 200
    assert set(response.context["form"].errors) == {"full_name", "email", "password1"}


def test_signing_out_needs_a_post(client, signed_in_client):
    client = signed_in_client(PersonFactory())
    assert client.get("/tai-khoan/logout/").status_code == 200
    assert is_signed_in(client)
    client.post("/tai-khoan/logout/")
    assert not is_signed_in(client)


def test_no_redirect_to_another_site_after_signing_in(client, sign_in):
    PersonFactory(email="an@example.org")
    response = sign_in(client, "an@example.org", next="https://evil.example/")
    assert response.url == "/hoc/cua-toi/"


def test_after_signing_in_pages_are_in_the_persons_language(client, sign_in):
    PersonFactory(email="an@example.org", preferred_language="id")
    assert sign_in(client, "an@example.org").url == "/id/hoc/cua-toi/"


def test_fields_have_visible_labels_and_tell_browsers_what_they_hold(client):
    login = client.get("/tai-khoan/login/").content.decode()
    assert 'autocomplete="username"' in login
    assert 'autocomplete="current-password"' in login
    signup = client.get("/tai-khoan/signup/").content.decode()
    for token in ("name", "email", "new-password"):
        assert f'autocomplete="{token}"' in signup
    assert "placeholder=" not in login.split("<main")[1] + signup.split("<main")[1]


@pytest.mark.parametrize("path", ["login/", "signup/", "password/reset/"])
@pytest.mark.parametrize("prefix", ["", "/en", "/id"])
def test_pages_need_no_inline_script_or_style(client, path, prefix):
    response = client.get(f"{prefix}/tai-khoan/{path}")
    html = response.content.decode()
    assert response.status_code == 200
    assert " style=" not in html
    assert "<style" not in html
    assert "onclick" not in html
    assert "'unsafe-inline'" not in response.headers["Content-Security-Policy"]
