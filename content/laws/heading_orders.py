"""Orders of an amending article about names of parts, chapters and sections: "Sửa đổi tên Chương III". Pure.

The amendment desk makes texts of articles; a heading of the library has no versions. What stands here is shown to the
editor, who changes the heading in the document.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from content.laws.choices import DivisionKind

_KINDS = {
    "phần": DivisionKind.PART,
    "chương": DivisionKind.CHAPTER,
    "mục": DivisionKind.SECTION,
    "tiểu mục": DivisionKind.SUBSECTION,
}
_DIVISION = (
    r"(?P<word>tiểu\s+mục|phần|chương|mục)\s+"
    r"(?P<number>thứ\s+\w+(?:\s+(?:một|hai|ba|tư|lăm|sáu|bảy|tám|chín))?|[ivxlc]+[a-zđ]?|\d{1,3}[a-zđ]?)(?!\w)"
)
_NAME_OF = re.compile(rf"\btên\s+(?:gọi\s+)?(?:của\s+)?{_DIVISION}", re.IGNORECASE)
_WITHIN = re.compile(rf"^\s*(?:của\s+)?{_DIVISION}", re.IGNORECASE)
_VERB = re.compile(r"\b(?:sửa\s+đổi|thay\s+thế|thay\s+đổi|đổi|bổ\s+sung)\b", re.IGNORECASE)
# Between the names of one list: ", tên Mục 1 và tên Chương V"; the new name follows "như sau" or "thành".
_GIVES = re.compile(r"^[^.;“\n]{0,120}?(?:như\s+sau|thành)\s*:?\s*[“\"](?P<heading>[^”\"]{1,1000})[”\"]")
_LABEL = re.compile(
    r"^(?:tiểu\s+mục|phần|chương|mục)\s+(?:thứ\s+\w+|[ivxlc\d]+[a-zđ]?)\s*[.:–-]?\s*", re.IGNORECASE
)


@dataclass(frozen=True)
class HeadingOrder:
    """``within`` is the larger division that is named with it; ``heading`` the new one, where it is given."""

    kind: DivisionKind
    number: str
    within: tuple[DivisionKind, str] | None = None
    heading: str = ""

    @property
    def label(self) -> str:
        own = f"{self.kind.vietnamese_name} {self.number}"
        return f"{own} {self.within[0].vietnamese_name} {self.within[1]}" if self.within else own


def heading_orders(text: str) -> list[HeadingOrder]:
    """In the order of the text, each once. What stands in quotation marks is another law's and orders nothing."""
    found: list[HeadingOrder] = []
    for match in _NAME_OF.finditer(text):
        before = text[: match.start()]
        if before.count("“") > before.count("”"):
            continue
        sentence = re.split(r"[.;\n”]", before)[-1]
        if not _VERB.search(sentence):
            continue
        rest = text[match.end() :]
        above = _WITHIN.match(rest)
        given = _GIVES.match(rest)
        order = HeadingOrder(
            _kind(match),
            _number(match),
            (_kind(above), _number(above)) if above else None,
            _LABEL.sub("", " ".join(given["heading"].split())) if given else "",
        )
        if order not in found:
            found.append(order)
    return found


def _kind(match: re.Match[str]) -> DivisionKind:
    return _KINDS[" ".join(match["word"].lower().split())]


def _number(match: re.Match[str]) -> str:
    """ "iii" → "III", "IIIa" as it stands, "thứ Nhất" → "thứ nhất"."""
    number = " ".join(match["number"].split())
    if number.lower().startswith("thứ"):
        return number.lower()
    if re.fullmatch(r"[ivxlc]+", number, re.IGNORECASE):
        return number.upper()
    return number
