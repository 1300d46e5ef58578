"""What can be completed, laid out so that thousands of titles are looked through in a thousandth of a second. Pure.

Every name of an entry is one line of a long text, the lines in the order of their weight: the first places at which
the typed words stand are the best ones, and ``str.find`` is fast. One text is folded, the other has its marks.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from portal.lib.vietnamese import fold, normalise
from search.analysis import WORD, Token, tokenise, words
from search.syllables import place_tone, split_tone

#: Places looked at where words do not stand one after the other, or with other marks; more are no better.
MOST_PLACES = 200
MOST_HALF_MARKED = 60
#: Of the last word, before words are looked for that do not stand one after the other: "so do" is not "do … so".
FEWEST_LETTERS = 3
#: Letters before and behind a word within which the others are looked for.
STRETCH = 32
#: A note is shown from a place before what was typed, if that stands further back.
NOTE_LEAD = 24
LONGEST_NOTE = 90
_START = "\n "


@dataclass(frozen=True, slots=True)
class Entry:
    """Something to go to. ``names``: what it is found by beside its text; ``note`` stands beside it, smaller."""

    text: str
    url: str
    weight: float = 0.0
    note: str = ""
    names: tuple[str, ...] = ()
    object_id: int = 0


class _Lines:
    """Lines of words in one text, each with the number of its owner."""

    def __init__(self, lines: Iterable[tuple[int, str]]) -> None:
        self._owners: list[int] = []
        self._starts: list[int] = []
        kept: list[str] = []
        length = 0
        for owner, line in lines:
            kept.append(f"{_START}{line}")
            self._owners.append(owner)
            self._starts.append(length)
            length += len(kept[-1])
        self._text = "".join(kept) + "\n"

    def holding(self, needle: str) -> Iterator[tuple[int, str]]:
        """(owner, line) of lines with the needle, each once, the weightiest first."""
        place = self._text.find(needle)
        while place >= 0:
            line = bisect_right(self._starts, place) - 1
            end = self._starts[line + 1] if line + 1 < len(self._starts) else len(self._text) - 1
            yield self._owners[line], self._text[self._starts[line] : end]
            place = self._text.find(needle, end)


class SuggestionTable:
    """Entries of one kind."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries = sorted(entries, key=lambda entry: (-entry.weight, len(entry.text), entry.text))
        names = [
            (number, name)
            for number, entry in enumerate(self.entries)
            for name in dict.fromkeys((entry.text, *entry.names))
        ]
        self._folded = _Lines((number, _ascii(" ".join(words(name)))) for number, name in names)
        self._marked = _Lines((number, _with_marks(name)) for number, name in names)

    def __len__(self) -> int:
        return len(self.entries)

    def find(self, typed: str, limit: int, *, loosely: bool = False) -> list[Entry]:
        """Entries that begin with the typed words, then those that hold them, the last word as a beginning.

        Marks that are typed must stand there, unless ``loosely``.
        """
        typed_words = words(typed)
        if not typed_words or limit <= 0:
            return []
        marked = () if loosely else tuple(_marked_words(typed))
        found: dict[int, None] = {}
        if marked or not "".join(typed_words).isascii():
            phrase = _with_marks(typed)
            for needle in (f"{_START}{phrase}", f" {phrase}"):
                for owner, _line in self._marked.holding(needle):
                    found.setdefault(owner)
                    if len(found) >= limit:
                        break
            if found:
                return [self.entries[owner] for owner in list(found)[:limit]]
        for looked_at, owner in enumerate(self._places(typed_words)):
            # Half of the marks are typed: "đuong" on the way to "đường".
            if not marked or (owner not in found and _has_marks(self.entries[owner], marked)):
                found.setdefault(owner)
            if len(found) >= limit or (marked and looked_at >= MOST_HALF_MARKED):
                break
        return [self.entries[owner] for owner in found]

    def _places(self, typed_words: Sequence[str]) -> Iterator[int]:
        phrase = " ".join(typed_words)
        for needle in (f"{_START}{phrase}", f" {phrase}"):
            for owner, _line in self._folded.holding(needle):
                yield owner
        if len(typed_words) > 1 and len(typed_words[-1]) >= FEWEST_LETTERS:
            *whole, beginning = typed_words
            needles = [*(f" {word} " for word in whole), f" {beginning}"]
            # A whole word at the end of a line has no space behind it.
            rarest = max(needles, key=len).rstrip()
            for looked_at, (owner, line) in enumerate(self._folded.holding(rarest)):
                if _stand_together(f"{line} ", needles, rarest):
                    yield owner
                if looked_at >= MOST_PLACES:
                    return


