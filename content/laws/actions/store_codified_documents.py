"""The documents that an edition takes its articles from, or that amended them."""

from __future__ import annotations

from collections.abc import Iterable

from content.laws.importers.codification_documents import EditionDocument
from content.laws.importers.codification_records import Finding, Remark, SubjectRecord
from content.laws.importers.codification_rows import DocumentRow
from content.laws.importers.codification_storing import Storing
from content.laws.models import LegalDocument


def store_codified_documents(storing: Storing, records: Iterable[SubjectRecord]) -> None:
    new: dict[EditionDocument, DocumentRow] = {}
    for record in records:
        for piece in record.articles:
            if piece.note is None:
                continue
            named = [(piece.note.document, piece.note.effective_on)]
            named += [(change.by, change.effective_on) for change in piece.note.changes]
            for document, effective_on in named:
                found = storing.index.find(document, record.file)
                if isinstance(found, Finding) or found in new:
                    continue
                if storing.library.document_pk(found) is None:
                    new[found] = storing.library.new_document(found, effective_on)
                    if found.day_from_text:
                        storing.remark(Remark(Finding.DATE_FROM_TEXT, record.file, found.number))
    pks = storing.keys(LegalDocument, len(new))
    rows = [(pk, *row) for pk, row in zip(pks, new.values(), strict=True)]
    storing.insert(LegalDocument, ("id", *DocumentRow._fields), rows, "documents")
    for pk, found in zip(pks, new, strict=True):
        storing.library.remember_document(pk, found)
