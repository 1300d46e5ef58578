"""Fixtures of the law library's tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.utils import translation


@pytest.fixture(autouse=True)
def in_vietnamese() -> Iterator[None]:
    """A request for /en/ leaves its language behind in the thread; each test starts in the site's own."""
    with translation.override("vi"):
        yield


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    """A page kept by one test would answer the next one's request."""
    cache.clear()
