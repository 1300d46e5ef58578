"""Eight at once: the database says that there is one winner."""

import threading
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from learning.assessments.actions.expire_attempts import expire_attempts
from learning.assessments.actions.save_answer import save_answer
from learning.assessments.actions.start_attempt import start_attempt
from learning.assessments.actions.submit_attempt import submit_attempt
from learning.assessments.errors import AttemptNotOpen, DeadlinePassed, StaleAnswer
from learning.assessments.models import Answer, AnswerEvent, Attempt, AttemptItem, Grade
from tests.factories.assessments import assessment_with_questions

THREADS = 8

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
]


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Runs the calls together, each in a thread of its own; returns results and errors in their order."""
    barrier = threading.Barrier(len(calls))
    results: list[Any] = [None] * len(calls)

    def run(number: int, call: Callable[[], Any]) -> None:
        try:
            barrier.wait(timeout=20)
            results[number] = call()
        except Exception as error:
            results[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=item) for item in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results


def test_eight_starts_are_one_attempt(lan):
    assessment = assessment_with_questions(3)
    results = at_once(*[lambda: start_attempt(lan, assessment, "c").pk] * THREADS)
    assert set(results) == {Attempt.objects.get().pk}
    assert AttemptItem.objects.count() == 3


def test_eight_starts_never_exceed_the_limit(lan):
    assessment = assessment_with_questions(1, attempts_allowed=1)
    results = at_once(*[lambda: submit_attempt(start_attempt(lan, assessment, "c").pk).pk] * THREADS)
    assert Attempt.objects.count() == 1
    assert len({result for result in results if isinstance(result, int)}) == 1


def test_eight_submits_are_one_grade(lan, answer):
    attempt = start_attempt(lan, assessment_with_questions(2), "c")
    answer(attempt, 1)
    results = at_once(*[lambda: submit_attempt(attempt.pk).pk] * THREADS)
    assert set(results) == {Grade.objects.get().pk}


def test_of_eight_different_saves_one_is_taken_and_seven_are_told(lan):
    attempt = start_attempt(lan, assessment_with_questions(1), "c")

    def save() -> int:
        return save_answer(lan, attempt.public_id, 1, chosen_places=[2], seq=0, client_uuid=uuid.uuid4()).seq

    results = at_once(*[save] * THREADS)
    assert results.count(1) == 1
    assert sum(isinstance(result, StaleAnswer) for result in results) == THREADS - 1
    assert (Answer.objects.get().seq, AnswerEvent.objects.count()) == (1, 1)


def test_the_same_save_sent_eight_times_is_one_save_acknowledged_eight_times(lan):
    attempt = start_attempt(lan, assessment_with_questions(1), "c")
    same = uuid.uuid4()

    def save() -> int:
        return save_answer(lan, attempt.public_id, 1, chosen_places=[2], seq=0, client_uuid=same).seq

    assert at_once(*[save] * THREADS) == [1] * THREADS
    assert AnswerEvent.objects.count() == 1


def test_a_save_is_before_a_submit_or_refused(lan):
    """Whatever was acknowledged is in the grade; whatever was refused is not."""
    attempt = start_attempt(lan, assessment_with_questions(4), "c")
    right = {
        item.position: 1 + item.choice_order.index(item.question_version.choices.get(weight=100).pk)
        for item in attempt.items.all()
    }

    def save(position: int) -> Callable[[], int]:
        return lambda: (
            save_answer(
                lan,
                attempt.public_id,
                position,
                chosen_places=[right[position]],
                seq=0,
                client_uuid=uuid.uuid4(),
            ).seq
        )

    results = at_once(*[save(position) for position in right], *[lambda: submit_attempt(attempt.pk).pk] * 4)
    acknowledged = results[:4].count(1)
    assert all(result == 1 or isinstance(result, AttemptNotOpen) for result in results[:4])
    assert Grade.objects.get().mark == acknowledged


def test_the_sweep_and_a_submit_and_a_late_save_give_one_grade(lan):
    attempt = start_attempt(lan, assessment_with_questions(1), "c")
    Attempt.objects.filter(pk=attempt.pk).update(
        started_at=timezone.now() - timedelta(hours=2),
        deadline_at=timezone.now() - timedelta(hours=1),
    )

    def late_save() -> int:
        return save_answer(lan, attempt.public_id, 1, chosen_places=[1], seq=0, client_uuid=uuid.uuid4()).seq

    results = at_once(*[expire_attempts] * 4, *[lambda: submit_attempt(attempt.pk).pk] * 2, *[late_save] * 2)
    assert all(isinstance(result, DeadlinePassed | AttemptNotOpen) for result in results[6:])
    assert not [result for result in results[:6] if isinstance(result, Exception)]
    grade = Grade.objects.get()
    assert set(results[4:6]) == {grade.pk}
    attempt.refresh_from_db()
    assert attempt.state == "graded"
