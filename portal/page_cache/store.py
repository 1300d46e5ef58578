"""Where kept pages lie, and how a purge reaches each of them exactly.

A kept page carries the version that each of its tags had. A purge gives a tag a new version, so every page
with that tag is out at once, wherever it lies. A page that was being drawn while a purge came must not be
kept with the new version: the purge changes the *epoch* first and the tags after it, the writer reads the
tags first and compares the epoch after them.
"""

import hashlib
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.cache import cache
from django.db import transaction

SECONDS_KEPT = 6 * 3600
PAGES = "pages"
EVERYTHING = "everything"
_PREFIX = "page-cache"
_EPOCH = f"{_PREFIX}:epoch"


@dataclass(frozen=True, slots=True)
class KeptPage:
    """An answer as it was given; ``versions`` are those of ``tags`` when it was drawn."""

    body: bytes
    headers: tuple[tuple[str, str], ...]
    tags: tuple[str, ...]
    versions: tuple[str, ...]


def page_key(*, release: str, scheme: str, host: str, path: str, day: str) -> str:
    """``day``: what is in force changes at midnight, and so may every page; so it does with a ``release``."""
    address = "\n".join((release, scheme, host, path, day))
    return f"{_PREFIX}:page:{hashlib.blake2b(address.encode(), digest_size=16).hexdigest()}"


def _tag_key(tag: str) -> str:
    return f"{_PREFIX}:tag:{hashlib.blake2b(tag.encode(), digest_size=16).hexdigest()}"


def _version(key: str) -> str:
    """The version under ``key``; one that the cache has dropped gets a new one, which outdates its pages."""
    version = cache.get(key)
    if version is None:
        cache.add(key, uuid.uuid4().hex, timeout=None)
        version = cache.get(key)
    return str(version)


def epoch() -> str:
    """To be read before a page is drawn, and handed to ``keep`` after it."""
    return _version(_EPOCH)


def look_up(key: str) -> KeptPage | None:
    page = cache.get(key)
    if not isinstance(page, KeptPage):
        return None
    current = cache.get_many([_tag_key(tag) for tag in page.tags])
    if tuple(current.get(_tag_key(tag)) for tag in page.tags) != page.versions:
        return None
    return page


def keep(
    key: str, *, body: bytes, headers: Iterable[tuple[str, str]], tags: Iterable[str], epoch_before: str
) -> None:
    """Keep a page, unless a purge came after ``epoch_before`` was read."""
    all_tags = (EVERYTHING, *sorted(tags))
    versions = tuple(_version(_tag_key(tag)) for tag in all_tags)
    if epoch() == epoch_before:
        cache.set(key, KeptPage(body, tuple(headers), all_tags, versions), timeout=SECONDS_KEPT)


def purge(tags: Iterable[str]) -> None:
    """Every kept page that carries one of ``tags`` is drawn anew the next time."""
    cache.set(_EPOCH, uuid.uuid4().hex, timeout=None)
    for tag in tags:
        cache.set(_tag_key(tag), uuid.uuid4().hex, timeout=None)


def purge_everything() -> None:
    purge([EVERYTHING])


def purge_on_commit(tags: Iterable[str]) -> None:
    """Before the commit a visitor would still be shown, and the cache keep, the old page."""
    chosen = tuple(tags)
    transaction.on_commit(lambda: purge(chosen))
