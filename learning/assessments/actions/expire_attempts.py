"""The sweep: what nobody came back to submit is submitted with what was saved."""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

from learning.assessments.actions.grade_attempt import grade_attempt
from learning.assessments.actions.submit_attempt import submit_attempt
from learning.assessments.errors import AssessmentError
from learning.assessments.models import Attempt

logger = logging.getLogger(__name__)

BATCH_SIZE = 200


def expire_attempts(now: datetime | None = None) -> int:
    """Submits attempts past their deadline and grades what a dead process left ungraded; returns how many.

    Two sweeps at once share the work where the database can skip locked rows; elsewhere the second finds
    the first one's attempts closed. One attempt that fails stops none of the others.
    """
    now = now or timezone.now()
    done = 0
    for attempt_id in _due(now):
        try:
            if _still_due(attempt_id, now):
                submit_attempt(attempt_id)
                done += 1
        except AssessmentError:
            logger.exception(
                "An attempt past its deadline could not be graded", extra={"attempt": attempt_id}
            )
    for attempt_id in list(Attempt.objects.awaiting_grade().values_list("pk", flat=True)[:BATCH_SIZE]):
        try:
            grade_attempt(attempt_id)
            done += 1
        except AssessmentError:
            logger.exception("A submitted attempt could not be graded", extra={"attempt": attempt_id})
    return done


def _due(now: datetime) -> list[int]:
    attempts = Attempt.objects.past_deadline(now).order_by("deadline_at")
    return list(attempts.values_list("pk", flat=True)[:BATCH_SIZE])


def _still_due(attempt_id: int, now: datetime) -> bool:
    """False when another sweep holds the attempt or has closed it."""
    with transaction.atomic():
        attempts = Attempt.objects.past_deadline(now).select_for_update(
            skip_locked=connection.features.has_select_for_update_skip_locked
        )
        return attempts.filter(pk=attempt_id).exists()
