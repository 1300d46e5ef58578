"""A checked draft becomes a document of the library, or changes one."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from content.laws.actions.announce_change import announce_change
from content.laws.actions.revise_draft import DraftIsClosedError
from content.laws.actions.store_document import store_document
from content.laws.choices import ArticleKind, DocumentType, LawDraftState, RelationKind, TextKind
from content.laws.draft_facts import named_bases
from content.laws.importers import recognition
from content.laws.importers.from_tree import article_records
from content.laws.importers.heading import Basis
from content.laws.importers.records import DocumentRecord, ImportReport
from content.laws.models import DocumentRelation, LawDraft, LegalDocument
from content.laws.structure_tree import DocumentTree
from portal.lib.vietnamese import fold


@dataclass
class Acceptance:
    """What accepting did; ``missing`` are the documents of the basis that the library does not have."""

    document: LegalDocument
    report: ImportReport
    based_on: list[LegalDocument] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


@transaction.atomic
def accept_draft(
    draft: LawDraft,
    record: DocumentRecord,
    basis: str,
    person: Any,
    *,
    text_from: datetime.date | None = None,
) -> Acceptance:
    """Stores the record whole or not at all, with its legal basis. Raises ``DraftIsClosedError``."""
    locked = LawDraft.objects.select_for_update().get(pk=draft.pk)
    if locked.state != LawDraftState.READ:
        raise DraftIsClosedError
    report = ImportReport(file=locked.file_name)
    document = store_document(record, report, text_from=text_from)
    acceptance = Acceptance(document, report)
    for name, other in find_bases(basis):
        if other is None:
            acceptance.missing.append(name)
        elif other != document:
            _relation, is_new = DocumentRelation.objects.get_or_create(
                kind=RelationKind.BASED_ON,
                from_document=document,
                from_article=None,
                from_clause="",
                from_point="",
                to_document=other,
                to_article=None,
                to_clause="",
                to_point="",
            )
            acceptance.based_on.append(other)
            if is_new:
                announce_change(document.pk)
    locked.state = LawDraftState.ACCEPTED
    locked.document = document
    locked.metadata["accepted"] = {
        "by": person.pk,
        "at": timezone.now().isoformat(),
        "missing_basis": acceptance.missing,
    }
    locked.save(update_fields=["state", "document", "metadata", "updated_at"])
    return acceptance


def document_record(tree: DocumentTree, facts: dict[str, Any]) -> DocumentRecord:
    """``facts``: the cleaned values of the draft's form."""
    articles = article_records(tree)
    numbers = {article.number for article in articles if article.kind is ArticleKind.ARTICLE}
    _stated, effects = recognition.effective_dates(
        article for article in articles if article.kind is ArticleKind.ARTICLE
    )
    return DocumentRecord(
        document_type=DocumentType(facts["document_type"]),
        number=facts["number"],
        title=facts["title"],
        issuer=facts["issuer"],
        issued_on=facts["issued_on"],
        effective_on=facts["effective_on"],
        articles=articles,
        signers=facts["signers"],
        preamble="\n".join(line.text for line in tree.preamble),
        closing="\n".join(line.text for line in tree.closing),
        text_kind=TextKind(facts["text_kind"]),
        effects=tuple(effect for effect in effects if effect.article in numbers),
    )


def find_bases(basis: str) -> list[tuple[str, LegalDocument | None]]:
    """Each document that the lines name, and the library's own if it has it and only one."""
    found: list[tuple[str, LegalDocument | None]] = []
    for line, references in named_bases(basis):
        if not references:
            found.append((line, None))
        found += [(one.text, _in_library(one)) for one in references]
    return list(dict.fromkeys(found))


def _in_library(basis: Basis) -> LegalDocument | None:
    reference = basis.reference
    if reference.number:
        candidates = list(LegalDocument.objects.numbered(reference.number))
    else:
        folded = fold(reference.title)
        possible = LegalDocument.objects.filter(title_folded__contains=folded)[:50]
        candidates = [
            one for one in possible if folded in {fold(one.heading), fold(one.title), fold(one.short_title)}
        ]
    if reference.issued_on:
        candidates = [one for one in candidates if one.issued_on == reference.issued_on]
    elif reference.year:
        candidates = [one for one in candidates if one.issued_on.year == reference.year]
    return candidates[0] if len(candidates) == 1 else None
