"""What higher floors say about an article or a document, through their own relations: nothing is imported upward."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language

from content.laws.models import Article, Citation, LegalDocument

# Reverse relations of rooms above, whose rows an editor chose, and the field that leads to their page.
EXPLAINED_IN = "explainer_citations"
LEARNED_IN = "lesson_citations"
_PAGE_FIELDS = {EXPLAINED_IN: "page", LEARNED_IN: "lesson"}


@dataclass(frozen=True)
class RelatedPage:
    """A page that speaks about the article."""

    title: str
    url: str
    summary: str


def pages_about(about: Article | LegalDocument, relation: str) -> models.QuerySet[Any] | None:
    """Published pages in the reader's language: those whose editor chose the article, or whose words cite it.

    For a document: those about any of its articles.

    None when the room above is not there. A page that does both stands once.
    """
    try:
        rows = Article._meta.get_field(relation).related_model  # noqa: SLF001
    except FieldDoesNotExist:
        return None
    field_name = _PAGE_FIELDS[relation]
    own = {"article": about} if isinstance(about, Article) else {"article__document": about}
    pages = rows._meta.get_field(field_name).related_model  # noqa: SLF001
    chosen = rows._default_manager.filter(**own).values(field_name)  # noqa: SLF001
    written = (
        Citation.objects.resolved()
        .filter(**own, source_type=ContentType.objects.get_for_model(pages))
        .values("source_id")
    )
    language = (get_language() or "").split("-")[0]
    return (
        pages._default_manager.filter(Q(pk__in=chosen) | Q(pk__in=written))  # noqa: SLF001
        .filter(live=True, locale__language_code=language)
        .order_by("-last_published_at", "pk")
    )


def related_pages(about: Article | LegalDocument, relation: str, limit: int = 5) -> list[RelatedPage]:
    """The newest of ``pages_about``."""
    pages = pages_about(about, relation)
    return [] if pages is None else [as_related(page) for page in pages[:limit]]


def as_related(page: Any) -> RelatedPage:
    return RelatedPage(page.title, page.get_url() or "", str(getattr(page, "summary", "") or ""))
