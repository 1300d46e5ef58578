"""Citations in a text as links to what they cite; what could not be followed stays text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.urls import reverse
from django.utils.html import conditional_escape, escape
from django.utils.http import urlencode

from content.laws.citations import DivisionName, Provision, find_citations
from content.laws.citations.pieces import split_stretch
from content.laws.models import Article, ArticleVersion, Citation, Division, LegalDocument
from content.laws.structure import provision_anchor

MOST_SOURCES = 500  # beyond, the database is asked by document instead of by a list

_MARKER = re.compile(r"^[ \t\u00a0]*\w{1,4}[ \t]*[.)](?=\s|$)[ \t\u00a0]*")
_HAS_WORD = re.compile(r"[^\W\d]{2}")
_TAG = re.compile(r"(<[^>]*>)")
_SPACES = re.compile(r"(?:\\ |\s)+")

Words = Callable[[str], str]

_PREVIEWS: dict[type[models.Model], str] = {
    Article: "citation_preview",
    Division: "division_preview",
    LegalDocument: "document_preview",
}


@dataclass(frozen=True)
class Link:
    """Where words lead, and the address of the card that shows it. ``citation`` is its full name."""

    url: str
    preview_url: str
    citation: str

    def around(self, words: str, shown: str) -> str:
        """``shown`` is safe HTML; a bare "3" of a list is read out by its full name."""
        label = "" if _HAS_WORD.search(words) else f' aria-label="{escape(f"{words} – {self.citation}")}"'
        return f'<a class="cite" href="{escape(self.url)}" data-cite="{escape(self.preview_url)}"{label}>{shown}</a>'


@dataclass(frozen=True)
class Stretch:
    """Words of a text that cite, by offset, with the links of their pieces."""

    start: int
    end: int
    text: str
    pieces: tuple[tuple[int, int, Link], ...]


class TextLinks:
    """The links of one text. A paragraph is looked up by its line, so that offsets stay those of the text."""

    def __init__(self, text: str, stretches: Sequence[Stretch]) -> None:
        self.text = text
        self.stretches = stretches

    @cached_property
    def _places(self) -> dict[str, int]:
        places: dict[str, int] = {}
        position = 0
        for line in self.text.split("\n"):
            stripped = line.strip()
            start = position + (line.find(stripped) if stripped else 0)
            places.setdefault(stripped, start)
            if marker := _MARKER.match(line):
                places.setdefault(line[marker.end() :].strip(), position + marker.end())
            position += len(line) + 1
        return places

    def html(self, paragraph: str, words: Words) -> str:
        """Safe HTML of a paragraph; ``words`` escapes and sets the words between and inside links."""
        start = self._places.get(paragraph.strip())
        if start is None or not self.stretches:
            return words(paragraph)
        end = start + len(paragraph)
        parts: list[str] = []
        position = start
        for stretch in self.stretches:
            if stretch.start < position or stretch.end > end:
                continue
            for piece_start, piece_end, link in stretch.pieces:
                begins, ends = stretch.start + piece_start, stretch.start + piece_end
                parts.append(words(self.text[position:begins]))
                cited = self.text[begins:ends]
                parts.append(link.around(cited, words(cited)))
                position = ends
        parts.append(words(self.text[position:end]))
        return "".join(parts)


class ProseLinks:
    """The links of a page's prose, where the same words always cite the same: looked up by the words."""

    def __init__(self, stretches: Iterable[Stretch]) -> None:
        self._by_words = {" ".join(one.text.split()): one for one in stretches}
        longest_first = sorted(self._by_words, key=len, reverse=True)
        self._pattern = (
            re.compile(
                "(?<![\\w/-])(?:"
                + "|".join(_SPACES.sub(r"\\s+", re.escape(words)) for words in longest_first)
                + ")(?![\\w/-])"
            )
            if longest_first
            else None
        )

    def __bool__(self) -> bool:
        return self._pattern is not None

    def text(self, text: str, words: Words = str) -> str:
        """Safe HTML of words that stand between tags and are escaped already."""
        if self._pattern is None:
            return words(text)
        parts: list[str] = []
        position = 0
        for match in self._pattern.finditer(text):
            stretch = self._by_words[" ".join(match[0].split())]
            if len(match[0]) != len(stretch.text):
                continue
            for start, end, link in stretch.pieces:
                begins, ends = match.start() + start, match.start() + end
                parts.append(words(text[position:begins]))
                parts.append(link.around(text[begins:ends], words(text[begins:ends])))
                position = ends
        parts.append(words(text[position:]))
        return "".join(parts)

    def html(self, html: str) -> str:
        """The same for HTML; words inside a link stay as they are."""
        depth = 0
        parts = []
        for piece in _TAG.split(html):
            if piece.startswith("<"):
                depth += (
                    1 if re.match(r"<a\b", piece, re.IGNORECASE) else -1 if piece.lower() == "</a>" else 0
                )
                parts.append(piece)
            else:
                parts.append(piece if depth else self.text(piece))
        return "".join(parts)

    def plain(self, text: str) -> str:
        """Safe HTML of plain text."""
        return self.text(str(conditional_escape(text)))


