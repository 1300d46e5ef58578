"""Numbers of documents: their shapes, and the ones in a text with the type before and the date after them."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator

from .records import DocumentReference, DocumentToken
from .words import CAPITAL, DOCUMENT_TYPE_NAMES, SPACE, any_of

# The shapes of numbers, in the order in which they are tried.
_SHAPES = {
    "state": (
        r"\d{1,5}[a-zđ]?/(?:19|20)\d{2}/"
        r"(?:(?:QH|UBTVQH)\d{1,2}|[A-ZĐ]{2,6}(?:-[A-ZĐ][A-Za-zĐđ0-9]{1,12}(?:&[A-ZĐ]{1,6})?)+)"
    ),
    "old": r"\d{1,4}-LCT/HĐNN\d",
    "party": r"\d{1,4}-[A-ZĐ][A-Za-zĐđ]{0,3}/[A-ZĐ][A-Za-zĐđ0-9]{1,12}",
    "administrative": r"\d{1,5}[a-zđ]?/[A-ZĐ][A-Za-zĐđ]{1,4}-[A-ZĐ][A-Za-zĐđ0-9]{1,12}(?:-[A-ZĐ0-9]+)*",
    "old_state": r"\d{1,4}/(?:CP|SL|TTg|HĐBT|LCT)",
}
_NUMBER = "|".join(f"(?P<{name}>{shape})" for name, shape in _SHAPES.items())
NUMBER_PATTERN = re.compile(rf"(?<![\w/-])(?:{_NUMBER})(?![\w/-])")

# The same as people type them: "105 /2021/TT-BQP", "01/2012/TTLT/BYT - BTC", the Icelandic Ð for Đ.
_GAP = r"[ \u00a0]?"
_LETTER = "A-ZĐÐ"
_TAIL = (
    rf"(?:[-–][{_LETTER}][A-Za-zĐđÐ0-9]{{1,12}}(?:&[{_LETTER}]{{1,6}})?"
    rf"|{_GAP}[-–]{_GAP}(?:CP|TTg|[{_LETTER}]{{2,12}})(?![\w]))"
)
_TYPED_STATE = (
    rf"\d{{1,5}}[a-zđ]?{_GAP}/{_GAP}(?:19|20)\d{{2}}{_GAP}/{_GAP}"
    rf"(?:(?:QH|UBTVQH){_GAP}\d{{1,2}}"
    rf"|(?:TTLT|NQLT)/[{_LETTER}][A-Za-zĐđÐ0-9]{{1,12}}{_TAIL}*"
    rf"|[{_LETTER}]{{2,6}}{_TAIL}+)"
)
LOOSE_NUMBER = "|".join(
    [_TYPED_STATE, *(shape.replace("A-ZĐ", _LETTER) for name, shape in _SHAPES.items() if name != "state")]
)
_LOOSE = re.compile(rf"(?<![\w/-])(?:{LOOSE_NUMBER})(?![\w/-])")
_STATE = re.compile(_SHAPES["state"])
# "47/2017/NĐ-CPngày 24 tháng 4": the space behind the number was lost.
_GLUED = re.compile(
    rf"\d{{1,5}}/(?:19|20)\d{{2}}/[{_LETTER}]{{2,6}}-(?:TTg|[{_LETTER}]{{2,12}})(?=[a-zđà-ỹ]{{2}})"
)

# Every number has a slash before a year or a capital letter: far rarer than figures, so that is looked for.
_SLASH = re.compile(rf"/(?={_GAP}[12{_LETTER}])")
_FIGURES_BEFORE = re.compile(rf"\d[\dA-Za-zĐđÐ-]{{0,9}}{_GAP}$")
_LONGEST_FIGURES = 12
_TYPE_BEFORE = re.compile(
    rf"(?<!\w)(?:(?P<type>{any_of(DOCUMENT_TYPE_NAMES, either_case=True)}){SPACE}+)?(?:số:?{SPACE}*)?$"
)
_LONGEST_TYPE = 34
# "Mẫu số 02/TB-ĐKT" is a form, not a document.
_FORM_BEFORE = re.compile(rf"(?:mẫu|biểu|phiếu|hiệu|bảng|mã){SPACE}*(?:s[ốổ]:?)?{SPACE}*$", re.IGNORECASE)
_ISSUED = re.compile(
    rf",?{SPACE}+ngày{SPACE}*(?P<day>\d{{1,2}})(?:[/.-]|{SPACE}*tháng{SPACE}*)"
    rf"(?P<month>\d{{1,2}})(?:[/.-]|{SPACE}*năm{SPACE}*)(?P<year>(?:19|20)\d{{2}})(?!\w)"
)
_ENDS_ISSUER = any_of(
    (
        *(
            "quy định",
            "về",
            "hướng dẫn",
            "ban hành",
            "sửa đổi",
            "phê duyệt",
            "tổ chức",
            "và",
            "có",
            "được",
            "thì",
        ),
        *("để", "bổ sung", "thay thế", "liên quan", "công bố", "cho", "do", "này", "theo"),
    )
)
_ISSUER = re.compile(
    rf",?{SPACE}+của{SPACE}+(?P<issuer>[{CAPITAL}][\w -]{{1,80}}?)"
    rf"(?={SPACE}+(?:{_ENDS_ISSUER})(?!\w)|{SPACE}*[,.;:()\n]|$)"
)
_MOST_OF_ISSUER = 100


def clean_number(number: str) -> str:
    """Without stray spaces, with the Vietnamese Đ: "105 /2021/TT-BQP" → "105/2021/TT-BQP"."""
    return re.sub(r"\s+", "", number).replace("Ð", "Đ").replace("–", "-")


def find_numbers(text: str) -> tuple[str, ...]:
    """Every number of a document in the text, in order."""
    return tuple(match[0] for match in NUMBER_PATTERN.finditer(text))


def number_shape(number: str) -> str | None:
    """ "state", "old", "party", "administrative", "old_state", or None when it is no number."""
    match = NUMBER_PATTERN.fullmatch(number.strip())
    return match.lastgroup if match else None


def numbered_documents(text: str) -> Iterator[DocumentToken]:
    """Documents by number, each with its type, "số", and the date of issue that follows."""
    past = 0
    for slash in _SLASH.finditer(text):
        if slash.start() < past:
            continue
        window = max(past, slash.start() - _LONGEST_FIGURES)
        figures = _FIGURES_BEFORE.search(text, window, slash.start())
        number = None
        if figures:
            number = _GLUED.match(text, figures.start()) or _LOOSE.match(text, figures.start())
        if number is None:
            continue
        start, end = number.span()
        before = _TYPE_BEFORE.search(text, max(past, start - _LONGEST_TYPE), start)
        type_name = before["type"] if before else None
        if type_name is None and _is_form(text, past, start, number[0]):
            past = end
            continue
        if before:
            start = before.start()
        end, issued_on = issue_date(text, end)
        past = end
        yield DocumentToken(
            start,
            end,
            DocumentReference(
                type_name=_canonical(type_name),
                number=clean_number(number[0]),
                issued_on=issued_on,
                issuer=named_issuer(text, end),
            ),
        )


def issue_date(text: str, position: int) -> tuple[int, datetime.date | None]:
    """Where "ngày 30/4/2025" ends, and the day; an impossible day is passed over but not kept."""
    match = _ISSUED.match(text, position)
    if match is None:
        return position, None
    try:
        return match.end(), datetime.date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:
        return match.end(), None


def named_issuer(text: str, position: int) -> str:
    """ "… của Bộ trưởng Bộ Tài chính quy định" → the words after "của"; not part of the citation."""
    match = _ISSUER.match(text, position, position + _MOST_OF_ISSUER)
    return match["issuer"].strip() if match else ""


def _is_form(text: str, past: int, start: int, number: str) -> bool:
    if _STATE.match(number):
        return False
    return _FORM_BEFORE.search(text, max(past, start - _LONGEST_TYPE), start) is not None


def _canonical(type_name: str | None) -> str:
    if type_name is None:
        return ""
    words = " ".join(type_name.split())
    return words[:1].upper() + words[1:]
