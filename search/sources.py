"""What is searched, read from the floors below: the only module of this room that knows their models.

A source turns the objects of one kind into search documents, in batches with a constant number of queries.
What a
visitor may not read (drafts, unpublished pages, pages behind a sign-in) has no document.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from wagtail.fields import StreamField
from wagtail.models import Page

from content.explainers.models import ExplainerPage, TopicPage
from content.laws.choices import ArticleKind, DivisionKind, LegalStatus
from content.laws.models import Article, ArticleVersion, CodifiedArticle, Division, LegalDocument
from content.laws.status import Standing, provision_standing
from content.laws.structure import ArticleText, Clause
from learning.courses.models import CoursePage, LessonPage
from portal.lib.vietnamese import normalise
from search.analysis import distinct
from search.choices import Kind
from search.documents import Line, Passage, SearchDocument, object_key

BATCH = 200
FALLBACK_RESULTS = 10
ALL_LANGUAGES = tuple(code for code, _ in settings.LANGUAGES)


class Source(Protocol):
    """The objects of one kind."""

    kind: Kind

    def ids(self) -> Iterable[int]:
        """All objects that may be found, in a stable order."""

    def documents(self, object_ids: Sequence[int]) -> Iterator[SearchDocument]:
        """Those of the given objects that may be found."""


# ------------------------------------------------------------------ laws


def _dates(
    standing: Standing, start: datetime.date | None
) -> tuple[datetime.date | None, datetime.date | None]:
    """(in force from, first day without force). What waits for a day that nobody knows begins at the end of
    time.
    """
    if standing.status == "expired":
        return start, standing.since
    if standing.status == "not_yet":
        return standing.until or datetime.date.max, None
    return start, standing.until


class LawArticleSource:
    """Articles with the text that holds today, else the newest."""

    kind = Kind.LAW_ARTICLE

    def ids(self) -> Iterable[int]:
        return Article.objects.order_by("document", "order").values_list("pk", flat=True)

    def documents(self, object_ids: Sequence[int]) -> Iterator[SearchDocument]:
        today = timezone.localdate()
        articles = list(
            Article.objects.filter(pk__in=object_ids)
            .select_related("division")
            .prefetch_related("versions", "effects")
        )
        places = places_in_codification(object_ids)
        laws = LegalDocument.objects.for_standing().in_bulk({article.document_id for article in articles})
        for article in articles:
            article.document = laws[article.document_id]
            version = article.version_on(today) or article.latest_version()
            if version is not None:
                yield self._document(article, version, places.get(article.pk, NO_PLACE), today)

    def _document(
        self, article: Article, version: ArticleVersion, place: PlaceInCodification, today: datetime.date
    ) -> SearchDocument:
        law = article.document
        standing = provision_standing(
            law.facts,
            [effect.as_fact() for effect in article.effects.all()],
            article=article.key,
            clause="",
            point="",
            date=today,
        )
        if version.effective_to and version.effective_to <= today and standing.status != "expired":
            standing = Standing("expired", since=version.effective_to)
        effective_from, effective_to = _dates(standing, version.effective_from)
        return SearchDocument(
            kind=self.kind,
            object_id=article.pk,
            title=normalise(version.heading),
            url=article.get_absolute_url(),
            passages=tuple(article_passages(article, version.structure)),
            found_in=ALL_LANGUAGES,
            context=(normalise(law.heading),),
            group=object_key(Kind.LEGAL_DOCUMENT, law.pk),
            group_title=normalise(law.citation),
            group_url=law.get_absolute_url(),
            citation=normalise(article.citation()),
            breadcrumb=_division_name(article.division),
            number=law.number,
            # "Phụ lục 1" must not be found as "Điều 1".
            article_number=article.number if article.kind == ArticleKind.ARTICLE else "",
            document_type=law.document_type,
            type_name=law.type.vietnamese_name,
            issuer=law.issuer,
            topic=place.topic,
            subjects=place.subjects,
            year=law.issued_on.year,
            dated=law.issued_on,
            status=standing.status,
            effective_from=effective_from,
            effective_to=effective_to,
            order=article.order,
        )


@dataclass(frozen=True, slots=True)
class PlaceInCodification:
    """The first topic that an article is filed under, and the titles of all its subjects. They name what a law
    is about in words that the law itself may never use.
    """

    topic: str = ""
    subjects: tuple[str, ...] = ()


NO_PLACE = PlaceInCodification()


def places_in_codification(article_ids: Sequence[int]) -> dict[int, PlaceInCodification]:
    """Where articles stand in the State's codification; one query."""
    rows = (
        CodifiedArticle.objects.filter(article__in=article_ids)
        .order_by("subject__topic__number", "subject__number", "order")
        .values_list("article", "subject__topic__title", "subject__title")
    )
    places: dict[int, PlaceInCodification] = {}
    for article_id, topic, subject in rows:
        place = places.get(article_id, NO_PLACE)
        places[article_id] = PlaceInCodification(
            topic=place.topic or normalise(topic),
            subjects=distinct((*place.subjects, normalise(subject))),
        )
    return places


