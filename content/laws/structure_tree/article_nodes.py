"""One article from its lines: number, heading, text, and what is doubtful in its numbering. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from content.laws.structure import is_numeric_point, point_order

from .doubts import Doubt, DoubtReason
from .law_text import LawText
from .nodes import ArticleNode
from .patterns import CLAUSE_START, LONGEST_HEADING
from .succession import is_next

LONGEST_HEADING_ABOVE_TEXT = 400  # without clauses below it, a longer line is the text
LONGEST_HEADING_WITH_STOP = 120


def article_node(law: LawText, start: int, end: int) -> ArticleNode:
    match = law.articles[start]
    rest = (match[3] or match[4] or "").strip()
    head, body = law.lines[start : start + 1], law.lines[start + 1 : end]
    heading, text_lines = "", [line.text for line in body]
    if rest and _is_heading(rest, text_lines):
        heading = rest
    elif rest:
        text_lines = [rest, *text_lines]
    elif len(body) > 1 and _is_heading(body[0].text, text_lines[1:]) and not law.quoted[start + 1]:
        heading, text_lines = body[0].text, text_lines[1:]
        head, body = law.lines[start : start + 2], body[1:]
    node = ArticleNode(match[1], heading, "\n".join(text_lines), tuple(head), tuple(body))
    if not text_lines:
        law.doubt(start, DoubtReason.ARTICLE_WITHOUT_TEXT, node.label)
    _doubt_numbering(law, node)
    return node


def item_node(law: LawText, match: re.Match[str], start: int, end: int) -> ArticleNode:
    rest = match["rest"].strip()
    head, body = tuple(law.lines[start : start + 1]), tuple(law.lines[start + 1 : end])
    lines = [line.text for line in body]
    is_heading = bool(lines) and (rest.isupper() or _is_heading(rest, lines))
    text = "\n".join(lines if is_heading else [rest, *lines])
    node = ArticleNode(match["number"], rest if is_heading else "", text, head, body, is_item=True)
    _doubt_numbering(law, node)
    return node


def _doubt_numbering(law: LawText, node: ArticleNode) -> None:
    """Clauses run from 1, points from a, both without gaps."""
    finder = _LineFinder(node)
    previous = ""
    for clause in (node.parsed.lead, *node.parsed.clauses):
        if clause.label:
            line = finder.line_of(clause.marker)
            if not is_next(previous, clause.label):
                subject = f"khoản {clause.label} {node.label}"
                law.doubts.append(Doubt(line, DoubtReason.CLAUSE_GAP, subject))
            previous = clause.label
        due = 1 if clause.points and is_numeric_point(clause.points[0].label) else 0
        for point in clause.points:
            line = finder.line_of(point.marker)
            order = point_order(point.label)
            if order // 100 > due:
                where = f"điểm {point.label} {f'khoản {clause.label} ' if clause.label else ''}{node.label}"
                law.doubts.append(Doubt(line, DoubtReason.POINT_GAP, where))
            due = order // 100 + 1


def _is_heading(text: str, following: Sequence[str]) -> bool:
    """A heading has no full stop and something below it; an article of a decision begins with its text."""
    if not following or CLAUSE_START.match(text) or text.endswith((":", ";", ",")):
        return False
    above_clauses = bool(re.match(r"1[.)]\s", following[0]))
    if text.endswith("."):
        return above_clauses and len(text) <= LONGEST_HEADING_WITH_STOP
    return len(text) <= (LONGEST_HEADING if above_clauses else LONGEST_HEADING_ABOVE_TEXT)


class _LineFinder:
    """The lines on which an article's clauses and points begin, asked in order."""

    def __init__(self, node: ArticleNode) -> None:
        self.node = node
        self.position = 0

    def line_of(self, marker: str) -> int:
        for index in range(self.position, len(self.node.body)):
            if self.node.body[index].text.startswith(marker):
                self.position = index + 1
                return self.node.body[index].number
        return self.node.line
