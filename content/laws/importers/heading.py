"""What a document says about itself: type, number, title, issuer, dates, signers, basis. Pure.

Read from a tree (``structure_tree``) with the rules of ``recognition.py``. Every fact can be missing or uncertain;
``Facts.doubts`` says which, and an editor decides.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from content.laws.choices import DocumentType
from content.laws.citations import NUMBER_PATTERN, DocumentReference, find_citations
from content.laws.headings import readable_heading
from content.laws.structure_tree import DocumentTree

from . import recognition
from .from_tree import article_records
from .markup import Ending

LONGEST_TITLE = 1000
LONGEST_NAME = 60  # characters of a signer's name with rank

_DAY = r"(\d{1,2})\s*(?:/|-|tháng)\s*(\d{1,2})\s*(?:/|-|năm)\s*(\d{4})"
_PLACE_AND_DAY = re.compile(rf"^(?P<place>[^,\d]{{2,40}}),\s*ngày\s*{_DAY}", re.IGNORECASE)
_ANY_DAY = re.compile(rf"ngày\s*{_DAY}", re.IGNORECASE)
_NUMBER_LABEL = re.compile(
    r"^(?:(?:Luật|Bộ luật|Nghị quyết|Pháp lệnh|Lệnh)\s+)?số\s*[:.]?\s*(.+)$", re.IGNORECASE
)
_STRAY_SPACE = re.compile(r"\s*([/-])\s*")
_MOTTO = re.compile(
    r"^(?:CỘNG\s*H[OÒ][AÀ] XÃ HỘI CHỦ NGHĨA VIỆT NAM|CHXHCN VIỆT NAM|ĐẢNG CỘNG SẢN VIỆT NAM"
    r"|Độc lập\s*[-–]\s*Tự do\s*[-–]\s*Hạnh phúc\.?|[-–_=*\s.]+)$",
    re.IGNORECASE,
)
_FROM_SIGNING = re.compile(r"có hiệu lực(?:\s+thi hành)?\s+(?:kể\s+)?từ ngày\s+(?:ký|ban hành|thông qua)")
_AFTER_DAYS = re.compile(
    r"có hiệu lực(?:\s+thi hành)?\s+sau\s+(\d{1,3})\s*(?:\([^)]*\)\s*)?ngày[, ]+(?:kể\s+)?từ ngày\s+(?:ký|ban hành)"
)
_DATED_TITLE = re.compile(
    r"(?<!\w)(?P<title>(?:Bộ luật|Luật|Pháp lệnh)\s+[A-ZĐÀ-Ỹ][^;:()“”\d]{1,150}?)\s+"
    rf"(?:số\s+\S+\s+)?ngày\s+{_DAY}"
)
_CONSTITUTION = re.compile(r"(?<!\w)Hiến pháp(?:\s+nước[^;,]*?Việt Nam)?(?:\s+năm\s+(\d{4}))?")
_NAME_WORD = r"[A-ZĐÀ-Ỹ][a-zà-ỹđ]*\.?"
_NAME = re.compile(
    rf"^(?:(?:(?:Đại|Thượng|Trung|Thiếu)\s+(?:tướng|tá)|PGS|GS|TS|ThS)\.?\s*)*{_NAME_WORD}(?:\s+{_NAME_WORD}){{1,5}}$"
)
_AUTHORITY = re.compile(
    r"^(?P<body>(?:ủy|uỷ) ban nhân dân|hội đồng nhân dân)\s+"
    r"(?P<level>tỉnh|thành phố|tp\.?|quận|huyện|thị xã|xã|phường|đặc khu)\s+(?P<place>.+)$"
)
_TYPE_NAMES = sorted(
    (one for one in DocumentType if one is not DocumentType.OTHER),
    key=lambda one: len(one.vietnamese_name),
    reverse=True,
)


class FactDoubt(StrEnum):
    """Why an editor should look at a fact."""

    MISSING = "missing"
    GUESSED = "guessed"
    CALCULATED = "calculated"


@dataclass(frozen=True)
class Basis:
    """A document named in "Căn cứ …"; ``text`` is the stretch that names it."""

    text: str
    reference: DocumentReference


@dataclass(frozen=True)
class Facts:
    """The heading of a document, as far as its text says it."""

    document_type: DocumentType | None = None
    number: str = ""
    title: str = ""
    issuer: str = ""
    place: str = ""
    issued_on: datetime.date | None = None
    effective_on: datetime.date | None = None
    signers: str = ""
    basis: tuple[Basis, ...] = ()
    doubts: dict[str, FactDoubt] = field(default_factory=dict)


def recognise_facts(tree: DocumentTree) -> Facts:
    """Reads heading, closing and the last articles."""
    heading = _pieces(line.text for line in tree.heading)
    closing = _pieces(line.text for line in tree.closing)
    doubts: dict[str, FactDoubt] = {}
    number = _number(heading)
    kind, title = _type_and_title(heading, number)
    ending = Ending((), tuple(closing))
    issuer = recognition.issuer(number, None) if number else ""
    if not issuer:
        issuer = _issuer_line(heading) or recognition.issuer(number, ending)
        if issuer:
            doubts["issuer"] = FactDoubt.GUESSED
    passed_on, _sentence = recognition.passing("\n".join(closing))
    place, dated_on = _place_and_day(heading)
    issued_on = passed_on or dated_on
    effective_on = _effective_on(tree, issued_on, doubts)
    values = {
        "document_type": kind, "number": number, "title": title, "issuer": issuer, "issued_on": issued_on,
        "effective_on": effective_on,
    }  # fmt: skip
    doubts = {name: FactDoubt.MISSING for name, value in values.items() if not value} | doubts
    return Facts(
        document_type=kind,
        number=number,
        title=title[:LONGEST_TITLE],
        issuer=issuer,
        place=place,
        issued_on=issued_on,
        effective_on=effective_on,
        signers=", ".join(_signers(closing))[:255],
        basis=tuple(basis for item in tree.basis for basis in basis_references(item)),
        doubts=doubts,
    )


def basis_references(item: str) -> list[Basis]:
    """ "Căn cứ Luật Đất đai ngày 18 tháng 01 năm 2024; Luật số 43/2024/QH15" → both."""
    found: list[tuple[int, Basis]] = []
    covered: list[tuple[int, int]] = []
    for match in _DATED_TITLE.finditer(item):
        date = _date(match[2], match[3], match[4])
        number = NUMBER_PATTERN.search(match[0])
        title = re.split(r"\s+số\s+", match["title"])[0].rstrip(" ,")
        reference = DocumentReference(
            type_name=next(
                one.vietnamese_name for one in _TYPE_NAMES if title.startswith(f"{one.vietnamese_name} ")
            ),
            title=title,
            number=number[0] if number else "",
            issued_on=date,
            year=date.year if date else None,
        )
        found.append((match.start(), Basis(match[0], reference)))
        covered.append(match.span())
    for match in _CONSTITUTION.finditer(item):
        reference = DocumentReference(
            type_name="Hiến pháp",
            title="Hiến pháp nước Cộng hòa xã hội chủ nghĩa Việt Nam",
            year=int(match[1]) if match[1] else None,
        )
        found.append((match.start(), Basis(match[0], reference)))
        covered.append(match.span())
    for citation in find_citations(item):
        overlaps = any(start < citation.end and citation.start < end for start, end in covered)
        if citation.document and not citation.document.is_this and not overlaps:
            found.append((citation.start, Basis(citation.text, citation.document)))
    return [basis for _start, basis in sorted(found, key=lambda pair: pair[0])]


def _pieces(lines: Iterable[str]) -> list[str]:
    """The cells of table rows one by one, without the State's motto and rules of dashes."""
    pieces = [piece.strip() for line in lines for piece in re.split(r"\s*\|\s*|\s{4,}|\t", line)]
    return [piece for piece in pieces if piece and not _MOTTO.match(piece)]