def _ascii(folded: str) -> str:
    """Python looks through ASCII alone several times as fast; other scripts are found in the text with marks."""
    return folded if folded.isascii() else folded.encode("ascii", "replace").decode()


def _stand_together(line: str, needles: Sequence[str], rarest: str) -> bool:
    """All within a stretch about the rarest: words at the two ends of a long title say nothing together."""
    place = line.find(rarest)
    stretch = line[max(0, place - STRETCH) : place + len(rarest) + STRETCH]
    return all(needle in stretch for needle in needles)


# ------------------------------------------------------------------ marks


@lru_cache(maxsize=16_384)
def _spelt(word: str) -> str:
    """In small letters, the tone where it is usually placed: "hoà", "HÒA" → "hòa"."""
    letters, tone = split_tone(word.lower())
    return place_tone(letters, tone) if len(tone) == 1 else word.lower()


def _with_marks(text: str) -> str:
    return " ".join(_spelt(word) for word in WORD.findall(normalise(text)))


class _MarkedWord(NamedTuple):
    folded: str
    letters: str
    tone: str
    is_last: bool


def _marked_words(typed: str) -> Iterator[_MarkedWord]:
    tokens = tokenise(typed)
    for token in tokens:
        word = typed[token.start : token.end].lower()
        if word != fold(word):
            yield _MarkedWord(token.text, *split_tone(word), token is tokens[-1])


def _has_marks(entry: Entry, marked: Sequence[_MarkedWord]) -> bool:
    written = [
        (token.text, split_tone(name[token.start : token.end].lower()))
        for name in (entry.text, *entry.names)
        for token in tokenise(name)
    ]
    return all(
        any(_agree(word, folded, letters, tone) for folded, (letters, tone) in written) for word in marked
    )


def _agree(typed: _MarkedWord, folded: str, letters: str, tone: str) -> bool:
    if not (folded.startswith(typed.folded) if typed.is_last else folded == typed.folded):
        return False
    if typed.tone not in ("", tone):
        return False
    # Letters may be half marked: "đuong" is on the way to "đường".
    return all(own in (other, fold(other)) for own, other in zip(typed.letters, letters, strict=False))


# ------------------------------------------------------------------ what is shown


class Part(NamedTuple):
    """A piece of a suggestion's text; ``is_typed``: the reader has typed it already."""

    text: str
    is_typed: bool


def parts_of(text: str, typed: str) -> tuple[Part, ...]:
    """The text in pieces, what was typed marked: as it stands if it does, else each word once."""
    typed_words = words(typed)
    tokens = tokenise(text)
    spans = _phrase_span(tokens, typed_words) or sorted(_word_spans(tokens, typed_words))
    parts: list[Part] = []
    position = 0
    for start, end in spans:
        if start > position:
            parts.append(Part(text[position:start], is_typed=False))
        parts.append(Part(text[start:end], is_typed=True))
        position = end
    if position < len(text):
        parts.append(Part(text[position:], is_typed=False))
    return tuple(parts)


def _phrase_span(tokens: Sequence[Token], typed_words: Sequence[str]) -> list[tuple[int, int]]:
    length = len(typed_words)
    for first in range(len(tokens) - length + 1) if length else ():
        stretch = tokens[first : first + length]
        if [token.text for token in stretch[:-1]] == list(typed_words[:-1]) and stretch[-1].text.startswith(
            typed_words[-1]
        ):
            return [(stretch[0].start, stretch[-1].start + len(typed_words[-1]))]
    return []


def _word_spans(tokens: Sequence[Token], typed_words: Sequence[str]) -> Iterator[tuple[int, int]]:
    taken: set[int] = set()
    for place, word in enumerate(typed_words):
        is_last = place == len(typed_words) - 1
        for token in tokens:
            fits = token.text.startswith(word) if is_last else token.text == word
            if fits and token.start not in taken:
                taken.add(token.start)
                yield token.start, token.start + len(word)
                break


def note_around(note: str, typed: str) -> str:
    """The note from its beginning, or from shortly before what was typed: "… quyền được ghi âm của …"."""
    spans = _phrase_span(tokenise(note), words(typed))
    start = 0
    if spans and spans[0][1] > LONGEST_NOTE // 2:
        start = note.find(" ", max(0, spans[0][0] - NOTE_LEAD)) + 1
    shown = note[start : start + 2 * LONGEST_NOTE]
    if start + len(shown) < len(note):
        shown = f"{shown.rsplit(' ', 1)[0]} …"
    return f"… {shown}" if start else shown
