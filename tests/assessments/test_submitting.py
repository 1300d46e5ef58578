"""Submitting, the sweep, and what staff may do afterwards."""

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from learning.assessments.actions.expire_attempts import expire_attempts
from learning.assessments.actions.regrade_attempt import regrade_attempt
from learning.assessments.actions.reopen_attempt import reopen_attempt
from learning.assessments.actions.start_attempt import start_attempt
from learning.assessments.actions.submit_attempt import _seal, submit_attempt
from learning.assessments.actions.void_attempt import void_attempt
from learning.assessments.choices import AttemptState, GradeReason, VersionState
from learning.assessments.errors import (
    AppendOnly,
    AttemptNotOpen,
    AttemptsUsedUp,
    StaffActionRefused,
    UsedVersionIsImmutable,
)
from learning.assessments.models import AttemptEvent, Choice, Grade, QuestionVersion
from learning.assessments.signals import attempt_graded
from learning.assessments.standing import standing_of
from learning.assessments.tasks import expire_attempts as expire_attempts_task
from tests.factories.accounts import PersonFactory
from tests.factories.assessments import (
    CHOICES_OF,
    FixedSlotFactory,
    QuestionVersionFactory,
    assessment_with_questions,
    wrong_places,
)


@pytest.fixture
def attempt(lan):
    return start_attempt(lan, assessment_with_questions(2), "c")


@pytest.fixture
def trainer(db):
    return PersonFactory(full_name="Phạm Thu Hà", role="trainer")


@pytest.fixture
def announced():
    heard = []

    def listen(sender, attempt, grade, **kwargs):
        heard.append((attempt.pk, grade.pk))

    attempt_graded.connect(listen)
    yield heard
    attempt_graded.disconnect(listen)


def test_a_second_submit_returns_the_first_result(attempt, answer):
    answer(attempt, 1)
    first = submit_attempt(attempt.pk)
    assert submit_attempt(attempt.pk) == first
    assert (first.score, first.mark, first.max_mark, first.passed) == (50, 1, 2, False)
    assert first.reason == GradeReason.SUBMITTED
    assert sorted(first.item_marks.values()) == ["0.00", "1.00"]
    attempt.refresh_from_db()
    assert attempt.state == AttemptState.GRADED


def test_all_right_passes(attempt, answer):
    answer(attempt, 1)
    answer(attempt, 2)
    grade = submit_attempt(attempt.pk)
    assert (grade.score, grade.passed) == (100, True)


