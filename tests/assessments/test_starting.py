"""Starting an attempt: the draw, the limits, the open attempt that is continued."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from learning.assessments.actions.save_answer import save_answer
from learning.assessments.actions.start_attempt import start_attempt
from learning.assessments.actions.submit_attempt import submit_attempt
from learning.assessments.choices import AttemptState, QuestionKind
from learning.assessments.errors import (
    AssessmentClosed,
    AssessmentHasNoQuestions,
    AssessmentNotOpenYet,
    AttemptsUsedUp,
    CooldownNotOver,
)
from learning.assessments.models import Answer, Attempt, AttemptItem, QuestionVersion
from tests.factories.assessments import (
    AssessmentFactory,
    DrawSlotFactory,
    QuestionVersionFactory,
    assessment_with_questions,
    right_places,
)

pytestmark = pytest.mark.django_db


def test_the_items_the_option_order_and_the_empty_answers_come_with_the_attempt(lan):
    assessment = assessment_with_questions(3, kinds=tuple(QuestionKind)[:3])
    attempt = start_attempt(lan, assessment, "course-1-1", "/hoc/giao-thong/")
    assert attempt.number == 1
    assert attempt.deadline_at - attempt.started_at == timedelta(minutes=20)
    assert attempt.return_path == "/hoc/giao-thong/"
    items = list(attempt.items.order_by("position"))
    assert [item.position for item in items] == [1, 2, 3]
    for item in items:
        assert sorted(item.choice_order) == sorted(c.pk for c in item.question_version.choices.all())
        assert item.answer.seq == 0
        assert not item.answer.is_given


def test_starting_again_continues_the_open_attempt(lan):
    assessment = assessment_with_questions(2)
    first = start_attempt(lan, assessment, "course-1-1")
    assert start_attempt(lan, assessment, "course-1-1") == first
    assert AttemptItem.objects.count() == 2


def test_another_cycle_is_another_attempt(lan):
    assessment = assessment_with_questions(1)
    first = start_attempt(lan, assessment, "course-1-1")
    second = start_attempt(lan, assessment, "course-1-2")
    assert first != second
    assert second.number == 1


def test_attempts_are_limited(lan):
    assessment = assessment_with_questions(1, attempts_allowed=2)
    for _ in range(2):
        submit_attempt(start_attempt(lan, assessment, "c").pk)
    with pytest.raises(AttemptsUsedUp):
        start_attempt(lan, assessment, "c")


def test_a_voided_attempt_does_not_count_against_the_limit(lan):
    assessment = assessment_with_questions(1, attempts_allowed=1)
    attempt = start_attempt(lan, assessment, "c")
    Attempt.objects.filter(pk=attempt.pk).update(state=AttemptState.VOIDED)
    assert start_attempt(lan, assessment, "c").number == 2


def test_the_cooldown_is_kept_and_said(lan):
    assessment = assessment_with_questions(1, cooldown_minutes=30)
    with time_machine.travel("2026-03-01T08:00:00+07:00", tick=False) as clock:
        submit_attempt(start_attempt(lan, assessment, "c").pk)
        with pytest.raises(CooldownNotOver) as refused:
            start_attempt(lan, assessment, "c")
        assert refused.value.next_try_at == timezone.now() + timedelta(minutes=30)
        clock.shift(timedelta(minutes=30))
        assert start_attempt(lan, assessment, "c").number == 2


def test_the_opening_and_closing_dates_are_kept(lan):
    now = timezone.now()
    with pytest.raises(AssessmentNotOpenYet):
        start_attempt(lan, assessment_with_questions(1, opens_at=now + timedelta(hours=1)), "c")
    with pytest.raises(AssessmentClosed):
        start_attempt(lan, assessment_with_questions(1, closes_at=now - timedelta(hours=1)), "c")


def test_the_closing_date_cuts_the_time_limit(lan):
    closes_at = timezone.now() + timedelta(minutes=5)
    assert start_attempt(lan, assessment_with_questions(1, closes_at=closes_at), "c").deadline_at == closes_at


@pytest.mark.parametrize(
    "path",
    ["https://example.org/", "//example.org/", "/\\example.org", "javascript:alert(1)", "hoc/", "/x" * 200],
)
def test_a_return_path_that_leads_elsewhere_is_forgotten(lan, path):
    assert start_attempt(lan, assessment_with_questions(1), "c", path).return_path == ""


def test_an_assessment_that_the_bank_cannot_fill_starts_nothing(lan):
    assessment = AssessmentFactory()
    DrawSlotFactory(assessment=assessment, draw_count=2)
    QuestionVersionFactory()
    with pytest.raises(AssessmentHasNoQuestions):
        start_attempt(lan, assessment, "c")
    assert not Attempt.objects.exists()
    with pytest.raises(AssessmentHasNoQuestions):
        start_attempt(lan, AssessmentFactory(), "c")


def test_only_ready_questions_in_the_language_of_the_assessment_are_drawn(lan):
    assessment = AssessmentFactory()
    DrawSlotFactory(assessment=assessment, draw_count=1)
    ready = QuestionVersionFactory()
    QuestionVersionFactory(state="draft")
    QuestionVersionFactory(state="retired")
    QuestionVersionFactory(question__language="en")
    attempt = start_attempt(lan, assessment, "c")
    assert [item.question_version for item in attempt.items.all()] == [ready]


def test_drawn_versions_are_marked_as_used(lan):
    start_attempt(lan, assessment_with_questions(2), "c")
    assert all(v.used_at and v.digest == v.content_digest() for v in QuestionVersion.objects.all())


def test_starting_costs_the_same_with_1_and_20_questions(lan, django_assert_max_num_queries):
    for count in (1, 20):
        assessment = assessment_with_questions(count)
        with django_assert_max_num_queries(16):
            start_attempt(lan, assessment, "c")


def test_a_whole_attempt_is_saved_submitted_and_graded(lan):
    attempt = start_attempt(lan, assessment_with_questions(2), "c")
    first = attempt.items.get(position=1)
    saved = save_answer(
        lan, attempt.public_id, 1, chosen_places=right_places(first), seq=0, client_uuid=uuid.uuid4()
    )
    assert saved.seq == 1
    grade = submit_attempt(attempt.pk)
    assert (grade.score, grade.passed) == (50, False)
    assert Answer.objects.get(item=first).is_given
