"""Background work of the law library."""

from __future__ import annotations

import datetime

from celery import shared_task
from django.conf import settings
from django.utils.translation import override

from content.laws.actions import follow_document as following
from content.laws.actions.export_document import export_document, prepare_export
from content.laws.actions.rebuild_citations import rebuild_citations
from content.laws.actions.refresh_sources import refresh_sources
from content.laws.exports.formats import FORMATS
from content.laws.models import LegalDocument


@shared_task
def make_pdf(document_id: int, day: str) -> None:
    """The PDF of a long law as of a day; kept where the page that waits for it looks."""
    document = LegalDocument.objects.for_standing().filter(pk=document_id).first()
    if document is None:
        return
    with override(settings.LANGUAGE_CODE):
        prepared = prepare_export(document, FORMATS["pdf"], datetime.date.fromisoformat(day))
    export_document(prepared)


@shared_task(ignore_result=True)
def refresh_source_citations(content_type_id: int, source_id: int) -> None:
    """A text was written, published or taken back."""
    refresh_sources([(content_type_id, source_id)])


@shared_task(ignore_result=True)
def follow_document(document_id: int) -> None:
    """A document came, changed or went."""
    following.follow_document(document_id)


@shared_task(ignore_result=True)
def rebuild_all_citations() -> None:
    """Much of the library changed at once."""
    rebuild_citations()
