"""The second look: the first articles that an engine found, in a better order.

By the learned ranker, or by the plain linear order where its file is of no use; in the engine's own order where the
library's statistics are missing.
"""

from __future__ import annotations

import contextlib
import datetime
import enum
import json
import logging
from collections.abc import Iterator, Sequence
from contextvars import ContextVar
from dataclasses import replace
from functools import cache
from pathlib import Path

from search.backends.base import Hit
from search.choices import Force, Kind
from search.features import FEATURES, Candidate, Frequencies, Question, Row, rows
from search.queries import ParsedQuery
from search.ranker import Ranker
from search.ranking import force_on
from search.statistics import current_frequencies

logger = logging.getLogger(__name__)

RANKER_FILE = Path(__file__).parent / "data" / "ranker.json"
#: Articles at the head of the engine's order that are looked at again. Of the right ones 97 % are among them.
RERANKED = 40
#: What a provision that does not apply loses; both orders have the same scale.
PENALTIES = {Force.IN_FORCE: 0.0, Force.NOT_YET: 0.3, Force.EXPIRED: 1.2}


class Ordering(enum.Enum):
    """By what the first articles are ordered."""

    LEARNED = "learned"
    PLAIN = "plain"
    ENGINE = "engine"


_ordering: ContextVar[Ordering] = ContextVar("order of the first articles", default=Ordering.LEARNED)


@contextlib.contextmanager
def ordered_by(ordering: Ordering) -> Iterator[None]:
    """Another order than the learned one, for measuring."""
    token = _ordering.set(ordering)
    try:
        yield
    finally:
        _ordering.reset(token)


@cache
def default_ranker() -> Ranker | None:
    """The ranker that ships with the portal; None, and a line in the log, where the file is of no use."""
    try:
        return Ranker.from_json(json.loads(RANKER_FILE.read_text()), FEATURES)
    except (OSError, ValueError) as error:
        logger.warning("Articles are ordered without the learned ranker: %s", error)
        return None


def rerank(query: ParsedQuery, hits: Sequence[Hit], *, day: datetime.date) -> tuple[Hit, ...]:
    """The hits, with the first articles of law among them in a better order."""
    ordering = _ordering.get()
    if ordering is Ordering.ENGINE or not query.words:
        return tuple(hits)
    frequencies = current_frequencies()
    if frequencies is None:
        return tuple(hits)
    ranker = default_ranker() if ordering is Ordering.LEARNED else None
    return reranked(query.searched, hits, frequencies=frequencies, ranker=ranker, day=day)


def reranked(
    text: str, hits: Sequence[Hit], *, frequencies: Frequencies, ranker: Ranker | None, day: datetime.date
) -> tuple[Hit, ...]:
    """The first ``RERANKED`` articles change places among each other; whole laws and later hits keep theirs.

    Scores stay with the places: they go on falling from hit to hit in the engine's scale.
    """
    places = [place for place, hit in enumerate(hits) if hit.document.kind is Kind.LAW_ARTICLE][:RERANKED]
    if len(places) < 2:
        return tuple(hits)
    articles = [hits[place] for place in places]
    found = rows(Question.of(text), [candidate_of(hit) for hit in articles], frequencies)
    scores = [score_of(row, hit, ranker, day) for row, hit in zip(found, articles, strict=True)]
    ordered = sorted(range(len(articles)), key=lambda index: -scores[index])
    result = list(hits)
    for place, index in zip(places, ordered, strict=True):
        result[place] = replace(articles[index], score=hits[place].score)
    return tuple(result)


def score_of(row: Row, hit: Hit, ranker: Ranker | None, day: datetime.date) -> float:
    force = force_on(day, hit.document.effective_from, hit.document.effective_to)
    return (row["plain"] if ranker is None else ranker.score(row)) - PENALTIES[force]


def candidate_of(hit: Hit) -> Candidate:
    document = hit.document
    return Candidate(
        title=document.title,
        context=document.names_above,
        passages=tuple(passage.text for passage in (hit.passage, *hit.further)),
        law=document.group_key,
        subject=document.subjects[0] if document.subjects else "",
        document_type=document.document_type,
        engine_score=hit.score,
    )
