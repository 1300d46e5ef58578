"""What a draft's form shows: facts recognised in the text, what the file's metadata says, what an editor gave. Pure.

Facts are kept as the strings of the form, so that nothing an editor typed is lost, not even what is not valid yet.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from content.laws.importers.heading import Basis, FactDoubt, basis_references, recognise_facts
from content.laws.structure_tree import DocumentTree

RECOGNISED_FIELDS = (
    "document_type",
    "number",
    "title",
    "issuer",
    "issued_on",
    "effective_on",
    "signers",
    "basis",
)


def recognise(tree: DocumentTree, hints: Mapping[str, str]) -> dict[str, Any]:
    """{"values": …, "doubts": {field: why}}. What a file states outright goes before what its text suggests."""
    facts = recognise_facts(tree)
    values = {
        "document_type": facts.document_type.value if facts.document_type else "",
        "number": facts.number,
        "title": facts.title,
        "issuer": facts.issuer,
        "issued_on": _iso(facts.issued_on),
        "effective_on": _iso(facts.effective_on),
        "signers": facts.signers,
        "basis": "\n".join(basis.text for basis in facts.basis),
    }
    stated = {name: hints[name] for name in values if hints.get(name)}
    doubts = {name: doubt.value for name, doubt in facts.doubts.items() if name not in stated}
    return {"values": values | stated, "doubts": doubts}


def follow(given: Mapping[str, str], before: Mapping[str, str], now: Mapping[str, str]) -> dict[str, str]:
    """What the form holds after reading again: an untouched fact follows the text, a corrected one stays."""
    return {
        name: now.get(name, "") if name not in given or given[name] == before.get(name, "") else given[name]
        for name in RECOGNISED_FIELDS
    }


def doubts_left(recognised: Mapping[str, Any], given: Mapping[str, str]) -> dict[str, FactDoubt]:
    """A fact that an editor changed is no longer doubted."""
    return {
        name: FactDoubt(code)
        for name, code in recognised.get("doubts", {}).items()
        if given.get(name, "") == recognised["values"].get(name, "")
    }


def named_bases(basis: str) -> list[tuple[str, list[Basis]]]:
    """Each line of the field with the documents it names."""
    return [(line.strip(), basis_references(line)) for line in basis.splitlines() if line.strip()]


def _iso(date: datetime.date | None) -> str:
    return date.isoformat() if date else ""
