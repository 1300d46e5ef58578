"""Laws as search documents: articles clause by clause, and each law as a whole.

A rebuild reads every article there is, so this asks for the columns that it needs and works names and addresses out
once a law: an article's own are what stands before and after its number.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.db.models import Count
from django.utils import timezone

from content.laws.choices import ArticleKind, DivisionKind
from content.laws.citations import format_citation
from content.laws.models import (
    Article,
    ArticleVersion,
    CodifiedArticle,
    LegalDocument,
    ProvisionEffect,
)
from content.laws.models.articles import newest_version, version_valid_on
from content.laws.status import ProvisionFact, Standing, provision_standing
from content.laws.structure import Clause, provision_anchor
from portal.lib.vietnamese import normalise
from search.analysis import distinct
from search.choices import Kind
from search.documents import Line, Passage, SearchDocument, object_key

ALL_LANGUAGES = tuple(code for code, _ in settings.LANGUAGES)


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


def main_topics(document_ids: Sequence[int]) -> dict[int, str]:
    """For each law the topic under which most of its articles are filed; one query."""
    rows = (
        CodifiedArticle.objects.filter(article__document__in=document_ids)
        .values_list("article__document", "subject__topic__title")
        .annotate(articles=Count("article"))
        .order_by("articles", "-subject__topic__number")
    )
    return {document_id: normalise(topic) for document_id, topic, _ in rows}


def own_dates(article_ids: Sequence[int]) -> dict[int, list[ProvisionFact]]:
    """The few articles of which a provision takes effect or lapses on a day of its own; one query."""
    facts: dict[int, list[ProvisionFact]] = {}
    for effect in ProvisionEffect.objects.filter(article__in=article_ids).select_related("article"):
        facts.setdefault(effect.article_id, []).append(effect.as_fact())
    return facts


class _Law:
    """What its articles have in common, worked out once."""

    def __init__(self, law: LegalDocument, today: datetime.date) -> None:
        self.law = law
        self.today = today
        self.heading = normalise(law.heading)
        self.citation = normalise(law.citation)
        self.url = law.get_absolute_url()
        self.type_name = law.type.vietnamese_name
        self._addresses: dict[str, tuple[str, str]] = {}

    @cached_property
    def articles_with_facts(self) -> set[str]:
        """Articles that something happened to. All others stand alike."""
        return {fact.article for fact in self.law.facts.incoming if not fact.whole}

    @cached_property
    def usual_standing(self) -> Standing:
        return self._standing("*", [])

    def standing(self, article_key: str, own: list[ProvisionFact]) -> Standing:
        if not own and article_key not in self.articles_with_facts:
            return self.usual_standing
        return self._standing(article_key, own)

    def _standing(self, article_key: str, own: list[ProvisionFact]) -> Standing:
        return provision_standing(
            self.law.facts, own, article=article_key, clause="", point="", date=self.today
        )

    def address_of(self, article: Article) -> str:
        """The article's address: one is looked up for each kind, the others differ in their number alone."""
        number = article.number_in_address
        if article.kind not in self._addresses:
            before, _, after = article.get_absolute_url().rpartition(number)
            self._addresses[article.kind] = before, after
        before, after = self._addresses[article.kind]
        return f"{before}{number}{after}"


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
            .only("document", "kind", "number", "order", "division__kind", "division__number")
        )
        versions = _texts(object_ids, today)
        places = places_in_codification(object_ids)
        own = own_dates(object_ids)
        laws = _laws({article.document_id for article in articles}, today)
        for article in articles:
            version = versions.get(article.pk)
            if version is None:
                continue
            law = laws[article.document_id]
            article.document = law.law
            standing = law.standing(article.key, own.get(article.pk, []))
            if version.effective_to and version.effective_to <= today and standing.status != "expired":
                standing = Standing("expired", since=version.effective_to)
            yield _document(article, version, law, places.get(article.pk, NO_PLACE), standing)


def _laws(document_ids: Iterable[int], today: datetime.date) -> dict[int, _Law]:
    laws = LegalDocument.objects.defer("preamble", "closing").for_standing().in_bulk(list(document_ids))
    return {pk: _Law(law, today) for pk, law in laws.items()}


def _texts(article_ids: Sequence[int], today: datetime.date) -> dict[int, ArticleVersion]:
    """For each article the text that holds, else its newest; articles without one are left out."""
    versions: dict[int, list[ArticleVersion]] = {}
    rows = ArticleVersion.objects.filter(article__in=article_ids).only(
        "article", "heading", "text", "text_kind", "language", "effective_from", "effective_to"
    )
    for version in rows:
        versions.setdefault(version.article_id, []).append(version)
    chosen = {
        pk: version_valid_on(of_article, today) or newest_version(of_article)
        for pk, of_article in versions.items()
    }
    return {pk: version for pk, version in chosen.items() if version is not None}


def _document(
    article: Article,
    version: ArticleVersion,
    law: _Law,
    place: PlaceInCodification,
    standing: Standing,
) -> SearchDocument:
    effective_from, effective_to = _dates(standing, version.effective_from)
    url, citation = law.address_of(article), normalise(article.citation())
    return SearchDocument(
        kind=Kind.LAW_ARTICLE,
        object_id=article.pk,
        title=normalise(version.heading),
        url=url,
        passages=tuple(article_passages(version, citation, url)),
        found_in=ALL_LANGUAGES,
        context=(law.heading,),
        group=object_key(Kind.LEGAL_DOCUMENT, law.law.pk),
        group_title=law.citation,
        group_url=law.url,
        citation=citation,
        breadcrumb=_division_name(article),
        number=law.law.number,
        # "Phụ lục 1" must not be found as "Điều 1".
        article_number=article.number if article.kind == ArticleKind.ARTICLE else "",
        document_type=law.law.document_type,
        type_name=law.type_name,
        issuer=law.law.issuer,
        topic=place.topic,
        subjects=place.subjects,
        year=law.law.issued_on.year,
        dated=law.law.issued_on,
        status=standing.status,
        effective_from=effective_from,
        effective_to=effective_to,
        order=article.order,
    )


def _division_name(article: Article) -> tuple[str, ...]:
    """ "Chương II": headings of divisions stand in capitals and fill lines."""
    division = article.division
    if division is None:
        return ()
    return (f"{DivisionKind(division.kind).vietnamese_name} {division.number}".strip(),)


def article_passages(version: ArticleVersion, article_citation: str, article_url: str) -> Iterator[Passage]:
    """One passage for each clause, and one for what stands before the first."""
    text = version.structure
    for clause in (text.lead, *text.clauses):
        lines = tuple(_clause_lines(clause, article_citation, article_url))
        if lines:
            yield Passage(
                lines=lines,
                clause=clause.label,
                citation=format_citation(document=article_citation, clause=clause.label),
                url=_provision_url(article_url, clause.label),
            )


def _provision_url(article_url: str, clause: str, point: str = "") -> str:
    anchor = provision_anchor(clause, point)
    return f"{article_url}#{anchor}" if anchor else article_url


def _clause_lines(clause: Clause, article_citation: str, article_url: str) -> Iterator[Line]:
    for number, paragraph in enumerate(clause.paragraphs):
        yield Line(normalise(f"{clause.marker} {paragraph}".strip() if number == 0 else paragraph))
    for point in clause.points:
        citation = format_citation(document=article_citation, clause=clause.label, point=point.label)
        url = _provision_url(article_url, clause.label, point.label)
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
