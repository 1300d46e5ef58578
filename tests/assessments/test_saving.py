"""Saving an answer: acknowledged once, never silently dropped, never across a deadline or a submit."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from learning.assessments.actions.flag_item import flag_item
from learning.assessments.actions.save_answer import save_answer
from learning.assessments.actions.start_attempt import start_attempt
from learning.assessments.actions.submit_attempt import submit_attempt
from learning.assessments.choices import QuestionKind
from learning.assessments.errors import (
    AnswerNotUnderstood,
    AppendOnly,
    AttemptNotOpen,
    DeadlinePassed,
    StaleAnswer,
)
from learning.assessments.models import Answer, AnswerEvent, Attempt, AttemptItem
from tests.factories.assessments import assessment_with_questions


@pytest.fixture
def attempt(lan):
    return start_attempt(lan, assessment_with_questions(2), "c")


def test_each_save_is_counted_and_logged(attempt, answer):
    assert answer(attempt, 1, [1]).seq == 1
    assert answer(attempt, 1, [2]).seq == 2
    item = attempt.items.get(position=1)
    assert item.answer.chosen_ids == {item.choice_order[1]}
    assert [event.seq for event in AnswerEvent.objects.filter(item=item)] == [1, 2]


def test_a_stale_save_is_refused_and_the_current_state_is_told(attempt, answer):
    answer(attempt, 1, [1])
    with pytest.raises(StaleAnswer) as refused:
        answer(attempt, 1, [2], seq=0)
    item = attempt.items.get(position=1)
    assert refused.value.current_seq == 1
    assert refused.value.current_payload == {"choices": [item.choice_order[0]]}
    assert item.answer.chosen_ids == {item.choice_order[0]}


def test_the_same_save_sent_twice_is_one_save(attempt, answer):
    same = uuid.uuid4()
    first = answer(attempt, 1, [1], seq=0, client_uuid=same)
    second = answer(attempt, 1, [1], seq=0, client_uuid=same)
    assert (first.seq, second.seq, second.was_repeated) == (1, 1, True)
    assert AnswerEvent.objects.count() == 1


def test_a_retry_that_comes_after_the_submit_is_still_acknowledged(attempt, answer):
    same = uuid.uuid4()
    answer(attempt, 1, [1], client_uuid=same)
    submit_attempt(attempt.pk)
    assert answer(attempt, 1, [1], client_uuid=same).was_repeated


def test_a_save_id_of_another_answer_is_refused(attempt, answer):
    same = uuid.uuid4()
    answer(attempt, 1, [1], client_uuid=same)
    with pytest.raises(AnswerNotUnderstood):
        answer(attempt, 2, [1], client_uuid=same)


def test_an_empty_answer_clears(attempt, answer):
    answer(attempt, 1, [1])
    answer(attempt, 1, [])
    assert not Answer.objects.get(item__position=1).is_given


@pytest.mark.parametrize("places", [[0], [5], [-1], [1, 2]])
def test_choices_that_are_not_there_or_too_many_are_refused(attempt, answer, places):
    with pytest.raises(AnswerNotUnderstood):
        answer(attempt, 1, places)
    assert not AnswerEvent.objects.exists()


def test_several_choices_may_be_chosen_where_several_are_asked(lan, answer):
    attempt = start_attempt(lan, assessment_with_questions(1, kinds=(QuestionKind.MULTIPLE,)), "c")
    answer(attempt, 1, [3, 1])
    assert len(Answer.objects.get().chosen_ids) == 2


def test_somebody_elses_attempt_does_not_exist(attempt, minh):
    with pytest.raises(Attempt.DoesNotExist):
        save_answer(minh, attempt.public_id, 1, chosen_places=[1], seq=0, client_uuid=uuid.uuid4())
    with pytest.raises(Attempt.DoesNotExist):
        flag_item(minh, attempt.public_id, 1, is_flagged=True)


def test_a_question_that_is_not_in_the_attempt_does_not_exist(attempt, lan):
    with pytest.raises(AttemptItem.DoesNotExist):
        save_answer(lan, attempt.public_id, 3, chosen_places=[1], seq=0, client_uuid=uuid.uuid4())


def test_the_server_decides_when_the_time_is_over_with_a_small_grace(lan, answer):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        attempt = start_attempt(lan, assessment_with_questions(1, time_limit_seconds=60), "c")
        clock.shift(timedelta(seconds=69))
        assert answer(attempt, 1, [1]).seq == 1
        clock.shift(timedelta(seconds=2))
        with pytest.raises(DeadlinePassed):
            answer(attempt, 1, [2])
        with pytest.raises(DeadlinePassed):
            flag_item(lan, attempt.public_id, 1, is_flagged=True)


def test_nothing_is_taken_after_the_submit(attempt, answer, lan):
    submit_attempt(attempt.pk)
    with pytest.raises(AttemptNotOpen):
        answer(attempt, 1, [1])
    with pytest.raises(AttemptNotOpen):
        flag_item(lan, attempt.public_id, 1, is_flagged=True)


def test_what_came_in_is_never_changed_or_deleted(attempt, answer):
    answer(attempt, 1, [1])
    event = AnswerEvent.objects.get()
    for change in (
        event.save,
        event.delete,
        AnswerEvent.objects.all().delete,
        lambda: AnswerEvent.objects.update(seq=9),
    ):
        with pytest.raises(AppendOnly):
            change()


def test_a_question_can_be_marked_and_the_mark_taken_off(attempt, lan):
    for is_flagged in (True, False):
        flag_item(lan, attempt.public_id, 2, is_flagged=is_flagged)
        assert attempt.items.get(position=2).is_flagged is is_flagged