def link_articles(shown: Iterable[tuple[Article, ArticleVersion | None]], *, query: str = "") -> None:
    """Gives each article ``citation_links`` for the text that a page shows of it. One query, however many."""
    texts = {article.pk: (article, version) for article, version in shown if version is not None}
    if not texts:
        return
    rows = Citation.objects.filter(source_type=ContentType.objects.get_for_model(Article))
    if len(texts) <= MOST_SOURCES:
        rows = rows.filter(source_id__in=texts)
    else:
        documents = {article.document_id for article, _ in texts.values()}
        rows = rows.filter(source_id__in=Article.objects.filter(document__in=documents).values("pk"))
    stretches = _stretches(rows, query)
    for pk, (article, version) in texts.items():
        own = stretches.get(pk, [])
        text = version.text if version else ""
        if any(text[one.start : one.end][:500] != one.text for one in own):
            own = _found_again(text, own)
        article.citation_links = TextLinks(text, own)


def prose_links(source: models.Model, *, query: str = "") -> ProseLinks:
    """The links of a page outside the library. One query."""
    return prose_links_of([source], query=query)[source.pk]


def prose_links_of(sources: Sequence[models.Model], *, query: str = "") -> dict[int, ProseLinks]:
    """The same for several sources of one kind, by key. One query."""
    if not sources:
        return {}
    content_type = ContentType.objects.get_for_model(sources[0])
    rows = Citation.objects.filter(source_type=content_type, source_id__in=[one.pk for one in sources])
    stretches = _stretches(rows, query)
    return {one.pk: ProseLinks(stretches.get(one.pk, [])) for one in sources}


def _stretches(rows: models.QuerySet[Citation], query: str) -> dict[int, list[Stretch]]:
    addresses: dict[tuple[str, int], str] = {}
    grouped: dict[tuple[int, str, int], list[Citation]] = defaultdict(list)
    resolved = rows.resolved().select_related(  # type: ignore[attr-defined]
        "article__document", "document", *(f"division{'__parent' * depth}" for depth in range(4))
    )
    for row in resolved.order_by("source_id", "place", "start", "ordinal"):
        grouped[row.source_id, row.place, row.start].append(row)
    stretches: dict[int, list[Stretch]] = defaultdict(list)
    for (source_id, _place, start), same in grouped.items():
        provisions = [_provision(row) for row in same]
        pieces = tuple(
            (piece_start, piece_end, _link(same[index], query, addresses))
            for piece_start, piece_end, index in split_stretch(same[0].text, provisions)
        )
        stretches[source_id].append(Stretch(start, same[0].end, same[0].text, pieces))
    return stretches


def _provision(row: Citation) -> Provision:
    if row.article is not None:
        return Provision(row.article.number, row.clause, row.point, row.article.kind)
    if row.division is not None:
        name = DivisionName(row.division.kind, row.division.number)
        return Provision(kind="division", division=(name,))
    return Provision()


def _link(row: Citation, query: str, addresses: dict[tuple[str, int], str]) -> Link:
    if row.division is not None and row.document is not None:
        row.division.document = row.document
    target = row.article or row.division or row.document
    assert target is not None  # noqa: S101  # a constraint of the table
    key = (target._meta.model_name or "", target.pk)  # noqa: SLF001
    if key not in addresses:
        addresses[key] = target.get_absolute_url()
    page, _, own_anchor = addresses[key].partition("#")
    anchor = provision_anchor(row.clause, row.point) or own_anchor
    url = f"{page}{query}{f'#{anchor}' if anchor else ''}"
    name = row.article.citation(row.clause, row.point) if row.article else _name(row)
    return Link(url, preview_url(target, row.clause, row.point, query), name)


def _name(row: Citation) -> str:
    target = row.division or row.document
    return target.citation if target else ""


def preview_url(target: models.Model, clause: str, point: str, query: str) -> str:
    """The card's address; ``query`` is "?ngay=…" or nothing."""
    named = {name: value for name, value in (("khoan", clause), ("diem", point)) if value}
    address = reverse(f"laws:{_PREVIEWS[type(target)]}", args=[target.pk])
    parts = [part for part in (urlencode(named), query.lstrip("?")) if part]
    return f"{address}?{'&'.join(parts)}" if parts else address


def _found_again(text: str, known: Sequence[Stretch]) -> list[Stretch]:
    """For the text of another day: what is cited there in words that today's text cites too, always the same."""
    by_words: dict[str, list[Stretch]] = defaultdict(list)
    for one in known:
        by_words[one.text].append(one)
    found = []
    for citation in find_citations(text):
        same = by_words.get(citation.text[:500], [])
        if same and len({tuple(link.url for *_, link in one.pieces) for one in same}) == 1:
            found.append(Stretch(citation.start, citation.end, citation.text, same[0].pieces))
    return found
