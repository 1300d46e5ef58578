"""The articles and appendices of a tree as records, as the library keeps them. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from content.laws.choices import ArticleKind, DivisionKind
from content.laws.structure_tree import DivisionNode, DocumentTree

from .numbering import Reading, read_point_letters
from .records import ArticleRecord, DivisionRecord


def article_records(tree: DocumentTree) -> tuple[ArticleRecord, ...]:
    """Articles first, then appendices. Articles without text are left out: the tree doubts them."""
    records = [
        ArticleRecord(
            article.number,
            article.heading,
            read_point_letters(article.text)[0],
            tuple(_division(division) for division in above),
            kind=ArticleKind.ITEM if article.is_item else ArticleKind.ARTICLE,
        )
        for above, article in tree.articles()
        if article.text
    ]
    records += [
        ArticleRecord(
            appendix.number,
            appendix.heading,
            appendix.text or appendix.heading or appendix.label,
            kind=ArticleKind.APPENDIX,
        )
        for appendix in tree.appendices
    ]
    return tuple(records)


def letter_readings(tree: DocumentTree) -> Iterator[tuple[int, str, Reading]]:
    """(line of the article, its label, what letter was read as what) for every mistyped letter of a point."""
    for _above, article in tree.articles():
        for reading in read_point_letters(article.text)[1]:
            yield article.line, article.label, reading


def _division(node: DivisionNode) -> DivisionRecord:
    number = node.number.lower() if node.number.lower().startswith("thứ") else node.number
    text = "\n".join(line.text for line in node.text)
    return DivisionRecord(DivisionKind(node.kind), number, node.heading[:1000], text)
