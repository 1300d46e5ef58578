"""The tree of a document: what is read, in the order of its lines. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from content.laws.structure import ArticleText, parse_article_text

from .doubts import Doubt
from .patterns import BASIS, DIVISION_KINDS, PREAMBLE


@dataclass(frozen=True)
class Line:
    number: int
    text: str


@dataclass(frozen=True)
class ArticleNode:
    """``head`` is the lines of number and heading as they stood; ``body`` the rest.

    ``is_item``: a numbered heading that stands for an article, in a text that has none.
    """

    number: str
    heading: str
    text: str
    head: tuple[Line, ...]
    body: tuple[Line, ...]
    is_item: bool = False

    @property
    def line(self) -> int:
        return self.head[0].number

    @property
    def label(self) -> str:
        return f"{'Mục' if self.is_item else 'Điều'} {self.number}"

    @cached_property
    def parsed(self) -> ArticleText:
        return parse_article_text(self.text)

    def lines(self) -> Iterator[Line]:
        yield from self.head
        yield from self.body


@dataclass(frozen=True)
class DivisionNode:
    """A part, chapter, section or subsection; ``text`` holds what stands between its heading and its first child."""

    kind: str
    number: str
    heading: str
    head: tuple[Line, ...]
    text: tuple[Line, ...] = ()
    children: tuple[DivisionNode | ArticleNode, ...] = ()

    @property
    def line(self) -> int:
        return self.head[0].number

    @property
    def label(self) -> str:
        word = next(name for name, kind in DIVISION_KINDS.items() if kind == self.kind)
        return f"{word.capitalize()} {self.number}"

    def lines(self) -> Iterator[Line]:
        yield from self.head
        yield from self.text
        for child in self.children:
            yield from child.lines()


@dataclass(frozen=True)
class AppendixNode:
    """An appendix, or a regulation issued with the document; ``number`` is given when the text has none."""

    number: str
    heading: str
    text: str
    head: tuple[Line, ...]
    body: tuple[Line, ...]

    @property
    def line(self) -> int:
        return self.head[0].number

    @property
    def label(self) -> str:
        return f"Phụ lục {self.number}"

    def lines(self) -> Iterator[Line]:
        yield from self.head
        yield from self.body


@dataclass(frozen=True)
class DocumentTree:
    """The whole document in the order of its lines."""

    heading: tuple[Line, ...] = ()
    preamble: tuple[Line, ...] = ()
    nodes: tuple[DivisionNode | ArticleNode, ...] = ()
    closing: tuple[Line, ...] = ()
    appendices: tuple[AppendixNode, ...] = ()
    doubts: tuple[Doubt, ...] = ()

    @property
    def basis(self) -> tuple[str, ...]:
        """ "Căn cứ …", one a string; wrapped lines are joined."""
        items: list[str] = []
        open_item = False
        for line in self.preamble:
            if BASIS.match(line.text):
                items.append(line.text)
            elif open_item and not PREAMBLE.match(line.text) and not line.text.isupper():
                items[-1] += f" {line.text}"
            else:
                continue
            open_item = not line.text.endswith((";", ".", ":"))
        return tuple(items)

    def articles(self) -> Iterator[tuple[tuple[DivisionNode, ...], ArticleNode]]:
        """Every article with the divisions above it, largest first."""
        yield from walk(self.nodes, ())

    def lines(self) -> Iterator[Line]:
        yield from self.heading
        yield from self.preamble
        for node in (*self.nodes,):
            yield from node.lines()
        yield from self.closing
        for appendix in self.appendices:
            yield from appendix.lines()

    def rejoined(self) -> str:
        """The text again, equal to what was read up to white space."""
        return "\n".join(line.text for line in self.lines())


def walk(
    nodes: Iterable[DivisionNode | ArticleNode], above: tuple[DivisionNode, ...]
) -> Iterator[tuple[tuple[DivisionNode, ...], ArticleNode]]:
    for node in nodes:
        if isinstance(node, ArticleNode):
            yield above, node
        else:
            yield from walk(node.children, (*above, node))
