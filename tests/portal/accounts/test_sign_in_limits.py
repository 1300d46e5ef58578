"""Limits count wrong passwords by account and address together."""

import re

import pytest
import time_machine
from django.conf import settings

from tests.factories.accounts import PersonFactory, StaffFactory

pytestmark = pytest.mark.django_db

TRIES = 8
OFFICE = "198.51.100.20"
ELSEWHERE = "203.0.113.99"


def hammer(sign_in, client, login, tries=TRIES, address=OFFICE):
    for _ in range(tries):
        sign_in(client, login, "không đúng đâu", address=address)


def test_sixty_people_behind_one_address_sign_in_within_a_minute(client_class, sign_in):
    people = [StaffFactory() if number % 2 else PersonFactory() for number in range(60)]
    for person in people:
        client = client_class()
        response = sign_in(client, person.get_username(), address=OFFICE)
        assert response.status_code == 302
        assert client.session["_auth_user_id"] == str(person.pk)


@pytest.fixture
def client_class():
    from django.test import Client  # noqa: PLC0415

    return Client


def test_a_hammered_account_is_limited_and_told_for_how_long(client, sign_in):
    PersonFactory(email="an@example.org")
    with time_machine.travel("2026-11-22 08:00:00+07:00", tick=False) as clock:
        hammer(sign_in, client, "an@example.org")
        refused = sign_in(client, "an@example.org", address=OFFICE)
        assert refused.status_code == 200
        assert "_auth_user_id" not in client.session
        assert re.search(r"\b10\b", str(refused.context["form"].non_field_errors()))
        clock.shift(4 * 60)
        refused = sign_in(client, "an@example.org", address=OFFICE)
        assert re.search(r"\b6\b", str(refused.context["form"].non_field_errors()))
        clock.shift(6 * 60 + 1)
        assert sign_in(client, "an@example.org", address=OFFICE).status_code == 302


def test_the_owner_at_another_address_is_not_locked_out(client, sign_in):
    PersonFactory(email="an@example.org")
    hammer(sign_in, client, "an@example.org", tries=TRIES * 2)
    assert sign_in(client, "an@example.org", address=ELSEWHERE).status_code == 302


def test_colleagues_at_the_same_address_are_not_locked_out(client, sign_in):
    PersonFactory(email="an@example.org")
    PersonFactory(email="binh@example.org")
    hammer(sign_in, client, "an@example.org", tries=TRIES * 3)
    assert sign_in(client, "binh@example.org", address=OFFICE).status_code == 302


@pytest.mark.parametrize("spelling", ["AN@EXAMPLE.ORG", " an@example.org ", "An@Example.org"])
def test_another_spelling_of_the_name_does_not_begin_a_new_count(client, sign_in, spelling):
    PersonFactory(email="an@example.org")
    hammer(sign_in, client, "an@example.org")
    assert sign_in(client, spelling, address=OFFICE).status_code == 200


def test_signing_in_rightly_many_times_is_never_limited(client, sign_in):
    PersonFactory(email="an@example.org")
    for _ in range(TRIES * 2):
        assert sign_in(client, "an@example.org", address=OFFICE).status_code == 302
        client.post("/tai-khoan/logout/")


def test_one_address_cannot_try_passwords_on_very_many_accounts(client, sign_in):
    for number in range(300):
        sign_in(client, f"CB-{number}", "không đúng đâu", address=OFFICE)
    PersonFactory(email="an@example.org")
    assert sign_in(client, "an@example.org", address=OFFICE).status_code == 200
    assert sign_in(client, "an@example.org", address=ELSEWHERE).status_code == 302


def test_a_made_up_forwarded_address_changes_nothing_without_a_trusted_proxy(client, sign_in):
    assert settings.ALLAUTH_TRUSTED_PROXY_COUNT == 0
    PersonFactory(email="an@example.org")
    for number in range(TRIES):
        client.post(
            "/tai-khoan/login/",
            {"login": "an@example.org", "password": "không đúng"},
            REMOTE_ADDR=OFFICE,
            HTTP_X_FORWARDED_FOR=f"192.0.2.{number}",
        )
    assert sign_in(client, "an@example.org", address=OFFICE).status_code == 200


def test_behind_a_trusted_proxy_the_forwarded_address_counts(client, sign_in, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    PersonFactory(email="an@example.org")

    def through_proxy(forwarded_for, password):
        return client.post(
            "/tai-khoan/login/",
            {"login": "an@example.org", "password": password},
            REMOTE_ADDR="10.0.0.1",
            HTTP_X_FORWARDED_FOR=forwarded_for,
        )

    for _ in range(TRIES):
        through_proxy(OFFICE, "không đúng đâu")
    assert through_proxy(OFFICE, "lúa-chín-vàng-2026").status_code == 200
    assert through_proxy(ELSEWHERE, "lúa-chín-vàng-2026").status_code == 302
