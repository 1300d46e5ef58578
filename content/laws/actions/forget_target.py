"""Lets citations outlive the document, chapter or article to which they led."""

from __future__ import annotations

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Case, Value, When

from content.laws.choices import CitationState
from content.laws.models import Article, Citation, Division, LegalDocument


@transaction.atomic
def forget_target(target: LegalDocument | Division | Article) -> None:
    """Call before it is deleted. Citations that led to it become unresolved; its own texts cite no more."""
    if isinstance(target, Division):
        Citation.objects.filter(division=target).update(division=None, state=CitationState.NO_DIVISION)
        return
    content_type = ContentType.objects.get_for_model(Article)
    sources = Citation.objects.filter(source_type=content_type)
    if isinstance(target, Article):
        sources.filter(source_id=target.pk).delete()
        Citation.objects.filter(article=target).update(article=None, state=CitationState.NO_ARTICLE)
        return
    sources.filter(source_id__in=target.articles.values("pk")).delete()
    leading = Citation.objects.filter(document=target)
    name = target.number or target.citation
    leading.update(
        document=None,
        article=None,
        division=None,
        state=CitationState.NO_DOCUMENT,
        named_document=Case(When(named_document="", then=Value(name)), default="named_document"),
    )
