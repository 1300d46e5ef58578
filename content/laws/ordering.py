"""Where a number such as "20a" stands among others. Pure."""

from __future__ import annotations

import re

# The alphabet of points: Vietnamese letters without marks of tone, without f, j, w, z.
LETTERS = "abcdđeghiklmnopqrstuưvxy"
LETTER_ROOM = 1000
# Articles stay below ten million; numbered headings come after them, then appendices.
HEADINGS_FROM = 10**16
APPENDICES_FROM = 2 * 10**16
PIECES, PIECE_ROOM = 3, 200_000
ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}

_ROMAN_STEPS = (
    (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip

_NUMBER = re.compile(r"^(\d+)([a-zđ]*)$")


def number_order(number: str) -> int:
    """ "20" → 20000, "20a" → 20030, "20đ" → 20150, "20đa" → 20151, "21" → 21000.

    Raises ``ValueError`` for anything else, so that a typing error never sorts silently.
    """
    match = _NUMBER.match(number)
    if match is None:
        raise ValueError(f"not a number of an article or clause: {number!r}")
    rank = 0
    letters = match[2]
    if len(letters) > 2:
        raise ValueError(f"too many letters in {number!r}")
    if letters:
        rank = _rank(letters[0]) * 30 + (_rank(letters[1]) if len(letters) == 2 else 0)
    return int(match[1]) * LETTER_ROOM + rank


def unit_order(kind: str, number: str) -> int:
    """An article by its number; headings that stand for articles after them; appendices last.

    The number of an appendix or heading is read piece by piece ("II.3" before "II.10"). ``ValueError`` as above.
    """
    if kind == "article":
        return number_order(number)
    pieces = [_piece_order(piece) for piece in re.split(r"[.-]", number)][:PIECES]
    pieces += [0] * (PIECES - len(pieces))
    rank = 0
    for piece in pieces:
        rank = rank * PIECE_ROOM + min(piece, PIECE_ROOM - 1)
    return (APPENDICES_FROM if kind == "appendix" else HEADINGS_FROM) + rank


def roman_value(number: str) -> int | None:
    """ "XIV" → 14; None when it is no Roman number."""
    if not re.fullmatch(r"(?=[IVXLC])C{0,3}(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})", number):
        return None
    values = [ROMAN[letter] for letter in number]
    following = [*values[1:], 0]
    return sum(-one if one < after else one for one, after in zip(values, following, strict=True))


def roman_number(value: int) -> str:
    """14 → "XIV"; for numbers below 400, as chapters have, others stay Arabic."""
    if not 0 < value < 400:
        return str(value)
    digits = []
    for worth, letters in _ROMAN_STEPS:
        digits.append(letters * (value // worth))
        value %= worth
    return "".join(digits)


def _piece_order(piece: str) -> int:
    """Roman and Arabic numbers alike by value, letters after them."""
    if match := _NUMBER.match(piece.lower()):
        return int(match[1]) * 30 + (_rank(match[2][0]) if match[2] else 0)
    value = roman_value(piece)
    return value * 30 if value is not None else 150_000 + sum(_rank(letter) for letter in piece.lower())


def _rank(letter: str) -> int:
    position = LETTERS.find(letter)
    if position < 0:
        raise ValueError(f"not a letter used in numbering: {letter!r}")
    return position + 1
