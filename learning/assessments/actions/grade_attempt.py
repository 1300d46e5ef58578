"""Mark a submitted attempt, once."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import partial

from django.db import transaction
from django.utils import timezone

from learning.assessments.choices import AttemptState, GradeReason
from learning.assessments.errors import AskedQuestionChanged, AttemptNotOpen, StaffActionRefused
from learning.assessments.grading import GradedChoice, ItemToGrade
from learning.assessments.grading import grade_attempt as marks_of
from learning.assessments.models import Attempt, AttemptItem, Grade, QuestionVersion
from learning.assessments.signals import attempt_graded
from portal.accounts.models import User


def grade_attempt(attempt_id: int) -> Grade:
    """The attempt's grade; made now if there is none since it was last submitted."""
    with transaction.atomic():
        attempt = Attempt.objects.select_for_update().get(pk=attempt_id)
        if attempt.state != AttemptState.SUBMITTED:
            grade = attempt.current_grade
            if grade is None:
                raise AttemptNotOpen("The attempt was not submitted.")
            return grade
        ran_out = attempt.submitted_at is not None and attempt.is_past_deadline(attempt.submitted_at)
        grade = write_grade(attempt, reason=GradeReason.EXPIRED if ran_out else GradeReason.SUBMITTED)
        attempt.state = AttemptState.GRADED
        attempt.save(update_fields=["state"])
        return grade


def write_grade(
    attempt: Attempt,
    *,
    reason: GradeReason,
    by: User | None = None,
    note: str = "",
    corrections: Mapping[int, QuestionVersion] | None = None,
) -> Grade:
    """Adds a grade for the answers as they stand and announces it after commit. Call it in a transaction.

    ``corrections``: version asked (id) → the version whose weights mark it. Raises ``AskedQuestionChanged``
    when a question no longer says what the person was asked, ``StaffActionRefused`` when a correction reads
    differently.
    """
    items = list(
        attempt.items.select_related("answer", "question_version").prefetch_related(
            "question_version__choices"
        )
    )
    changed = {
        item.question_version_id
        for item in items
        if item.question_version.content_digest() != item.question_version.digest
    }
    if changed:
        raise AskedQuestionChanged(attempt.pk, tuple(sorted(changed)))
    result = marks_of([_to_grade(item, corrections or {}) for item in items], attempt.pass_mark)
    newest = attempt.current_grade
    grade = Grade.objects.create(
        attempt=attempt,
        number=newest.number + 1 if newest else 1,
        reason=reason,
        note=note,
        by=by,
        score=result.score,
        mark=result.mark,
        max_mark=result.max_mark,
        item_marks={str(mark.item_id): str(mark.mark) for mark in result.items},
        passed=result.passed,
        graded_at=timezone.now(),
    )
    transaction.on_commit(partial(attempt_graded.send_robust, sender=Attempt, attempt=attempt, grade=grade))
    return grade


def _to_grade(item: AttemptItem, corrections: Mapping[int, QuestionVersion]) -> ItemToGrade:
    version = item.question_version
    correction = corrections.get(version.pk)
    weights = _corrected_weights(version, correction) if correction else None
    return ItemToGrade(
        item_id=item.pk,
        kind=correction.kind if correction else version.kind,
        max_mark=item.max_mark,
        choices=tuple(
            GradedChoice(choice.pk, weights[choice.pk] if weights else choice.weight)
            for choice in version.choices.all()
        ),
        chosen=item.answer.chosen_ids,
    )


def _corrected_weights(version: QuestionVersion, correction: QuestionVersion) -> dict[int, Decimal]:
    """Id of a choice that was asked → its right weight. The choices must read the same."""
    by_text = {choice.text.strip(): choice.weight for choice in correction.choices.all()}
    asked = {choice.pk: choice.text.strip() for choice in version.choices.all()}
    if correction.question_id != version.question_id or sorted(asked.values()) != sorted(by_text):
        raise StaffActionRefused("A correction must be a version of the same question with the same choices.")
    return {choice_id: by_text[text] for choice_id, text in asked.items()}
