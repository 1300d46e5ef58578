"""What a reader typed with marks is meant with them: "đất" is not "đặt". Pure; the index itself is folded."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from functools import lru_cache

from portal.lib.vietnamese import normalise
from search.analysis import TONES
from search.backends.base import Answer, Hit
from search.highlighting import Wanted
from search.ranking import marks_weight

#: What separates words beyond ASCII …
_PUNCTUATION = "“”‘’–—…•§°\u00a0"
#: … and within it, as spaces; bytes of other letters stay.
_SEPARATED = bytes(code if code >= 0x80 or chr(code).isalnum() else ord(" ") for code in range(256))


def by_marks(answer: Answer, wanted: Wanted, required: int) -> Answer:
    """The index knows no marks. Where the reader typed some, results that have them come first; what shares only the
    letters of too many words ("đặt" for "đất") is no result.
    """
    if not wanted.surfaces or not answer.hits:
        return answer
    needed = 1 if wanted.loose else min(required, len(wanted.surfaces))
    meant = {spelling: word for word in wanted.surfaces for spelling in _spellings(word)}
    spellings = frozenset(meant)
    kept = []
    for hit in answer.hits:
        found = len({meant[spelling] for spelling in spellings.intersection(_written(hit))})
        if found >= needed:
            score = hit.score * marks_weight(found / len(wanted.surfaces))
            kept.append(Hit(hit.document, hit.passage, score, hit.further))
    kept.sort(key=lambda hit: -hit.score)
    return replace(answer, hits=tuple(kept), total=answer.total - (len(answer.hits) - len(kept)))


def _written(hit: Hit) -> list[bytes]:
    """All words of a hit in small letters. A hundred hits are read for a page: bytes are told apart ten times as fast
    as letters.
    """
    document = hit.document
    text = "\n".join((*document.context, document.title, document.citation, hit.passage.text)).lower()
    for mark in _PUNCTUATION:
        text = text.replace(mark, " ")
    return text.encode(errors="replace").translate(_SEPARATED).split()


@lru_cache(maxsize=4_096)
def _spellings(surface: str) -> tuple[bytes, ...]:
    """The composed words that ``analysis.surface`` makes this of: its tone on any of its letters (hoà, hòa)."""
    tone = surface[-1] if surface[-1:] in TONES else ""
    letters = surface[: len(surface) - len(tone)]
    if not tone:
        return (normalise(letters).encode(),)
    ends = [
        end
        for end in range(1, len(letters) + 1)
        if end == len(letters) or not unicodedata.combining(letters[end])
    ]
    written = {normalise(f"{letters[:end]}{tone}{letters[end:]}") for end in ends}
    return tuple(word.encode() for word in written)
