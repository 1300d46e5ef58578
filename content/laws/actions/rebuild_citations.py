"""Finds all citations anew, in the whole library and in every text that quotes it."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.contenttypes.models import ContentType

from content.laws.actions.refresh_citations import refresh_many
from content.laws.actions.refresh_sources import all_articles, article_sources, refresh_sources
from content.laws.kept_pages import purge_citing
from content.laws.models import Article
from content.laws.resolution import Library

Progress = Callable[[int, int], None]


def rebuild_citations(progress: Progress | None = None) -> int:
    """Returns how many sources changed. ``progress`` is told (articles done, articles in all)."""
    library = Library.load()
    total = Article.objects.count()
    done = changed = 0
    for article_ids in all_articles():
        changed += len(refresh_many(Article, article_sources(article_ids, library), library))
        done += len(article_ids)
        if progress is not None:
            progress(done, total)
    changed += refresh_sources(_other_sources(), library)
    if changed:
        purge_citing()
    return changed


def _other_sources() -> list[tuple[int, int]]:
    """Everything outside the library whose model says that it cites."""
    keys: list[tuple[int, int]] = []
    for content_type in ContentType.objects.all():
        model = content_type.model_class()
        if model is not None and hasattr(model, "cited_texts"):
            pks = model._default_manager.values_list("pk", flat=True)  # noqa: SLF001
            keys += [(content_type.pk, pk) for pk in pks]
    return keys
