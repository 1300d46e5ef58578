"""Fixtures of the accounts' tests."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import struct
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client

from tests.factories.accounts import PASSWORD


@pytest.fixture(autouse=True)
def _fresh_limits():
    """Limits are counted in the cache, which outlives a test."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def sign_in() -> Callable[..., Any]:
    """Sign in through the page, as a person does: ``sign_in(client, "an@example.org")``."""

    def post(
        client: Client, login: str, password: str = PASSWORD, *, address: str = "203.0.113.7", **data: str
    ):
        return client.post(
            "/tai-khoan/login/", {"login": login, "password": password, **data}, REMOTE_ADDR=address
        )

    return post


@pytest.fixture
def signed_in_client(client: Client, sign_in: Callable[..., Any]) -> Callable[..., Client]:
    """A client signed in, and asked for the password once more just now as before an important change."""

    def make(person: Any) -> Client:
        response = sign_in(client, person.get_username())
        assert response.status_code == 302, response.content.decode()
        client.post("/tai-khoan/reauthenticate/", {"password": PASSWORD})
        return client

    return make


@pytest.fixture
def mailed_code() -> Callable[[], str]:
    """The code in the last mail."""

    def read() -> str:
        return re.search(r"^([A-Z]{4}-[A-Z]{4})$", mail.outbox[-1].body, re.MULTILINE)[1]

    return read


@pytest.fixture
def app_code() -> Callable[[str], str]:
    """The code that an authenticator app shows now for a key (RFC 6238)."""

    def show(secret: str) -> str:
        counter = struct.pack(">Q", int(time.time()) // 30)
        digest = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
        offset = digest[-1] & 15
        return f"{(int.from_bytes(digest[offset : offset + 4]) & 0x7FFFFFFF) % 10**6:06}"

    return show
