"""What is searched, read from the floors below: with ``law_source`` the only module of this room that knows their
models.

A source turns the objects of one kind into search documents, in batches with a constant number of queries.
What a visitor may not read (drafts, unpublished pages, pages behind a sign-in) has no document.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, Protocol

from django.db.models import Q, QuerySet
from django.utils import timezone
from wagtail.fields import StreamField
from wagtail.models import Page

from content.explainers.models import ExplainerPage, TopicPage
from content.laws.choices import ArticleKind, LegalStatus
from content.laws.models import Article, ArticleVersion, LegalDocument
from learning.courses.models import CoursePage, LessonPage
from portal.lib.vietnamese import normalise
from search.choices import Kind
from search.documents import Line, Passage, SearchDocument, object_key
from search.law_source import LawArticleSource, LegalDocumentSource

#: Objects read at once; reading a law costs more than reading its articles.
BATCH = 1_000
FALLBACK_RESULTS = 10


class Source(Protocol):
    """The objects of one kind."""

    kind: Kind

    def ids(self) -> Iterable[int]:
        """All objects that may be found, in a stable order."""

    def documents(self, object_ids: Sequence[int]) -> Iterator[SearchDocument]:
        """Those of the given objects that may be found."""


# ------------------------------------------------------------------ pages


def stream_passages(page: Page) -> Iterator[Passage]:
    """One passage for each block of the page's StreamFields, with the words that Wagtail finds searchable in
    it.
    """
    for field in type(page)._meta.get_fields():  # noqa: SLF001  (Django's public way to list fields)
        if not isinstance(field, StreamField):
            continue
        for child in getattr(page, field.name):
            texts = child.block.get_searchable_content(child.value)
            lines = tuple(Line(normalise(" ".join(str(text).split()))) for text in texts if str(text).strip())
            if lines:
                yield Passage(lines=lines, url=f"#{child.id}" if child.id else "")


def _ancestor_titles(pages: Sequence[Page]) -> dict[str, tuple[str, ...]]:
    """For each page's path the titles above it, without the tree's root and the home page; one query."""
    prefixes = {
        page.path[:length]
        for page in pages
        for length in range(3 * Page.steplen, len(page.path), Page.steplen)
    }
    titles = dict(Page.objects.filter(path__in=prefixes).values_list("path", "title"))
    return {
        page.path: tuple(
            normalise(titles[page.path[:length]])
            for length in range(3 * Page.steplen, len(page.path), Page.steplen)
            if page.path[:length] in titles
        )
        for page in pages
    }


class PageSource:
    """Published pages of one class that everybody may read."""

    kind: Kind
    model: type[Page]

    def queryset(self) -> QuerySet[Any]:
        return self.model.objects.live().public().select_related("locale")

    def ids(self) -> Iterable[int]:
        return self.queryset().order_by("pk").values_list("pk", flat=True)

    def documents(self, object_ids: Sequence[int]) -> Iterator[SearchDocument]:
        pages = list(self.queryset().filter(pk__in=object_ids))
        above = _ancestor_titles(pages)
        for page in pages:
            url = page.get_url()
            if url is None:  # outside every site's tree
                continue
            yield SearchDocument(
                kind=self.kind,
                object_id=page.pk,
                title=normalise(page.title),
                url=url,
                passages=tuple(self.passages(page)),
                language=page.locale.language_code,
                found_in=(page.locale.language_code,),
                context=(*above[page.path], *self.everyday_words(page)),
                breadcrumb=above[page.path],
                topic=self.topic(above[page.path]),
                dated=self.dated(page),
                **self.more(page),
            )

    def passages(self, page: Any) -> Iterator[Passage]:
        summary = self.summary(page)
        if summary:
            yield Passage(lines=(Line(summary),))
        yield from stream_passages(page)

    def summary(self, page: Any) -> str:
        return ""

    def topic(self, above: tuple[str, ...]) -> str:
        """The topic page that a page stands under; the list of courses is none."""
        return ""

    def dated(self, page: Any) -> datetime.date | None:
        published = page.last_published_at or page.first_published_at
        return timezone.localtime(published).date() if published else None

    def everyday_words(self, page: Any) -> tuple[str, ...]:
        return ()

    def more(self, page: Any) -> dict[str, Any]:
        return {"summary": self.summary(page)}


class ExplainerSource(PageSource):
    kind = Kind.EXPLAINER
    model = ExplainerPage

    def summary(self, page: ExplainerPage) -> str:
        return normalise(page.summary)

    def topic(self, above: tuple[str, ...]) -> str:
        return above[0] if above else ""

    def dated(self, page: ExplainerPage) -> datetime.date | None:
        return page.last_checked_on or super().dated(page)

    def everyday_words(self, page: ExplainerPage) -> tuple[str, ...]:
        return (normalise(page.everyday_words),) if page.everyday_words else ()

    def more(self, page: ExplainerPage) -> dict[str, Any]:
        return super().more(page) | {"checked_on": page.last_checked_on}


class CourseSource(PageSource):
    kind = Kind.COURSE
    model = CoursePage

    def summary(self, page: CoursePage) -> str:
        return normalise(page.intro)

    def more(self, page: CoursePage) -> dict[str, Any]:
        return super().more(page) | {
            "minutes": page.minutes,
            "group": object_key(self.kind, page.pk),
            "audience": page.audience,
        }


class LessonSource(PageSource):
    kind = Kind.LESSON
    model = LessonPage

    def documents(self, object_ids: Sequence[int]) -> Iterator[SearchDocument]:
        # A lesson of a course that is not published is no lesson for anybody.
        audiences = dict(CoursePage.objects.live().public().values_list("path", "audience"))
        shown = {
            pk: audiences[path[: -Page.steplen]]
            for pk, path in LessonPage.objects.filter(pk__in=object_ids).values_list("pk", "path")
            if path[: -Page.steplen] in audiences
        }
        for document in super().documents(list(shown)):
            yield replace(document, audience=shown[document.object_id])

    def summary(self, page: LessonPage) -> str:
        return normalise(page.intro)

    def more(self, page: LessonPage) -> dict[str, Any]:
        return super().more(page) | {"minutes": page.minutes}


SOURCES: dict[Kind, Source] = {
    source.kind: source
    for source in (
        LegalDocumentSource(),
        LawArticleSource(),
        ExplainerSource(),
        CourseSource(),
        LessonSource(),
    )
}
#: Pages whose title stands above found pages: publishing one renews what is below.
PAGE_KINDS: dict[type[Page], Kind] = {
    ExplainerPage: Kind.EXPLAINER,
    CoursePage: Kind.COURSE,
    LessonPage: Kind.LESSON,
}
PAGES_ABOVE: tuple[type[Page], ...] = (TopicPage,)


def documents_of(keys: Iterable[tuple[Kind, int]]) -> Iterator[SearchDocument]:
    """The documents of some objects, kind by kind; those that may not be found are left out."""
    by_kind: dict[Kind, list[int]] = {}
    for kind, object_id in keys:
        by_kind.setdefault(kind, []).append(object_id)
    for kind, object_ids in by_kind.items():
        for start in range(0, len(object_ids), BATCH):
            yield from SOURCES[kind].documents(object_ids[start : start + BATCH])


def batches_of_ids(kind: Kind, size: int = BATCH) -> Iterator[list[int]]:
    """All ids of a kind, read at once (they are small), in batches."""
    object_ids = list(SOURCES[kind].ids())
    for start in range(0, len(object_ids), size):
        yield object_ids[start : start + size]


def count_all() -> int:
    return sum(len(list(source.ids())) for source in SOURCES.values())


def keys_of_legal_document(document_id: int) -> list[tuple[Kind, int]]:
    """A law and its articles, as they are in the database now."""
    if not LegalDocument.objects.filter(pk=document_id).exists():
        return []
    articles = Article.objects.filter(document=document_id).values_list("pk", flat=True)
    return [(Kind.LEGAL_DOCUMENT, document_id), *((Kind.LAW_ARTICLE, pk) for pk in articles)]


def keys_of_page_tree(page_id: int) -> list[tuple[Kind, int]]:
    """A page and all below it that are of a kind that is searched, published or not."""
    root = Page.objects.filter(pk=page_id).first()
    if root is None:
        return []
    return [
        (kind, pk)
        for model, kind in PAGE_KINDS.items()
        for pk in model.objects.descendant_of(root, inclusive=True).values_list("pk", flat=True)
    ]


def legal_documents_changing_on(days: Sequence[datetime.date]) -> list[int]:
    """Laws of which something takes effect or lapses on one of the days."""
    changing = Q()
    for field in (
        "effective_on",
        "expired_on",
        "incoming_relations__effective_on",
        "articles__versions__effective_from",
        "articles__versions__effective_to",
        "articles__effects__effective_from",
        "articles__effects__expired_on",
    ):
        changing |= Q(**{f"{field}__in": days})
    return list(LegalDocument.objects.filter(changing).distinct().values_list("pk", flat=True))


def legal_status(value: str) -> LegalStatus:
    """The status as templates show it, with its word."""
    return LegalStatus(value)


def find_without_index(words: str, language: str, *, article_number: str = "") -> list[SearchDocument]:
    """While the engine is away: laws by number or name, explainers by their words, other pages by title; in four
    queries and a simple order. ``article_number``: ``words`` name a law, of which this article is wanted.
    """
    named = LegalDocument.objects.matching(words)
    if article_number:
        cited = Article.objects.with_document().filter(
            number__iexact=article_number, kind=ArticleKind.ARTICLE, document__in=named
        )[:FALLBACK_RESULTS]
        found = [
            _named(Kind.LAW_ARTICLE, article, normalise(article.citation()), article.document.number)
            for article in cited
        ]
        if found:
            return found
    found = [
        _named(Kind.LEGAL_DOCUMENT, law, normalise(law.citation), law.number, title=normalise(law.heading))
        for law in named[:FALLBACK_RESULTS]
    ]
    here = {"locale__language_code": language}
    explainers = ExplainerPage.objects.live().public().filter(**here).matching(words)
    pages = Page.objects.live().public().filter(**here).type((CoursePage, LessonPage))
    for word in words.split():
        pages = pages.filter(title__icontains=word)
    for page in explainers[:FALLBACK_RESULTS]:
        if url := page.get_url():
            summary = normalise(page.summary)
            found.append(
                SearchDocument(Kind.EXPLAINER, page.pk, normalise(page.title), url, (), summary=summary)
            )
    for page in pages.select_related("content_type")[:FALLBACK_RESULTS]:
        kind = PAGE_KINDS[page.content_type.model_class()]
        if url := page.get_url():
            found.append(SearchDocument(kind, page.pk, normalise(page.title), url, ()))
    return found


def _named(
    kind: Kind, named: LegalDocument | Article, citation: str, number: str, *, title: str = ""
) -> SearchDocument:
    return SearchDocument(
        kind=kind,
        object_id=named.pk,
        title=title or citation,
        url=named.get_absolute_url(),
        passages=(),
        citation=citation,
        number=number,
    )


def texts_of_the_library() -> Iterator[str]:
    """All Vietnamese words that readers meet, for how the library spells: titles, articles, pages."""
    for title in LegalDocument.objects.values_list("title", flat=True).iterator(chunk_size=BATCH):
        yield normalise(title)
    articles = ArticleVersion.objects.filter(language="vi").order_by().values_list("heading", "text")
    for heading, text in articles.iterator(chunk_size=BATCH):
        yield normalise(f"{heading}\n{text}")
    for kind in set(PAGE_KINDS.values()):
        for object_ids in batches_of_ids(kind):
            for document in SOURCES[kind].documents(object_ids):
                if document.language == "vi":
                    yield "\n".join((document.title, *(passage.text for passage in document.passages)))


def ways_on(language: str) -> list[tuple[str, str]]:
    """Topics to go on with when nothing was found: (title, address), one query."""
    topics = TopicPage.objects.live().public().filter(locale__language_code=language).order_by("path")[:8]
    return [(normalise(topic.title), url) for topic in topics if (url := topic.get_url())]
