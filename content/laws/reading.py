"""A document as its pages show it on a day: contents, articles, clauses and points with their anchors."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from content.laws.choices import LegalStatus
from content.laws.linking import link_articles
from content.laws.models import Article, ArticleVersion, Division, LegalDocument
from content.laws.status import ENDS_WHOLE
from content.laws.stretches import cut, loaded_at_first
from content.laws.structure import Clause, Point, provision_anchor

SIZE_OF_A_HEADING = 100
# Relations to a clause or point that can take it out of force.
DECIDES_STATUS = ENDS_WHOLE | {"suspends"}


@dataclass(frozen=True)
class ReadPoint:
    """A point with its address and, when its status is not the article's, that status."""

    point: Point
    anchor: str
    url: str
    own_status: LegalStatus | None
    own_since: datetime.date | None


@dataclass(frozen=True)
class ReadClause:
    """A clause; the lead of an article has no anchor."""

    clause: Clause
    points: tuple[ReadPoint, ...]
    anchor: str
    url: str
    own_status: LegalStatus | None
    own_since: datetime.date | None


@dataclass(frozen=True)
class ReadArticle:
    """An article with the version that a page shows. ``is_valid`` is False when that version is not of the day."""

    article: Article
    date: datetime.date
    version: ArticleVersion | None
    is_valid: bool
    clauses: tuple[ReadClause, ...]
    url: str

    @property
    def status(self) -> LegalStatus:
        return self.article.status_on(self.date)

    @property
    def heading(self) -> str:
        return self.version.heading if self.version else ""


@dataclass
class ContentsEntry:
    """A line of the table of contents."""

    label: str
    heading: str
    url: str
    anchor: str
    is_current: bool = False
    is_open: bool = False
    level: int = 0
    children: list[ContentsEntry] = field(default_factory=list)


@dataclass(frozen=True)
class ReadStretch:
    """Articles that follow each other; ``articles`` is empty when they are fetched later, from ``url``."""

    first: Article
    last: Article
    size: int
    url: str
    articles: tuple[ReadArticle, ...] = ()


@dataclass
class ReadDivision:
    """A part, chapter or section with what stands in it; ``division`` is None for articles outside of all."""

    division: Division | None
    stretches: list[ReadStretch] = field(default_factory=list)
    children: list[ReadDivision] = field(default_factory=list)
    level: int = 2


@dataclass(frozen=True)
class _Reader:
    """One article while it is read. ``base`` is its address with the day, ``prefix`` goes before its anchors."""

    article: Article
    date: datetime.date
    base: str
    prefix: str
    places_with_own_status: frozenset[tuple[str, str]]

    def clause(self, clause: Clause) -> ReadClause:
        anchor = provision_anchor(clause.label)
        return ReadClause(
            clause,
            tuple(self.point(clause, point) for point in clause.points),
            f"{self.prefix}{anchor}" if anchor else "",
            f"{self.base}#{anchor}" if anchor else self.base,
            *self.own_status(clause.label, ""),
        )

    def point(self, clause: Clause, point: Point) -> ReadPoint:
        anchor = provision_anchor(clause.label, point.label)
        return ReadPoint(
            point,
            f"{self.prefix}{anchor}",
            f"{self.base}#{anchor}",
            *self.own_status(clause.label, point.label),
        )

    def own_status(self, clause: str, point: str) -> tuple[LegalStatus | None, datetime.date | None]:
        """The status and its day where they differ from the plain "in force"."""
        if not (clause or point) or (clause, point) not in self.places_with_own_status:
            return None, None
        standing = self.article.standing_on(self.date, clause, point)
        if standing.status == LegalStatus.IN_FORCE:
            return None, None
        return LegalStatus(standing.status), standing.since or standing.until


def _own_places(article: Article) -> frozenset[tuple[str, str]]:
    """Clauses and points of which a date of their own, or a relation to just them, may decide the status."""
    own = [(effect.clause, effect.point) for effect in article.effects.all()]
    key = article.key
    acted_on = [
        (fact.clause, fact.point)
        for fact in article.document.facts.incoming
        if fact.article == key and fact.kind in DECIDES_STATUS
    ]
    return frozenset([*own, *acted_on])


def read_article(article: Article, date: datetime.date, *, query: str = "", prefix: str = "") -> ReadArticle:
    """``prefix`` goes before anchors where a page shows several articles; ``query`` keeps the day in addresses."""
    version = article.version_on(date)
    shown = version or article.latest_version()
    reader = _Reader(article, date, f"{article.get_absolute_url()}{query}", prefix, _own_places(article))
    clauses: tuple[ReadClause, ...] = ()
    if shown is not None:
        parts = [shown.structure.lead, *shown.structure.clauses]
        clauses = tuple(reader.clause(one) for one in parts if one.label or one.text or one.points)
    return ReadArticle(article, date, shown, version is not None, clauses, reader.base)


