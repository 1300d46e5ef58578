"""The words that readers see for the values of filters, and the short names that stand in addresses."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from content.laws.choices import DocumentType
from learning.courses.choices import Audience


def label_of(facet: str, value: str | int) -> Any:
    """The word for a value of one of ``search.backends.base.FACETS``; what has no word of its own says itself."""
    if facet == "document_types" and value in DocumentType.values:
        return DocumentType(value).label
    if facet == "audiences" and value in Audience.values:
        return Audience(value).label
    if facet == "languages":
        return dict(settings.LANGUAGES).get(str(value), value)
    return str(value)


def in_address(facet: str, value: str | int) -> str:
    """A value as it stands in an address: "nghi-dinh" for a decree."""
    if facet == "document_types" and value in DocumentType.values:
        return DocumentType(value).slug
    return str(value)


def from_address(facet: str, text: str) -> str | int | None:
    """The reverse of ``in_address``; None for what can be no value of the facet, whatever is indexed."""
    if facet == "document_types":
        kind = DocumentType.from_slug(text)
        return kind.value if kind else None
    if facet == "audiences":
        return text if text in Audience.values else None
    if facet == "languages":
        return text if text in dict(settings.LANGUAGES) else None
    if facet == "years":
        return int(text) if text.isascii() and text.isdigit() and len(text) == 4 else None
    return text or None
