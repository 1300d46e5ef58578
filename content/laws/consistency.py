"""What in the library cannot be true together: dates, relations, periods of texts. Pure.

Cycles are found with Tarjan's algorithm, written without recursion: the time grows with the relations, never with
the ways through them.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

ENDING = frozenset({"replaces", "repeals"})
# Kinds in which nothing can come back to where it began.
ACYCLIC = (frozenset({"replaces", "repeals"}), frozenset({"amends", "supplements"}), frozenset({"based_on"}))


class Problem(StrEnum):
    """The words for it belong to the report."""

    EFFECTIVE_BEFORE_ISSUED = "effective_before_issued"
    EXPIRED_BEFORE_EFFECTIVE = "expired_before_effective"
    ENDED_WITHOUT_DAY = "ended_without_day"
    EXPIRES_AFTER_IT_WAS_ENDED = "expires_after_it_was_ended"
    ENDED_BEFORE_ISSUED = "ended_before_issued"
    CHANGED_BY_AN_OLDER = "changed_by_an_older"
    MUTUAL = "mutual"
    CYCLE = "cycle"
    OVERLAP = "overlap"
    GAP = "gap"


@dataclass(frozen=True)
class DocumentDates:
    """``key`` identifies the document in findings."""

    key: int
    issued_on: datetime.date
    effective_on: datetime.date | None = None
    expired_on: datetime.date | None = None


@dataclass(frozen=True)
class RelationDates:
    """``effective_on`` is the relation's own day, else the acting document's; None when neither is known."""

    kind: str
    acting: int
    other: int
    whole: bool = True
    effective_on: datetime.date | None = None


@dataclass(frozen=True)
class Period:
    """A text's days: up to, not including, ``ends``. Only periods of one ``group`` exclude each other."""

    key: int
    group: tuple[str, str]
    begins: datetime.date
    ends: datetime.date | None = None


@dataclass(frozen=True)
class Finding:
    """A problem of a document (or article), with the others it involves and the day in question."""

    problem: Problem
    key: int
    others: tuple[int, ...] = ()
    day: datetime.date | None = None


def document_findings(
    documents: Iterable[DocumentDates], relations: Iterable[RelationDates]
) -> list[Finding]:
    """Everything that contradicts itself, by document. A relation to an unknown document is passed over."""
    known = {document.key: document for document in documents}
    related = [one for one in relations if one.acting in known and one.other in known]
    found = [finding for document in known.values() for finding in _own_dates(document)]
    for relation in related:
        found += _ending(relation, known[relation.acting], known[relation.other])
    for kinds in ACYCLIC:
        found += _cycles([one for one in related if one.kind in kinds])
    return found


def _own_dates(document: DocumentDates) -> list[Finding]:
    found = []
    if document.effective_on and document.effective_on < document.issued_on:
        found.append(Finding(Problem.EFFECTIVE_BEFORE_ISSUED, document.key, day=document.effective_on))
    if document.expired_on and document.expired_on < (document.effective_on or document.issued_on):
        found.append(Finding(Problem.EXPIRED_BEFORE_EFFECTIVE, document.key, day=document.expired_on))
    return found


def _ending(relation: RelationDates, acting: DocumentDates, other: DocumentDates) -> list[Finding]:
    found = []
    day = relation.effective_on
    changes = relation.kind in ENDING | {"amends", "supplements", "suspends", "corrects"}
    if changes and acting.issued_on < other.issued_on:
        found.append(Finding(Problem.CHANGED_BY_AN_OLDER, other.key, (acting.key,), acting.issued_on))
    if relation.kind not in ENDING or not relation.whole:
        return found
    if day is None:
        found.append(Finding(Problem.ENDED_WITHOUT_DAY, other.key, (acting.key,)))
    elif day < other.issued_on:
        found.append(Finding(Problem.ENDED_BEFORE_ISSUED, other.key, (acting.key,), day))
    elif other.expired_on and other.expired_on > day:
        found.append(Finding(Problem.EXPIRES_AFTER_IT_WAS_ENDED, other.key, (acting.key,), other.expired_on))
    return found


def _cycles(relations: Sequence[RelationDates]) -> list[Finding]:
    followers: dict[int, list[int]] = {}
    for relation in relations:
        # A part of each of two laws may well replace a part of the other.
        if relation.whole or relation.kind == "based_on":
            followers.setdefault(relation.acting, []).append(relation.other)
            followers.setdefault(relation.other, [])
    found = []
    for circle in strongly_connected(followers):
        if len(circle) > 1:
            problem = Problem.MUTUAL if len(circle) == 2 else Problem.CYCLE
            members = sorted(circle)
            found += [Finding(problem, key, tuple(one for one in members if one != key)) for key in members]
    return found


def closes_a_circle(pairs: Iterable[tuple[int, int]], acting: int, other: int) -> bool:
    """Whether (acting, other) would lead back to where it began, given the pairs that are there."""
    followers: dict[int, list[int]] = {}
    for one, following in pairs:
        followers.setdefault(one, []).append(following)
    seen, open_ends = {other}, [other]
    while open_ends:
        key = open_ends.pop()
        if key == acting:
            return True
        fresh = [one for one in followers.get(key, []) if one not in seen]
        seen.update(fresh)
        open_ends += fresh
    return False


def strongly_connected(followers: dict[int, list[int]]) -> list[list[int]]:
    """Groups whose members can all reach each other (Tarjan 1972), each node in exactly one group."""
    order: dict[int, int] = {}
    lowest: dict[int, int] = {}
    stack: list[int] = []
    on_stack: set[int] = set()
    groups: list[list[int]] = []
    for start in followers:
        if start in order:
            continue
        walk: list[tuple[int, int]] = [(start, 0)]
        while walk:
            node, step = walk.pop()
            if step == 0:
                order[node] = lowest[node] = len(order)
                stack.append(node)
                on_stack.add(node)
            following = followers[node]
            if step < len(following):
                walk.append((node, step + 1))
                child = following[step]
                if child not in order:
                    walk.append((child, 0))
                elif child in on_stack:
                    lowest[node] = min(lowest[node], order[child])
                continue
            if lowest[node] == order[node]:
                group: list[int] = []
                while not group or group[-1] != node:
                    group.append(stack.pop())
                    on_stack.discard(group[-1])
                groups.append(group)
            if walk:
                above = walk[-1][0]
                lowest[above] = min(lowest[above], lowest[node])
    return groups


def version_findings(periods: Iterable[Period]) -> list[Finding]:
    """Overlaps and gaps between texts of one article, kind and language; the day is where it begins."""
    by_text: dict[tuple[int, tuple[str, str]], list[Period]] = {}
    for period in periods:
        by_text.setdefault((period.key, period.group), []).append(period)
    found = []
    for (key, _group), alike in by_text.items():
        ends: datetime.date | None = None
        for index, period in enumerate(sorted(alike, key=lambda one: one.begins)):
            if index:
                if ends is None or period.begins < ends:
                    found.append(Finding(Problem.OVERLAP, key, day=period.begins))
                elif period.begins > ends:
                    found.append(Finding(Problem.GAP, key, day=ends))
            reaches_on = index and (ends is None or (period.ends is not None and period.ends < ends))
            ends = ends if reaches_on else period.ends
    return found
