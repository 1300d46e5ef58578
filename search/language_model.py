"""How the corpus spells: its syllables with their marks, and which follow which. Pure.

Gathered while an index is built, kept as one block of bytes, read in some milliseconds: sorted arrays that are
searched by halving, so that a process that corrects queries needs some megabytes and not some hundred.
"""

from __future__ import annotations

import json
import math
import re
import struct
import zlib
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from portal.lib.vietnamese import fold, normalise
from search.analysis import WORD, surface
from search.syllables import is_syllable

#: A syllable or a pair that is rarer may be a slip of the corpus itself.
RAREST_SYLLABLE = 5
RAREST_PAIR = 3
#: Longest words that are counted; Vietnamese syllables have at most seven letters.
LONGEST_WORD = 12
MOST_SYLLABLES = 60_000
MOST_PAIRS = 300_000
#: Taken from every count of a pair and given to the pairs that were never seen (absolute discounting).
DISCOUNT = 0.6
#: A spoken phrase counts as if the corpus had it so many times.
SPOKEN_TIMES = 300
_WORD_OR_END = re.compile(rf"{WORD.pattern}|\n")
_MAGIC = b"LMV1"


class LanguageCounts:
    """Counts syllables and pairs of a stream of texts."""

    def __init__(self) -> None:
        self.syllables: Counter[str] = Counter()
        self.pairs: Counter[tuple[str, str]] = Counter()

    def add(self, text: str) -> None:
        """Composed text; a pair does not go over the end of a line."""
        # The end of a line is counted as a word that no model keeps: one pass over a text is faster than many.
        found = _WORD_OR_END.findall(text.lower())
        self.syllables.update(found)
        self.pairs.update(pairwise(found))

    def add_spoken(self, phrases: Iterable[str], times: int = SPOKEN_TIMES) -> None:
        """How people ask: laws hold no questions and nobody who says "I"."""
        for phrase in phrases:
            found = WORD.findall(normalise(phrase).lower())
            for word in found:
                self.syllables[word] += times
            for pair in pairwise(found):
                self.pairs[pair] += times

    def model(
        self, *, rarest_syllable: int = RAREST_SYLLABLE, rarest_pair: int = RAREST_PAIR
    ) -> LanguageModel:
        """What is frequent enough to be believed."""
        spellings: dict[str, Counter[str]] = {}
        for word, count in self.syllables.items():
            # Words with marks that are no syllables are slips of the corpus: two that ran together.
            if len(word) <= LONGEST_WORD and word.isalpha() and (word == fold(word) or is_syllable(word)):
                spellings.setdefault(surface(word), Counter())[word] += count
        counts = {key: forms.total() for key, forms in spellings.items() if forms.total() >= rarest_syllable}
        kept = sorted(counts, key=lambda key: -counts[key])[:MOST_SYLLABLES]
        ids = {key: number for number, key in enumerate(kept)}
        pairs: Counter[int] = Counter()
        for (first, second), count in self.pairs.items():
            a, b = ids.get(surface(first)), ids.get(surface(second))
            if a is not None and b is not None:
                pairs[(a << 16) | b] += count
        frequent = [(key, count) for key, count in pairs.most_common(MOST_PAIRS) if count >= rarest_pair]
        frequent.sort()
        return LanguageModel(
            [spellings[key].most_common(1)[0][0] for key in kept],
            array("I", (counts[key] for key in kept)),
            array("I", (key for key, _ in frequent)),
            array("I", (count for _, count in frequent)),
        )


class LanguageModel:
    """Syllables by number, the most frequent first; probabilities as natural logarithms."""

    def __init__(
        self, forms: Sequence[str], counts: array[int], pair_keys: array[int], pair_counts: array[int]
    ) -> None:
        self.forms = tuple(forms)
        self.counts = counts
        self._pair_keys = pair_keys
        self._pair_counts = pair_counts
        self._total = sum(counts) or 1
        self.ids = {surface(form): number for number, form in enumerate(self.forms)}
        by_folded: dict[str, list[int]] = {}
        for number, form in enumerate(self.forms):
            by_folded.setdefault(fold(form), []).append(number)
        self.by_folded = {folded: tuple(numbers) for folded, numbers in by_folded.items()}
        followers = array("I", bytes(4 * len(self.forms)))
        for key in pair_keys:
            followers[key >> 16] += 1
        #: P(any pair never seen | first), and P(second) to share it out by.
        self._left = [
            min(DISCOUNT * max(own, 1) / count, 1.0) for own, count in zip(followers, counts, strict=True)
        ]
        self._share = [count / self._total for count in counts]
        self._log_share = [math.log(share) for share in self._share]

    def __bool__(self) -> bool:
        return bool(self.forms)

    def number_of(self, word: str) -> int | None:
        """By its marks, wherever the tone is placed."""
        return self.ids.get(surface(word))

    def is_pair(self, first: int, second: int) -> bool:
        key = (first << 16) | second
        place = bisect_left(self._pair_keys, key)
        return place < len(self._pair_keys) and self._pair_keys[place] == key

    def log_one(self, number: int) -> float:
        return self._log_share[number]

    def log_pair(self, first: int, second: int) -> float:
        """log P(second | first)."""
        key = (first << 16) | second
        place = bisect_left(self._pair_keys, key)
        unseen = self._left[first] * self._share[second]
        if place < len(self._pair_keys) and self._pair_keys[place] == key:
            return math.log((self._pair_counts[place] - DISCOUNT) / self.counts[first] + unseen)
        return math.log(unseen)

    # -------------------------------------------------------------- as bytes

    def to_bytes(self) -> bytes:
        names = json.dumps(self.forms, ensure_ascii=False, separators=(",", ":")).encode()
        parts = [names, *(part.tobytes() for part in (self.counts, self._pair_keys, self._pair_counts))]
        packed = b"".join(struct.pack("<I", len(part)) + part for part in parts)
        return _MAGIC + zlib.compress(packed, 6)

    @classmethod
    def from_bytes(cls, packed: bytes) -> LanguageModel:
        """Raises ValueError for anything that ``to_bytes`` did not make."""
        if packed[:4] != _MAGIC:
            raise ValueError("not a language model of this version")
        try:
            names, *arrays = _parts(zlib.decompress(packed[4:]))
            counts, keys, pair_counts = (array("I", part) for part in arrays)
        except (zlib.error, struct.error) as error:
            raise ValueError("a damaged language model") from error
        return cls(json.loads(names), counts, keys, pair_counts)


def _parts(packed: bytes) -> Iterator[bytes]:
    position = 0
    while position < len(packed):
        (length,) = struct.unpack_from("<I", packed, position)
        yield packed[position + 4 : position + 4 + length]
        position += 4 + length


def count_texts(texts: Iterable[str]) -> LanguageCounts:
    counts = LanguageCounts()
    for text in texts:
        counts.add(normalise(text))
    return counts
