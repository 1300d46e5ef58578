"""A document of law as schema.org ``Legislation``, for search engines. Pure.

https://schema.org/Legislation follows the European Legislation Identifier.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable
from dataclasses import dataclass

CONTEXT = "https://schema.org"
FORCE = {"in_force": "InForce", "partly": "PartiallyInForce"}
# What this document does to another; schema.org has no words for what others do to it.
OUTGOING = {
    "amends": "legislationChanges",
    "supplements": "legislationChanges",
    "corrects": "legislationChanges",
    "replaces": "legislationRepeals",
    "repeals": "legislationRepeals",
    "implements": "legislationApplies",
    "based_on": "isBasedOn",
    "refers_to": "citation",
    "consolidates": "legislationConsolidates",
}
# In a script element these would end it; as escapes they mean the same.
_ESCAPES = {
    ord("<"): "\\u003C",
    ord(">"): "\\u003E",
    ord("&"): "\\u0026",
    0x2028: "\\u2028",
    0x2029: "\\u2029",
}


@dataclass(frozen=True)
class RelatedLegislation:
    """Another document and what it has to do with this one."""

    kind: str
    is_outgoing: bool
    url: str
    name: str


@dataclass(frozen=True)
class Legislation:
    """What is said about a document; addresses are absolute."""

    url: str
    name: str
    number: str
    type_name: str
    issuer: str
    issued_on: datetime.date
    effective_on: datetime.date | None
    status: str
    official_url: str = ""
    related: tuple[RelatedLegislation, ...] = ()


def legislation(document: Legislation) -> dict[str, object]:
    """The JSON-LD object; what is not known is left out."""
    found: dict[str, object] = {
        "@context": CONTEXT,
        "@type": "Legislation",
        "@id": document.url,
        "url": document.url,
        "name": document.name,
        "legislationIdentifier": document.number,
        "legislationType": document.type_name,
        "legislationJurisdiction": {"@type": "Country", "name": "Việt Nam", "identifier": "VN"},
        "legislationPassedBy": {"@type": "GovernmentOrganization", "name": document.issuer},
        "legislationDate": document.issued_on.isoformat(),
        "legislationDateOfApplicability": document.effective_on.isoformat() if document.effective_on else "",
        "legislationLegalForce": f"{CONTEXT}/{FORCE.get(document.status, 'NotInForce')}",
        "inLanguage": "vi",
        "sameAs": document.official_url,
    }
    found |= _grouped(document.related)
    return {key: value for key, value in found.items() if value}


def article_of(
    document: Legislation, *, url: str, citation: str, heading: str, status: str
) -> dict[str, object]:
    """An article as a part of its document."""
    found: dict[str, object] = {
        "@context": CONTEXT,
        "@type": "Legislation",
        "@id": url,
        "url": url,
        "name": heading or citation,
        "legislationIdentifier": citation,
        "legislationLegalForce": f"{CONTEXT}/{FORCE.get(status, 'NotInForce')}",
        "inLanguage": "vi",
        "isPartOf": {
            "@type": "Legislation",
            "@id": document.url,
            "url": document.url,
            "name": document.name,
            "legislationIdentifier": document.number,
        },
    }
    return found


def as_script(data: dict[str, object]) -> str:
    """JSON that can stand inside a script element."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)


def _grouped(related: Iterable[RelatedLegislation]) -> dict[str, list[dict[str, str]]]:
    groups: dict[str, list[dict[str, str]]] = {}
    for other in related:
        name = OUTGOING.get(other.kind) if other.is_outgoing else None
        one = {"@type": "Legislation", "@id": other.url, "url": other.url, "name": other.name}
        if name and one not in groups.setdefault(name, []):
            groups[name].append(one)
    return groups
