"""Reads a file of the codification: one subject with its divisions and articles. Needs no database.

Boundaries between articles are found in the source, so that a table or a quotation left open in one article never
swallows the next; the pieces between them are parsed as HTML.
"""

from __future__ import annotations

import datetime
import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import pairwise

from portal.lib.vietnamese import fold, normalise

from .codification_notes import Link, SourceNote, UnreadableNote, clean_number, read_note
from .codification_records import ArticlePiece, DivisionPiece, Finding, Mentions, Remark, SubjectRecord
from .codification_text import plain_line, plain_text
from .codification_topics import TOPICS

LARGEST_FILE = 32 * 1024 * 1024  # bytes; the largest real one has 4 MB
LONGEST_TEXT = 1_000_000  # characters of one article
LONGEST_HEADING = 1000
LONGEST_CODE = 40
MOST_OPEN_LINKS = 500  # related articles one article may name
EARLIEST = datetime.date(1945, 9, 2)

_PIECE = re.compile(r"<[pP]\s+class\s*=\s*[\"']?(pChuong|pDieu|pGhiChu|pNoiDung|pChiDan)\b[\"']?[^>]*>")
_SUBJECT = re.compile(
    r"<h3[^>]*>\s*Đề mục\s+(\d{1,3})\s*\.\s*(\d{1,3})\.?\s*<br\s*/?>(.*?)</h3>", re.DOTALL | re.IGNORECASE
)
_SOURCE_ID = re.compile(r"ViewDanhSachVB\(this,\s*'([0-9a-fA-F-]{1,64})'\)")
_NAME = re.compile(r"<a\s+name\s*=\s*[\"']?([\w.-]{1,80})")
_CODE = re.compile(
    r"^Điều\s+(?P<code>\d{1,3}\.\d{1,3}\.[A-ZĐ]{1,5}(?:\.\d{1,5})?\.\d{1,5}[a-zđ]{0,2})\.?(?!\w)\s*(?P<heading>.*)$"
)
_LINK = re.compile(r"ItemID=(\d*)(?:#(\w*))?")
_RELATED = re.compile(r"ViewNoiDungPhapDien\(\s*'([\w.-]{1,80})'\s*\)")
# A link to the official source that leads nowhere: its words still give the article's code.
_RELATED_CODE = re.compile(
    r"<a\s[^>]*ItemID=['\"][^>]*>\s*Điều\s+(\d{1,3}\.\d{1,3}\.[A-ZĐ]{1,5}(?:\.\d{1,5})?\.\d{1,5}[a-zđ]{0,2})(?!\w)"
)
_RELATED_PLACE = re.compile(r"ItemID=(\d+)#(?:\w*_)?Dieu_(\d{1,4}[a-zđ]{0,2})(?!\w)")
_END_OF_CONTENT = re.compile(r"(?:</div>\s*|</body>\s*|</html>\s*)+$", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")
_LEVELS = {"phan": 0, "chuong": 1, "muc": 2, "tieu muc": 3}
_LEVEL = re.compile(r"^(phan|chuong|tieu muc|muc)\b")

_DAY = r"(\d{1,2})(?:/|-|\s+tháng\s+)(\d{1,2})(?:/|-|\s+năm\s+)(\d{4})(?!\d)"
_DATED = re.compile(
    rf"/(?:19|20)\d\d/[A-ZĐÐa-z][^\s<,;()\"]{{2,45}}(?:- ?[A-ZĐ][^\s<,;()]{{1,20}})?,?\s+ngày\s+{_DAY}"
)
_LEADING = re.compile(r"(?<![\w/])\d{1,5}[a-zđ]?\s?$")
_TITLED_IN_LIST = re.compile(
    rf"\bcủa\s+(?:[^\s<;]+\s){{1,3}}?(\d{{1,5}}[a-zđ]?/[^\s<;]{{3,45}})\s+([^;<]{{3,900}}?)\s+ban hành ngày\s+{_DAY}"
)


class UnreadablePage(ValueError):  # noqa: N818  (it says what the file is)
    """A file that is no subject of the codification."""

    def __init__(self, remark: Remark) -> None:
        super().__init__(remark.detail)
        self.remark = remark


def file_digest(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def read_page(data: bytes, file: str) -> SubjectRecord:
    """Raises ``UnreadablePage``; what is wrong with single articles stands in the record's remarks."""
    source, remarks = _decoded(data, file)
    heading = _SUBJECT.search(source)
    title = plain_line(heading[3]) if heading else ""
    if heading is None or not title:
        raise UnreadablePage(Remark(Finding.NO_SUBJECT, file))
    if int(heading[1]) not in TOPICS:
        raise UnreadablePage(Remark(Finding.NO_TOPIC, file, heading[1]))
    named = _SOURCE_ID.search(source)
    reader = _PageReader(file, remarks)
    for kind, content in _pieces(source):
        reader.take(kind, content)
    reader.finish_article()
    if not reader.articles and not any(one.finding.is_refusal for one in remarks):
        remarks.append(Remark(Finding.STUB, file, f"{int(heading[1])}.{int(heading[2])}", title))
    return SubjectRecord(
        file,
        file_digest(data),
        (named[1] if named else file.rpartition(".")[0] or file)[:64],
        int(heading[1]),
        int(heading[2]),
        title[:500],
        tuple(reader.divisions),
        _with_sources(reader.articles, file, remarks),
        tuple(remarks),
    )


def scan_mentions(data: bytes, file: str) -> Mentions:
    """Where the edition gives documents their dates; quick, and silent about what ``read_page`` will refuse."""
    mentions = Mentions(file, file_digest(data))
    try:
        source, _remarks = _decoded(data, file)
    except UnreadablePage:
        return mentions
    for kind, content in _pieces(source):
        if kind == "pGhiChu" and " của " in content:
            note = _note(content)
            if note is None:
                continue
            for named in (note.document, *(change.by for change in note.changes)):
                if named.issued_on:
                    mentions.full.append((named, note.effective_on))
        elif kind == "pChiDan" and "ban hành ngày" in content:
            for match in _TITLED_IN_LIST.finditer(_TAG.sub("", content)):
                if day := _plausible_day(match[1], match[3], match[4], match[5]):
                    found = mentions.titles.setdefault(clean_number(match[1]), Counter())
                    found[match[2].strip(), day] += 1
    for match in _DATED.finditer(source):
        leading = _LEADING.search(source, max(0, match.start() - 7), match.start())
        if leading is None:
            continue
        number = clean_number(leading[0] + re.split(r",?\s+ngày\s", match[0])[0])
        if day := _plausible_day(number, match[1], match[2], match[3]):
            mentions.days.setdefault(number, Counter())[day] += 1
    return mentions


def _plausible_day(number: str, day: str, month: str, year: str) -> datetime.date | None:
    """A day that exists and lies in the year that the number names."""
    if (named := re.search(r"/((?:19|20)\d\d)/", number)) and named[1] != year:
        return None
    try:
        found = datetime.date(int(year), int(month), int(day))
    except ValueError:
        return None
    return found if found >= EARLIEST else None


def _decoded(data: bytes, file: str) -> tuple[str, list[Remark]]:
    if len(data) > LARGEST_FILE:
        raise UnreadablePage(Remark(Finding.TOO_LARGE, file, detail=f"{len(data) // 1024 // 1024} MB"))
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in data[:100]:
        raise UnreadablePage(Remark(Finding.NOT_UTF8, file, detail="UTF-16"))
    try:
        source = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadablePage(Remark(Finding.NOT_UTF8, file, detail=f"byte {error.start}")) from None
    composed, repaired = _composed(source)
    return composed, [Remark(Finding.RENORMALISED, file, detail=str(repaired))] if repaired else []


def _composed(source: str) -> tuple[str, int]:
    """The source in NFC, and how many places were not. Checking every letter costs seven times as much."""
    done: list[str] = []
    end = repaired = 0
    for match in _not_composed().finditer(source):
        # With the letter before, to which a mark belongs.
        start = max(match.start() - 1, end)
        done += (source[end:start], normalise(source[start : match.end()]))
        end = match.end()
        repaired += 1
    return ("".join([*done, source[end:]]), repaired) if repaired else (source, 0)


@cache
def _not_composed() -> re.Pattern[str]:
    """Characters that may not stand so in NFC."""
    suspects = [
        chr(code)
        for code in range(0x300, 0x10000)
        if not 0xD800 <= code < 0xE000
        and (unicodedata.combining(chr(code)) or not unicodedata.is_normalized("NFC", chr(code)))
    ]
    return re.compile(f"[{re.escape(''.join(suspects))}]+")


def _pieces(source: str) -> Iterator[tuple[str, str]]:
    """(class, source between this mark and the next)."""
    marks = list(_PIECE.finditer(source))
    for mark, following in pairwise(marks):
        yield mark[1], source[mark.end() : following.start()]
    if marks:
        yield marks[-1][1], _END_OF_CONTENT.sub("", source[marks[-1].end() :])


def _note(content: str) -> SourceNote | None:
    try:
        return read_note(plain_line(content), [Link(one[1], one[2] or "") for one in _LINK.finditer(content)])
    except UnreadableNote:
        return None


class _PageReader:
    """Takes the pieces of a file in order."""

    def __init__(self, file: str, remarks: list[Remark]) -> None:
        self.file = file
        self.remarks = remarks
        self.divisions: list[DivisionPiece] = []
        self.articles: list[ArticlePiece] = []
        self._waiting_label: tuple[str, str] | None = None
        self._article: dict[str, str] = {}
        self._order = 0
        self._last_anchor = ""

    def take(self, kind: str, content: str) -> None:
        if kind in {"pChuong", "pDieu"}:
            self.finish_article()
        if kind == "pChuong":
            self._take_division(content)
        elif kind == "pDieu" or self._article:
            # What stands before the first article (a list beside a chapter's heading) belongs to none.
            self._article[kind] = self._article.get(kind, "") + content
        elif kind == "pChiDan" and self.divisions:
            links = str(content.count("<a "))
            self.remarks.append(
                Remark(Finding.RELATED_OF_DIVISION, self.file, self.divisions[-1].label, links)
            )

    def _take_division(self, content: str) -> None:
        line = plain_line(content)
        if _NAME.search(content):
            level = _LEVEL.match(fold(line))
            rank = _LEVELS[level[1]] if level else 1
            above = [one for one in self.divisions if self._rank(one) < rank]
            parent = above[-1] if above else None
            self.divisions.append(
                DivisionPiece(len(self.divisions) + 1, line[:120], "", parent.order if parent else 0)
            )
        elif self.divisions:
            last = self.divisions[-1]
            self.divisions[-1] = replace(last, heading=f"{last.heading} {line}".strip()[:LONGEST_HEADING])

    @staticmethod
    def _rank(division: DivisionPiece) -> int:
        level = _LEVEL.match(fold(division.label))
        return _LEVELS[level[1]] if level else 1

    def finish_article(self) -> None:
        pieces, self._article = self._article, {}
        if not pieces:
            return
        self._order += 1
        line = plain_line(pieces.get("pDieu", ""))
        coded = _CODE.match(line)
        if coded is None or len(coded["code"]) > LONGEST_CODE:
            self.remarks.append(Remark(Finding.NO_CODE, self.file, line[:80]))
            return
        code, heading = coded["code"], coded["heading"].strip()
        text = plain_text(pieces.get("pNoiDung", ""))
        if not text or len(heading) > LONGEST_HEADING:
            # Short articles without a heading are printed where the heading would stand.
            heading, text = "", f"{heading}\n{text}".strip()
        if not text:
            self.remarks.append(Remark(Finding.NO_TEXT, self.file, code))
            return
        if len(text) > LONGEST_TEXT:
            self.remarks.append(Remark(Finding.TEXT_TOO_LONG, self.file, code, str(len(text))))
            return
        note_text, note = plain_line(pieces.get("pGhiChu", "")), None
        if note_text:
            try:
                links = [Link(one[1], one[2] or "") for one in _LINK.finditer(pieces["pGhiChu"])]
                note = read_note(note_text, links)
            except UnreadableNote:
                note = None
        related = pieces.get("pChiDan", "")
        anchor = _NAME.search(pieces["pDieu"])
        names = dict.fromkeys([*_RELATED.findall(related), *_RELATED_CODE.findall(related)])
        self.articles.append(
            ArticlePiece(
                self._order,
                len(self.divisions),
                code,
                anchor[1] if anchor else "",
                heading,
                text,
                fold(f"{heading} {text}").strip(),
                file_digest(f"{heading}\0{text}".encode()),
                note_text,
                note,
                tuple(names)[:MOST_OPEN_LINKS],
                tuple(dict.fromkeys(_RELATED_PLACE.findall(related)))[:MOST_OPEN_LINKS],
            )
        )


def _with_sources(articles: list[ArticlePiece], file: str, remarks: list[Remark]) -> tuple[ArticlePiece, ...]:
    """Gives an article without a readable note the source of its neighbours with the same code.

    The code up to its last number names one document of the subject, the last number is the article's own.
    """
    known: dict[str, list[SourceNote]] = {}
    for one in articles:
        if one.note:
            known.setdefault(one.code.rpartition(".")[0], []).append(one.note)
    taken = []
    for one in articles:
        if one.note is not None:
            taken.append(one)
            continue
        neighbours = known.get(one.code.rpartition(".")[0], [])
        numbers = {note.document.number for note in neighbours}
        if len(numbers) != 1:
            remarks.append(Remark(Finding.NO_SOURCE, file, one.code, one.note_text[:120]))
            continue
        days = Counter(note.effective_on for note in neighbours)
        note = SourceNote(
            neighbours[0].kind, one.number_in_code, neighbours[0].document, days.most_common(1)[0][0]
        )
        remarks.append(Remark(Finding.SOURCE_FROM_CODE, file, one.code, note.document.number))
        taken.append(replace(one, note=note))
    return tuple(taken)
