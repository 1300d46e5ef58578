"""Reads the texts of sources anew and stores what they cite.

A source is an article, or any object of a higher floor with ``cited_texts() -> dict[place, text]``; one that is
gone or not published has no texts and so cites nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from django.contrib.contenttypes.models import ContentType

from content.laws.actions.refresh_citations import SourceTexts, refresh_many
from content.laws.kept_pages import purge_citing
from content.laws.models import Article, LegalDocument
from content.laws.resolution import Context, Library, amends_others, articles_with_texts, text_of_today

SOURCES_AT_ONCE = 1_000


def refresh_sources(keys: Iterable[tuple[int, int]], library: Library | None = None) -> int:
    """``keys`` are (content type, source); returns how many sources changed. Kept pages that show them go."""
    by_type: dict[int, list[int]] = defaultdict(list)
    for content_type_id, source_id in keys:
        by_type[content_type_id].append(source_id)
    if not by_type:
        return 0
    library = library or Library.load()
    changed = 0
    for content_type_id, source_ids in by_type.items():
        model = ContentType.objects.get_for_id(content_type_id).model_class()
        if model is None:
            continue
        for start in range(0, len(source_ids), SOURCES_AT_ONCE):
            some = source_ids[start : start + SOURCES_AT_ONCE]
            sources = article_sources(some, library) if model is Article else _other_sources(model, some)
            changed += len(refresh_many(model, sources, library))
    if changed:
        purge_citing()
    return changed


def article_sources(article_ids: Sequence[int], library: Library) -> list[SourceTexts]:
    """Today's Vietnamese text of each article, with the document it stands in."""
    articles = list(articles_with_texts(article_ids))
    titles = dict(
        LegalDocument.objects.filter(pk__in={one.document_id for one in articles}).values_list("pk", "title")
    )
    sources = []
    for article in articles:
        library.remember(article)
        version = text_of_today(article, library.today)
        context = Context(
            document_id=article.document_id,
            article_id=article.pk,
            written_on=version.effective_from if version else None,
            amends_others=amends_others(titles[article.document_id])
            or (version is not None and amends_others(version.heading)),
        )
        sources.append(SourceTexts(article.pk, {"": version.text} if version else {}, context))
    gone = set(article_ids) - {one.source_id for one in sources}
    return sources + [SourceTexts(pk, {}) for pk in gone]


def _other_sources(model: type, source_ids: Sequence[int]) -> list[SourceTexts]:
    found = model.objects.in_bulk(source_ids)  # type: ignore[attr-defined]
    return [
        SourceTexts(pk, found[pk].cited_texts() if pk in found else {}) for pk in dict.fromkeys(source_ids)
    ]


def all_articles() -> Iterator[list[int]]:
    """The keys of all articles, in parts, document by document."""
    part: list[int] = []
    for pk in Article.objects.order_by("document_id", "pk").values_list("pk", flat=True).iterator():
        part.append(pk)
        if len(part) == SOURCES_AT_ONCE:
            yield part
            part = []
    if part:
        yield part
