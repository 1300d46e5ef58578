"""A whole document of law as a tree: heading, basis, parts, articles, closing, appendices. Pure; loses nothing.

The text comes as lines, one paragraph each; a row of a table is "| a | b |". Every line lands in exactly one place of
the tree, so that ``DocumentTree.rejoined()`` gives the text back up to white space. What an article holds is read by
``structure.py``. Whatever is not certain becomes a ``Doubt`` with the number of its line; nothing is guessed silently.

Two rules carry most of the weight:

- A line "Điều 8. …" opens an article when 8 is due. When it is not, it opens one only if the number that is due does
  not come later: so neither an amended article quoted without quotation marks nor a wrapped reference splits a text.
- A chapter is a line "Chương II" whose heading leads straight to an article or a smaller part.

A text without any article, as circulars were until about 2008, is read by its numbered headings: "I. QUY ĐỊNH CHUNG",
or "1." where there are none. Each stands for an article, with clauses and points below it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property

from content.laws.ordering import LETTERS, number_order, roman_value
from content.laws.structure import ArticleText, is_numeric_point, parse_article_text, point_order

MOST_HEADING_LINES = 8  # a heading that runs over more lines is no heading
LONGEST_HEADING = 1000  # characters, as the library keeps it
LONGEST_HEADING_ABOVE_TEXT = 400  # without clauses below it, a longer line is the text
LONGEST_HEADING_WITH_STOP = 120

DIVISION_KINDS = {"phần": "part", "chương": "chapter", "mục": "section", "tiểu mục": "subsection"}
_LEVELS = {kind: level for level, kind in enumerate(DIVISION_KINDS.values())}
_ORDINALS = {
    "nhất": 1, "một": 1, "hai": 2, "nhì": 2, "ba": 3, "tư": 4, "bốn": 4, "năm": 5, "sáu": 6,
    "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9, "mười": 10,
}  # fmt: skip

_ARTICLE = re.compile(
    rf"^(?:Điều|ĐIỀU)\s*(\d{{1,4}}[{LETTERS}]{{0,2}})(?:\s*([.:])\s*(.*)|\s*$|\s*[-–]\s*(.+))$"
)
_DIVISION = re.compile(
    r"^(?P<word>tiểu\s+mục|phần|chương|mục)\s+"
    r"(?P<number>thứ\s+mười(?:\s+(?:một|hai|ba|bốn|tư|lăm|năm|sáu|bảy|tám|chín))?|thứ\s+\w+"
    r"|[IVXLC]+[a-zđA-HĐ]?|\d{1,3}[a-zđ]?)"
    r"(?:\s*(?P<mark>[.:–-])\s*|\s+|$)(?P<rest>.*)$",
    re.IGNORECASE,
)
_ROMAN_ITEM = re.compile(r"^(?:(?:Phần|PHẦN|Mục|MỤC)\s+)?(?P<number>[IVXLC]+)\s*[.:/–-]+\s*(?P<rest>\S.*)$")
_ARABIC_ITEM = re.compile(r"^(?P<number>\d{1,2})\s*[.)]\s+(?P<rest>\S.*)$")
FEWEST_ITEMS = 2  # a single "1." is a list, not a structure
_APPENDIX = re.compile(
    r"^(?:\|\s*)?(?:Phụ lục|PHỤ LỤC)"
    r"(?:\s+(?:số\s+|SỐ\s+)?(?P<number>[IVXLC]+(?:[.-]\d+)?|\d{1,3}[a-zđ]?|[A-HĐ])(?!\w))?"
    r"\s*(?P<mark>[.:–-])?\s*(?P<rest>.*?)\s*\|?$"
)
_ATTACHED = re.compile(
    r"^\(?(?:được\s+)?(?:ban hành\s+)?kèm theo\s+(?:nghị|quyết|thông|luật|công|pháp|chỉ)", re.IGNORECASE
)
_ATTACHED_TITLE = re.compile(
    r"^(?:QUY CHẾ|QUY ĐỊNH|QUY CHUẨN|QUY TRÌNH|QUY TẮC|ĐIỀU LỆ|CHƯƠNG TRÌNH|KẾ HOẠCH|DANH MỤC|ĐỀ ÁN|CHIẾN LƯỢC"
    r"|HƯỚNG DẪN|BẢNG|BIỂU|MẪU|NỘI QUY|HỆ THỐNG|CHẾ ĐỘ|CHUẨN MỰC|TIÊU CHUẨN|ĐỊNH MỨC)(?!\w)"
)
_CLOSING = re.compile(
    r"^(?:\|\s*)?(?:Nơi nhận|NƠI NHẬN|TM\.\s|KT\.\s|TL\.\s|TUQ\.\s|Q\.\s"
    r"|(?:PHÓ\s+)?(?:CHỦ TỊCH|THỦ TƯỚNG|BỘ TRƯỞNG|TỔNG BÍ THƯ|THỐNG ĐỐC|CHÁNH ÁN|VIỆN TRƯỞNG"
    r"|TỔNG KIỂM TOÁN|TỔNG THANH TRA)"
    r"(?:\s+[^a-zà-ỹ|]*)?(?:\||$))"
)
_PASSED = re.compile(
    r"^(?:Luật|Bộ luật|Nghị quyết|Pháp lệnh|Hiến pháp)\s+này\s+(?:đã\s+)?được\s+.*thông qua", re.IGNORECASE
)
_PREAMBLE = re.compile(
    r"^(?:Căn cứ|Theo đề nghị|Xét|Sau khi|Thực hiện|Để |QUYẾT NGHỊ|QUYẾT ĐỊNH\s*:|NGHỊ ĐỊNH\s*:|LỜI NÓI ĐẦU"
    r"|(?:Quốc hội|Chính phủ|Ủy ban thường vụ Quốc hội|Thủ tướng|Bộ trưởng|Chủ tịch|Thống đốc"
    r"|Chánh án|Viện trưởng|Tổng)"
    r"\s?.*\s(?:ban hành|quyết định|thông qua)(?!\w))"
)
_BASIS = re.compile(r"^[-–+*]?\s*Căn cứ(?!\w)", re.IGNORECASE)
_ISSUING_VERB = re.compile(r"\sban hành\s+(?:Luật|Bộ luật|Nghị|Thông|Quyết|Pháp|Chỉ|Quy|Lệnh)")
_ASKS_FOR = re.compile(r"^[-–+*]?\s*(?:Theo đề nghị|Xét đề nghị|Xét)(?!\w)", re.IGNORECASE)
_CLAUSE_START = re.compile(rf"^(?:\d{{1,3}}[a-zđ]?|[{LETTERS}]\d{{0,2}})[.)](?:\s|$)")
_AS_FOLLOWS = re.compile(r"(?:như sau|sau đây)\s*:?\s*$|:\s*$")
_STRAIGHT_END = re.compile(r"[\"](?:\s*[.;,]|\s*$)")


class DoubtReason(StrEnum):
    """Why a person should look; the words for it belong to the page."""

    NO_ARTICLES = "no_articles"
    HEADINGS_FOR_ARTICLES = "headings_for_articles"
    ARTICLE_GAP = "article_gap"
    ARTICLE_TWICE = "article_twice"
    ARTICLE_OUT_OF_ORDER = "article_out_of_order"
    ARTICLE_IN_QUOTATION = "article_in_quotation"
    ARTICLE_WITHOUT_HEADING = "article_without_heading"
    ARTICLE_WITHOUT_TEXT = "article_without_text"
    DIVISION_GAP = "division_gap"
    DIVISION_TWICE = "division_twice"
    DIVISION_WITHOUT_HEADING = "division_without_heading"
    CLAUSE_GAP = "clause_gap"
    POINT_GAP = "point_gap"
    QUOTATION_OPEN = "quotation_open"
    UNKNOWN_BLOCK = "unknown_block"
    APPENDIX_WITHOUT_NUMBER = "appendix_without_number"
    APPENDIX_TWICE = "appendix_twice"
    ATTACHED_DOCUMENT = "attached_document"


@dataclass(frozen=True)
class Doubt:
    """``line`` counts from 1 in the text; ``subject`` names what it is about ("Điều 7", "khoản 4 Điều 7")."""

    line: int
    reason: DoubtReason
    subject: str = ""


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
            if _BASIS.match(line.text):
                items.append(line.text)
            elif open_item and not _PREAMBLE.match(line.text) and not line.text.isupper():
                items[-1] += f" {line.text}"
            else:
                continue
            open_item = not line.text.endswith((";", ".", ":"))
        return tuple(items)

    def articles(self) -> Iterator[tuple[tuple[DivisionNode, ...], ArticleNode]]:
        """Every article with the divisions above it, largest first."""
        yield from _walk(self.nodes, ())

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


def parse_document(text: str) -> DocumentTree:
    """Reads a text in NFC. It never fails: what it cannot place becomes preamble or text, with a doubt."""
    lines = [
        Line(number, raw.strip())
        for number, raw in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), start=1)
        if raw.strip()
    ]
    return _Parser(lines).parse()


def division_value(number: str) -> int | None:
    """ "IV" → 40, "4" → 40, "4a" → 41, "thứ tư" → 40, "thứ mười hai" → 120; None when it cannot be read."""
    lowered = number.lower().strip()
    if lowered.startswith("thứ"):
        words = lowered.split()[1:]
        values = [_ORDINALS.get("năm" if word == "lăm" else word) for word in words]
        known = [value for value in values if value is not None]
        return sum(known) * 10 if len(known) == len(values) and known else None
    if match := re.fullmatch(r"(\d+)([a-zđ]?)", lowered):
        return int(match[1]) * 10 + (LETTERS.find(match[2]) + 1 if match[2] else 0)
    if (value := roman_value(number)) is not None:
        return value * 10
    if (value := roman_value(number[:-1])) is not None and (letter := LETTERS.find(lowered[-1])) >= 0:
        return value * 10 + letter + 1
    value = roman_value(number.upper())
    return value * 10 if value is not None else None


@dataclass
class _Open:
    """A division while its children are collected."""

    node: DivisionNode
    children: list[DivisionNode | ArticleNode] = field(default_factory=list)

    def closed(self) -> DivisionNode:
        return replace(self.node, children=tuple(self.children))


class _Parser:
    """Walks once over the lines; the only mutable thing here."""

    def __init__(self, lines: list[Line]) -> None:
        self.lines = lines
        self.doubts: list[Doubt] = []
        self.quoted = self._quotations()
        self.candidates: dict[int, re.Match[str]] = {}
        for index, line in enumerate(lines):
            if not self.quoted[index] and (match := _ARTICLE.match(line.text)):
                self.candidates[index] = match
        self.items = {} if self.candidates else self._choose_items()
        self.tail = self._tail_start()
        self.starts: list[tuple[int, str]] = []  # index of each article and each division that opens

    def parse(self) -> DocumentTree:
        chosen = [index for index in self.items if index < self.tail] or self._choose_articles()
        divisions = {} if self.items else self._choose_divisions(chosen)
        starts = sorted([*chosen, *divisions])
        first = starts[0] if starts else self.tail
        heading, preamble = self._front(first)
        nodes = self._build(starts, divisions)
        closing, appendices = self._back()
        if self.items:
            self._doubt(chosen[0], DoubtReason.HEADINGS_FOR_ARTICLES)
        elif not chosen:
            self._doubt(0, DoubtReason.NO_ARTICLES)
        self._doubt_headings(nodes)
        return DocumentTree(
            heading=heading,
            preamble=preamble,
            nodes=nodes,
            closing=closing,
            appendices=appendices,
            doubts=tuple(sorted(self.doubts, key=lambda doubt: (doubt.line, doubt.reason))),
        )

    def _doubt(self, index: int, reason: DoubtReason, subject: str = "") -> None:
        number = self.lines[index].number if index < len(self.lines) else 1
        self.doubts.append(Doubt(number, reason, subject))

    # Quotations

    def _quotations(self) -> list[bool]:
        """For each line whether it begins inside a quotation, or begins one that runs over several lines."""
        quoted = [False] * len(self.lines)
        start = 0
        while start < len(self.lines):
            end = self._end_of_quotation(start)
            if end is not None:
                begins_it = self.lines[start].text[0] in '“"'
                for index in range(start if begins_it else start + 1, end + 1):
                    quoted[index] = True
                start = end
            start += 1
        return quoted

    def _end_of_quotation(self, start: int) -> int | None:
        text = self.lines[start].text
        depth = text.count("“") - text.count("”")
        if depth > 0:
            for index in range(start + 1, len(self.lines)):
                depth += self.lines[index].text.count("“") - self.lines[index].text.count("”")
                if depth <= 0:
                    return index
            self._doubt(start, DoubtReason.QUOTATION_OPEN)
            return None
        if text[0] in '“"' and _ARTICLE.match(text[1:].lstrip()):
            if text[0] == "“" or text.count('"') % 2 == 0:
                return start
            return next(
                (
                    index
                    for index in range(start + 1, len(self.lines))
                    if self.lines[index].text.count('"') % 2 and _STRAIGHT_END.search(self.lines[index].text)
                ),
                None,
            )
        return None

    # Numbered headings, where there is no article

    def _choose_items(self) -> dict[int, re.Match[str]]:
        """Roman headings, else Arabic ones; each is the one that is due, so that a list inside begins none."""
        for pattern in (_ROMAN_ITEM, _ARABIC_ITEM):
            found: dict[int, re.Match[str]] = {}
            for index, line in enumerate(self.lines):
                if found and not self.quoted[index] and self._may_be_tail(index):
                    break
                match = None if self.quoted[index] else pattern.match(line.text)
                if match and division_value(match["number"]) == (len(found) + 1) * 10:
                    found[index] = match
            if len(found) >= FEWEST_ITEMS:
                return found
        return {}

    # Where the articles end

    def _tail_start(self) -> int:
        """The first line of signatures or appendices: after it no article continues the numbering."""
        if self.items:
            begins = min(self.items) + 1
            return next(
                (
                    one
                    for one in range(begins, len(self.lines))
                    if not self.quoted[one] and self._may_be_tail(one)
                ),
                len(self.lines),
            )
        if not self.candidates:
            return len(self.lines)
        indexes = sorted(self.candidates)
        for index in range(indexes[0] + 1, len(self.lines)):
            if self.quoted[index] or not self._may_be_tail(index):
                continue
            before = [self.candidates[one][1] for one in indexes if one < index]
            after = next((self.candidates[one][1] for one in indexes if one > index), None)
            if after is None or number_order(after) <= number_order(before[-1]):
                return index
        return len(self.lines)

    def _may_be_tail(self, index: int) -> bool:
        text = self.lines[index].text
        return bool(
            _CLOSING.match(text)
            or _PASSED.match(text)
            or self._appendix_at(index)
            or self._attached_at(index)
        )

    def _appendix_at(self, index: int) -> re.Match[str] | None:
        """ "PHỤ LỤC II", not "Phụ lục II ban hành kèm theo Nghị định này" inside a sentence."""
        match = _APPENDIX.match(self.lines[index].text)
        if match is None:
            return None
        rest = match["rest"]
        if self.lines[index].text.upper().startswith("PHỤ LỤC") and not rest:
            return match
        is_title = rest.isupper() or rest.startswith(("(", "|")) or (match["mark"] and rest[:1].isupper())
        return match if is_title and not rest.endswith((";", ".", ",")) else None

    def _attached_at(self, index: int) -> bool:
        """A regulation "(Ban hành kèm theo Quyết định số …)" begins, with a title in capitals."""
        if not _ATTACHED_TITLE.match(self.lines[index].text):
            return False
        ahead = self.lines[index + 1 : index + 1 + MOST_HEADING_LINES]
        for line in ahead:
            if _ATTACHED.match(line.text):
                return True
            if _ARTICLE.match(line.text):
                return False
        return False

    # Which lines open articles

    def _choose_articles(self) -> list[int]:
        indexes = [index for index in sorted(self.candidates) if index < self.tail]
        numbers = {index: self.candidates[index][1] for index in indexes}
        chosen: list[int] = []
        seen: set[str] = set()
        last = ""
        for place, index in enumerate(indexes):
            number, later = numbers[index], [numbers[one] for one in indexes[place + 1 :]]
            subject = f"Điều {number}"
            introduced = index > 0 and bool(_AS_FOLLOWS.search(self.lines[index - 1].text)) and bool(chosen)
            if number in seen:
                if not introduced:
                    self._doubt(index, DoubtReason.ARTICLE_TWICE, subject)
            elif last and number_order(number) < number_order(last):
                if not introduced:
                    self._doubt(index, DoubtReason.ARTICLE_OUT_OF_ORDER, subject)
            elif _is_next(last, number):
                if introduced and number in later:
                    self._doubt(index, DoubtReason.ARTICLE_OUT_OF_ORDER, subject)
                    continue
                chosen.append(index)
                seen.add(number)
                last = number
            elif any(_is_next(last, one) and not one[-1].isalpha() for one in later):
                if not introduced:
                    self._doubt(index, DoubtReason.ARTICLE_OUT_OF_ORDER, subject)
            else:
                self._doubt(index, DoubtReason.ARTICLE_GAP, subject)
                chosen.append(index)
                seen.add(number)
                last = number
        self._doubt_quoted_articles(chosen)
        return chosen

    def _doubt_quoted_articles(self, chosen: list[int]) -> None:
        """A gap whose missing number stands inside a quotation: perhaps a quotation mark is wrong."""
        numbers = [self.candidates[index][1] for index in chosen]
        for before, after, start, end in zip(numbers, numbers[1:], chosen, chosen[1:], strict=False):
            if _is_next(before, after):
                continue
            for index in range(start + 1, end):
                match = _ARTICLE.match(self.lines[index].text.lstrip('“" '))
                if self.quoted[index] and match and _is_next(before, match[1]):
                    self._doubt(index, DoubtReason.ARTICLE_IN_QUOTATION, f"Điều {match[1]}")

    # Which lines open divisions

    def _choose_divisions(self, articles: list[int]) -> dict[int, _Heading]:
        opened = set(articles)
        found: dict[int, _Heading] = {}
        index = 0
        while index < self.tail:
            match = None if self.quoted[index] else self._division_match(index)
            if match is None:
                index += 1
                continue
            heading = self._division_heading(index, match, opened)
            if heading is None:
                index += 1
                continue
            found[index] = heading
            index += len(heading.head)
        self._doubt_division_gaps(found)
        return found

    def _division_match(self, index: int) -> re.Match[str] | None:
        match = _DIVISION.match(self.lines[index].text)
        if match is None or not match["word"][0].isupper() or division_value(match["number"]) is None:
            return None
        rest = match["rest"]
        if rest.isupper() or not rest:
            return match
        if rest.endswith((";", ",", ".")) or not rest[:1].isupper():
            return None
        return match

    def _division_heading(self, index: int, match: re.Match[str], articles: set[int]) -> _Heading | None:
        end = index + 1
        limit = min(index + 1 + MOST_HEADING_LINES, self.tail)
        while end < limit and end not in articles and self._division_match(end) is None:
            end += 1
        if end >= self.tail or (end not in articles and self._division_match(end) is None):
            return None
        rest = match["rest"]
        taken = index + 1
        between = self.lines[index + 1 : end]
        shouted = rest.isupper() if rest else bool(between) and between[0].text.isupper()
        for line in between:
            if line.text.startswith("(") or _CLAUSE_START.match(line.text):
                break
            if shouted and not line.text.isupper():
                break
            if not shouted and rest:
                break
            taken += 1
        head = tuple(self.lines[index:taken])
        heading = " ".join([*([rest] if rest else []), *(line.text for line in head[1:])])
        kind = DIVISION_KINDS[re.sub(r"\s+", " ", match["word"].lower())]
        return _Heading(kind, match["number"], heading, head)

    def _doubt_division_gaps(self, found: dict[int, _Heading]) -> None:
        """Chapters may run on through the parts of a code or begin again in each."""
        last: dict[str, int] = {}
        overall: dict[str, int] = {}
        seen: set[tuple[tuple[str, str], ...]] = set()
        path: list[tuple[str, str]] = []
        for index in sorted(found):
            one = found[index]
            value = division_value(one.number) or 0
            subject = one.label
            level = _LEVELS[one.kind]
            path = [step for step in path if _LEVELS[step[0]] < level] + [(one.kind, one.number)]
            if tuple(path) in seen:
                self._doubt(index, DoubtReason.DIVISION_TWICE, subject)
            seen.add(tuple(path))
            due = [last.get(one.kind), overall.get(one.kind)]
            runs_on = any(before is not None and _value_follows(before, value) for before in due)
            begins = value // 10 == 1 and one.kind not in last
            if not (runs_on or begins or (tuple(path) in seen and value == last.get(one.kind))):
                self._doubt(index, DoubtReason.DIVISION_GAP, subject)
            if not one.heading:
                self._doubt(index, DoubtReason.DIVISION_WITHOUT_HEADING, subject)
            last = {kind: order for kind, order in last.items() if _LEVELS[kind] < level} | {one.kind: value}
            overall[one.kind] = value

    # Building

    def _front(self, first: int) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
        """What names the document, and what stands between that and its first article."""
        for index in range(min(first, len(self.lines))):
            if _PREAMBLE.match(self.lines[index].text) and not self._is_type_line(index):
                return tuple(self.lines[:index]), tuple(self.lines[index:first])
        return tuple(self.lines[:first]), ()

    def _is_type_line(self, index: int) -> bool:
        return self.lines[index].text.isupper() and not self.lines[index].text.endswith(":")

    def _build(
        self, starts: list[int], divisions: dict[int, _Heading]
    ) -> tuple[DivisionNode | ArticleNode, ...]:
        root: list[DivisionNode | ArticleNode] = []
        stack: list[_Open] = []

        def close_to(level: int) -> None:
            while stack and _LEVELS[stack[-1].node.kind] >= level:
                done = stack.pop().closed()
                (stack[-1].children if stack else root).append(done)

        for start, end in _spans(starts, self.tail):
            if start in divisions:
                one = divisions[start]
                text = tuple(self.lines[start + len(one.head) : end])
                if text:
                    self.doubts.append(Doubt(text[0].number, DoubtReason.UNKNOWN_BLOCK, one.label))
                close_to(_LEVELS[one.kind])
                stack.append(_Open(DivisionNode(one.kind, one.number, one.heading, one.head, text)))
            else:
                article = self._item(start, end) if start in self.items else self._article(start, end)
                (stack[-1].children if stack else root).append(article)
        close_to(-1)
        return tuple(root)

    def _article(self, start: int, end: int) -> ArticleNode:
        match = self.candidates[start]
        rest = (match[3] or match[4] or "").strip()
        head, body = self.lines[start : start + 1], self.lines[start + 1 : end]
        heading, text_lines = "", [line.text for line in body]
        if rest and _is_heading(rest, text_lines):
            heading = rest
        elif rest:
            text_lines = [rest, *text_lines]
        elif len(body) > 1 and _is_heading(body[0].text, text_lines[1:]) and not self.quoted[start + 1]:
            heading, text_lines = body[0].text, text_lines[1:]
            head, body = self.lines[start : start + 2], body[1:]
        node = ArticleNode(match[1], heading, "\n".join(text_lines), tuple(head), tuple(body))
        if not text_lines:
            self._doubt(start, DoubtReason.ARTICLE_WITHOUT_TEXT, node.label)
        self._doubt_numbering(node)
        return node

    def _item(self, start: int, end: int) -> ArticleNode:
        match = self.items[start]
        rest = match["rest"].strip()
        head, body = tuple(self.lines[start : start + 1]), tuple(self.lines[start + 1 : end])
        lines = [line.text for line in body]
        is_heading = bool(lines) and (rest.isupper() or _is_heading(rest, lines))
        text = "\n".join(lines if is_heading else [rest, *lines])
        node = ArticleNode(match["number"], rest if is_heading else "", text, head, body, is_item=True)
        self._doubt_numbering(node)
        return node

    def _doubt_numbering(self, node: ArticleNode) -> None:
        """Clauses run from 1, points from a, both without gaps."""
        finder = _LineFinder(node)
        previous = ""
        for clause in (node.parsed.lead, *node.parsed.clauses):
            if clause.label:
                line = finder.line_of(clause.marker)
                if not _is_next(previous, clause.label):
                    subject = f"khoản {clause.label} {node.label}"
                    self.doubts.append(Doubt(line, DoubtReason.CLAUSE_GAP, subject))
                previous = clause.label
            due = 1 if clause.points and is_numeric_point(clause.points[0].label) else 0
            for point in clause.points:
                line = finder.line_of(point.marker)
                order = point_order(point.label)
                if order // 100 > due:
                    where = (
                        f"điểm {point.label} {f'khoản {clause.label} ' if clause.label else ''}{node.label}"
                    )
                    self.doubts.append(Doubt(line, DoubtReason.POINT_GAP, where))
                due = order // 100 + 1

    def _doubt_headings(self, nodes: Iterable[DivisionNode | ArticleNode]) -> None:
        """Only where other articles have one: the articles of a decision have none."""
        articles = [article for _above, article in _walk(nodes, ())]
        bare = [article for article in articles if not article.heading]
        if len(bare) * 2 < len(articles):
            self.doubts += [
                Doubt(article.line, DoubtReason.ARTICLE_WITHOUT_HEADING, article.label) for article in bare
            ]

    def _back(self) -> tuple[tuple[Line, ...], tuple[AppendixNode, ...]]:
        starts: list[int] = []
        seen: set[str] = set()
        for index in range(self.tail, len(self.lines)):
            match = self._appendix_at(index)
            number = (match["number"] or "") if match else ""
            if match and number and number in seen:
                self._doubt(index, DoubtReason.APPENDIX_TWICE, f"Phụ lục {number}")
            elif match or (self._attached_at(index) and not self._follows_appendix_title(index, starts)):
                starts.append(index)
                seen.add(number)
        first = starts[0] if starts else len(self.lines)
        taken = {
            match["number"] for index in starts if (match := self._appendix_at(index)) and match["number"]
        }
        appendices = []
        for start, end in _spans(starts, len(self.lines)):
            appendices.append(self._appendix(start, end, taken))
        return tuple(self.lines[self.tail : first]), tuple(appendices)

    def _follows_appendix_title(self, index: int, starts: list[int]) -> bool:
        """ "PHỤ LỤC I" and "DANH MỤC …" below it are one beginning."""
        return bool(starts) and index - starts[-1] <= MOST_HEADING_LINES // 2

    def _appendix(self, start: int, end: int, taken: set[str]) -> AppendixNode:
        match = self._appendix_at(start)
        number = (match["number"] or "") if match else ""
        if not number:
            number = next(str(one) for one in range(1, 1000) if str(one) not in taken)
            taken.add(number)
            reason = DoubtReason.APPENDIX_WITHOUT_NUMBER if match else DoubtReason.ATTACHED_DOCUMENT
            self._doubt(start, reason, f"Phụ lục {number}")
        titles = [match["rest"]] if match and match["rest"] else []
        if not match:
            titles = [self.lines[start].text]
        limit = min(start + 1 + MOST_HEADING_LINES, end)
        body_start = start + 1
        while body_start < limit and len(self.lines) > body_start:
            text = self.lines[body_start].text
            is_title = text.isupper() and not text.startswith("|") and not _CLAUSE_START.match(text)
            is_note = _ATTACHED.match(text) or (text.startswith("(") and text.endswith(")"))
            if not (is_title or is_note) or _DIVISION.match(text):
                break
            if is_title:
                titles.append(text)
            body_start += 1
        body = self.lines[body_start:end]
        heading = " ".join(titles)[:1000]
        text = "\n".join(line.text for line in body)
        if not body:
            self._doubt(start, DoubtReason.ARTICLE_WITHOUT_TEXT, f"Phụ lục {number}")
        return AppendixNode(number, heading, text, tuple(self.lines[start:body_start]), tuple(body))


@dataclass(frozen=True)
class _Heading:
    kind: str
    number: str
    heading: str
    head: tuple[Line, ...]

    @property
    def label(self) -> str:
        return DivisionNode(self.kind, self.number, self.heading, self.head).label


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


def _spans(starts: list[int], end: int) -> list[tuple[int, int]]:
    """Each start with the next one, the last with the end."""
    return list(zip(starts, [*starts[1:], end], strict=False))


def _walk(
    nodes: Iterable[DivisionNode | ArticleNode], above: tuple[DivisionNode, ...]
) -> Iterator[tuple[tuple[DivisionNode, ...], ArticleNode]]:
    for node in nodes:
        if isinstance(node, ArticleNode):
            yield above, node
        else:
            yield from _walk(node.children, (*above, node))


def _is_heading(text: str, following: Sequence[str]) -> bool:
    """A heading has no full stop and something below it; an article of a decision begins with its text."""
    if not following or _CLAUSE_START.match(text) or text.endswith((":", ";", ",")):
        return False
    above_clauses = bool(re.match(r"1[.)]\s", following[0]))
    if text.endswith("."):
        return above_clauses and len(text) <= LONGEST_HEADING_WITH_STOP
    return len(text) <= (LONGEST_HEADING if above_clauses else LONGEST_HEADING_ABOVE_TEXT)


def _is_next(last: str, number: str) -> bool:
    """20 → 21, 20a; 20a → 20b, 21; nothing → 1."""
    if not last:
        return number == "1"
    base, _letters = _split(last)
    new_base, new_letters = _split(number)
    if new_base == base + 1:
        return not new_letters
    return new_base == base and bool(new_letters) and number_order(number) > number_order(last)


def _split(number: str) -> tuple[int, str]:
    match = re.match(r"(\d+)(.*)", number)
    return (int(match[1]), match[2]) if match else (0, "")


def _value_follows(before: int, value: int) -> bool:
    return value // 10 == before // 10 + 1 or (value // 10 == before // 10 and value > before)
