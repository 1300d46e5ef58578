"""The status of a document, or of one provision, on a date, and why. Pure: dates and relations in, a standing out.

Rules after Điều 151–154 of Luật Ban hành văn bản quy phạm pháp luật 2015 (80/2015/QH13): a text takes
effect on the day it names; it lapses whole or in part when its time is up, or when a newer text amends,
replaces or repeals it; its effect is suspended until the day on which it is resumed or lapses.
A guiding document does not lapse here with the law it guides: only a relation or a date of its own ends it.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

NOT_YET = "not_yet"
IN_FORCE = "in_force"
PARTLY = "partly"
EXPIRED = "expired"
SUSPENDED = "suspended"

# Which relations end a whole document, and which of a part make it "partly" expired.
ENDS_WHOLE = frozenset({"replaces", "repeals"})
ENDS_PART = frozenset({"replaces", "repeals", "amends"})
# What brings a repealed provision back: the same provision inserted anew later.
REVIVES = "supplements"

# Why a status holds.
BEGINS, WAITS, ENDS, BY_RELATION, BY_PROVISION, RESUMED = (
    "begins",
    "waits",
    "ends",
    "relation",
    "provision",
    "resumed",
)


@dataclass(frozen=True)
class RelationFact:
    """What another document does to this one; ``ended_on`` is the first day it no longer does.

    ``key`` names its row, so that a page can show which it is.
    """

    kind: str
    whole: bool
    effective_on: datetime.date | None
    ended_on: datetime.date | None = None
    article: str = ""
    clause: str = ""
    point: str = ""
    key: int = 0

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
    key: int = 0


@dataclass(frozen=True)
class DocumentFacts:
    """All that a document's status depends on."""

    effective_on: datetime.date | None
    expired_on: datetime.date | None = None
    incoming: tuple[RelationFact, ...] = ()
    provisions: tuple[ProvisionFact, ...] = ()


@dataclass(frozen=True)
class Reason:
    """What decides a status: a date of the document's own, a relation, or own dates of a provision.

    ``kind`` is BEGINS (the day it names came), WAITS (no day is known), ENDS (its own last day passed), BY_RELATION,
    BY_PROVISION, or RESUMED (a suspension ended). ``before_effect``: it ended before it ever took effect.
    """

    kind: str
    on: datetime.date | None = None
    relation: RelationFact | None = None
    provision: ProvisionFact | None = None
    before_effect: bool = False


@dataclass(frozen=True)
class Standing:
    """A status, since when, until when it can last as far as known, and why.

    ``since`` is the first day of this status without a break. ``until`` is, of a text not yet in force, the day it
    takes effect; of any other the first day on which it no longer holds, whatever happens in between.
    ``changes_on`` is the next day on which the status is another one, ``next_reason`` what makes it so.
    """

    status: str
    since: datetime.date | None = None
    until: datetime.date | None = None
    changes_on: datetime.date | None = None
    reason: Reason = Reason(BEGINS)
    next_reason: Reason | None = None


@dataclass(frozen=True)
class _Day:
    """A day with what makes it one."""

    on: datetime.date
    reason: Reason


@dataclass(frozen=True)
class _Life:
    """A text's days: what document and provision have in common."""

    start: _Day | None
    end: _Day | None
    suspensions: tuple[RelationFact, ...]
    partly_from: _Day | None

    def standing_on(self, date: datetime.date) -> Standing:
        """No longer in force goes before everything: a text repealed before it took effect is never "not yet in
        force" again."""
        if self.end is not None and self.end.on <= date:
            early = self.start is None or self.end.on <= self.start.on
            return Standing(EXPIRED, since=self.end.on, reason=replace(self.end.reason, before_effect=early))
        if self.start is None or date < self.start.on:
            return self._not_yet()
        suspended = _Suspended(self.suspensions)
        if (held := suspended.over(date)) is not None:
            first, last, relation = held
            return self._standing(
                SUSPENDED,
                _Day(max(first, self.start.on), Reason(BY_RELATION, first, relation)),
                [_Day(last, Reason(RESUMED, last, relation))] if last else [],
            )
        begun = [self.start]
        if (resumed := suspended.last_end_before(date)) is not None and resumed.on > self.start.on:
            begun.append(resumed)
        following = [suspended.next_after(date)]
        if self.partly_from is not None and self.partly_from.on <= date:
            begun.append(self.partly_from)
            latest = max(begun, key=lambda day: day.on)
            return self._standing(PARTLY, _Day(latest.on, self.partly_from.reason), following)
        following.append(self.partly_from)
        return self._standing(IN_FORCE, max(begun, key=lambda day: day.on), following)

    def _not_yet(self) -> Standing:
        days = [day for day in (self.start, self.end) if day is not None]
        following = min(days, key=lambda day: day.on, default=None)
        waits = (
            Reason(BEGINS, self.start.on, provision=self.start.reason.provision)
            if self.start
            else Reason(WAITS)
        )
        return Standing(
            NOT_YET,
            until=self.start.on if self.start else None,
            changes_on=following.on if following else None,
            reason=waits,
            next_reason=following.reason if following else None,
        )

    def _standing(self, status: str, begun: _Day, following: Iterable[_Day | None]) -> Standing:
        days = [day for day in (self.end, *following) if day is not None]
        following_day = min(days, key=lambda day: day.on, default=None)
        until = self.end.on if self.end else None
        if status == SUSPENDED:
            until = following_day.on if following_day else None
        return Standing(
            status,
            since=begun.on,
            until=until,
            changes_on=following_day.on if following_day else None,
            reason=begun.reason,
            next_reason=following_day.reason if following_day else None,
        )


