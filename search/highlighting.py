"""The best lines of a text, with the words of the query marked in the original. Pure, the same for both
engines.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

from search.analysis import Token, tokenise
from search.documents import Line

#: About three lines of a result.
SNIPPET_CHARACTERS = 240
ELLIPSIS = "…"
#: Words this frequent in Vietnamese prove nothing when they stand alone; they are marked only beside another
#: match.
WEAK_WORDS = frozenset(
    """va la cua co cho duoc khong cac nhung trong voi tu den theo khi thi o tai ve do bi phai mot nay
    of the a an in to is for and or on dan yang di ke dari untuk""".split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of text, marked or not. A template escapes ``text`` and wraps marked pieces in <mark>."""

    text: str
    is_match: bool = False


def matching_spans(text: str, wanted: Collection[str]) -> list[tuple[int, int]]:
    """Where the wanted folded words stand in composed text; neighbours joined by one space become one
    span.
    """
    return _spans(text, tokenise(text), wanted)


def _spans(text: str, tokens: Sequence[Token], wanted: Collection[str]) -> list[tuple[int, int]]:
    hit = [token.text in wanted for token in tokens]
    spans: list[tuple[int, int]] = []
    for index, token in enumerate(tokens):
        if not hit[index]:
            continue
        if token.text in WEAK_WORDS:
            beside = (index > 0 and hit[index - 1]) or (index + 1 < len(tokens) and hit[index + 1])
            if not beside:
                continue
        if spans and text[spans[-1][1] : token.start] == " ":
            spans[-1] = (spans[-1][0], token.end)
        else:
            spans.append((token.start, token.end))
    return spans


def highlight(text: str, wanted: Collection[str]) -> tuple[Fragment, ...]:
    """The whole text in fragments; joined again they give the text."""
    return _fragments(text, matching_spans(text, wanted))


def _fragments(text: str, spans: Sequence[tuple[int, int]]) -> tuple[Fragment, ...]:
    fragments: list[Fragment] = []
    position = 0
    for start, end in spans:
        if start > position:
            fragments.append(Fragment(text[position:start]))
        fragments.append(Fragment(text[start:end], is_match=True))
        position = end
    if position < len(text):
        fragments.append(Fragment(text[position:]))
    return tuple(fragments)


def line_score(line: str, wanted: Collection[str]) -> float:
    """Different wanted words, and as much again for each wanted pair of neighbours; a long line loses a
    little.
    """
    found = [token.text for token in tokenise(line)]
    hits = {word for word in found if word in wanted}
    if not hits:
        return 0.0
    strong = len(hits - WEAK_WORDS) + 0.2 * len(hits & WEAK_WORDS)
    pairs = {(first, second) for first, second in pairwise(found) if first in wanted and second in wanted}
    return strong + 0.7 * len(pairs) - len(found) / 2000


def best_line(lines: Sequence[Line], wanted: Collection[str]) -> Line | None:
    """The line that answers; the first of equals, so a clause's opening wins over its points."""
    return max(lines, key=lambda line: line_score(line.text, wanted), default=None)


def snippet(text: str, wanted: Collection[str], length: int = SNIPPET_CHARACTERS) -> tuple[Fragment, ...]:
    """At most about ``length`` characters around the densest matches, cut at words, with … where text is
    left out.
    """
    text = " ".join(text.split())
    tokens = tokenise(text)
    spans = _spans(text, tokens, wanted)
    if len(text) <= length:
        return _fragments(text, spans)

    start = _densest_start(spans, length, len(text))
    if start:
        start = text.rfind(" ", 0, start) + 1
    end = min(len(text), start + length)
    if end < len(text):
        cut = text.rfind(" ", start, end)
        end = cut if cut > start else end
    inside = [(max(a, start) - start, min(b, end) - start) for a, b in spans if a < end and b > start]
    fragments = list(_fragments(text[start:end], inside))
    if start:
        fragments.insert(0, Fragment(f"{ELLIPSIS} "))
    if end < len(text):
        fragments.append(Fragment(f" {ELLIPSIS}"))
    return tuple(fragments)


def _densest_start(spans: Sequence[tuple[int, int]], length: int, text_length: int) -> int:
    """Where a window holds most marked characters; a little text is left before the first match."""
    if not spans or spans[-1][1] <= length:
        return 0
    best, best_weight = 0, -1
    for first_start, _ in spans:
        weight = sum(
            end - start for start, end in spans if start >= first_start and end <= first_start + length * 0.8
        )
        if weight > best_weight:
            best, best_weight = first_start, weight
    if best < length * 0.4:
        return 0
    return max(0, min(best - length // 6, text_length - length))