def _division_name(division: Division | None) -> tuple[str, ...]:
    """ "Chương II": headings of divisions stand in capitals and fill lines."""
    if division is None:
        return ()
    return (f"{DivisionKind(division.kind).vietnamese_name} {division.number}".strip(),)


def article_passages(article: Article, text: ArticleText) -> Iterator[Passage]:
    """One passage for each clause, and one for what stands before the first."""
    for clause in (text.lead, *text.clauses):
        lines = tuple(_clause_lines(article, clause))
        if lines:
            yield Passage(
                lines=lines,
                clause=clause.label,
                citation=normalise(article.citation(clause=clause.label)),
                url=article.provision_url(clause=clause.label),
            )


def _clause_lines(article: Article, clause: Clause) -> Iterator[Line]:
    for number, paragraph in enumerate(clause.paragraphs):
        yield Line(normalise(f"{clause.marker} {paragraph}".strip() if number == 0 else paragraph))
    for point in clause.points:
        citation = normalise(article.citation(clause=clause.label, point=point.label))
        url = article.provision_url(clause=clause.label, point=point.label)
        for number, paragraph in enumerate(point.paragraphs):
            text = f"{point.marker} {paragraph}" if number == 0 else paragraph
            yield Line(normalise(text), citation=citation, url=url)
    for paragraph in clause.tail_paragraphs:
        yield Line(normalise(paragraph))


class LegalDocumentSource:
    """Laws as a whole: by name, by other names, by number."""

    kind = Kind.LEGAL_DOCUMENT

    def ids(self) -> Iterable[int]:
        return LegalDocument.objects.order_by("pk").values_list("pk", flat=True)

    def documents(self, object_ids: Sequence[int]) -> Iterator[SearchDocument]:
        today = timezone.localdate()
        laws = LegalDocument.objects.filter(pk__in=object_ids).for_standing().prefetch_related("aliases")
        topics = main_topics(object_ids)
        for law in laws:
            standing = law.standing_on(today)
            effective_from, effective_to = _dates(standing, law.effective_on)
            names = [law.short_title, *(alias.name for alias in law.aliases.all())]
            yield SearchDocument(
                kind=self.kind,
                object_id=law.pk,
                title=normalise(law.heading),
                url=law.get_absolute_url(),
                passages=(Passage(lines=tuple(Line(normalise(name)) for name in names if name)),),
                found_in=ALL_LANGUAGES,
                context=(normalise(law.citation),),
                group=object_key(self.kind, law.pk),
                group_title=normalise(law.citation),
                group_url=law.get_absolute_url(),
                citation=normalise(law.citation),
                number=law.number,
                document_type=law.document_type,
                type_name=law.type.vietnamese_name,
                issuer=law.issuer,
                topic=topics.get(law.pk, ""),
                year=law.issued_on.year,
                dated=law.issued_on,
                status=standing.status,
                effective_from=effective_from,
                effective_to=effective_to,
            )


def main_topics(document_ids: Sequence[int]) -> dict[int, str]:
    """For each law the topic under which most of its articles are filed; one query."""
    rows = (
        CodifiedArticle.objects.filter(article__document__in=document_ids)
        .values_list("article__document", "subject__topic__title")
        .annotate(articles=Count("article"))
        .order_by("articles", "-subject__topic__number")
    )
    return {document_id: normalise(topic) for document_id, topic, _ in rows}


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


def batches_of_ids(kind: Kind) -> Iterator[list[int]]:
    """All ids of a kind, read at once (they are small), in batches."""
    object_ids = list(SOURCES[kind].ids())
    for start in range(0, len(object_ids), BATCH):
        yield object_ids[start : start + BATCH]


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


def find_without_index(words: str, language: str) -> list[SearchDocument]:
    """While the engine is away: laws by number or name and pages by title, in two queries and a simple
    order.
    """
    laws = LegalDocument.objects.matching(words)[:FALLBACK_RESULTS]
    pages = Page.objects.live().public().filter(locale__language_code=language).type(tuple(PAGE_KINDS))
    for word in words.split():
        pages = pages.filter(title__icontains=word)
    found = [
        SearchDocument(
            kind=Kind.LEGAL_DOCUMENT,
            object_id=law.pk,
            title=normalise(law.citation),
            url=law.get_absolute_url(),
            passages=(),
            citation=normalise(law.citation),
            number=law.number,
        )
        for law in laws
    ]
    for page in pages.select_related("content_type")[:FALLBACK_RESULTS]:
        kind = PAGE_KINDS[page.content_type.model_class()]
        if url := page.get_url():
            found.append(SearchDocument(kind, page.pk, normalise(page.title), url, ()))
    return found


def ways_on(language: str) -> list[tuple[str, str]]:
    """Topics to go on with when nothing was found: (title, address), one query."""
    topics = TopicPage.objects.live().public().filter(locale__language_code=language).order_by("path")[:8]
    return [(normalise(topic.title), url) for topic in topics if (url := topic.get_url())]