def contents(
    document: LegalDocument,
    divisions: Iterable[Division],
    articles: Iterable[Article],
    date: datetime.date,
    *,
    current: Article | None = None,
    query: str = "",
) -> list[ContentsEntry]:
    """The table of contents. With ``current`` the entries lead to pages, and only its own branch is open."""
    by_division: dict[int, list[Article]] = {}
    before: list[Article] = []
    after: list[Article] = []
    for article in articles:
        if article.division_id:
            by_division.setdefault(article.division_id, []).append(article)
        else:
            (after if by_division else before).append(article)
    children: dict[int | None, list[Division]] = {}
    for division in divisions:
        children.setdefault(division.parent_id, []).append(division)
    page = f"{document.get_absolute_url()}{query}" if current else ""

    def article_entry(article: Article, level: int) -> ContentsEntry:
        version = article.version_on(date) or article.latest_version()
        return ContentsEntry(
            article.label,
            version.heading if version else "",
            f"{article.get_absolute_url()}{query}" if current else f"#{article.anchor}",
            article.anchor,
            is_current=current is not None and article.pk == current.pk,
            level=level,
        )

    def branch(parent: int | None, level: int) -> list[ContentsEntry]:
        entries = []
        if parent is None:
            entries += [article_entry(article, level) for article in before]
        for division in children.get(parent, []):
            below = [article_entry(article, level + 1) for article in by_division.get(division.pk, [])]
            below += branch(division.pk, level + 1)
            entry = ContentsEntry(
                division.label,
                division.readable_heading,
                f"{page}#{division.anchor}",
                division.anchor,
                level=level,
            )
            entry.children = below
            entry.is_open = current is None or any(one.is_current or one.is_open for one in below)
            entries.append(entry)
        if parent is None:
            entries += [article_entry(article, level) for article in after]
        return entries

    return branch(None, 0)


def whole_text(
    document: LegalDocument,
    divisions: Iterable[Division],
    articles: Iterable[Article],
    date: datetime.date,
    *,
    query: str = "",
    whole: bool = False,
) -> list[ReadDivision]:
    """The text by part, chapter and section, cut into stretches; only those of the first view are read.

    ``articles`` come from ``for_contents``; two queries more load the texts that are shown.
    """
    roots, holders = _skeleton(divisions, articles)
    pieces: list[tuple[ReadDivision, list[Article], int]] = []
    for holder, own in holders:
        sizes = [_size(article, date) for article in own]
        pieces += [(holder, own[one], sum(sizes[one])) for one in cut(sizes)]
    loaded = loaded_at_first([size for _holder, _own, size in pieces], whole=whole)
    wanted = [article for (_h, own, _s), now in zip(pieces, loaded, strict=True) if now for article in own]
    texts = read_articles(document, wanted, date, query=query)
    for holder, own, size in pieces:
        holder.stretches.append(
            ReadStretch(
                own[0],
                own[-1],
                size,
                f"{stretch_url(document, own[0], own[-1])}{query}",
                tuple(texts[article.pk] for article in own if article.pk in texts),
            )
        )
    return roots


def read_articles(
    document: LegalDocument, articles: Iterable[Article], date: datetime.date, *, query: str = ""
) -> dict[int, ReadArticle]:
    """By key, with anchors for a page of many articles. Three queries, however many."""
    articles = list(articles)
    Article.read_texts_of(articles)
    found = {}
    for article in articles:
        article.document = document
        found[article.pk] = read_article(article, date, query=query, prefix=f"{article.anchor}-")
    link_articles(((read.article, read.version) for read in found.values()), query=query)
    return found


def is_whole(parts: Iterable[ReadDivision]) -> bool:
    """True when nothing is left to be fetched."""
    return all(stretch.articles for part in _in_order(parts) for stretch in part.stretches)


def is_unofficial(parts: Iterable[ReadDivision]) -> bool:
    """True when every text that is shown is the portal's own words: then the page is not the law's ground."""
    shown = [
        read.version
        for part in _in_order(parts)
        for stretch in part.stretches
        for read in stretch.articles
        if read.version
    ]
    return bool(shown) and not any(version.is_official for version in shown)


def stretch_url(document: LegalDocument, first: Article, last: Article) -> str:
    """Where the articles from one to another are fetched; it stays right when others are inserted."""
    return f"{document.get_absolute_url()}doan/{first.anchor}/{last.anchor}/"


def heading_level(division: Division | None, divisions: Iterable[Division]) -> int:
    """The level of the heading of what stands directly in a division, as on the whole page."""
    if division is None:
        return 2
    by_pk = {one.pk: one for one in divisions}
    level = 2
    while division is not None:
        division = by_pk.get(division.parent_id or 0)
        level += division is not None
    return level + 1


def _skeleton(
    divisions: Iterable[Division], articles: Iterable[Article]
) -> tuple[list[ReadDivision], list[tuple[ReadDivision, list[Article]]]]:
    """The headings, and what stands under each of them in the order of the text.

    Articles outside of every division come first; appendices and what else follows come last.
    """
    by_pk: dict[int, ReadDivision] = {}
    roots: list[ReadDivision] = []
    for division in divisions:
        above = by_pk.get(division.parent_id) if division.parent_id else None
        read = ReadDivision(division, level=above.level + 1 if above else 2)
        by_pk[division.pk] = read
        (above.children if above else roots).append(read)
    # Outside of every division an article's heading is of the second level: no heading stands between.
    before, after = ReadDivision(None, level=1), ReadDivision(None, level=1)
    own: dict[int, list[Article]] = {}
    seen_division = False
    for article in articles:
        holder = by_pk.get(article.division_id or 0)
        if holder is None:
            holder = after if seen_division else before
        seen_division = seen_division or holder.division is not None
        own.setdefault(id(holder), []).append(article)
    ordered = [before, *_in_order(roots), after]
    return (
        [one for one in (before, *roots, after) if one.division is not None or id(one) in own],
        [(holder, own[id(holder)]) for holder in ordered if id(holder) in own],
    )


def _in_order(parts: Iterable[ReadDivision]) -> Iterator[ReadDivision]:
    for part in parts:
        yield part
        yield from _in_order(part.children)


def _size(article: Article, date: datetime.date) -> int:
    """Characters of the text that the page would show."""
    version = article.version_on(date) or article.latest_version()
    return (int(getattr(version, "size", 0)) if version else 0) + SIZE_OF_A_HEADING