def _number(heading: list[str]) -> str:
    for piece in heading:
        label = _NUMBER_LABEL.match(piece)
        written = _STRAY_SPACE.sub(r"\1", label[1] if label else piece)
        if match := NUMBER_PATTERN.search(written):
            return match[0]
    return ""


def _type_and_title(heading: list[str], number: str) -> tuple[DocumentType | None, str]:
    """The line that is the type's name in capitals, and what follows it."""
    for index, piece in enumerate(heading):
        for kind in _TYPE_NAMES:
            name = kind.vietnamese_name
            if not piece.upper().startswith(name.upper()) or _NUMBER_LABEL.match(piece):
                continue
            rest = piece[len(name) :]
            is_title_line = not rest or (rest[0] == " " and piece.isupper())
            if not is_title_line:
                continue
            words = [rest.strip(), *_title_lines(heading[index + 1 :])]
            return kind, _title(kind, " ".join(word for word in words if word), number)
    return recognition.document_type("", number) if number else None, ""


def _title_lines(pieces: list[str]) -> list[str]:
    lines: list[str] = []
    for piece in pieces:
        if _NUMBER_LABEL.match(piece) or _PLACE_AND_DAY.match(piece) or piece.upper().startswith("QUỐC HỘI"):
            break
        if lines and piece.isupper() and not lines[0].isupper():
            break  # the issuer's name again, above the basis
        lines.append(piece)
    return lines


