"""Which lines open parts, chapters and sections. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .doubts import DoubtReason
from .law_text import LawText
from .nodes import DivisionNode, Line
from .patterns import CLAUSE_START, DIVISION, DIVISION_KINDS, LEVELS, MOST_HEADING_LINES
from .succession import division_value, value_follows


@dataclass(frozen=True)
class DivisionHeading:
    """The lines that open a division, read."""

    kind: str
    number: str
    heading: str
    head: tuple[Line, ...]

    @property
    def label(self) -> str:
        return DivisionNode(self.kind, self.number, self.heading, self.head).label


def choose_divisions(law: LawText, articles: list[int], tail: int) -> dict[int, DivisionHeading]:
    opened = set(articles)
    found: dict[int, DivisionHeading] = {}
    index = 0
    while index < tail:
        match = None if law.quoted[index] else _division_match(law, index)
        if match is None:
            index += 1
            continue
        heading = _division_heading(law, index, match, opened, tail)
        if heading is None:
            index += 1
            continue
        found[index] = heading
        index += len(heading.head)
    _doubt_division_gaps(law, found)
    return found


def _division_match(law: LawText, index: int) -> re.Match[str] | None:
    match = DIVISION.match(law.lines[index].text)
    if match is None or not match["word"][0].isupper() or division_value(match["number"]) is None:
        return None
    rest = match["rest"]
    if rest.isupper() or not rest:
        return match
    if rest.endswith((";", ",", ".")) or not rest[:1].isupper():
        return None
    return match


def _division_heading(
    law: LawText, index: int, match: re.Match[str], articles: set[int], tail: int
) -> DivisionHeading | None:
    end = index + 1
    limit = min(index + 1 + MOST_HEADING_LINES, tail)
    while end < limit and end not in articles and _division_match(law, end) is None:
        end += 1
    if end >= tail or (end not in articles and _division_match(law, end) is None):
        return None
    rest = match["rest"]
    taken = index + 1
    between = law.lines[index + 1 : end]
    shouted = rest.isupper() if rest else bool(between) and between[0].text.isupper()
    for line in between:
        if line.text.startswith("(") or CLAUSE_START.match(line.text):
            break
        if shouted and not line.text.isupper():
            break
        if not shouted and rest:
            break
        taken += 1
    head = tuple(law.lines[index:taken])
    heading = " ".join([*([rest] if rest else []), *(line.text for line in head[1:])])
    kind = DIVISION_KINDS[re.sub(r"\s+", " ", match["word"].lower())]
    return DivisionHeading(kind, match["number"], heading, head)


def _doubt_division_gaps(law: LawText, found: dict[int, DivisionHeading]) -> None:
    """Chapters may run on through the parts of a code or begin again in each."""
    last: dict[str, int] = {}
    overall: dict[str, int] = {}
    seen: set[tuple[tuple[str, str], ...]] = set()
    path: list[tuple[str, str]] = []
    for index in sorted(found):
        one = found[index]
        value = division_value(one.number) or 0
        subject = one.label
        level = LEVELS[one.kind]
        path = [step for step in path if LEVELS[step[0]] < level] + [(one.kind, one.number)]
        if tuple(path) in seen:
            law.doubt(index, DoubtReason.DIVISION_TWICE, subject)
        seen.add(tuple(path))
        due = [last.get(one.kind), overall.get(one.kind)]
        runs_on = any(before is not None and value_follows(before, value) for before in due)
        begins = value // 10 == 1 and one.kind not in last
        if not (runs_on or begins or (tuple(path) in seen and value == last.get(one.kind))):
            law.doubt(index, DoubtReason.DIVISION_GAP, subject)
        if not one.heading:
            law.doubt(index, DoubtReason.DIVISION_WITHOUT_HEADING, subject)
        last = {kind: order for kind, order in last.items() if LEVELS[kind] < level} | {one.kind: value}
        overall[one.kind] = value
