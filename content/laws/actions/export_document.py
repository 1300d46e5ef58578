"""Makes the file of a document in a format, and keeps what is slow to make."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.utils.translation import override

from content.laws.exports import pdf
from content.laws.exports.formats import ExportFormat, fingerprint
from content.laws.exports.reading import read_document
from content.laws.exports.records import ExportDocument
from content.laws.models import LegalDocument
from content.laws.pdf_progress import (
    PageBeat,
    PdfProgress,
    PdfStep,
    forget_progress,
    keep_progress,
    progress_of,
)

# A page of PDF takes about 0.1 s to set. A law up to this length is set while the reader
# waits, a longer one by a worker: characters of its text.
SET_AT_ONCE_UP_TO = 25_000
KEPT_FOR = datetime.timedelta(days=1)
# After this the worker that began is taken for dead, and another may begin.
MAKING_FOR = datetime.timedelta(minutes=10)


@dataclass(frozen=True)
class Prepared:
    """A document read for export. ``tag`` changes with everything that the file says."""

    document: ExportDocument
    export_format: ExportFormat
    tag: str

    @property
    def length(self) -> int:
        """Characters of all its texts."""
        return sum(len(article.text) for article in self.document.articles())

    @property
    def is_slow(self) -> bool:
        return self.export_format.slug == "pdf" and self.length > SET_AT_ONCE_UP_TO

    @property
    def cache_key(self) -> str:
        return f"law-export:{self.tag}"

    def kept(self) -> bytes | None:
        found: bytes | None = cache.get(self.cache_key)
        return found

    @property
    def progress(self) -> PdfProgress:
        return progress_of(self.cache_key)

    def begin(self) -> bool:
        """True for the first who asks; until it is made or has failed the others wait. A failure is told first."""
        if self.progress.has_failed:
            return False
        return cache.add(f"{self.cache_key}:making", value=True, timeout=MAKING_FOR.total_seconds())


def prepare_export(document: LegalDocument, export_format: ExportFormat, as_of: datetime.date) -> Prepared:
    exported = read_document(document, as_of, source_name=settings.SITE_NAME, absolute=_absolute)
    return Prepared(exported, export_format, fingerprint(exported, export_format))


def export_document(prepared: Prepared) -> bytes:
    """The file's bytes: the kept ones, or new ones. The words around the law are Vietnamese, as the law is."""
    if prepared.export_format.slug != "pdf":
        return _render(prepared)
    if kept := prepared.kept():
        return kept
    key = prepared.cache_key
    try:
        with override(settings.LANGUAGE_CODE):
            made = pdf.render(prepared.document, PageBeat(key, prepared.length))
        keep_progress(key, PdfProgress(PdfStep.WRITING))
        cache.set(key, made, KEPT_FOR.total_seconds())
        forget_progress(key)
    except BaseException:
        keep_progress(key, PdfProgress(PdfStep.FAILED))
        raise
    finally:
        cache.delete(f"{key}:making")
    return made


def _render(prepared: Prepared) -> bytes:
    with override(settings.LANGUAGE_CODE):
        return prepared.export_format.render(prepared.document)


def _absolute(path: str) -> str:
    return f"{settings.BASE_URL.rstrip('/')}{path}"
