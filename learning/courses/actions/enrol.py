"""Begin a course."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from learning.courses.errors import PrerequisitesMissing
from learning.courses.models import Completion, CoursePage, Enrolment
from portal.accounts.models import User


def enrol(person: User, course: CoursePage, cycle: int | None = None) -> Enrolment:
    """The person's enrolment; made now if there is none. Without ``cycle``: the newest, or the first.

    Whoever calls decides whether a new cycle may begin: it brings new attempts. Never pass on a cycle that
    came from a browser. Raises ``PrerequisitesMissing``.
    """
    of_course = Enrolment.objects.for_person(person).filter(course__translation_key=course.translation_key)
    if cycle is not None:
        of_course = of_course.filter(cycle=cycle)
    existing = of_course.latest_cycle_first().first()
    if existing:
        return existing
    missing = _missing_prerequisites(person, course)
    if missing:
        raise PrerequisitesMissing(missing)
    key = {"person": person, "course": course.record_page, "cycle": cycle or 1}
    try:
        with transaction.atomic():
            return Enrolment.objects.create(**key)
    except IntegrityError:
        return Enrolment.objects.get(**key)


def _missing_prerequisites(person: User, course: CoursePage) -> list[str]:
    required = dict(course.prerequisites.live().values_list("translation_key", "title"))
    if not required:
        return []
    completed = set(
        Completion.objects.filter(
            enrolment__person=person, enrolment__course__translation_key__in=required
        ).values_list("enrolment__course__translation_key", flat=True)
    )
    return [title for key, title in required.items() if key not in completed]
