"""Fixtures of the law library's tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def in_vietnamese() -> Iterator[None]:
    """A request for /en/ leaves its language behind in the thread; each test starts in the site's own."""
    with translation.override("vi"):
        yield
