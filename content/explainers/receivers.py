"""What happens after a page is published, unpublished or deleted."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models.signals import post_delete
from wagtail.signals import page_published, page_unpublished

from content.explainers.actions.ensure_home import ensure_home
from content.explainers.actions.record_citations import record_citations
from content.explainers.models import ExplainerPage
from content.laws.signals import document_changed
from content.laws.tasks import refresh_source_citations
from portal import page_cache


def refresh_citations(instance: ExplainerPage, **kwargs: Any) -> None:
    """Explicit sender: explainers only."""
    page_id = instance.pk
    transaction.on_commit(lambda: record_citations(page_id))
    content_type = ContentType.objects.get_for_model(ExplainerPage)
    refresh_source_citations.delay_on_commit(content_type.pk, page_id)


def purge_pages_with_laws(**kwargs: Any) -> None:
    """Explainers quote the law and the home page lists new laws. Announced after the commit."""
    page_cache.purge([page_cache.PAGES])


def make_home(**kwargs: Any) -> None:
    """After migrations: a new site starts with its home pages instead of Wagtail's welcome."""
    ensure_home()


def connect() -> None:
    page_published.connect(refresh_citations, sender=ExplainerPage)
    page_unpublished.connect(refresh_citations, sender=ExplainerPage)
    post_delete.connect(refresh_citations, sender=ExplainerPage)
    document_changed.connect(purge_pages_with_laws)
