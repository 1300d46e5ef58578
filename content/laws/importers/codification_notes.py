"""Reads the note under an article of the codification: where its text comes from, and what changed it. Pure.

"(Điều 6 Thông tư số 36/2014/TT-BGTVT, có hiệu lực thi hành kể từ ngày 01/12/2014, có nội dung được sửa đổi bởi
Điều 1 Thông tư số 27/2017/TT-BGTVT có hiệu lực thi hành kể từ ngày 01/11/2017)". The first mention of a document
in a subject also carries its title, its day of issue and its issuer; later ones only the number.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from content.laws.choices import ArticleKind, DocumentType, RelationKind

# Longest first, so that "Thông tư liên tịch" is not read as "Thông tư".
TYPE_NAMES = (
    "Thông tư liên tịch",
    "Nghị quyết liên tịch",
    "Hiến pháp",
    "Pháp lệnh",
    "Nghị quyết",
    "Nghị định",
    "Quyết định",
    "Sắc lệnh",
    "Thông tư",
    "Bộ luật",
    "Chỉ thị",
    "Luật",
    "Lệnh",
)
UNNUMBERED = "Không số"

_TYPES = "|".join(TYPE_NAMES)
# "105 /2021/TT-BQP", "69/2007/TTLT/BQP- BLĐTBXH", "522b/NQ-UBTVQH13", "60 TC/TCT", "84-CP(1)".
_NUMBER = (
    r"['\"]?\d{1,5}\s?[a-zđ]?(?![a-zđ])"
    r"(?:\s?[A-ZĐÐ]{1,4}(?=\s?[/-]))?"
    r"(?:\s?[/&–-]\s?(?:[A-ZĐÐƯ0-9][\wÐ]*|[a-zđ]{2,}(?=[\s,;.)/-])))*(?:\.[A-ZĐ]+)?"
    r"(?:\(\d\))?[-.'\"]*"
)
_DAY = r"(\d{1,2})\s?(?:/|-|\s+tháng\s+)\s?(\d{1,2})\s?(?:/|-|\s+năm\s+)\s?(\d{4})"
_BEGINS = rf"có\s+hiệ[uc]\s+lực(?:\s+thi\s+hành)?\s*(?:kể\s+)?từ\s+(?:ngày\s*)?{_DAY}"

_DOCUMENT = re.compile(
    rf"(?P<type>{_TYPES}|Bộ Luật)\s+(?:(?:[Ss]ố\s*:?|số\s+liên\s+tịch)\s+)?(?:liên tịch\s+|Thông tư\s+|TT\s+)?"
    rf"(?P<number>{_NUMBER}|{UNNUMBERED})(?P<rest>.*)$",
    re.DOTALL,
)
_TITLED = re.compile(rf"(?P<type>{_TYPES})\s+(?P<rest>\D.*)$", re.DOTALL)
_ISSUED = re.compile(rf"^(?P<title>.*?)[\s,]*(?<!\w)ngày\s+{_DAY}\s+của\s+(?P<issuer>[^\d]+?)$", re.DOTALL)
# "… của Nghị định số 108/2015/NĐ-CP ngày 28/10/2015 của Chính phủ": that day is the other document's.
_ENDS_WITH_NUMBER = re.compile(r"(?:/((?:19|20)\d\d))?/[A-ZĐ][\w&-]*,?$")
_PLAIN = re.compile(
    rf"Điều\s+(?P<number>\d{{1,4}}[a-zđ]{{0,2}})\s+(?P<document>(?:{_TYPES}|Bộ Luật)\s.*)$", re.DOTALL
)
_KINDS = {"Mục": ArticleKind.ITEM, "Chương": ArticleKind.ITEM, "Phụ lục": ArticleKind.APPENDIX}
_PROVISION = re.compile(
    r"(?P<kind>Điều|Mục|Phụ lục|Chương)?\s*(?P<number>\d{1,4}[a-zđ]{0,2}|[IVXL]+(?:\.\d+)?)\s*(?:của)?\s*$"
)
_CLAUSE = re.compile(r"[Kk]hoản\s+(\d{1,3}[a-zđ]?)(?=\s*,?\s*Điều)")
_POINT = re.compile(r"[Đđ]iểm\s+([a-zđ])(?=\s*,?\s*[Kk]hoản)")
_FIRST_BEGINS = re.compile(_BEGINS)
_ENDS = re.compile(rf"có\s+hiệ[uc]\s+lực(?:\s+thi\s+hành)?\s+đến\s+(?:hết\s+)?ngày\s*{_DAY}")
_ENDS_AFTER = re.compile(r"đến\s+hết\s+ngày")
_ACT = re.compile(
    r"(?P<partly>nội\s+dụ?u?ng\s+)?(?:được|bị)(?:/bị)?(?:\s+được)?\s+"
    r"(?P<acts>(?:(?:sửa đổi|bổ sung|bãi bỏ|hủy bỏ|huỷ bỏ|thay thế|đính chính|ngưng hiệu lực)(?:\s*,\s*|\s+và\s+)?)+)",
    re.IGNORECASE,
)
_ACT_WORDS = {
    "sửa đổi": RelationKind.AMENDS,
    "bổ sung": RelationKind.SUPPLEMENTS,
    "bãi bỏ": RelationKind.REPEALS,
    "hủy bỏ": RelationKind.REPEALS,
    "huỷ bỏ": RelationKind.REPEALS,
    "thay thế": RelationKind.REPLACES,
    "đính chính": RelationKind.CORRECTS,
    "ngưng hiệu lực": RelationKind.SUSPENDS,
}
_BY = re.compile(r"(?:\bbởi\b|theo\s+quy\s+định\s+tại(?:\s+tại)?)", re.IGNORECASE)
_SOURCE_ENDS = re.compile(_BEGINS)


@dataclass(frozen=True)
class Link:
    """A link of the note: the document's id at the official source, and the place in it."""

    item: str = ""
    place: str = ""


