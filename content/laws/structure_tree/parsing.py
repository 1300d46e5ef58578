"""A text becomes a tree. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from .appendices import read_ending
from .article_nodes import article_node, item_node
from .articles import choose_articles, choose_items
from .divisions import DivisionHeading, choose_divisions
from .doubts import Doubt, DoubtReason
from .endings import end_of_articles, end_of_items
from .law_text import LawText
from .nodes import ArticleNode, DivisionNode, DocumentTree, Line, walk
from .patterns import LEVELS, PREAMBLE
from .spans import spans


def parse_document(text: str) -> DocumentTree:
    """Reads a text in NFC. It never fails: what it cannot place becomes preamble or text, with a doubt."""
    law = LawText(text)
    items = {} if law.articles else choose_items(law)
    tail = end_of_items(law, items) if items else end_of_articles(law)
    items = {index: match for index, match in items.items() if index < tail}
    chosen = list(items) or choose_articles(law, tail)
    divisions = {} if items else choose_divisions(law, chosen, tail)
    starts = sorted([*chosen, *divisions])
    heading, preamble = _front(law, starts[0] if starts else tail)
    nodes = _nodes(law, starts, tail, divisions, items)
    closing, appendices = read_ending(law, tail)
    if items:
        law.doubt(chosen[0], DoubtReason.HEADINGS_FOR_ARTICLES)
    elif not chosen:
        law.doubt(0, DoubtReason.NO_ARTICLES)
    _doubt_headings(law, nodes)
    return DocumentTree(
        heading=heading,
        preamble=preamble,
        nodes=nodes,
        closing=closing,
        appendices=appendices,
        doubts=tuple(sorted(law.doubts, key=lambda doubt: (doubt.line, doubt.reason))),
    )


@dataclass
class _Open:
    """A division while its children are collected."""

    node: DivisionNode
    children: list[DivisionNode | ArticleNode] = field(default_factory=list)

    def closed(self) -> DivisionNode:
        return replace(self.node, children=tuple(self.children))


def _front(law: LawText, first: int) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """What names the document, and what stands between that and its first article."""
    for index in range(min(first, len(law.lines))):
        if PREAMBLE.match(law.lines[index].text) and not _is_type_line(law, index):
            return tuple(law.lines[:index]), tuple(law.lines[index:first])
    return tuple(law.lines[:first]), ()


def _is_type_line(law: LawText, index: int) -> bool:
    return law.lines[index].text.isupper() and not law.lines[index].text.endswith(":")


def _nodes(
    law: LawText,
    starts: list[int],
    tail: int,
    divisions: dict[int, DivisionHeading],
    items: dict[int, re.Match[str]],
) -> tuple[DivisionNode | ArticleNode, ...]:
    root: list[DivisionNode | ArticleNode] = []
    stack: list[_Open] = []

    def close_to(level: int) -> None:
        while stack and LEVELS[stack[-1].node.kind] >= level:
            done = stack.pop().closed()
            (stack[-1].children if stack else root).append(done)

    for start, end in spans(starts, tail):
        if start in divisions:
            one = divisions[start]
            below = tuple(law.lines[start + len(one.head) : end])
            if below:
                law.doubts.append(Doubt(below[0].number, DoubtReason.UNKNOWN_BLOCK, one.label))
            close_to(LEVELS[one.kind])
            stack.append(_Open(DivisionNode(one.kind, one.number, one.heading, one.head, below)))
        else:
            article = (
                item_node(law, items[start], start, end) if start in items else article_node(law, start, end)
            )
            (stack[-1].children if stack else root).append(article)
    close_to(-1)
    return tuple(root)


def _doubt_headings(law: LawText, nodes: Iterable[DivisionNode | ArticleNode]) -> None:
    """Only where other articles have one: the articles of a decision have none."""
    articles = [article for _above, article in walk(nodes, ())]
    bare = [article for article in articles if not article.heading]
    if len(bare) * 2 < len(articles):
        law.doubts += [
            Doubt(article.line, DoubtReason.ARTICLE_WITHOUT_HEADING, article.label) for article in bare
        ]
