"""What a document's arrival, change or end means for citations: its own, and those that lead to it."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib.contenttypes.models import ContentType

from content.laws.actions.refresh_sources import refresh_sources
from content.laws.choices import CitationState
from content.laws.citations import title_key
from content.laws.kept_pages import purge_citing
from content.laws.models import Article, Citation, LegalDocument
from content.laws.resolution import Library, articles_with_texts, number_key, parts_of, text_of_today


def follow_document(document_id: int) -> int:
    """Refreshes the document's articles and every source that waits for it; returns how many sources changed."""
    document = LegalDocument.objects.filter(pk=document_id).first()
    if document is None:
        return 0
    library = Library.load()
    article_type = ContentType.objects.get_for_model(Article)
    own = [(article_type.pk, pk) for pk in document.articles.values_list("pk", flat=True)]
    waiting = [*_waiting_for(document), *_citing_divisions(document)]
    lost = _mark_lost(document, library)
    if lost:
        purge_citing()
    return refresh_sources(dict.fromkeys([*own, *waiting]), library) + lost


def _waiting_for(document: LegalDocument) -> Iterator[tuple[int, int]]:
    """Sources with a citation that names this document and could not be followed."""
    numbers = {number_key(document.number)} if document.number else set()
    titles = {title_key(name) for name in document_names(document)}
    unresolved = Citation.objects.unresolved()
    names = [
        name
        for name in unresolved.exclude(named_document="").values_list("named_document", flat=True).distinct()
        if number_key(name) in numbers or _may_mean(title_key(name), titles)
    ]
    named = unresolved.filter(named_document__in=names) | unresolved.filter(document=document)
    yield from named.order_by().values_list("source_type_id", "source_id").distinct()


def _citing_divisions(document: LegalDocument) -> Iterator[tuple[int, int]]:
    """Sources that cite a chapter of it, which may have another number now."""
    cited = Citation.objects.filter(document=document, division__isnull=False)
    yield from cited.order_by().values_list("source_type_id", "source_id").distinct()


def _may_mean(name: str, titles: set[str]) -> bool:
    """A name with a year or a tail, or, guessed too short, the beginning of a title."""
    return any(title.startswith(name) or name.startswith(title) for title in titles)


def document_names(document: LegalDocument) -> list[str]:
    """The names by which texts may cite it, besides its number."""
    names = [document.short_title, *(alias.name for alias in document.aliases.all())]
    if document.type.is_cited_by_title:
        names.append(document.heading)
    return [name for name in names if name]


def _mark_lost(document: LegalDocument, library: Library) -> int:
    """Citations of clauses and points that today's text no longer has."""
    cited = (
        Citation.objects.resolved()
        .filter(document=document, article__isnull=False)
        .exclude(clause="", point="")
    )
    wanted = set(cited.order_by().values_list("article_id", "clause", "point").distinct())
    lost = 0
    for article in articles_with_texts({article_id for article_id, _, _ in wanted}):
        version = text_of_today(article, library.today)
        parts = parts_of(version.text) if version else frozenset()
        for article_id, clause, point in wanted:
            if article_id == article.pk and (clause, point) not in parts:
                rows = cited.filter(article=article, clause=clause, point=point)
                lost += rows.update(state=CitationState.NO_PROVISION)
    return lost
