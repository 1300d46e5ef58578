"""A document as JSON that ``import_law`` reads again (``importers/law_export.py``); docs/law-json.md gives the shape.

Stable: the same document as of the same day gives the same bytes.
"""

from __future__ import annotations

import datetime
import json
from typing import Any

from content.laws.exports.records import ExportArticle, ExportDocument, ExportRelation
from portal.lib.vietnamese import normalise

CONTENT_TYPE = "application/json; charset=utf-8"
FORMAT = "luat-de-hieu/law"
VERSION = 1


def render(document: ExportDocument) -> bytes:
    """NFC, indented by two, fields in a fixed order."""
    text = json.dumps(as_dict(document), ensure_ascii=False, indent=2)
    return (normalise(text) + "\n").encode()


def as_dict(document: ExportDocument) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "version": VERSION,
        "as_of": document.as_of.isoformat(),
        "source": document.source_name,
        "document": {
            "type": document.document_type.value,
            "number": document.number,
            "title": document.title,
            "short_title": document.short_title,
            "citation": document.citation,
            "issuer": document.issuer,
            "signers": document.signers,
            "issued_on": _day(document.issued_on),
            "effective_on": _day(document.effective_on),
            "expired_on": _day(document.expired_on),
            "status": document.status.value,
            "status_since": _day(document.status_since),
            "url": document.url,
            "work_uri": document.work_uri,
            "official_url": document.official_url,
            "source_note": document.source_note,
            "preamble": document.preamble,
            "closing": document.closing,
            "aliases": [{"kind": alias.kind.value, "name": alias.name} for alias in document.aliases],
        },
        "articles": [_article(document, article) for article in document.articles()],
        "effects": [
            {
                "article_id": effect.article_number,
                "clause": effect.clause,
                "point": effect.point,
                "effective_from": _day(effect.effective_from),
                "expired_on": _day(effect.expired_on),
                "condition": effect.condition,
                "decided_by": effect.decided_by,
                "decided_by_clause": effect.decided_by_clause,
            }
            for effect in document.effects
        ],
        "relations": [_relation(relation) for relation in document.relations],
    }


def _article(document: ExportDocument, article: ExportArticle) -> dict[str, Any]:
    """The first six fields are those of a plain list of articles."""
    return {
        "law_id": document.number,
        "law_name": document.heading,
        "article_id": article.number,
        "title": article.heading,
        "chapter": " ".join(f"{line.label}. {line.heading}".strip() for line in article.divisions),
        "text": article.text,
        "kind": article.kind.value,
        "divisions": [
            {"kind": line.kind.value, "number": line.number, "heading": line.heading}
            | ({"text": line.text} if line.text else {})
            for line in article.divisions
        ],
        "text_kind": article.text_kind.value,
        "effective_from": _day(article.effective_from),
        "effective_to": _day(article.effective_to),
        "made_by": article.made_by,
        "made_by_provision": article.made_by_provision,
        "url": article.url,
    }


def _relation(relation: ExportRelation) -> dict[str, Any]:
    return {
        "kind": relation.kind.value,
        "direction": "outgoing" if relation.is_outgoing else "incoming",
        "own_provision": relation.own_provision,
        "other": {
            "type": relation.other.document_type.value,
            "number": relation.other.number,
            "citation": relation.other.citation,
            "title": relation.other.title,
            "issuer": relation.other.issuer,
            "issued_on": _day(relation.other.issued_on),
            "provision": relation.other_provision,
            "url": relation.other.url,
        },
        "whole": relation.is_whole,
        "effective_on": _day(relation.effective_on),
        "ended_on": _day(relation.ended_on),
        "note": relation.note,
    }


def _day(day: datetime.date | None) -> str | None:
    return day.isoformat() if day else None
