"""What one person must learn, in a constant number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone

from learning.courses.models import CoursePage, Enrolment
from learning.courses.standings import Standing, standings_for
from learning.requirements.choices import RequirementStatus
from learning.requirements.models import Assignment, Exemption
from learning.requirements.rules import Learner, Place, status_of
from portal.accounts.models import User

# The most pressing first.
STATUS_ORDER = list(RequirementStatus)


@dataclass(frozen=True)
class Duty:
    """One course that a person must complete; of several assignments of a cycle, the one due first."""

    assignment: Assignment
    status: RequirementStatus
    standing: Standing | None

    @property
    def course(self) -> CoursePage:
        return self.assignment.course

    @property
    def due_on(self) -> date:
        return self.assignment.due_on


def learner_of(person: User) -> Learner:
    return Learner(
        person.pk,
        tuple(
            Place(unit_path, position)
            for unit_path, position in person.memberships.order_by("pk").values_list("unit__path", "position")
        ),
    )


def assignments_of(person: User) -> list[Assignment]:
    """Every assignment that concerns the person, the earliest due first."""
    learner = learner_of(person)
    candidates = (
        Assignment.objects.for_learner(learner)
        .filter(course__live=True)
        .select_related("course", "unit")
        .order_by("due_on", "pk")
    )
    return [assignment for assignment in candidates if assignment.concerns(learner)]


def duties_of(person: User, today: date | None = None) -> list[Duty]:
    """The most pressing first. At most seven queries, whatever their number."""
    today = today or timezone.localdate()
    assignments = assignments_of(person)
    if not assignments:
        return []
    exempt = set(
        Exemption.objects.filter(person=person, assignment__in=assignments).values_list(
            "assignment", flat=True
        )
    )
    enrolments = (
        Enrolment.objects.for_person(person)
        .filter(course__translation_key__in={assignment.course.translation_key for assignment in assignments})
        .with_course()
    )
    standings: dict[tuple[UUID, int], Standing] = {
        (standing.enrolment.course.translation_key, standing.enrolment.cycle): standing
        for standing in standings_for(enrolments)
    }
    duties: dict[tuple[UUID, int], Duty] = {}
    for assignment in assignments:
        key = (assignment.course.translation_key, assignment.cycle)
        standing = standings.get(key)
        completed_on = (
            timezone.localdate(standing.enrolment.completion.completed_at)
            if standing and standing.is_completed
            else None
        )
        status = status_of(
            assignment.due_on,
            today=today,
            completed_on=completed_on,
            is_exempt=assignment.pk in exempt,
        )
        known = duties.get(key)
        # An exemption from one assignment does not lift another.
        if known is None or known.status is RequirementStatus.EXEMPT:
            duties[key] = Duty(assignment, status, standing)
    return sorted(duties.values(), key=lambda duty: (STATUS_ORDER.index(duty.status), duty.due_on))
