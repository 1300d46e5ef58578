"""Addresses of documents. Pure."""

from __future__ import annotations

import re

from portal.lib.vietnamese import fold, normalise

# Numbers of provincial and lower authorities say nothing about the place, so the address must.
LOCAL_AUTHORITIES = ("ubnd", "hdnd", "ub", "hd")
MAX_LENGTH = 120

_NOT_A_SLUG = re.compile(r"[^a-z0-9]+")
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
