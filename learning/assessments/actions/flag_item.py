"""Mark a question to come back to, or take the mark off."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from learning.assessments.errors import AttemptNotOpen, DeadlinePassed
from learning.assessments.models import Attempt
from portal.accounts.models import User


def flag_item(person: User, attempt_public_id: UUID, position: int, *, is_flagged: bool) -> None:
    """Raises as ``save_answer`` does. A flag decides nothing, so the last one wins."""
    with transaction.atomic():
        attempt = Attempt.objects.select_for_update().for_person(person).get(public_id=attempt_public_id)
        item = attempt.items.get(position=position)
        if not attempt.is_open:
            raise AttemptNotOpen("The attempt takes no more changes.")
        if attempt.is_past_deadline(timezone.now()):
            raise DeadlinePassed("The time is over.")
        item.is_flagged = is_flagged
        item.save(update_fields=["is_flagged"])
