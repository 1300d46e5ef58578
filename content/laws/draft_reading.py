"""A draft's tree as its page shows it: doubts with words, articles with clauses, each with the line it begins on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.laws.comparison import Piece, compare_words
from content.laws.draft_changes import LibraryChanges
from content.laws.importers.from_tree import letter_readings
from content.laws.models import LawDraft
from content.laws.models.articles import ARTICLE_NUMBER
from content.laws.structure_tree import (
    AppendixNode,
    ArticleNode,
    DivisionNode,
    DocumentTree,
    DoubtReason,
    parse_document,
)

REASONS: dict[DoubtReason, str | Promise] = {
    DoubtReason.NO_ARTICLES: gettext_lazy("No article was found in the text."),
    DoubtReason.HEADINGS_FOR_ARTICLES: gettext_lazy(
        "The text has no articles: each numbered heading stands for one."
    ),
    DoubtReason.ARTICLE_GAP: gettext_lazy("A number before this article is missing."),
    DoubtReason.ARTICLE_TWICE: gettext_lazy(
        "An article with this number stands above; this line was taken as text."
    ),
    DoubtReason.ARTICLE_OUT_OF_ORDER: gettext_lazy(
        "It looks like an article out of order; it was taken as text."
    ),
    DoubtReason.ARTICLE_IN_QUOTATION: gettext_lazy(
        "The article due here stands inside quotation marks; perhaps a mark is wrong."
    ),
    DoubtReason.ARTICLE_WITHOUT_HEADING: gettext_lazy("This article has no heading, others have."),
    DoubtReason.ARTICLE_WITHOUT_TEXT: gettext_lazy("There is no text below this heading."),
    DoubtReason.DIVISION_GAP: gettext_lazy("A number before this heading is missing."),
    DoubtReason.DIVISION_TWICE: gettext_lazy("This heading stands twice."),
    DoubtReason.DIVISION_WITHOUT_HEADING: gettext_lazy("It has a number and no heading."),
    DoubtReason.CLAUSE_GAP: gettext_lazy("The clauses do not run on: a number is missing before this one."),
    DoubtReason.POINT_GAP: gettext_lazy("The points do not run on: a letter is missing before this one."),
    DoubtReason.QUOTATION_OPEN: gettext_lazy("A quotation begins here and is never closed."),
    DoubtReason.UNKNOWN_BLOCK: gettext_lazy(
        "This text stands between a heading and its first article; it is kept below the heading."
    ),
    DoubtReason.APPENDIX_WITHOUT_NUMBER: gettext_lazy(
        "The appendix has no number; it got the next free one."
    ),
    DoubtReason.APPENDIX_TWICE: gettext_lazy(
        "An appendix with this number stands above; this line was taken as text."
    ),
    DoubtReason.ATTACHED_DOCUMENT: gettext_lazy(
        "A regulation issued with the document; it is kept whole, as an appendix."
    ),
}


@dataclass(frozen=True)
class ShownDoubt:
    line: int
    subject: str
    text: str


@dataclass(frozen=True)
class ShownNode:
    """A row of the tree; ``parts`` are the clauses and points of an article as (kind, label, text)."""

    kind: str
    line: int
    label: str
    heading: str
    children: tuple[ShownNode, ...] = ()
    doubts: tuple[ShownDoubt, ...] = ()
    parts: tuple[tuple[str, str, str], ...] = ()
    text: str = ""

    @property
    def has_doubts(self) -> bool:
        return bool(self.doubts) or any(child.has_doubts for child in self.children)


@dataclass(frozen=True)
class Reading:
    """Everything the page says about the text."""

    doubts: tuple[ShownDoubt, ...]
    frame: tuple[tuple[str, str], ...]
    nodes: tuple[ShownNode, ...]
    articles: int
    appendices: int
    notes: tuple[str, ...]


def reading(draft: LawDraft) -> Reading:
    tree = parse_document(draft.source_text)
    doubts = [ShownDoubt(one.line, one.subject, str(REASONS[one.reason])) for one in tree.doubts]
    for line, label, read in letter_readings(tree):
        words = _("Point “%(typed)s” stands where “%(read)s” is due; it is kept as “%(read)s”.") % {
            "typed": read.typed,
            "read": read.read,
        }
        subject = f"khoản {read.clause} {label}" if read.clause else label
        doubts.append(ShownDoubt(line, subject, words))
    doubts.sort(key=lambda one: one.line)
    shown = _Shown(doubts)
    return Reading(
        doubts=tuple(doubts),
        frame=tuple(
            (name, "\n".join(line.text for line in lines))
            for name, lines in (
                (_("Heading"), tree.heading),
                (_("Basis and preamble"), tree.preamble),
                (_("Closing and signatures"), tree.closing),
            )
            if lines
        ),
        nodes=(*shown.nodes(tree.nodes), *(shown.appendix(one) for one in tree.appendices)),
        articles=sum(1 for _one in tree.articles()),
        appendices=len(tree.appendices),
        notes=tuple(draft.metadata.get("notes", [])),
    )


def obstacles(tree: DocumentTree) -> list[str]:
    """What makes accepting impossible, in words; each must be put right in the text."""
    found = []
    articles = [article for _above, article in tree.articles()]
    if not articles and not tree.appendices:
        found.append(_("No article was found in the text."))
    found += [
        _("%(article)s has no text (line %(line)d).") % {"article": article.label, "line": article.line}
        for article in articles
        if not article.text
    ]
    units: list[ArticleNode | AppendixNode] = [*articles, *tree.appendices]
    for one in units:
        if not ARTICLE_NUMBER.match(one.number):
            found.append(
                _("“%(label)s” has a number that cannot be kept (line %(line)d).")
                % {"label": one.label, "line": one.line}
            )
    return found


def changed_articles(changes: LibraryChanges) -> list[dict[str, Any]]:
    """Each changed article with the words that differ."""
    return [
        {
            "label": one.label,
            "heading": _pieces(one.before_heading, one.after_heading),
            "text": _pieces(one.before, one.after),
        }
        for one in changes.changed
    ]


def _pieces(before: str, after: str) -> tuple[Piece, ...]:
    return compare_words(before, after)


class _Shown:
    """Puts each doubt at the last node that begins on or before its line."""

    def __init__(self, doubts: Iterable[ShownDoubt]) -> None:
        self.doubts = list(doubts)

    def nodes(self, nodes: Iterable[DivisionNode | ArticleNode]) -> tuple[ShownNode, ...]:
        return tuple(
            self.article(one) if isinstance(one, ArticleNode) else self.division(one) for one in nodes
        )

    def division(self, node: DivisionNode) -> ShownNode:
        lines = [*node.head, *node.text]
        return ShownNode(
            "division",
            node.line,
            node.label,
            node.heading,
            children=self.nodes(node.children),
            doubts=self.between(node.line, lines[-1].number),
            text="\n".join(line.text for line in node.text),
        )

    def article(self, node: ArticleNode) -> ShownNode:
        parsed = node.parsed
        parts = [("lead", "", parsed.lead.text)] if parsed.lead.text else []
        parts += [("point", one.marker, one.text) for one in parsed.lead.points]
        parts += [("tail", "", parsed.lead.tail)] if parsed.lead.tail else []
        for clause in parsed.clauses:
            parts.append(("clause", clause.marker, clause.text))
            parts += [("point", one.marker, one.text) for one in clause.points]
            parts += [("tail", "", clause.tail)] if clause.tail else []
        last = [*node.head, *node.body][-1].number
        return ShownNode(
            "article",
            node.line,
            node.label,
            node.heading,
            doubts=self.between(node.line, last),
            parts=tuple(parts),
        )

    def appendix(self, node: AppendixNode) -> ShownNode:
        last = [*node.head, *node.body][-1].number
        return ShownNode(
            "appendix",
            node.line,
            node.label,
            node.heading,
            doubts=self.between(node.line, last),
            text=node.text,
        )

    def between(self, first: int, last: int) -> tuple[ShownDoubt, ...]:
        return tuple(one for one in self.doubts if first <= one.line <= last)
