"""What a reader typed with marks is meant with them: "đất" is not "đặt". Pure; the index itself is folded."""

from __future__ import annotations

from dataclasses import replace

from search.analysis import WORD, surface
from search.backends.base import Answer, Hit
from search.highlighting import Wanted
from search.ranking import marks_weight


def by_marks(answer: Answer, wanted: Wanted, required: int) -> Answer:
    """The index knows no marks. Where the reader typed some, results that have them come first; what shares
    only
    the letters of too many words ("đặt" for "đất") is no result.
    """
    if not wanted.surfaces or not answer.hits:
        return answer
    needed = 1 if wanted.loose else min(required, len(wanted.surfaces))
    kept = []
    for hit in answer.hits:
        found = len(_written(hit) & wanted.surfaces)
        if found >= needed:
            weight = marks_weight(found / len(wanted.surfaces))
            kept.append(replace(hit, score=hit.score * weight))
    kept.sort(key=lambda hit: -hit.score)
    return replace(answer, hits=tuple(kept), total=answer.total - (len(answer.hits) - len(kept)))


def _written(hit: Hit) -> set[str]:
    document = hit.document
    texts = (*document.context, document.title, document.citation, hit.passage.text)
    return {surface(word) for word in {word for text in texts for word in WORD.findall(text)}}
