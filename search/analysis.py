"""Text → tokens, once for both engines. Pure.

Everything is folded ("Đất đai" → "dat dai"), so one index answers queries with and without marks. Folding
composed text keeps its length: an offset in the folded text is an offset in the original, and a match is
highlighted there. Both tone placements (hoà, hòa) fold to the same letters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from portal.lib.vietnamese import fold, normalise

#: Longer runs of letters are no words; engines refuse terms of some thousand bytes.
MAX_TOKEN_CHARACTERS = 64
#: Joins the two words of a bigram into one term. It is no word character of a token, so it cannot occur in
#: one.
BIGRAM_JOINER = "_"

#: Grave, acute, tilde, hook above, dot below: the five tones that are written.
TONES = "\u0300\u0301\u0303\u0309\u0323"

WORD = re.compile(r"[^\W_]+")

#: Phrases that ask and do not describe, folded. They stay in the query for retrieval (removing
#: them there was measured to rank worse) and are left out where the content of the question counts.
BOILERPLATE = (
    "duoc quy dinh nhu the nao",
    "theo quy dinh cua phap luat",
    "theo quy dinh phap luat",
    "quy dinh the nao",
    "bao gom nhung gi",
    "gom nhung gi",
    "co dung khong",
    "nhu the nao",
    "quy dinh ve",
    "cho toi hoi",
    "la bao nhieu",
    "bao nhieu",
    "hien hanh",
    "nhung gi",
    "hien nay",
    "co phai",
    "co duoc",
    "bao lau",
    "xin hoi",
    "the nao",
    "ra sao",
    "co bi",
    "la gi",
    "khong",
    "nhung",
    "nao",
    "vay",
    "thi",
    "gi",
    "ma",
    "a",
)


def _by_first_word() -> dict[str, tuple[tuple[str, ...], ...]]:
    """The longest first, so that "bao nhieu" does not leave "la" of "la bao nhieu"."""
    table: dict[str, list[tuple[str, ...]]] = {}
    for phrase in sorted((tuple(phrase.split()) for phrase in BOILERPLATE), key=lambda words: -len(words)):
        table.setdefault(phrase[0], []).append(phrase)
    return {first: tuple(phrases) for first, phrases in table.items()}


_BOILERPLATE = _by_first_word()


def listed(text: str) -> tuple[str, ...]:
    """A closed list, written as it is read."""
    return tuple(text.split())


class Token(NamedTuple):
    """One folded word and where it stands in the original text (``text[start:end]``)."""

    text: str
    start: int
    end: int


def tokenise(text: str) -> list[Token]:
    """The words of composed (NFC) text, in order. Digits are words; marks of punctuation separate."""
    return [Token(match[0][:MAX_TOKEN_CHARACTERS], *match.span()) for match in WORD.finditer(fold(text))]


@lru_cache(maxsize=16_384)
def surface(word: str) -> str:
    """One spelling of a word with its marks, whatever the case and the place of the tone: hoà, HÒA → the
    same.
    """
    decomposed = unicodedata.normalize("NFD", word.lower())
    tones = "".join(mark for mark in decomposed if mark in TONES)
    return "".join(mark for mark in decomposed if mark not in TONES) + tones


def words(text: str) -> list[str]:
    """The folded words alone, of text in any normal form."""
    return _words(fold(normalise(text)))


def lines_of_words(text: str) -> list[list[str]]:
    """The folded words of each line."""
    return [_words(line) for line in fold(normalise(text)).split("\n")]


#: Everything that is no letter or digit, as a space.
_SEPARATED = bytes(code if chr(code).isalnum() and code < 0x80 else ord(" ") for code in range(256))


def _words(folded: str) -> list[str]:
    """As ``WORD`` finds them, cut where one is too long."""
    found = _separated(folded).split()
    if max(map(len, found), default=0) <= MAX_TOKEN_CHARACTERS:
        return found
    return [word[:MAX_TOKEN_CHARACTERS] for word in found]


def spaced(text: str) -> str:
    """The folded words of composed text, each between spaces: looking for a few words in it (" dat ") costs much less
    than telling all of them apart.
    """
    return f" {_separated(fold(text))} "


def _separated(folded: str) -> str:
    """The words with spaces between them; rebuilding an index and ranking live from this, and what is ASCII once
    the usual punctuation is gone costs half as much.
    """
    for punctuation in "“”–":  # by far the most frequent beyond ASCII
        folded = folded.replace(punctuation, " ")
    if folded.isascii():
        return folded.encode().translate(_SEPARATED).decode("ascii")
    return " ".join(WORD.findall(folded))


def bigrams(folded_words: Sequence[str]) -> list[str]:
    """Pairs of neighbours: ["luat", "dat", "dai"] → ["luat_dat", "dat_dai"]."""
    return [f"{first}{BIGRAM_JOINER}{second}" for first, second in pairwise(folded_words)]


def bigrams_of_segments(segments: Iterable[Sequence[str]]) -> list[str]:
    """Bigrams inside each segment: a law's name and a clause do not make a pair where they meet."""
    return [bigram for segment in segments for bigram in bigrams(segment)]


def without_boilerplate(folded_words: Sequence[str]) -> list[str]:
    """The words that carry the question. A query of boilerplate alone is returned whole."""
    kept: list[str] = []
    position = 0
    while position < len(folded_words):
        for phrase in _BOILERPLATE.get(folded_words[position], ()):
            if tuple(folded_words[position : position + len(phrase)]) == phrase:
                position += len(phrase)
                break
        else:
            kept.append(folded_words[position])
            position += 1
    return kept or list(folded_words)


def distinct(items: Iterable[str]) -> tuple[str, ...]:
    """In order of first appearance."""
    return tuple(dict.fromkeys(items))