class _Suspended:
    """Stretches of suspension; those that touch or overlap count as one."""

    def __init__(self, relations: Iterable[RelationFact]) -> None:
        self.stretches: list[tuple[datetime.date, datetime.date | None, RelationFact]] = []
        begun = [(one.effective_on, one) for one in relations if one.effective_on is not None]
        for first, relation in sorted(begun, key=lambda pair: pair[0]):
            last = relation.ended_on
            if last is not None and last <= first:
                continue
            if self.stretches:
                before, until, earlier = self.stretches[-1]
                if until is None:
                    continue
                if first <= until:
                    last = None if last is None else max(last, until)
                    self.stretches[-1] = (before, last, earlier)
                    continue
            self.stretches.append((first, last, relation))

    def over(self, date: datetime.date) -> tuple[datetime.date, datetime.date | None, RelationFact] | None:
        return next(
            (one for one in self.stretches if one[0] <= date and (one[1] is None or date < one[1])), None
        )

    def last_end_before(self, date: datetime.date) -> _Day | None:
        """The last day up to ``date`` on which a suspension was over."""
        ended = [
            (last, relation) for _, last, relation in self.stretches if last is not None and last <= date
        ]
        if not ended:
            return None
        last, relation = ended[-1]
        return _Day(last, Reason(RESUMED, last, relation))

    def next_after(self, date: datetime.date) -> _Day | None:
        following = next(((first, one) for first, _, one in self.stretches if first > date), None)
        return _Day(following[0], Reason(BY_RELATION, following[0], following[1])) if following else None


def document_standing(facts: DocumentFacts, date: datetime.date) -> Standing:
    """The status of the whole document."""
    start = _Day(facts.effective_on, Reason(BEGINS, facts.effective_on)) if facts.effective_on else None
    suspensions = tuple(fact for fact in facts.incoming if fact.kind == "suspends" and fact.whole)
    life = _Life(start, _end_of_document(facts), suspensions, _first(_partial_ends(facts)))
    return life.standing_on(date)


def provision_standing(
    facts: DocumentFacts,
    own: Iterable[ProvisionFact],
    *,
    article: str,
    clause: str,
    point: str,
    date: datetime.date,
) -> Standing:
    """The status of one provision: its own dates, else those of what contains it, else the document's.

    A repealed provision that a later text inserts anew is in force again from that day.
    """
    own = tuple(own)
    revived = [fact for fact in facts.incoming if fact.kind == REVIVES and fact.article == article]

    def at(day: datetime.date) -> Standing:
        return _provision_life(facts, own, revived, (article, clause, point), day).standing_on(day)

    returns = {fact.effective_on for fact in revived if fact.effective_on}
    return _between_returns(at, date, returns, facts, own) if returns else at(date)


def _between_returns(
    at: Callable[[datetime.date], Standing],
    date: datetime.date,
    returns: set[datetime.date],
    facts: DocumentFacts,
    own: tuple[ProvisionFact, ...],
) -> Standing:
    """With provisions that come back no day is final: looks at each day on which anything happens."""
    days = set(returns)
    for relation in facts.incoming:
        days |= {day for day in (relation.effective_on, relation.ended_on) if day}
    for one in own:
        days |= {day for day in (one.effective_from, one.expired_on) if day}
    days |= {day for day in (facts.effective_on, facts.expired_on) if day}
    standing = at(date)
    since = standing.since
    for day in sorted((day for day in days if day <= date), reverse=True):
        if at(day).status != standing.status:
            break
        since = day
    changes_on = next((day for day in sorted(days) if day > date and at(day).status != standing.status), None)
    return replace(standing, since=since if standing.status != NOT_YET else None, changes_on=changes_on)


