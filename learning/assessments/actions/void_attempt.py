"""Set an attempt aside: it does not count, and it does not use up a try."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from learning.assessments.choices import AttemptEventKind, AttemptState
from learning.assessments.errors import StaffActionRefused
from learning.assessments.models import Attempt, AttemptEvent
from portal.accounts.models import User


def void_attempt(attempt_id: int, *, by: User, reason: str) -> Attempt:
    """Keeps answers and grades as history; revokes nothing that followed from them.

    Raises ``StaffActionRefused`` for an attempt already voided and for an empty reason.
    """
    if not reason.strip():
        raise StaffActionRefused("Voiding needs a reason.")
    with transaction.atomic():
        attempt = Attempt.objects.select_for_update().get(pk=attempt_id)
        if attempt.state == AttemptState.VOIDED:
            raise StaffActionRefused("The attempt is voided already.")
        attempt.state = AttemptState.VOIDED
        attempt.save(update_fields=["state"])
        AttemptEvent.objects.create(
            attempt=attempt, kind=AttemptEventKind.VOIDED, by=by, reason=reason.strip(), at=timezone.now()
        )
        return attempt
