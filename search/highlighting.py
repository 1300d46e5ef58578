"""The best lines of a text, with the words of the query marked in the original. Pure, the same for both
engines.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from portal.lib.vietnamese import normalise
from search.analysis import Token, surface, tokenise
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


@dataclass(frozen=True, slots=True)
class Wanted:
    """The words to mark. Whoever typed marks meant them: "phạt" is then not found in "phát".

    ``surfaces``: words wanted in one spelling; ``loose``: folded words wanted in any.
    """

    loose: frozenset[str] = frozenset()
    surfaces: frozenset[str] = frozenset()

    @classmethod
    def of(cls, text: str, kept: Iterable[str] | None = None) -> Wanted:
        """The words of a query; ``kept``: only these of them, folded.

        In a query written mostly with marks a word without any is meant so too ("bao" is not "báo").
        """
        chosen = None if kept is None else set(kept)
        written = [
            (token.text, text[token.start : token.end].lower())
            for token in tokenise(text)
            if chosen is None or token.text in chosen
        ]
        marked = [word for folded, word in written if word != folded]
        plain = [word for folded, word in written if word == folded]
        if len(marked) >= len(plain):
            return cls(
                surfaces=frozenset(surface(word) for word in marked + plain) if marked else frozenset()
            )
        return cls(loose=frozenset(plain), surfaces=frozenset(surface(word) for word in marked))

    def among(self, tokens: Sequence[Token], text: str) -> list[bool]:
        """Which of a text's tokens are wanted."""
        loose, surfaces = self.loose, self.surfaces
        bare = _without_marks(surfaces)
        return [
            token.text in loose or (token.text in bare and surface(text[token.start : token.end]) in surfaces)
            for token in tokens
        ]


NOTHING = Wanted()


@lru_cache(maxsize=256)
def _without_marks(surfaces: frozenset[str]) -> frozenset[str]:
    """Most words of a text are none of these: their marks need not be looked at."""
    return frozenset(token.text for word in surfaces for token in tokenise(normalise(word)))


@lru_cache(maxsize=4_096)
def _tokens(text: str) -> tuple[Token, ...]:
    """A line is read to be chosen, to be cut and to be marked."""
    return tuple(tokenise(text))


def matching_spans(text: str, wanted: Wanted) -> list[tuple[int, int]]:
    """Where the wanted folded words stand in composed text; neighbours joined by one space become one
    span.
    """
    return _spans(text, _tokens(text), wanted)


def _spans(text: str, tokens: Sequence[Token], wanted: Wanted) -> list[tuple[int, int]]:
    hit = wanted.among(tokens, text)
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


def highlight(text: str, wanted: Wanted) -> tuple[Fragment, ...]:
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


def line_score(line: str, wanted: Wanted) -> float:
    """Different wanted words, and as much again for each wanted pair of neighbours; a long line loses a
    little.
    """
    found = _tokens(line)
    is_hit = wanted.among(found, line)
    hits = {token.text for token, hit in zip(found, is_hit, strict=True) if hit}
    if not hits:
        return 0.0
    strong = len(hits - WEAK_WORDS) + 0.2 * len(hits & WEAK_WORDS)
    pairs = {
        (found[index].text, found[index + 1].text)
        for index, (first, second) in enumerate(pairwise(is_hit))
        if first and second
    }
    return strong + 0.7 * len(pairs) - len(found) / 2000


def best_line(lines: Sequence[Line], wanted: Wanted) -> Line | None:
    """The line that answers; the first of equals, so a clause's opening wins over its points."""
    return max(lines, key=lambda line: line_score(line.text, wanted), default=None)


def snippet(text: str, wanted: Wanted, length: int = SNIPPET_CHARACTERS) -> tuple[Fragment, ...]:
    """At most about ``length`` characters around the densest matches, cut at words, with … where text is
    left out.
    """
    text = " ".join(text.split())
    tokens = _tokens(text)
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


def opening(text: str, wanted: Wanted, length: int) -> tuple[Fragment, ...]:
    """The beginning of a text, cut at a word."""
    text = " ".join(text.split())
    if len(text) <= length:
        return highlight(text, wanted)
    end = text.rfind(" ", 0, length)
    return (*highlight(text[: end if end > 0 else length], wanted), Fragment(f" {ELLIPSIS}"))


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
