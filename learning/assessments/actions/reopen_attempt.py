"""Give a person back an attempt that ended through no fault of theirs."""

from __future__ import annotations

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from learning.assessments.choices import AttemptEventKind, AttemptState
from learning.assessments.errors import StaffActionRefused
from learning.assessments.models import Attempt, AttemptEvent
from portal.accounts.models import User


def reopen_attempt(attempt_id: int, *, by: User, reason: str, minutes: int | None = None) -> Attempt:
    """The answers stay; ``minutes`` from now is the new deadline, ``None`` means no deadline.

    The grade so far stays in the history; submitting again adds one. Raises ``StaffActionRefused`` for an
    attempt that is not graded, for an empty reason, and when the person has another open attempt.
    """
    if not reason.strip():
        raise StaffActionRefused("Reopening needs a reason.")
    if minutes is not None and minutes < 1:
        raise StaffActionRefused("At least one minute is needed.")
    now = timezone.now()
    try:
        with transaction.atomic():
            attempt = Attempt.objects.select_for_update().get(pk=attempt_id)
            if attempt.state != AttemptState.GRADED:
                raise StaffActionRefused("Only a graded attempt can be reopened.")
            attempt.state = AttemptState.REOPENED
            attempt.deadline_at = now + timedelta(minutes=minutes) if minutes else None
            attempt.submitted_at = None
            attempt.save(update_fields=["state", "deadline_at", "submitted_at"])
            AttemptEvent.objects.create(
                attempt=attempt, kind=AttemptEventKind.REOPENED, by=by, reason=reason.strip(), at=now
            )
            return attempt
    except IntegrityError as error:
        raise StaffActionRefused("The person has another open attempt.") from error