@dataclass(frozen=True)
class NamedDocument:
    """A document as a note names it; title, day and issuer only at its first mention."""

    document_type: DocumentType
    number: str
    title: str = ""
    issued_on: datetime.date | None = None
    issuer: str = ""
    item: str = ""


@dataclass(frozen=True)
class Change:
    """What a provision of another document did to the article; ``partly`` when only to some of its content."""

    kinds: tuple[RelationKind, ...]
    partly: bool
    by: NamedDocument
    article: str
    clause: str
    point: str
    provision: str
    effective_on: datetime.date


@dataclass(frozen=True)
class SourceNote:
    """Where an article stands in its own document, since when its text holds, and what changed it."""

    kind: ArticleKind
    number: str
    document: NamedDocument
    effective_on: datetime.date
    ends_on: datetime.date | None = None
    changes: tuple[Change, ...] = ()
    not_understood: str = ""

    @property
    def text_from(self) -> datetime.date:
        """The day from which the codified text holds: the latest of its sources."""
        return max([self.effective_on, *(change.effective_on for change in self.changes)])


class UnreadableNote(ValueError):  # noqa: N818  (it says what the note is)
    """A note that names no article, no document or no day that exists.

    ``reason`` is "no_day", "no_such_day", "no_document" or "no_article".
    """

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason} {detail}".strip())
        self.reason = reason
        self.detail = detail


def read_note(text: str, links: Sequence[Link] = ()) -> SourceNote:
    """``text`` in NFC. Raises ``UnreadableNote`` with the reason."""
    flat = _unwrapped(" ".join(text.split()))
    items = tuple(link.item for link in links)
    if plain := _PLAIN.match(flat):
        # The articles of a document name it in the same words; only the article's number differs.
        note = _read_rest(plain["document"], items)
        if note is not None:
            return SourceNote(
                ArticleKind.ARTICLE,
                plain["number"],
                note.document,
                note.effective_on,
                note.ends_on,
                note.changes,
                note.not_understood,
            )
    return _read(flat, items)


@lru_cache(maxsize=8192)
def _read_rest(rest: str, items: tuple[str, ...]) -> SourceNote | None:
    """The note without its article; None when the article's number is not all that stands before the document."""
    note = _read(f"Điều 1 {rest}", items)
    return note if note.number == "1" else None


def _read(flat: str, items: tuple[str, ...]) -> SourceNote:
    begins = _FIRST_BEGINS.search(flat)
    if begins is None:
        raise UnreadableNote("no_day")
    head, rest = flat[: begins.start()].rstrip(" ,("), flat[begins.end() :]
    document, before = _named(head)
    provision = _PROVISION.search(before)
    if provision is None:
        raise UnreadableNote("no_article")
    kind = _KINDS.get(provision["kind"] or "", ArticleKind.ARTICLE)
    if kind is ArticleKind.ARTICLE and not provision["number"][0].isdigit():
        kind = ArticleKind.ITEM
    changes, left = _changes(rest, items[1:])
    ends, ends_on = _ENDS.search(left), None
    if ends:
        ends_on = _day(ends[1], ends[2], ends[3])
        if _ENDS_AFTER.search(ends[0]):
            ends_on += datetime.timedelta(days=1)
        left = left[: ends.start()] + left[ends.end() :]
    return SourceNote(
        kind,
        provision["number"],
        replace(document, item=items[0] if items else ""),
        _day(begins[1], begins[2], begins[3]),
        ends_on,
        changes,
        left.strip(" ,.;()"),
    )


