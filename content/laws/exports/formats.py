"""The formats in which a document can be taken away."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from content.laws.exports import akoma_ntoso, law_json, pdf, plain_text, word
from content.laws.exports.records import ExportDocument

# Changed when a renderer changes, so that nobody is told that an older file is still the same.
EDITION = 3


@dataclass(frozen=True)
class ExportFormat:
    """``slug`` stands in the address, ``extension`` ends the file's name."""

    slug: str
    extension: str
    content_type: str
    render: Callable[[ExportDocument], bytes]


FORMATS = {
    one.slug: one
    for one in (
        ExportFormat("pdf", "pdf", pdf.CONTENT_TYPE, pdf.render),
        ExportFormat("docx", "docx", word.CONTENT_TYPE, word.render),
        ExportFormat("txt", "txt", plain_text.CONTENT_TYPE, plain_text.render),
        ExportFormat("akn", "xml", akoma_ntoso.CONTENT_TYPE, akoma_ntoso.render),
        ExportFormat("json", "json", law_json.CONTENT_TYPE, law_json.render),
    )
}


def fingerprint(document: ExportDocument, export_format: ExportFormat) -> str:
    """Changes with everything that the file says: the text, the dates, the day, the format."""
    said = law_json.render(document)
    return hashlib.sha256(said + f"{export_format.slug}:{EDITION}".encode()).hexdigest()[:40]
