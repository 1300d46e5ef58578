"""A question changed behind the models' back: no grade, no error page of the server, no personal data in the log."""

import logging

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from learning.assessments.actions.start_attempt import start_attempt
from learning.assessments.models import Attempt, Grade
from tests.factories.accounts import PersonFactory
from tests.factories.assessments import assessment_with_questions

pytestmark = pytest.mark.django_db


@pytest.fixture
def attempt(lan):
    return start_attempt(lan, assessment_with_questions(2), "c", "/hoc/giao-thong/")


@pytest.fixture
def tampered(attempt):
    """The attempt after somebody made every choice of its first question right, in SQL."""
    version = attempt.items.get(position=1).question_version
    with connection.cursor() as cursor:
        cursor.execute("UPDATE assessments_choice SET weight = 100 WHERE version_id = %s", [version.pk])
    return attempt


def address(name, attempt):
    return reverse(f"assessments:{name}", args=[attempt.public_id])


def test_the_person_is_told_and_the_answers_stay(lans_browser, tampered, caplog):
    with caplog.at_level(logging.ERROR, logger="portal.security"):
        submitted = lans_browser.post(address("submit", tampered))
        shown = lans_browser.get(address("result", tampered))

    for response in (submitted, shown):
        assert response.status_code == 409
        page = response.content.decode()
        assert "data-withheld" in page
        assert str(tampered.public_id) in page
        assert 'href="/hoc/giao-thong/"' in page
        assert "no-store" in response["Cache-Control"]
    tampered.refresh_from_db()
    assert tampered.state == "submitted"
    assert not Grade.objects.exists()


def test_the_log_names_the_rows_and_nobody(lan, lans_browser, tampered, caplog):
    version = tampered.items.get(position=1).question_version
    with caplog.at_level(logging.ERROR, logger="portal.security"):
        lans_browser.post(address("submit", tampered))

    (record,) = [record for record in caplog.records if record.name == "portal.security"]
    message = record.getMessage()
    assert f"attempt {tampered.pk}" in message
    assert message.endswith(f"question versions {version.pk}")
    assert record.exc_info is None
    assert lan.full_name not in message
    assert lan.email not in message


def test_once_put_right_the_result_is_shown(lans_browser, tampered):
    weights = dict(tampered.items.get(position=1).question_version.choices.values_list("pk", "text"))
    lans_browser.post(address("submit", tampered))
    with connection.cursor() as cursor:
        for pk, text in weights.items():
            weight = 100 if text == "10 điểm" else 0
            cursor.execute("UPDATE assessments_choice SET weight = %s WHERE id = %s", [weight, pk])

    assert lans_browser.get(address("result", tampered)).status_code == 200
    assert Attempt.objects.get().state == "graded"


def test_staff_who_mark_it_again_are_told(lans_browser, attempt):
    lans_browser.post(address("submit", attempt))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE assessments_choice SET weight = 100")
    trainer = Client()
    trainer.force_login(PersonFactory(role="trainer"))

    response = trainer.post(
        reverse("assessments_admin:regrade", args=[attempt.pk]), {"regrade-reason": "Sai đáp án"}, follow=True
    )

    assert response.status_code == 200
    assert Grade.objects.count() == 1
