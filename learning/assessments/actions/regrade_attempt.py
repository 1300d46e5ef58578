"""Mark an attempt again: explicit, with a reason, and only ever adding a grade."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from learning.assessments.actions.grade_attempt import write_grade
from learning.assessments.choices import AttemptEventKind, AttemptState, GradeReason
from learning.assessments.errors import StaffActionRefused
from learning.assessments.models import Attempt, AttemptEvent, Grade, QuestionVersion
from portal.accounts.models import User


def regrade_attempt(
    attempt_id: int, *, by: User, reason: str, corrections: Mapping[int, QuestionVersion] | None = None
) -> Grade:
    """Adds a grade. ``corrections`` maps the id of a version that was asked to the version whose key is right.

    A used version never changes, so a wrong key is corrected by a new version with the same choices; the
    answers are then marked by the new version's weights. Nothing that followed from an earlier grade (a
    completion, a certificate) is revoked here.

    Raises ``StaffActionRefused`` for an attempt that is not graded, an empty reason, or a correction whose
    choices do not read the same.
    """
    if not reason.strip():
        raise StaffActionRefused("A regrade needs a reason.")
    with transaction.atomic():
        attempt = Attempt.objects.select_for_update().get(pk=attempt_id)
        if attempt.state != AttemptState.GRADED:
            raise StaffActionRefused("Only a graded attempt can be graded again.")
        grade = write_grade(
            attempt, reason=GradeReason.REGRADED, by=by, note=reason.strip(), corrections=corrections or {}
        )
        AttemptEvent.objects.create(
            attempt=attempt,
            kind=AttemptEventKind.REGRADED,
            by=by,
            reason=reason.strip(),
            at=timezone.now(),
        )
        return grade
