"""Put a retired question back to use."""

from __future__ import annotations

from django.db import transaction

from learning.assessments.choices import VersionState
from learning.assessments.models import Question, QuestionVersion


def bring_back_question(question: Question) -> QuestionVersion | None:
    """Brings the newest version back and returns it; ``None`` if the question is in use.

    A version that somebody was asked had been released, and is ready again. One that nobody was asked may never
    have been finished: it comes back as a draft.
    """
    with transaction.atomic():
        Question.objects.select_for_update().get(pk=question.pk)
        if question.versions.exclude(state=VersionState.RETIRED).exists():
            return None
        newest = question.versions.order_by("-number").first()
        if newest is None:
            return None
        newest.state = VersionState.READY if newest.is_used else VersionState.DRAFT
        newest.save(update_fields=["state"])
        return newest
