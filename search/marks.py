"""What a reader typed with marks is meant with them: "đất" is not "đặt". Pure; the index itself is folded."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from functools import lru_cache

from portal.lib.vietnamese import normalise
from search.analysis import TONES, WORD
from search.backends.base import Answer, Hit
from search.highlighting import Wanted
from search.ranking import marks_weight


def by_marks(answer: Answer, wanted: Wanted, required: int) -> Answer:
    """The index knows no marks. Where the reader typed some, results that have them come first; what shares only the
    letters of too many words ("đặt" for "đất") is no result.
    """
    if not wanted.surfaces or not answer.hits:
        return answer
    needed = 1 if wanted.loose else min(required, len(wanted.surfaces))
    spellings = {spelling: word for word in wanted.surfaces for spelling in _spellings(word)}
    kept = []
    for hit in answer.hits:
        found = len({spellings[word] for word in spellings.keys() & _written(hit)})
        if found >= needed:
            weight = marks_weight(found / len(wanted.surfaces))
            kept.append(replace(hit, score=hit.score * weight))
    kept.sort(key=lambda hit: -hit.score)
    return replace(answer, hits=tuple(kept), total=answer.total - (len(answer.hits) - len(kept)))


def _written(hit: Hit) -> set[str]:
    document = hit.document
    found = set(WORD.findall("\n".join((document.title, hit.passage.text)).lower()))
    return found.union(*map(_words_of_name, (*document.context, document.citation)))


@lru_cache(maxsize=4_096)
def _words_of_name(name: str) -> frozenset[str]:
    """All articles of a law stand below the same names."""
    return frozenset(WORD.findall(name.lower()))


@lru_cache(maxsize=4_096)
def _spellings(surface: str) -> frozenset[str]:
    """The composed words that ``analysis.surface`` makes this of: its tone on any of its letters (hoà, hòa)."""
    tone = surface[-1] if surface[-1:] in TONES else ""
    letters = surface[: len(surface) - len(tone)]
    if not tone:
        return frozenset({normalise(letters)})
    ends = [
        end
        for end in range(1, len(letters) + 1)
        if end == len(letters) or not unicodedata.combining(letters[end])
    ]
    return frozenset(normalise(f"{letters[:end]}{tone}{letters[end:]}") for end in ends)
