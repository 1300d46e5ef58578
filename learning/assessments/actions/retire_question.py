"""Take a question out of use. Whoever was asked it keeps the result."""

from __future__ import annotations

from django.db import transaction

from learning.assessments.choices import VersionState
from learning.assessments.models import Question


def retire_question(question: Question) -> int:
    """Retires the ready version and a draft; returns how many versions changed."""
    with transaction.atomic():
        Question.objects.select_for_update().get(pk=question.pk)
        return question.versions.exclude(state=VersionState.RETIRED).update(state=VersionState.RETIRED)