def _title(kind: DocumentType, words: str, number: str) -> str:
    words = re.sub(r"\s+", " ", words.replace(number, " ") if number else words).strip(" .")
    words = readable_heading(words)
    if not words:
        return kind.vietnamese_name if kind is DocumentType.CONSTITUTION else ""
    if kind.is_cited_by_title and not words.startswith(f"{kind.vietnamese_name} "):
        return f"{kind.vietnamese_name} {words}"
    return words[:1].upper() + words[1:]


def _issuer_line(heading: list[str]) -> str:
    """The capitals at the head; two lines when the second names the place."""
    lines: list[str] = []
    for piece in heading:
        if not piece.isupper() or NUMBER_PATTERN.search(piece) or _is_type(piece):
            break
        lines.append(piece)
    name = re.sub(r"\s+", " ", " ".join(lines[:2])).lower()
    if not name:
        return ""
    known = next((one for one in recognition.ISSUERS.values() if one.lower() == name), None)
    if known:
        return known
    if match := _AUTHORITY.match(name):
        body = match["body"][:1].upper() + match["body"][1:]
        return f"{body} {match['level']} {match['place'].title()}"
    return readable_heading(" ".join(lines[:2]))


def _is_type(piece: str) -> bool:
    return any(piece.upper() == kind.vietnamese_name.upper() for kind in _TYPE_NAMES)


def _place_and_day(heading: list[str]) -> tuple[str, datetime.date | None]:
    for piece in heading:
        if match := _PLACE_AND_DAY.match(piece):
            return match["place"].strip(), _date(match[2], match[3], match[4])
    for piece in heading:
        if len(piece) < LONGEST_NAME and (match := _ANY_DAY.search(piece)):
            return "", _date(match[1], match[2], match[3])
    return "", None


def _effective_on(
    tree: DocumentTree, issued_on: datetime.date | None, doubts: dict[str, FactDoubt]
) -> datetime.date | None:
    articles = article_records(tree)
    stated, _own = recognition.effective_dates(articles)
    if stated or issued_on is None:
        return stated
    for article in reversed(articles):
        if _FROM_SIGNING.search(article.text):
            doubts["effective_on"] = FactDoubt.CALCULATED
            return issued_on
        if after := _AFTER_DAYS.search(article.text):
            doubts["effective_on"] = FactDoubt.CALCULATED
            return issued_on + datetime.timedelta(days=int(after[1]))
    return None


def _signers(closing: list[str]) -> list[str]:
    """Names stand after the office and begin no list of receivers."""
    names = []
    for piece in closing:
        name = re.sub(r"^(?:\(?(?:đã ký|Đã ký)\)?)\s*:?\s*", "", piece).strip()
        if len(name) <= LONGEST_NAME and _NAME.match(name) and not name.startswith("Nơi nhận"):
            names.append(name)
    return names


def _date(day: str, month: str, year: str) -> datetime.date | None:
    try:
        return datetime.date(int(year), int(month), int(day))
    except ValueError:
        return None
