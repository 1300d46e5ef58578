"""What higher floors say about an article, through their own relations: nothing is imported upward."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language

from content.laws.models import Article

# Reverse relations of rooms above; each row has ``page``, ``clause`` and ``point``.
EXPLAINED_IN = "explainer_citations"
LEARNED_IN = "lesson_citations"


@dataclass(frozen=True)
class RelatedPage:
    """A page that speaks about the article; ``provision`` is "Khoản 3" or nothing."""

    title: str
    url: str
    summary: str


def related_pages(article: Article, relation: str, limit: int = 5) -> list[RelatedPage]:
    """Published pages in the reader's language, each once; empty when the room above is not there."""
    if not hasattr(article, relation):
        return []
    field_name = "lesson" if relation == LEARNED_IN else "page"
    rows = getattr(article, relation)
    model_fields = {field.name for field in rows.model._meta.get_fields()}  # noqa: SLF001
    if field_name not in model_fields:
        field_name = "page"
    language = get_language() or ""
    citations = rows.filter(
        **{f"{field_name}__live": True, f"{field_name}__locale__language_code": language.split("-")[0]}
    ).select_related(field_name)
    pages: dict[int, Any] = {}
    for citation in citations[: limit * 4]:
        page = getattr(citation, field_name)
        pages.setdefault(page.pk, page)
    return [
        RelatedPage(page.title, page.get_url() or "", str(getattr(page, "summary", "") or ""))
        for page in list(pages.values())[:limit]
    ]