def test_the_result_is_announced_once_and_after_commit(
    attempt, announced, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        grade = submit_attempt(attempt.pk)
        assert announced == []
    submit_attempt(attempt.pk)
    assert announced == [(attempt.pk, grade.pk)]


def test_the_pass_mark_of_the_start_counts(attempt, answer):
    attempt.assessment.pass_mark = 10
    attempt.assessment.save(update_fields=["pass_mark"])
    answer(attempt, 1)
    assert not submit_attempt(attempt.pk).passed


def test_the_sweep_submits_what_was_saved_when_nobody_returns(lan, answer):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        late = start_attempt(lan, assessment_with_questions(1, time_limit_seconds=60), "c")
        unlimited = start_attempt(lan, assessment_with_questions(1, time_limit_seconds=None), "c")
        answer(late, 1)
        clock.shift(timedelta(seconds=65))
        assert expire_attempts() == 0  # the network's grace
        clock.shift(timedelta(seconds=10))
        assert expire_attempts_task.delay().get() == 1
        assert expire_attempts() == 0
    grade = Grade.objects.get()
    assert (grade.attempt, grade.reason, grade.score) == (late, GradeReason.EXPIRED, 100)
    unlimited.refresh_from_db()
    assert unlimited.is_open


def test_the_sweep_grades_what_a_dead_process_left_submitted(attempt):
    _seal(attempt.pk, timezone.now())
    assert not Grade.objects.exists()
    assert expire_attempts() == 1
    assert Grade.objects.get().attempt == attempt


def test_one_attempt_that_cannot_be_graded_stops_no_other(lan, minh, answer):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        broken = start_attempt(lan, assessment_with_questions(1, time_limit_seconds=60), "c")
        sound = start_attempt(minh, assessment_with_questions(1, time_limit_seconds=60), "c")
        QuestionVersion.objects.filter(attempt_items__attempt=broken).update(digest="0" * 64)
        clock.shift(timedelta(minutes=2))
        assert expire_attempts() == 1
    assert Grade.objects.get().attempt == sound


def test_a_key_that_was_changed_behind_the_models_back_is_found_out(attempt):
    version = attempt.items.get(position=1).question_version
    with transaction.atomic():
        connection.cursor().execute(
            "UPDATE assessments_choice SET weight = 100 WHERE version_id = %s", [version.pk]
        )
    with pytest.raises(UsedVersionIsImmutable):
        submit_attempt(attempt.pk)


def test_grades_are_never_changed_or_deleted(attempt):
    grade = submit_attempt(attempt.pk)
    for change in (
        grade.save,
        grade.delete,
        Grade.objects.all().delete,
        lambda: Grade.objects.update(score=1),
    ):
        with pytest.raises(AppendOnly):
            change()


def test_the_database_allows_one_first_grade(attempt):
    grade = submit_attempt(attempt.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        Grade.objects.create(
            attempt=attempt,
            number=1,
            reason=grade.reason,
            score=1,
            mark=1,
            max_mark=2,
            passed=False,
            graded_at=timezone.now(),
        )


# ---------------------------------------------------------------- staff


def test_a_regrade_with_a_corrected_key_adds_a_grade(lan, trainer, answer):
    version = QuestionVersionFactory(choices=[("4 điểm", 100), ("10 điểm", 0)])
    assessment = assessment_with_questions(0)
    FixedSlotFactory(assessment=assessment, question=version.question)
    attempt = start_attempt(lan, assessment, "c")
    item = attempt.items.get()
    answer(attempt, 1, wrong_places(item))
    first = submit_attempt(attempt.pk)
    QuestionVersion.objects.filter(pk=version.pk).update(state=VersionState.RETIRED)
    corrected = QuestionVersionFactory(
        question=version.question, number=2, choices=[("10 điểm", 100), ("4 điểm", 0)]
    )
    second = regrade_attempt(attempt.pk, by=trainer, reason="Đáp án sai", corrections={version.pk: corrected})
    assert (first.score, second.score) == (0, 100)
    assert (second.number, second.reason, second.by, second.note) == (2, "regraded", trainer, "Đáp án sai")
    assert AttemptEvent.objects.get().kind == "regraded"
    assert standing_of(lan, assessment, "c").score == 100
    assert submit_attempt(attempt.pk) == second


def test_a_correction_that_reads_differently_is_refused(attempt, trainer):
    submit_attempt(attempt.pk)
    version = attempt.items.get(position=1).question_version
    other = QuestionVersionFactory(
        question=version.question, number=2, state="draft", choices=[("Khác", 100), ("Nữa", 0)]
    )
    with pytest.raises(StaffActionRefused):
        regrade_attempt(attempt.pk, by=trainer, reason="x", corrections={version.pk: other})


def test_a_regrade_needs_a_graded_attempt_and_a_reason(attempt, trainer):
    with pytest.raises(StaffActionRefused):
        regrade_attempt(attempt.pk, by=trainer, reason="Đáp án sai")
    submit_attempt(attempt.pk)
    with pytest.raises(StaffActionRefused):
        regrade_attempt(attempt.pk, by=trainer, reason="  ")


def test_a_reopened_attempt_goes_on_with_its_answers_and_is_graded_again(attempt, trainer, answer):
    answer(attempt, 1)
    submit_attempt(attempt.pk)
    reopen_attempt(attempt.pk, by=trainer, reason="Mất điện", minutes=10)
    attempt.refresh_from_db()
    assert attempt.state == AttemptState.REOPENED
    assert 590 < attempt.seconds_left(timezone.now()) <= 600
    answer(attempt, 2)
    grade = submit_attempt(attempt.pk)
    assert (grade.number, grade.score) == (2, Decimal(100))
    assert AttemptEvent.objects.get().reason == "Mất điện"


def test_a_reopened_attempt_expires_too(attempt, trainer):
    submit_attempt(attempt.pk)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        reopen_attempt(attempt.pk, by=trainer, reason="Mất điện", minutes=1)
        clock.shift(timedelta(minutes=2))
        assert expire_attempts() == 1
    assert Grade.objects.filter(attempt=attempt).count() == 2


def test_nothing_is_reopened_beside_another_open_attempt(lan, attempt, trainer):
    submit_attempt(attempt.pk)
    start_attempt(lan, attempt.assessment, "c")
    with pytest.raises(StaffActionRefused):
        reopen_attempt(attempt.pk, by=trainer, reason="Mất điện", minutes=10)


@pytest.mark.parametrize(("reason", "minutes"), [("", 10), ("Mất điện", 0)])
def test_reopening_needs_a_reason_and_some_time(attempt, trainer, reason, minutes):
    submit_attempt(attempt.pk)
    with pytest.raises(StaffActionRefused):
        reopen_attempt(attempt.pk, by=trainer, reason=reason, minutes=minutes)


def test_a_voided_attempt_has_no_result_and_gives_the_try_back(lan, trainer, answer):
    attempt = start_attempt(lan, assessment_with_questions(1, attempts_allowed=1), "c")
    answer(attempt, 1)
    submit_attempt(attempt.pk)
    with pytest.raises(AttemptsUsedUp):
        start_attempt(lan, attempt.assessment, "c")
    void_attempt(attempt.pk, by=trainer, reason="Nhầm người")
    standing = standing_of(lan, attempt.assessment, "c")
    assert (standing.attempts_left, standing.score, standing.passed) == (1, None, False)
    with pytest.raises(StaffActionRefused):
        void_attempt(attempt.pk, by=trainer, reason="Lần nữa")
    with pytest.raises(StaffActionRefused):
        void_attempt(attempt.pk, by=trainer, reason="")


def test_a_voided_attempt_cannot_be_submitted(attempt, trainer):
    void_attempt(attempt.pk, by=trainer, reason="Nhầm người")
    with pytest.raises(AttemptNotOpen):
        submit_attempt(attempt.pk)


# ---------------------------------------------------------------- what was used stays as it was


def test_a_used_version_and_its_choices_are_never_changed(attempt):
    version = attempt.items.get(position=1).question_version
    version.stem = "Khác"
    choice = version.choices.first()
    for change in (
        version.save,
        lambda: version.save(update_fields=["stem"]),
        lambda: QuestionVersion.objects.filter(pk=version.pk).update(stem="Khác"),
        choice.save,
        choice.delete,
        lambda: Choice.objects.filter(version=version).update(weight=0),
        lambda: Choice.objects.filter(version=version).delete(),
        lambda: Choice.objects.create(version=version, text="Nữa"),
    ):
        with pytest.raises(UsedVersionIsImmutable):
            change()
    assert version.content_digest() != ""
    assert list(Choice.objects.filter(version=version).values_list("text", flat=True)) == [
        text for text, _ in CHOICES_OF["single"]
    ]


def test_a_used_version_may_be_retired_but_is_never_a_draft_again(attempt):
    version = attempt.items.get(position=1).question_version
    version.state = VersionState.RETIRED
    version.save(update_fields=["state"])
    with pytest.raises(IntegrityError), transaction.atomic():
        QuestionVersion.objects.filter(pk=version.pk).update(state=VersionState.DRAFT)


def test_a_version_that_was_asked_cannot_be_deleted(attempt):
    with pytest.raises(ProtectedError):
        attempt.items.get(position=1).question_version.delete()
