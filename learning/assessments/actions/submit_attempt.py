"""Close an attempt: first the answers are sealed and committed, then they are graded."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from learning.assessments.actions.grade_attempt import grade_attempt
from learning.assessments.choices import AttemptState
from learning.assessments.errors import AttemptNotOpen
from learning.assessments.models import Attempt, Grade


def submit_attempt(attempt_id: int) -> Grade:
    """Returns the newest grade. A second submit, another tab, a retry return the first result.

    Raises ``Attempt.DoesNotExist``; ``AttemptNotOpen`` for a voided attempt, which has no result.
    """
    _seal(attempt_id, timezone.now())
    return grade_attempt(attempt_id)


def _seal(attempt_id: int, now: datetime) -> None:
    with transaction.atomic():
        attempt = Attempt.objects.select_for_update().get(pk=attempt_id)
        if attempt.state == AttemptState.VOIDED:
            raise AttemptNotOpen("The attempt was voided.")
        if not attempt.is_open:
            return
        attempt.state = AttemptState.SUBMITTED
        attempt.submitted_at = now
        attempt.save(update_fields=["state", "submitted_at"])
