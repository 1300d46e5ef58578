"""Letters of points that were typed wrongly: "a b c đ đ c" for "a b c d đ e". Pure.

In a law as it was issued, points run without a gap from a. Typists confuse d and đ, or repeat a letter, and then a
point can no longer be cited. Such a letter is read as the one that is due, and every such reading is reported.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from content.laws.ordering import LETTERS
from content.laws.structure import quoted_lines

_CLAUSE = re.compile(r"^(\d{1,3}[a-zđ]?)[.)](?=\s|$)")
_POINT = re.compile(rf"^([{LETTERS}])([.)])(?=\s|$)")


@dataclass(frozen=True)
class Reading:
    """Point ``typed`` of a clause was read as point ``read``."""

    clause: str
    typed: str
    read: str


def read_point_letters(text: str) -> tuple[str, list[Reading]]:
    """Corrects a letter only when it is đ where d is due, or when it goes back in the alphabet (but not to a,
    which may begin a list of its own)."""
    lines = text.split("\n")
    readings: list[Reading] = []
    clause, last = "", -1
    for index, (line, quoted) in enumerate(zip(lines, quoted_lines(lines), strict=True)):
        if quoted:
            continue
        if match := _CLAUSE.match(line):
            clause, last = match[1], -1
        elif match := _POINT.match(line):
            letter, position = match[1], LETTERS.index(match[1])
            due = last + 1
            confused = letter == "đ" and due == LETTERS.index("d")
            goes_back = position <= last and letter != "a"
            if due < len(LETTERS) and (confused or goes_back):
                lines[index] = f"{LETTERS[due]}{line[1:]}"
                readings.append(Reading(clause, letter, LETTERS[due]))
                position = due
            last = max(last, position)
    return "\n".join(lines), readings
