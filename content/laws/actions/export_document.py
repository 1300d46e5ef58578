"""Makes the file of a document in a format, and keeps what is slow to make."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.utils.translation import override

from content.laws.exports.formats import ExportFormat, fingerprint
from content.laws.exports.reading import read_document
from content.laws.exports.records import ExportDocument
from content.laws.models import LegalDocument

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
    def is_slow(self) -> bool:
        length = sum(len(article.text) for article in self.document.articles())
        return self.export_format.slug == "pdf" and length > SET_AT_ONCE_UP_TO

    @property
    def cache_key(self) -> str:
        return f"law-export:{self.tag}"

    def kept(self) -> bytes | None:
        found: bytes | None = cache.get(self.cache_key)
        return found

    def begin(self) -> bool:
        """True for the first who asks; until it is made or has failed the others wait."""
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
    try:
        made = _render(prepared)
        cache.set(prepared.cache_key, made, KEPT_FOR.total_seconds())
    finally:
        cache.delete(f"{prepared.cache_key}:making")
    return made


def _render(prepared: Prepared) -> bytes:
    with override(settings.LANGUAGE_CODE):
        return prepared.export_format.render(prepared.document)


def _absolute(path: str) -> str:
    return f"{settings.BASE_URL.rstrip('/')}{path}"
