"""Passkeys in a real browser with a virtual authenticator."""

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache

from tests.factories.accounts import PASSWORD, PersonFactory

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


@pytest.fixture
def page_with_passkeys(page):
    """A page whose browser holds an authenticator with a fingerprint that always fits."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    return page


@pytest.fixture
def site(live_server):
    # Passkeys belong to a host name; an address in figures has none.
    return live_server.url.replace("127.0.0.1", "localhost")


def sign_in_by_password(page, site, email):
    page.goto(f"{site}/tai-khoan/login/")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda url: "/login/" not in url)


def add_passkey(page, site, *, alone):
    page.goto(f"{site}/tai-khoan/2fa/webauthn/add/")
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_selector("form[data-passkey=create]")
    page.fill("input[name=name]", "Điện thoại của tôi")
    page.set_checked("input[name=passwordless]", alone)
    page.click("form[data-passkey=create] button[type=submit]")
    page.wait_for_url("**/2fa/recovery-codes/")


def sign_out(page, site):
    page.goto(f"{site}/tai-khoan/")
    page.click("main form[action$='/logout/'] button")
    page.wait_for_load_state()


def test_a_passkey_is_added_signs_in_alone_and_is_removed(page_with_passkeys, site, assert_accessible):
    page = page_with_passkeys
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    # Broken rules of the content security policy are told on the console.
    page.on("console", lambda message: errors.append(message.text) if "Policy" in message.text else None)
    person = PersonFactory(email="an@example.org")
    sign_in_by_password(page, site, person.email)
    add_passkey(page, site, alone=True)
    assert_accessible(page)
    assert Authenticator.objects.filter(user=person, type=Authenticator.Type.WEBAUTHN).count() == 1
    sign_out(page, site)

    page.goto(f"{site}/tai-khoan/login/?next=/tai-khoan/")
    assert_accessible(page)
    page.click("form[data-passkey=sign-in] button[type=submit]")
    page.wait_for_url(f"{site}/tai-khoan/")
    page.goto(f"{site}/tai-khoan/2fa/webauthn/")
    assert page.locator("main").get_by_text("Điện thoại của tôi", exact=True).count() == 1
    assert_accessible(page)

    page.click("a[href$='/remove/']")
    cache.clear()
    if page.locator("input[name=password]").count():
        page.fill("input[name=password]", PASSWORD)
        page.press("input[name=password]", "Enter")
    page.wait_for_url("**/remove/")
    page.click("main form button[type=submit]")
    page.wait_for_url("**/2fa/webauthn/")
    assert not Authenticator.objects.filter(user=person, type=Authenticator.Type.WEBAUTHN).exists()
    assert errors == []


def test_a_passkey_is_the_second_step_after_the_password(page_with_passkeys, site, assert_accessible):
    page = page_with_passkeys
    person = PersonFactory(email="an@example.org")
    sign_in_by_password(page, site, person.email)
    add_passkey(page, site, alone=False)
    sign_out(page, site)
    sign_in_by_password(page, site, person.email)
    page.wait_for_url("**/2fa/authenticate/**")
    assert_accessible(page)
    page.click("form[data-passkey=use] button[type=submit]")
    page.wait_for_url("**/hoc/cua-toi/")


def test_without_a_passkey_on_the_device_the_page_says_so(page_with_passkeys, site):
    page = page_with_passkeys
    page.goto(f"{site}/tai-khoan/login/")
    page.evaluate(
        "() => { navigator.credentials.get = () => Promise.reject(new DOMException('', 'NotAllowedError')) }"
    )
    error = page.locator("form[data-passkey=sign-in] [data-passkey-error]")
    assert error.is_hidden()
    page.click("form[data-passkey=sign-in] button[type=submit]")
    error.wait_for(state="visible")
