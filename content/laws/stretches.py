"""A long text cut into stretches that a page loads as they are needed. Pure.

A short law is shown whole. Of a long one the first stretches come with the page; the rest is fetched when the
reader comes near, searches, prints or follows an anchor (static/js/laws_stretches.js).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate

# Characters of law text. A page of 60 000 is about 25 KB on the wire.
WHOLE_UP_TO = 60_000
FIRST_VIEW = 24_000
STRETCH = 20_000
# Many short articles are as slow as few long ones.
MOST_ARTICLES = 40


def cut(sizes: Sequence[int], room: int = STRETCH, most: int = MOST_ARTICLES) -> list[slice]:
    """Neighbours together up to ``room``; a piece larger than that is alone. Nothing is lost or doubled."""
    slices: list[slice] = []
    start, total = 0, 0
    for index, size in enumerate(sizes):
        if index > start and (total + size > room or index - start >= most):
            slices.append(slice(start, index))
            start, total = index, 0
        total += size
    if sizes:
        slices.append(slice(start, len(sizes)))
    return slices


def loaded_at_first(sizes: Iterable[int], *, whole: bool = False) -> list[bool]:
    """For each stretch whether it comes with the page: all of a short text, else the first ones."""
    pieces = list(sizes)
    if whole or sum(pieces) <= WHOLE_UP_TO:
        return [True] * len(pieces)
    return [index == 0 or total <= FIRST_VIEW for index, total in enumerate(accumulate(pieces))]
