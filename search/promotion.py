"""What editors put on top or weigh otherwise."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import replace

from search.backends.base import Answer, Hit, SearchBackend
from search.choices import Order
from search.highlighting import Wanted
from search.queries import ParsedQuery
from search.result_pages import result_of
from search.results import Result
from search.rules import BoostRule, Rules

MOST_PROMOTED = 3


def promoted_results(
    backend: SearchBackend,
    query: ParsedQuery,
    rules: Rules,
    *,
    language: str,
    words: Wanted,
    day: datetime.date,
) -> tuple[Result, ...]:
    """The objects that editors chose for this query, in their order; what may no longer be found is left out."""
    keys = [rule.key for rule in rules.promotions if rule.fits(query.searched, language)]
    keys = list(dict.fromkeys(keys))[:MOST_PROMOTED]
    if not keys:
        return ()
    found = backend.get(keys)
    hits = [
        Hit(found[key], found[key].passages[0], 0.0) for key in keys if key in found and found[key].passages
    ]
    return tuple(replace(result_of(hit, words, day), is_promoted=True) for hit in hits)


def boosted(answer: Answer, boosts: Sequence[BoostRule], order: Order) -> Answer:
    """The hits in the order of their weighed scores; without boosts, or in order of date, as they were."""
    if not boosts or not answer.hits or order is not Order.RELEVANCE:
        return answer
    scores = [hit.score for hit in answer.hits]
    lowest, width = min(scores), max(scores) - min(scores) or 1.0
    weighed = []
    for hit, score in zip(answer.hits, scores, strict=True):
        # A ranker's scores may be below 0: bring them between 1 and 2 before they are multiplied.
        value = 1.0 + (score - lowest) / width
        for boost in boosts:
            if boost.fits(hit.document):
                value *= boost.weight
        weighed.append(replace(hit, score=value))
    weighed.sort(key=lambda hit: -hit.score)
    return replace(answer, hits=tuple(weighed))
