"""A second step: codes from an app, recovery codes, passkeys (in a browser: test_passkeys.py)."""

import time

import pytest
import time_machine
from django.core import mail

from tests.factories.accounts import PersonFactory, StaffFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def turn_on_app(app_code):
    """Turn codes on for a signed-in client; returns the key."""

    def turn_on(client):
        secret = client.get("/tai-khoan/2fa/totp/activate/").context["form"].secret
        response = client.post("/tai-khoan/2fa/totp/activate/", {"code": app_code(secret)})
        assert response.status_code == 302
        return secret

    return turn_on


def test_with_an_app_the_password_alone_does_not_sign_in(signed_in_client, sign_in, turn_on_app, app_code):
    client = signed_in_client(PersonFactory(email="an@example.org"))
    secret = turn_on_app(client)
    client.post("/tai-khoan/logout/")

    step = sign_in(client, "an@example.org")
    assert step.url.startswith("/tai-khoan/2fa/authenticate/")
    assert client.get("/tai-khoan/").status_code == 302
    wrong = client.post("/tai-khoan/2fa/authenticate/", {"code": "000000"})
    assert "code" in wrong.context["form"].errors
    with time_machine.travel(time.time() + 60):
        assert client.post("/tai-khoan/2fa/authenticate/", {"code": app_code(secret)}).status_code == 302
        assert client.get("/tai-khoan/").status_code == 200


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_the_person_is_told_by_mail_that_it_is_on(signed_in_client, turn_on_app):
    # Told after the commit, so this test needs a real one.
    turn_on_app(signed_in_client(PersonFactory(email="an@example.org")))
    assert {tuple(sent.to) for sent in mail.outbox} == {("an@example.org",)}


def test_a_recovery_code_works_once(signed_in_client, sign_in, turn_on_app):
    client = signed_in_client(StaffFactory(staff_number="CB-1"))
    turn_on_app(client)
    codes = client.get("/tai-khoan/2fa/recovery-codes/").context["unused_codes"]
    assert len(codes) == 10
    download = client.get("/tai-khoan/2fa/recovery-codes/download/").content.decode()
    assert all(code in download for code in codes)
    client.post("/tai-khoan/logout/")
    sign_in(client, "CB-1")
    assert client.post("/tai-khoan/2fa/authenticate/", {"code": codes[0]}).status_code == 302
    client.post("/tai-khoan/logout/")
    sign_in(client, "CB-1")
    assert client.post("/tai-khoan/2fa/authenticate/", {"code": codes[0]}).status_code == 200


def test_turning_it_off_asks_who_you_are_after_a_while(signed_in_client, turn_on_app):
    client = signed_in_client(PersonFactory())
    turn_on_app(client)
    with time_machine.travel(time.time() + 600):
        asked = client.post("/tai-khoan/2fa/totp/deactivate/")
        assert "reauthenticate" in asked.url
        assert client.get(asked.url).status_code == 200
    assert client.get("/tai-khoan/2fa/totp/deactivate/").status_code == 200
    assert client.post("/tai-khoan/2fa/totp/deactivate/").status_code == 302
    assert client.get("/tai-khoan/2fa/").context["authenticators"] == {}


def test_an_unconfirmed_address_cannot_turn_it_on(client):
    person = PersonFactory(verified=False)
    client.force_login(person)
    assert client.get("/tai-khoan/2fa/totp/activate/").status_code == 302
    assert not person.authenticator_set.exists()


RUBBISH_CREDENTIALS = [
    "",
    "{}",
    "null",
    "[]",
    "1",
    '{"id": 1}',
    '{"id": "AA", "rawId": "AA"}',
    '{"id": "AA", "rawId": "AA", "response": null}',
    '{"id": "AA", "rawId": "AA", "response": {"clientDataJSON": "AA"}, "type": "public-key"}',
    (
        '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {"clientDataJSON": "e30",'
        ' "authenticatorData": "AA", "signature": "AA", "userHandle": "MQ", "attestationObject": "AA"}}'
    ),
    "\x00",
    "x" * 10_000,
]


@pytest.mark.parametrize("credential", RUBBISH_CREDENTIALS)
def test_a_rubbish_passkey_is_refused(client, credential):
    response = client.post("/tai-khoan/2fa/webauthn/login/", {"credential": credential})
    assert response.status_code == 302
    assert response.url.startswith("/tai-khoan/login/")
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    "path",
    ["", "totp/activate/", "recovery-codes/generate/", "webauthn/", "webauthn/add/"],
)
def test_each_page_of_the_second_step_opens(signed_in_client, turn_on_app, path):
    client = signed_in_client(PersonFactory())
    if path == "recovery-codes/generate/":
        turn_on_app(client)
    page = client.get(f"/tai-khoan/2fa/{path}")
    assert page.status_code == 200
    assert " style=" not in page.content.decode()


@pytest.mark.parametrize("credential", RUBBISH_CREDENTIALS)
def test_a_rubbish_new_passkey_is_refused(signed_in_client, credential):
    person = PersonFactory()
    client = signed_in_client(person)
    assert client.get("/tai-khoan/2fa/webauthn/add/").status_code == 200
    response = client.post("/tai-khoan/2fa/webauthn/add/", {"name": "Khóa", "credential": credential})
    assert response.status_code == 200
    assert response.context["form"].errors
    assert not person.authenticator_set.exists()


@pytest.mark.parametrize("credential", RUBBISH_CREDENTIALS)
def test_a_rubbish_passkey_is_no_second_step(signed_in_client, sign_in, turn_on_app, credential):
    client = signed_in_client(PersonFactory(email="an@example.org"))
    turn_on_app(client)
    client.post("/tai-khoan/logout/")
    sign_in(client, "an@example.org")
    assert client.post("/tai-khoan/2fa/authenticate/", {"credential": credential}).status_code == 200
    assert "_auth_user_id" not in client.session
