"""Cuts the words of a citation of several provisions into one piece for each."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .records import Provision
from .words import SPACE

_WORDS = {
    "article": "[Đđ]iều",
    "appendix": rf"[Pp]hụ{SPACE}lục(?:{SPACE}+số)?",
    "item": "[Mm]ục",
    "clause": "[Kk]hoản",
    "point": "[Đđ]iểm",
    "part": "[Pp]hần",
    "chapter": "[Cc]hương",
    "section": "[Mm]ục",
    "subsection": rf"[Tt]iểu{SPACE}+mục",
}
_LOOSE_END = re.compile(rf"(?:{SPACE}|[,;]|(?<!\w)(?:và|hoặc|hay|đến|từ)(?!\w))+$")


def _smallest(provision: Provision) -> tuple[str, str]:
    if provision.division:
        return provision.division[0].kind, provision.division[0].number
    kind = "point" if provision.point else "clause" if provision.clause else provision.kind
    return kind, provision.point or provision.clause or provision.article


def split_stretch(text: str, provisions: Sequence[Provision]) -> list[tuple[int, int, int]]:
    """(start, end, index of the provision) of each piece, in order.

    "khoản 1, khoản 2 Điều 18" → "khoản 1" and "khoản 2 Điều 18". What lies inside a range has no words of its own.
    """
    if len(provisions) < 2:
        return [(0, len(text), 0)]
    starts: list[tuple[int, int]] = []
    position = 0
    for index, provision in enumerate(provisions):
        kind, label = _smallest(provision)
        pattern = rf"(?:[Cc]ác{SPACE}+|[Tt]ừ{SPACE}+)*(?:{_WORDS[kind]}{SPACE}+)?(?<!\w)0*{re.escape(label)}(?![\w/])"
        match = re.compile(pattern).search(text, position)
        if match is None:
            continue
        starts.append((match.start(), index))
        position = match.end()
    if not starts:
        return [(0, len(text), 0)]
    starts[0] = (0, starts[0][1])
    pieces = []
    for place, (start, index) in enumerate(starts):
        end = starts[place + 1][0] if place + 1 < len(starts) else len(text)
        if loose := _LOOSE_END.search(text, start, end):
            end = loose.start()
        pieces.append((start, end, index))
    return pieces
