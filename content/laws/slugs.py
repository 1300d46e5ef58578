"""Addresses of documents. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from portal.lib.vietnamese import fold, normalise

# Numbers of provincial and lower authorities say nothing about the place, so the address must.
LOCAL_AUTHORITIES = ("ubnd", "hdnd", "ub", "hd")
MAX_LENGTH = 120

_NOT_A_SLUG = re.compile(r"[^a-z0-9]+")
_NUMBER_AND_YEAR = re.compile(r"^\d{1,5}[a-z]?-(?:19|20)\d{2}$")
_AUTHORITY = re.compile(r"^(uy-ban-nhan-dan|hoi-dong-nhan-dan)-")


def slugify_vietnamese(text: str) -> str:
    """ "168/2024/NĐ-CP" → "168-2024-nd-cp"."""
    return _NOT_A_SLUG.sub("-", fold(normalise(text))).strip("-")


def document_slug(*, number: str, title: str, issuer: str) -> str:
    """The document's part of its address: from its number, else its title."""
    if not number:
        return slugify_vietnamese(title)[:MAX_LENGTH].strip("-")
    slug = slugify_vietnamese(number)
    if slug.endswith(LOCAL_AUTHORITIES):
        place = _AUTHORITY.sub("", slugify_vietnamese(issuer))
        slug = f"{slug}-{place}"
    return slug[:MAX_LENGTH].strip("-")


def address_readings(slug: str, type_slugs: Iterable[str]) -> list[str]:
    """What a part of an address may mean, the likeliest first: as it stands, then without a type in front."""
    wanted = slugify_vietnamese(slug)
    if not wanted:
        return []
    without = [
        wanted.removeprefix(f"{type_slug}-").removeprefix("so-")
        for type_slug in type_slugs
        if wanted.startswith(f"{type_slug}-")
    ]
    return list(dict.fromkeys([wanted, *sorted((one for one in without if one), key=len)]))


def is_number_and_year(slug: str) -> bool:
    """ "168-2024": a number without the letters after it."""
    return bool(_NUMBER_AND_YEAR.match(slug))
