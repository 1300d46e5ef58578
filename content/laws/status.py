"""The status of a document, or of one provision, on a date. Pure: dates and relations in, a standing out.

Rules after Điều 151–154 of Luật Ban hành văn bản quy phạm pháp luật 2015 (80/2015/QH13): a text takes
effect on the day it names; it lapses whole or in part when its time is up, or when a newer text amends,
replaces or repeals it.
A guiding document does not lapse here with the law it guides: only a relation or a date of its own ends it.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

NOT_YET = "not_yet"
IN_FORCE = "in_force"
PARTLY = "partly"
EXPIRED = "expired"
SUSPENDED = "suspended"

# Which relations end a whole document, and which of a part make it "partly" expired.
ENDS_WHOLE = frozenset({"replaces", "repeals"})
ENDS_PART = frozenset({"replaces", "repeals", "amends"})


@dataclass(frozen=True)
class RelationFact:
    """What another document does to this one; ``ended_on`` is the first day it no longer does."""

    kind: str
    whole: bool
    effective_on: datetime.date | None
    ended_on: datetime.date | None = None
    article: str = ""
    clause: str = ""
    point: str = ""

    def holds_on(self, date: datetime.date) -> bool:
        if self.effective_on is None or date < self.effective_on:
            return False
        return self.ended_on is None or date < self.ended_on


@dataclass(frozen=True)
class ProvisionFact:
    """Own dates of one article, clause or point."""

    article: str
    clause: str
    point: str
    effective_from: datetime.date | None = None
    expired_on: datetime.date | None = None
    waits_for_condition: bool = False


@dataclass(frozen=True)
class DocumentFacts:
    """All that a document's status depends on."""

    effective_on: datetime.date | None
    expired_on: datetime.date | None = None
    incoming: tuple[RelationFact, ...] = ()
    provisions: tuple[ProvisionFact, ...] = ()


@dataclass(frozen=True)
class Standing:
    """A status, since when it holds, until when as far as known (the first day it no longer holds)."""

    status: str
    since: datetime.date | None = None
    until: datetime.date | None = None


def document_standing(facts: DocumentFacts, date: datetime.date) -> Standing:
    """The status of the whole document. No longer in force goes before everything: a text repealed before it
    took effect is never "not yet in force" again."""
    end = _end_of_document(facts)
    if end is not None and end <= date:
        return Standing(EXPIRED, since=end)
    if facts.effective_on is None or date < facts.effective_on:
        return Standing(NOT_YET, until=facts.effective_on)
    suspension = next(
        (fact for fact in facts.incoming if fact.kind == "suspends" and fact.whole and fact.holds_on(date)),
        None,
    )
    if suspension is not None:
        return Standing(SUSPENDED, since=suspension.effective_on, until=suspension.ended_on)
    partial = [day for day in _partial_ends(facts) if day <= date]
    if partial:
        return Standing(PARTLY, since=min(partial), until=end)
    return Standing(IN_FORCE, since=facts.effective_on, until=end)


def provision_standing(
    facts: DocumentFacts,
    own: Iterable[ProvisionFact],
    *,
    article: str,
    clause: str,
    point: str,
    date: datetime.date,
) -> Standing:
    """The status of one provision: its own dates, else those of what contains it, else the document's."""
    document_end = _end_of_document(facts)
    containing = [fact for fact in own if _contains(fact, article, clause, point)]
    containing.sort(key=lambda fact: (bool(fact.point), bool(fact.clause)), reverse=True)
    ends = [document_end] if document_end else []
    ends += [fact.expired_on for fact in containing if fact.expired_on]
    ends += [
        fact.effective_on
        for fact in facts.incoming
        if fact.kind == "repeals"
        and fact.article
        and fact.effective_on
        and _contains(fact, article, clause, point)
    ]
    end = min(ends, default=None)
    if end is not None and end <= date:
        return Standing(EXPIRED, since=end)

    start = facts.effective_on
    for fact in containing:
        if fact.effective_from or fact.waits_for_condition:
            start = fact.effective_from
            break
    if start is None or date < start:
        return Standing(NOT_YET, until=start)

    for relation in facts.incoming:
        concerns = relation.whole or (relation.article and _contains(relation, article, clause, point))
        if relation.kind == "suspends" and concerns and relation.holds_on(date):
            return Standing(SUSPENDED, since=relation.effective_on, until=relation.ended_on)

    inside = [fact.expired_on for fact in own if fact.expired_on and _is_inside(fact, article, clause, point)]
    inside += [
        fact.effective_on
        for fact in facts.incoming
        if fact.kind == "repeals" and fact.effective_on and _is_inside(fact, article, clause, point)
    ]
    lapsed = [day for day in inside if day <= date]
    if lapsed:
        return Standing(PARTLY, since=min(lapsed), until=end)
    return Standing(IN_FORCE, since=start, until=end)


def _end_of_document(facts: DocumentFacts) -> datetime.date | None:
    ends = [facts.expired_on] if facts.expired_on else []
    ends += [
        fact.effective_on
        for fact in facts.incoming
        if fact.whole and fact.kind in ENDS_WHOLE and fact.effective_on
    ]
    return min(ends, default=None)


def _partial_ends(facts: DocumentFacts) -> list[datetime.date]:
    days = [fact.expired_on for fact in facts.provisions if fact.expired_on]
    days += [
        fact.effective_on
        for fact in facts.incoming
        if fact.effective_on and (fact.kind == "amends" or (not fact.whole and fact.kind in ENDS_PART))
    ]
    return days


def _contains(fact: RelationFact | ProvisionFact, article: str, clause: str, point: str) -> bool:
    """True when the fact's provision is the given one or holds it."""
    if fact.article != article:
        return False
    if fact.clause and fact.clause != clause:
        return False
    return not fact.point or (fact.point == point and fact.clause == clause)


def _is_inside(fact: RelationFact | ProvisionFact, article: str, clause: str, point: str) -> bool:
    """True when the fact's provision is a true part of the given one."""
    if fact.article != article or (fact.clause, fact.point) == (clause, point):
        return False
    if not clause and not point:
        return True
    return not point and fact.clause == clause and bool(fact.point)
