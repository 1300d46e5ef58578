"""Which number follows which: of articles, clauses and divisions. Pure."""

from __future__ import annotations

import re

from content.laws.ordering import LETTERS, number_order, roman_value

_ORDINALS = {
    "nhất": 1, "một": 1, "hai": 2, "nhì": 2, "ba": 3, "tư": 4, "bốn": 4, "năm": 5, "sáu": 6,
    "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9, "mười": 10,
}  # fmt: skip


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


def is_next(last: str, number: str) -> bool:
    """20 → 21, 20a; 20a → 20b, 21; nothing → 1."""
    if not last:
        return number == "1"
    base, _letters = _split(last)
    new_base, new_letters = _split(number)
    if new_base == base + 1:
        return not new_letters
    return new_base == base and bool(new_letters) and number_order(number) > number_order(last)


def value_follows(before: int, value: int) -> bool:
    return value // 10 == before // 10 + 1 or (value // 10 == before // 10 and value > before)


def _split(number: str) -> tuple[int, str]:
    match = re.match(r"(\d+)(.*)", number)
    return (int(match[1]), match[2]) if match else (0, "")
