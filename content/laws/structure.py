"""An article's text as intro, clauses and points. Pure; never loses a character.

A clause begins a line with "1." or "1)", also "2a."; a point with "a)" or "a." (a b c d đ e g h … y, "a1)").
What begins no clause or point stays where it stands, in the clause or point before it. Lines inside quotation
marks (the text that an amending law gives to another law) begin nothing. Numbers and letters must ascend, so that a
list inside a point or a line that happens to begin with a figure is not taken for a clause.

Older circulars number the points of clause 2 "2.1.", "2.2." …; there letters are a list inside such a point.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from content.laws.ordering import LETTERS, number_order

_CLAUSE = re.compile(r"^[ \t\u00a0]*(\d{1,3}[a-zđ]?)[ \t]*([.)])(?=\s|$)")
_POINT = re.compile(rf"^[ \t\u00a0]*([{LETTERS}]\d{{0,2}})[ \t]*([.)])(?=\s|$)")
_NUMERIC_POINT = re.compile(r"^[ \t\u00a0]*((\d{1,2})\.(\d{1,2}))[ \t]*[.)]?(?=\s|$)")
_LINES = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$")
_ENDS_SENTENCE = (".", "./.", "”.", "”", "(được bãi bỏ)", "(được bãi bỏ);")


@dataclass(frozen=True)
class Point:
    """ "a)" and its text; ``text`` keeps further paragraphs, one a line."""

    label: str
    marker: str
    text: str

    @property
    def paragraphs(self) -> tuple[str, ...]:
        return tuple(line for line in self.text.split("\n") if line.strip())

    def rejoined(self) -> str:
        return f"{self.marker} {self.text}".strip()


@dataclass(frozen=True)
class Clause:
    """ "1." with its text, its points, and what follows the points. The lead of an article has no label."""

    label: str
    marker: str
    text: str
    points: tuple[Point, ...] = ()
    tail: str = ""

    @property
    def paragraphs(self) -> tuple[str, ...]:
        return tuple(line for line in self.text.split("\n") if line.strip())

    @property
    def tail_paragraphs(self) -> tuple[str, ...]:
        return tuple(line for line in self.tail.split("\n") if line.strip())

    @property
    def content(self) -> str:
        """The text with its points, without the clause's own number."""
        lines = [self.text, *(point.rejoined() for point in self.points), self.tail]
        return "\n".join(line for line in lines if line)

    def rejoined(self) -> str:
        return f"{self.marker} {self.content}".strip()

    def point(self, label: str) -> Point | None:
        return next((point for point in self.points if point.label == label), None)


@dataclass(frozen=True)
class ArticleText:
    """``lead`` is what stands before the first clause: an intro, or points of an article without clauses."""

    lead: Clause
    clauses: tuple[Clause, ...] = ()

    @property
    def intro(self) -> str:
        return self.lead.text

    @property
    def points(self) -> tuple[Point, ...]:
        """Points that stand directly under the article."""
        return self.lead.points

    def rejoined(self) -> str:
        """The whole text again; equal to the original up to whitespace."""
        parts = [self.lead.content, *(clause.rejoined() for clause in self.clauses)]
        return "\n".join(part for part in parts if part)

    def clause(self, label: str) -> Clause | None:
        return next((clause for clause in self.clauses if clause.label == label), None)

    def find(self, clause: str = "", point: str = "") -> str | None:
        """The text of the article, a clause or a point, without its own number; None when it is not there."""
        clause, point = clause.strip().lower(), point.strip().lower()
        holder = self.clause(clause) if clause else self.lead
        if holder is None:
            return None
        if point:
            found = holder.point(point)
            return found.text if found else None
        return holder.content if clause else self.rejoined()

    def provisions(self) -> Iterator[tuple[str, str, str]]:
        """(clause, point, text) of every addressable unit, in order."""
        for clause in (self.lead, *self.clauses):
            if clause.label:
                yield clause.label, "", clause.content
            for point in clause.points:
                yield clause.label, point.label, point.text


@dataclass(frozen=True)
class Stretch:
    """Where a clause or point stands in a text: ``[start, end)`` from its marker to its last character.

    A clause's stretch holds its points and its tail; ``body`` is where its own words begin, after the marker.
    """

    clause: str
    point: str
    start: int
    body: int
    end: int


def locate_provisions(text: str) -> tuple[Stretch, ...]:
    """Every clause and point with its place in the text as written, in order; agrees with ``parse_article_text``."""
    builder = _Builder()
    lines = [(match.start(), match[0].rstrip("\r\n")) for match in _LINES.finditer(text)]
    open_clause: Stretch | None = None
    open_point: Stretch | None = None
    found: list[Stretch] = []
    first_line_of_point = end = 0

    def close_point(at: int) -> None:
        nonlocal open_point
        if open_point is not None:
            found.append(replace(open_point, end=at))
            open_point = None

    def close_clause(at: int) -> None:
        nonlocal open_clause
        has_tail = bool(_with_tail(builder.clauses[-1]).tail)
        close_point(first_line_of_point if has_tail else at)
        if open_clause is not None:
            found.append(replace(open_clause, end=at))
            open_clause = None

    for (offset, line), is_quoted in zip(lines, quoted_lines([line for _, line in lines]), strict=True):
        if not line.strip():
            continue
        start = offset + len(line) - len(line.lstrip())
        line_end = offset + len(line.rstrip())
        if not is_quoted and (marker := builder.clause_marker(line)):
            close_clause(end)
            builder.opens_clause(line)
            open_clause = Stretch(
                builder.clauses[-1].label, "", start, offset + _body(line, marker), line_end
            )
        elif not is_quoted and (marker := builder.point_marker(line)):
            close_point(end)
            builder.opens_point(line)
            label = builder.clauses[-1].points[-1].label
            body = offset + _body(line, marker)
            open_point = Stretch(builder.clauses[-1].label, label, start, body, line_end)
            first_line_of_point = line_end
        else:
            builder.continue_with(line.strip())
        end = line_end
    close_clause(end)
    return tuple(sorted(found, key=lambda one: (one.start, -one.end)))


