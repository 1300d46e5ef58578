"""The number of a document, however it is typed. Pure."""

from __future__ import annotations

import re
from typing import NamedTuple

from search.analysis import distinct, words

#: Folded type of document → the abbreviations that stand for it in numbers and in haste.
DOCUMENT_TYPES = {
    "bo luat": ("bl",),
    "luat": ("lq",),
    "nghi quyet": ("nq",),
    "nghi quyet lien tich": ("nqlt",),
    "phap lenh": ("pl",),
    "quyet dinh": ("qd",),
    "nghi dinh": ("nd",),
    "thong tu lien tich": ("ttlt",),
    "thong tu": ("tt",),
    "chi thi": ("ct",),
    "hien phap": ("hp",),
}
TYPE_BY_ABBREVIATION = {short: name for name, shorts in DOCUMENT_TYPES.items() for short in shorts}

_YEAR = r"(?:19|20)\d{2}"
_JOINT = r"(?:\s*[/\-]\s*|\s+)"
_TYPES = "|".join(sorted([*DOCUMENT_TYPES, *TYPE_BY_ABBREVIATION], key=len, reverse=True)).replace(
    " ", r"\s+"
)
#: "nđ", "nghị định số:"
_TYPED = rf"(?<!\w)(?P<type>{_TYPES})\s*(?:so\s*)?[:.]?\s*"
_BEFORE = r"(?<![\w/-])"
_AFTER = r"(?![\w/])"

#: 168/2024/NĐ-CP, 168-2024-nd-cp, "168/2024 nd cp", 36/2024/QH15, 14/2025/QĐ-UBND, 168/2024
_WITH_YEAR = re.compile(
    rf"{_BEFORE}(?P<serial>\d{{1,5}}[a-z]?)\s*[/\-]\s*(?P<year>{_YEAR})"
    rf"(?:{_JOINT}(?P<body>(?:qh|ubtvqh)\d{{1,2}}|(?:nd|qd|tt|nq|ct|ttlt|nqlt|pl|l|tb|kh|hd)"
    rf"(?:{_JOINT}[a-z][a-z0-9]{{1,12}})?))?{_AFTER}"
)
#: "168 2024 nd cp", "59 2020 qh14": spaces alone, so the letters must follow
_SPACED = re.compile(
    rf"{_BEFORE}(?P<serial>\d{{1,5}}[a-z]?)\s+(?P<year>{_YEAR}){_JOINT}"
    rf"(?P<body>(?:qh|ubtvqh)\d{{1,2}}|(?:nd|qd|tt|nq|ct|ttlt|nqlt|pl)(?:{_JOINT}[a-z][a-z0-9]{{1,12}})){_AFTER}"
)
#: "100 2019" and nothing else
_BARE = re.compile(rf"^\s*(?:so\s+)?(?P<serial>\d{{1,5}}[a-z]?)\s+(?P<year>{_YEAR})\s*$")
#: 66-NQ/TW, 140/NQ-CP, "140 nq cp"
_WITHOUT_YEAR = re.compile(
    rf"{_BEFORE}(?P<serial>\d{{1,5}})\s*[/\-]\s*(?P<abbreviation>[a-z]{{1,5}})\s*[/\-]\s*(?P<issuer>[a-z][a-z0-9]{{1,12}}){_AFTER}"
)
#: "nghị định 168", "nđ 100 2019", "nghị định số 100 năm 2019": a serial after a type, a year or none
_AFTER_TYPE = re.compile(
    rf"{_TYPED}(?P<serial>\d{{1,5}}[a-z]?)(?![\w/-]|\s*[/\-]\s*\d)"
    rf"(?:(?:\s+nam)?\s+(?P<year>{_YEAR})(?![\w/-]))?"
)
#: "nđ 100/2019", "nđ100/2019": a decree and a circular may share them, and the type tells which is meant
_TYPE_AND_YEAR = re.compile(rf"{_TYPED}(?P<serial>\d{{1,5}}[a-z]?)\s*[/\-]\s*(?P<year>{_YEAR}){_AFTER}")


class FoundNumber(NamedTuple):
    """The key under which the document is looked up, and the place in the folded text."""

    key: str
    span: tuple[int, int]


def number_key(number: str) -> str:
    """One spelling for a document's number: "168/2024/NĐ-CP", "168-2024-nd cp" → "168/2024/nd/cp"."""
    return "/".join(words(number))


def number_keys(number: str, type_name: str = "") -> tuple[str, ...]:
    """All keys under which a document's number is found: whole, without its body, after its type."""
    parts = words(number)
    if not parts:
        return ()
    keys = ["/".join(parts)]
    has_year = len(parts) > 1 and re.fullmatch(_YEAR, parts[1])
    if has_year:
        keys.append(f"{parts[0]}/{parts[1]}")
    if type_name:
        name = " ".join(words(type_name))
        keys.append(f"{name} {parts[0]}")
        if has_year:
            keys.append(f"{name} {parts[0]}/{parts[1]}")
    return distinct(keys)


def find_number(folded: str) -> FoundNumber | None:
    """The first document's number in folded text; the fullest spelling first."""
    for pattern, key_of in _READINGS:
        if (match := pattern.search(folded)) and (key := key_of(match)):
            return FoundNumber(key, match.span())
    return None


def _whole(match: re.Match[str]) -> str:
    return number_key(match.group()) if match.groupdict().get("body", "-") else ""


def _serial_and_year(match: re.Match[str]) -> str:
    return f"{match['serial']}/{match['year']}"


def _after_type(match: re.Match[str]) -> str:
    year = f"/{match['year']}" if match["year"] else ""
    return f"{_type_name(match['type'])} {match['serial']}{year}"


def _type_name(typed: str) -> str:
    name = " ".join(typed.split())
    return TYPE_BY_ABBREVIATION.get(name, name)


_READINGS = (
    (_WITH_YEAR, _whole),
    (_SPACED, _whole),
    (_TYPE_AND_YEAR, _after_type),
    (_WITH_YEAR, _serial_and_year),
    (_WITHOUT_YEAR, _whole),
    (_AFTER_TYPE, _after_type),
    (_BARE, _serial_and_year),
)
