"""How results are ordered: every weight is data here, and both engines build their queries from it. Pure.

The engine finds and orders by these; ``search.reranking`` then looks at the first articles once more.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TypeVar

from search.choices import Force, Kind


@dataclass(frozen=True, slots=True)
class FieldWeight:
    """One BM25 term of the fused score. ``source``: is the field compared with words or with pairs of
    words?
    """

    field: str
    weight: float
    source: str


#: An article scores as its best clause, a clause as this sum.
FUSION = (
    FieldWeight("u", 1.0, "words"),
    FieldWeight("g", 0.6, "word_pairs"),
    FieldWeight("title", 0.1, "words"),
    FieldWeight("title_bigram", 0.1, "word_pairs"),
)

#: BM25 for the two long fields where an engine lets us choose (Elasticsearch does, tantivy is fixed at 1.2
#: and .75).
LONG_FIELD_K1 = 0.6
LONG_FIELD_B = 1.0
#: tantivy multiplies by k1 + 1, Lucene does not: divide to bring scores to one scale.
TANTIVY_SCALE = 1 / (1.2 + 1)

#: A provision that no longer applies is found, but after those that do.
FORCE_WEIGHTS = {Force.IN_FORCE: 1.1, Force.NOT_YET: 1.0, Force.EXPIRED: 0.8}

#: Within one group of results: a whole law beside its articles, a lesson beside its course.
KIND_WEIGHTS = {
    Kind.EXPLAINER: 1.0,
    Kind.LAW_ARTICLE: 1.0,
    Kind.LEGAL_DOCUMENT: 0.9,
    Kind.COURSE: 1.05,
    Kind.LESSON: 1.0,
}


#: A result that has none of the marks that were typed keeps this much of its score.
UNMARKED_WEIGHT = 0.6


def marks_weight(share: float) -> float:
    """``share`` of the typed words that stand in a result with the very marks they were typed with."""
    return UNMARKED_WEIGHT + (1 - UNMARKED_WEIGHT) * share


#: A day, or its ordinal.
Day = TypeVar("Day", datetime.date, int)


def force_on(day: Day, effective_from: Day | None, effective_to: Day | None) -> Force:
    """``effective_to`` is the first day without force."""
    if effective_to is not None and effective_to <= day:
        return Force.EXPIRED
    if effective_from is not None and effective_from > day:
        return Force.NOT_YET
    return Force.IN_FORCE


def final_score(
    engine_score: float,
    kind: Kind,
    *,
    day: datetime.date,
    effective_from: datetime.date | None,
    effective_to: datetime.date | None,
) -> float:
    """The engine's fused BM25, weighted by kind and, for laws, by force."""
    score = engine_score * KIND_WEIGHTS[kind]
    if kind in {Kind.LAW_ARTICLE, Kind.LEGAL_DOCUMENT}:
        score *= FORCE_WEIGHTS[force_on(day, effective_from, effective_to)]
    return score
