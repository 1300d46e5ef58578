"""Answers that the page sends by itself."""

import json
import uuid
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from learning.assessments.actions.start_attempt import start_attempt
from learning.assessments.actions.submit_attempt import submit_attempt
from learning.assessments.models import AnswerEvent
from tests.factories.assessments import assessment_with_questions


@pytest.fixture
def attempt(lan):
    return start_attempt(lan, assessment_with_questions(2), "c")


def address(attempt, position=1, name="save"):
    return reverse(f"assessments:{name}", kwargs={"attempt": attempt.public_id, "position": position})


def send(browser, attempt, position=1, name="save", **body):
    defaults = {"seq": 0, "client_uuid": str(uuid.uuid4()), "choice": [1]}
    return browser.post(
        address(attempt, position, name), json.dumps(defaults | body), content_type="application/json"
    )


def test_a_save_is_acknowledged_with_the_next_seq(lans_browser, attempt):
    response = send(lans_browser, attempt)
    assert response.status_code == 200
    assert response.json()["status"] == "saved"
    assert response.json()["seq"] == 1
    assert "no-store" in response["Cache-Control"]


def test_a_reply_tells_nothing_but_the_save(lans_browser, attempt):
    assert set(send(lans_browser, attempt).json()) == {"status", "seq", "saved_at"}
    assert set(send(lans_browser, attempt).json()) == {"status", "seq"}


def test_a_retry_with_the_same_id_is_the_same_save(lans_browser, attempt):
    same = str(uuid.uuid4())
    replies = [send(lans_browser, attempt, client_uuid=same).json() for _ in range(3)]
    assert replies[0] == replies[1] == replies[2]
    assert AnswerEvent.objects.count() == 1


def test_a_stale_save_is_refused_with_the_current_seq(lans_browser, attempt):
    send(lans_browser, attempt)
    response = send(lans_browser, attempt, choice=[2])
    assert (response.status_code, response.json()) == (409, {"status": "stale", "seq": 1})


def test_after_the_deadline_the_page_is_sent_to_the_door(lan):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        browser = Client()
        browser.force_login(lan)
        attempt = start_attempt(lan, assessment_with_questions(1, time_limit_seconds=60), "c")
        clock.shift(timedelta(minutes=2))
        response = send(browser, attempt)
        assert (response.status_code, response.json()["status"]) == (409, "deadline_passed")
        assert browser.get(response.json()["next"]).url.endswith("/ket-qua/")


def test_a_submitted_attempt_is_closed(lans_browser, attempt):
    submit_attempt(attempt.pk)
    response = send(lans_browser, attempt)
    assert (response.status_code, response.json()["status"]) == (409, "closed")


def test_what_is_not_mine_or_not_there_is_not_found(lans_browser, attempt, minh):
    browser = Client()
    browser.force_login(minh)
    assert send(browser, attempt).status_code == 404
    assert send(browser, attempt, name="flag", flagged=True).status_code == 404
    assert send(lans_browser, attempt, position=3).status_code == 404
    assert send(lans_browser, attempt, position=10**30).status_code == 404
    assert not AnswerEvent.objects.exists()


def test_without_signing_in_the_page_is_told_in_its_own_language(client, attempt):
    response = send(client, attempt)
    assert (response.status_code, response.json()["status"]) == (401, "signed_out")


def test_a_forged_request_from_elsewhere_is_refused(lan, attempt):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(lan)
    assert send(browser, attempt).status_code == 403


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b"[" * 3000,
        b'{"seq": 0}',
        b'{"seq": 0, "client_uuid": "x", "choice": [1]}',
        b'{"seq": 1e999, "client_uuid": "6f1b9a52-2c3f-4f5e-8f0c-0a9a8b7c6d5e", "choice": [1]}',
        b'{"seq": 0, "client_uuid": "6f1b9a52-2c3f-4f5e-8f0c-0a9a8b7c6d5e", "choice": "1"}',
        b'{"seq": 0, "client_uuid": "6f1b9a52-2c3f-4f5e-8f0c-0a9a8b7c6d5e", "choice": [true]}',
        b'{"seq": 0, "client_uuid": "6f1b9a52-2c3f-4f5e-8f0c-0a9a8b7c6d5e", "choice": [[1]]}',
        b'{"seq": 0, "client_uuid": "6f1b9a52-2c3f-4f5e-8f0c-0a9a8b7c6d5e", "choice": [99]}',
        b'{"seq": 0, "client_uuid": {"a": 1}, "choice": {"1": 1}}',
        b'{"a": "' + b"x" * 5000 + b'"}',
    ],
)
def test_noise_is_refused_without_a_trace(lans_browser, attempt, body):
    response = lans_browser.post(address(attempt), body, content_type="application/json")
    assert (response.status_code, response.json()) == (400, {"status": "not_understood"})
    assert not AnswerEvent.objects.exists()


def test_a_question_is_marked_and_unmarked(lans_browser, attempt):
    for is_flagged in (True, False):
        assert send(lans_browser, attempt, name="flag", flagged=is_flagged).json()["flagged"] is is_flagged
        assert attempt.items.get(position=1).is_flagged is is_flagged
    assert send(lans_browser, attempt, name="flag", flagged="yes").status_code == 400


def test_saving_costs_the_same_whatever_the_number_of_questions(
    lan, lans_browser, django_assert_max_num_queries
):
    for count in (1, 20):
        attempt = start_attempt(lan, assessment_with_questions(count), "c")
        with django_assert_max_num_queries(12):
            send(lans_browser, attempt)