def _provision_life(
    facts: DocumentFacts,
    own: tuple[ProvisionFact, ...],
    revived: list[RelationFact],
    place: tuple[str, str, str],
    date: datetime.date,
) -> _Life:
    article, clause, point = place
    containing = [fact for fact in own if _contains(fact, article, clause, point)]
    containing.sort(key=lambda fact: (bool(fact.point), bool(fact.clause)), reverse=True)
    ends = [
        _Day(fact.expired_on, Reason(BY_PROVISION, fact.expired_on, provision=fact))
        for fact in containing
        if fact.expired_on and not _is_revived(fact, fact.expired_on, revived, date)
    ]
    ends += [
        _Day(fact.effective_on, Reason(BY_RELATION, fact.effective_on, fact))
        for fact in facts.incoming
        if fact.kind in ENDS_WHOLE
        and fact.article
        and fact.effective_on
        and _contains(fact, article, clause, point)
        and not _is_revived(fact, fact.effective_on, revived, date)
    ]
    if (document_end := _end_of_document(facts)) is not None:
        ends.insert(0, document_end)

    start = _Day(facts.effective_on, Reason(BEGINS, facts.effective_on)) if facts.effective_on else None
    for one in containing:
        if one.effective_from or one.waits_for_condition:
            start = (
                _Day(one.effective_from, Reason(BEGINS, one.effective_from, provision=one))
                if one.effective_from
                else None
            )
            break

    suspensions = tuple(
        fact
        for fact in facts.incoming
        if fact.kind == "suspends"
        and (fact.whole or (fact.article and _contains(fact, article, clause, point)))
    )
    inside = [
        _Day(fact.expired_on, Reason(BY_PROVISION, fact.expired_on, provision=fact))
        for fact in own
        if fact.expired_on
        and _is_inside(fact, article, clause, point)
        and not _is_revived(fact, fact.expired_on, revived, date)
    ]
    inside += [
        _Day(fact.effective_on, Reason(BY_RELATION, fact.effective_on, fact))
        for fact in facts.incoming
        if fact.kind in ENDS_WHOLE
        and fact.effective_on
        and _is_inside(fact, article, clause, point)
        and not _is_revived(fact, fact.effective_on, revived, date)
    ]
    return _Life(start, _first(ends), suspensions, _first(inside))


def partial_facts(facts: DocumentFacts, date: datetime.date) -> list[RelationFact | ProvisionFact]:
    """What concerns only a part of the document on that day: parts suspended, lapsed, or not yet in force."""
    relations = [
        fact
        for fact in facts.incoming
        if not fact.whole and fact.kind in (ENDS_WHOLE | {"suspends"}) and fact.holds_on(date)
    ]
    own = [
        fact
        for fact in facts.provisions
        if (fact.expired_on and fact.expired_on <= date)
        or (fact.effective_from and date < fact.effective_from)
        or fact.waits_for_condition
    ]
    return [*relations, *own]


def _first(days: Iterable[_Day]) -> _Day | None:
    """The earliest; a relation explains more than a bare date of the same day."""
    return min(days, key=lambda day: (day.on, day.reason.relation is None), default=None)


def _end_of_document(facts: DocumentFacts) -> _Day | None:
    ends = [_Day(facts.expired_on, Reason(ENDS, facts.expired_on))] if facts.expired_on else []
    ends += [
        _Day(fact.effective_on, Reason(BY_RELATION, fact.effective_on, fact))
        for fact in facts.incoming
        if fact.whole and fact.kind in ENDS_WHOLE and fact.effective_on
    ]
    return _first(ends)


def _partial_ends(facts: DocumentFacts) -> list[_Day]:
    days = [
        _Day(fact.expired_on, Reason(BY_PROVISION, fact.expired_on, provision=fact))
        for fact in facts.provisions
        if fact.expired_on
    ]
    days += [
        _Day(fact.effective_on, Reason(BY_RELATION, fact.effective_on, fact))
        for fact in facts.incoming
        if fact.effective_on and (fact.kind == "amends" or (not fact.whole and fact.kind in ENDS_PART))
    ]
    return days


def _is_revived(
    ended: RelationFact | ProvisionFact,
    on: datetime.date,
    revived: Iterable[RelationFact],
    date: datetime.date,
) -> bool:
    """True when exactly the provision that ended has been inserted anew since."""
    return any(
        fact.effective_on is not None
        and on < fact.effective_on <= date
        and (fact.article, fact.clause, fact.point) == (ended.article, ended.clause, ended.point)
        for fact in revived
    )


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
