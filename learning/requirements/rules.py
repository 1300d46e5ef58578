"""Who must learn what, and how they stand. Rules over plain facts; no database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from learning.requirements.choices import RequirementStatus

DUE_SOON = timedelta(days=14)


@dataclass(frozen=True)
class Place:
    """A person's place in an organisation. ``unit_path`` begins with the paths of all units above it."""

    unit_path: str
    position: str


@dataclass(frozen=True)
class Learner:
    person_id: int
    places: tuple[Place, ...] = ()


@dataclass(frozen=True)
class Target:
    """Whom an assignment concerns: exactly one of the three is set."""

    person_id: int | None = None
    unit_path: str = ""
    position: str = ""


def must_learn(target: Target, learner: Learner) -> bool:
    """A unit means everybody in it and in the units below it; a position, in whatever unit, means its words
    whatever their case and spacing."""
    if target.person_id is not None:
        return target.person_id == learner.person_id
    if target.unit_path:
        return any(place.unit_path.startswith(target.unit_path) for place in learner.places)
    wanted = _plain(target.position)
    return bool(wanted) and any(_plain(place.position) == wanted for place in learner.places)


def _plain(position: str) -> str:
    return " ".join(position.split()).casefold()


def status_of(
    due_on: date, *, today: date, completed_on: date | None = None, is_exempt: bool = False
) -> RequirementStatus:
    """The day it is due still counts as in time."""
    if completed_on is not None:
        return RequirementStatus.DONE if completed_on <= due_on else RequirementStatus.DONE_LATE
    if is_exempt:
        return RequirementStatus.EXEMPT
    if today > due_on:
        return RequirementStatus.LATE
    if due_on - today <= DUE_SOON:
        return RequirementStatus.DUE_SOON
    return RequirementStatus.OPEN