def _body(line: str, marker: re.Match[str]) -> int:
    """Where the words after the marker begin in the line."""
    rest = line[marker.end() :]
    return marker.end() + len(rest) - len(rest.lstrip())


def provision_anchor(clause: str = "", point: str = "") -> str:
    """ "khoan-9-diem-d"; đ is written "dd" and ư "uw", so that d and đ differ in a plain address."""
    parts = [f"khoan-{_plain(clause)}"] if clause else []
    parts += [f"diem-{_plain(point)}"] if point else []
    return "-".join(parts)


def point_order(label: str) -> int:
    """The place of "đ", "a1" or "2.10" among points. ``ValueError`` for what is none."""
    if is_numeric_point(label):
        return int(label.partition(".")[2]) * 100
    return LETTERS.index(label[0]) * 100 + int(label[1:] or 0)


def is_numeric_point(label: str) -> bool:
    """ "2.1", whose clause is said in it."""
    return label[:1].isdigit()


def parse_article_text(text: str) -> ArticleText:
    """Splits a text; whitespace at line ends is not kept, everything else is."""
    builder = _Builder()
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    quoted = quoted_lines(lines)
    for line, is_quoted in zip(lines, quoted, strict=True):
        if not line.strip():
            continue
        if not is_quoted and builder.opens_clause(line):
            continue
        if not is_quoted and builder.opens_point(line):
            continue
        builder.continue_with(line.strip())
    return builder.finish()


class _Builder:
    """Collects clauses; the only mutable thing here."""

    def __init__(self) -> None:
        self.clauses: list[Clause] = [Clause("", "", "")]
        self.separator = ""

    def clause_marker(self, line: str) -> re.Match[str] | None:
        """The marker with which the line would begin the next clause."""
        match = _CLAUSE.match(line)
        if match is None or (self.separator and match[2] != self.separator):
            return None
        try:
            order = number_order(match[1])
        except ValueError:
            return None
        last = self.clauses[-1].label
        return None if last and order <= number_order(last) else match

    def point_marker(self, line: str) -> re.Match[str] | None:
        """The marker with which the line would begin the next point."""
        points = self.clauses[-1].points
        if numeric := _NUMERIC_POINT.match(line):
            return numeric if self._is_due(numeric) else None
        match = _POINT.match(line)
        if points and is_numeric_point(points[-1].label):
            return None
        if match is None or (points and point_order(match[1]) <= point_order(points[-1].label)):
            return None
        return match

    def _is_due(self, numeric: re.Match[str]) -> bool:
        """ "2.3" only in clause 2 and right after "2.2", so that a figure at the start of a line is none."""
        clause = self.clauses[-1]
        if numeric[2] != clause.label:
            return False
        if not clause.points:
            return numeric[3] == "1"
        last = clause.points[-1].label
        return is_numeric_point(last) and int(numeric[3]) == int(last.partition(".")[2]) + 1

    def opens_clause(self, line: str) -> bool:
        match = self.clause_marker(line)
        if match is None:
            return False
        self.separator = match[2]
        self.clauses.append(Clause(match[1], match[0].strip(), line[match.end() :].strip()))
        return True

    def opens_point(self, line: str) -> bool:
        match = self.point_marker(line)
        if match is None:
            return False
        clause = self.clauses[-1]
        point = Point(match[1], match[0].strip(), line[match.end() :].strip())
        self.clauses[-1] = replace(clause, points=(*clause.points, point))
        return True

    def continue_with(self, line: str) -> None:
        clause = self.clauses[-1]
        if clause.points:
            last = clause.points[-1]
            last = replace(last, text=f"{last.text}\n{line}" if last.text else line)
            self.clauses[-1] = replace(clause, points=(*clause.points[:-1], last))
        else:
            self.clauses[-1] = replace(clause, text=f"{clause.text}\n{line}" if clause.text else line)

    def finish(self) -> ArticleText:
        lead, *clauses = (_with_tail(clause) for clause in self.clauses)
        return ArticleText(lead, tuple(clauses))


def _with_tail(clause: Clause) -> Clause:
    """Moves paragraphs after the last point to the clause when they are the clause's own.

    They are the point's when the point is not finished, or when other points of the clause have several
    paragraphs too; otherwise they close the clause.
    """
    if not clause.points:
        return clause
    *before, last = clause.points
    first, _, rest = last.text.partition("\n")
    if not rest or not first.endswith(_ENDS_SENTENCE) or any("\n" in point.text for point in before):
        return clause
    return replace(clause, points=(*before, replace(last, text=first)), tail=rest)


def quoted_lines(lines: list[str]) -> list[bool]:
    """For each line whether it begins inside a quotation that is closed later on."""
    quoted = [False] * len(lines)
    opened_at: int | None = None
    depth = 0
    for index, line in enumerate(lines):
        if "“" not in line and "”" not in line:
            continue
        for character in line:
            if character == "“":
                depth += 1
                opened_at = index if opened_at is None else opened_at
            elif character == "”" and depth:
                depth -= 1
                if depth == 0 and opened_at is not None:
                    quoted[opened_at + 1 : index + 1] = [True] * (index - opened_at)
                    opened_at = None
    return quoted


def _plain(label: str) -> str:
    return label.replace("đ", "dd").replace("ư", "uw")
