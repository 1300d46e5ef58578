"""Fixtures of the law library's tests."""

from __future__ import annotations

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    """A page kept by one test would answer the next one's request."""
    cache.clear()
