"""Where a number such as "20a" stands among others. Pure."""

from __future__ import annotations

import re

# The alphabet of points: Vietnamese letters without marks of tone, without f, j, w, z.
LETTERS = "abcdđeghiklmnopqrstuưvxy"
LETTER_ROOM = 1000

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


def _rank(letter: str) -> int:
    position = LETTERS.find(letter)
    if position < 0:
        raise ValueError(f"not a letter used in numbering: {letter!r}")
    return position + 1
