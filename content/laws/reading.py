"""A document as its pages show it on a day: contents, articles, clauses and points with their anchors."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field

from content.laws.choices import LegalStatus
from content.laws.models import Article, ArticleVersion, Division, LegalDocument, ProvisionEffect
from content.laws.structure import Clause, Point, provision_anchor


@dataclass(frozen=True)
class ReadPoint:
    """A point with its address and, when its status is not the article's, that status."""

    point: Point
    anchor: str
    url: str
    citation: str
    own_status: LegalStatus | None
    own_since: datetime.date | None


@dataclass(frozen=True)
class ReadClause:
    """A clause; the lead of an article has no anchor."""

    clause: Clause
    points: tuple[ReadPoint, ...]
    anchor: str
    url: str
    citation: str
    own_status: LegalStatus | None
    own_since: datetime.date | None


@dataclass(frozen=True)
class ReadArticle:
    """An article with the version that a page shows. ``is_valid`` is False when that version is not of the day."""

    article: Article
    version: ArticleVersion | None
    is_valid: bool
    status: LegalStatus
    clauses: tuple[ReadClause, ...]
    url: str

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


@dataclass
class ReadDivision:
    """A part, chapter or section with what stands in it; ``division`` is None for articles outside of all."""

    division: Division | None
    articles: list[ReadArticle] = field(default_factory=list)
    children: list[ReadDivision] = field(default_factory=list)
    level: int = 2


@dataclass(frozen=True)
class _Reader:
    """One article while it is read. ``base`` is its address with the day, ``prefix`` goes before its anchors."""

    article: Article
    date: datetime.date
    base: str
    prefix: str
    effects: dict[tuple[str, str], ProvisionEffect]

    def clause(self, clause: Clause) -> ReadClause:
        anchor = provision_anchor(clause.label)
        return ReadClause(
            clause,
            tuple(self.point(clause, point) for point in clause.points),
            f"{self.prefix}{anchor}" if anchor else "",
            f"{self.base}#{anchor}" if anchor else self.base,
            self.article.citation(clause.label),
            *self.own_status(clause.label, ""),
        )

    def point(self, clause: Clause, point: Point) -> ReadPoint:
        anchor = provision_anchor(clause.label, point.label)
        return ReadPoint(
            point,
            f"{self.prefix}{anchor}",
            f"{self.base}#{anchor}",
            self.article.citation(clause.label, point.label),
            *self.own_status(clause.label, point.label),
        )

    def own_status(self, clause: str, point: str) -> tuple[LegalStatus | None, datetime.date | None]:
        """The status and its day where they differ from the plain "in force"."""
        effect = self.effects.get((clause, point))
        if effect is None or not (clause or point):
            return None, None
        status = self.article.status_on(self.date, clause, point)
        if status is LegalStatus.IN_FORCE:
            return None, None
        return status, effect.expired_on if status is LegalStatus.EXPIRED else effect.effective_from


def read_article(article: Article, date: datetime.date, *, query: str = "", prefix: str = "") -> ReadArticle:
    """``prefix`` goes before anchors where a page shows several articles; ``query`` keeps the day in addresses."""
    version = article.version_on(date)
    shown = version or article.latest_version()
    effects = {(effect.clause, effect.point): effect for effect in article.effects.all()}
    reader = _Reader(article, date, f"{article.get_absolute_url()}{query}", prefix, effects)
    clauses: tuple[ReadClause, ...] = ()
    if shown is not None:
        parts = [shown.structure.lead, *shown.structure.clauses]
        clauses = tuple(reader.clause(one) for one in parts if one.label or one.text or one.points)
    return ReadArticle(article, shown, version is not None, article.status_on(date), clauses, reader.base)


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
    by_division: dict[int | None, list[Article]] = {}
    for article in articles:
        by_division.setdefault(article.division_id, []).append(article)
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
            entries += [article_entry(article, level) for article in by_division.get(None, [])]
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
        return entries

    return branch(None, 0)


def sections(divisions: Iterable[Division], articles: Iterable[ReadArticle]) -> list[ReadDivision]:
    """The whole text by part, chapter and section."""
    by_pk: dict[int, ReadDivision] = {}
    roots: list[ReadDivision] = []
    for division in divisions:
        above = by_pk.get(division.parent_id) if division.parent_id else None
        read = ReadDivision(division, level=above.level + 1 if above else 2)
        by_pk[division.pk] = read
        (above.children if above else roots).append(read)
    loose = ReadDivision(None)
    for article in articles:
        (by_pk.get(article.article.division_id or 0) or loose).articles.append(article)
    return [loose, *roots] if loose.articles else roots