def clean_number(number: str) -> str:
    """ "105 /2021/TT- BQP" → "105/2021/TT-BQP"; Ð (the Icelandic letter) → Đ; a footnote's "(1)" goes."""
    cleaned = re.sub(r"\s+", "", number).replace("Ð", "Đ").replace("–", "-")
    cleaned = re.sub(r"\(\d\)$", "", cleaned.strip("'\".-")).strip("'\".-")
    return cleaned.upper().replace("/TTG", "/TTg") if cleaned == cleaned.lower() else cleaned


def _unwrapped(text: str) -> str:
    while text.startswith("("):
        text = text[1:].strip()
    return re.sub(r"[)\s]+$", "", text)


@lru_cache(maxsize=4096)
def _named(head: str) -> tuple[NamedDocument, str]:
    """The document named at the end of ``head``, and what stands before it."""
    match = _DOCUMENT.search(head)
    if match is None:
        match = _TITLED.search(head)
        if match is None:
            raise UnreadableNote("no_document")
        number = ""
    else:
        number = "" if match["number"] == UNNUMBERED else clean_number(match["number"])
    title, issued_on, issuer = match["rest"].strip(" ,"), None, ""
    issued = _ISSUED.match(title)
    if issued and _is_own_day(number, issued["title"], issued[4]):
        title = issued["title"].strip(" ,.")
        issued_on = _day(issued[2], issued[3], issued[4])
        issuer = issued["issuer"].strip(" ,.")
        # "… của Chính phủ ngày 12/08/2022 của Bộ Tài chính": the last day and the last issuer are its own.
        while again := re.search(rf"(?<!\w)ngày\s+{_DAY}\s+của\s+", issuer):
            title = f"{title} {issuer[: again.start()]}".strip()
            issued_on, issuer = _day(again[1], again[2], again[3]), issuer[again.end() :]
    kind = DocumentType.from_vietnamese_name(match["type"])
    if kind is None:
        raise UnreadableNote("no_document", match["type"])
    if kind is DocumentType.CIRCULAR and ("TTLT" in number or "liên tịch" in match[0][: match.start("rest")]):
        kind = DocumentType.JOINT_CIRCULAR
    return NamedDocument(kind, number, title, issued_on, issuer), head[: match.start()].strip()


def _is_own_day(number: str, title: str, year: str) -> bool:
    """A day after another document's number is that document's, unless only this one is of that year."""
    named = _ENDS_WITH_NUMBER.search(title)
    return named is None or (f"/{year}/" in number and named[1] is not None and named[1] != year)


def _changes(rest: str, items: tuple[str, ...]) -> tuple[tuple[Change, ...], str]:
    """The changes, and what was not understood."""
    changes: list[Change] = []
    left = []
    pieces = _BY.split(rest)
    acts = pieces[0]
    for position, piece in enumerate(pieces[1:], start=1):
        kinds, partly = _acts(acts)
        ended = 0
        for end in _SOURCE_ENDS.finditer(piece):
            source = piece[ended : end.start()].strip(" ,;")
            item = items[len(changes)] if len(changes) < len(items) else ""
            try:
                changes.append(_change(source, end, kinds, item, partly=partly))
            except UnreadableNote:
                left.append(piece[ended : end.end()])
            ended = end.end()
        acts = piece[ended:]
        if position == len(pieces) - 1 or not _ACT.search(acts):
            left.append(acts)
    if len(pieces) == 1:
        left.append(rest)
    return tuple(changes), " ".join(one.strip() for one in left if one.strip(" ,.;()"))


def _acts(text: str) -> tuple[tuple[RelationKind, ...], bool]:
    kinds: list[RelationKind] = []
    partly = False
    for match in _ACT.finditer(text):
        found = [kind for words, kind in _ACT_WORDS.items() if words in match["acts"].lower()]
        kinds += [kind for kind in found if kind not in kinds]
        partly = partly or match["partly"] is not None
    return tuple(kinds) or (RelationKind.AMENDS,), partly


def _change(
    source: str, end: re.Match[str], kinds: tuple[RelationKind, ...], item: str, *, partly: bool
) -> Change:
    document, before = _named(source)
    provision = _PROVISION.search(before)
    is_article = provision is not None and provision["kind"] == "Điều"
    clause, point = _CLAUSE.search(before), _POINT.search(before)
    return Change(
        kinds,
        partly,
        replace(document, item=item),
        provision["number"] if provision and is_article else "",
        clause[1] if clause and is_article else "",
        point[1] if point and clause and is_article else "",
        re.sub(r"\s+của$", "", before.strip(" ,;"))[:120],
        _day(end[1], end[2], end[3]),
    )


def _day(day: str, month: str, year: str) -> datetime.date:
    try:
        return datetime.date(int(year), int(month), int(day))
    except ValueError:
        raise UnreadableNote("no_such_day", f"{day}/{month}/{year}") from None
