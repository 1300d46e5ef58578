import pytest
from django.test import Client

from content.explainers.models import Feedback
from tests.factories.explainers import make_explainer

pytestmark = pytest.mark.django_db


@pytest.fixture
def address():
    return f"/phan-hoi/{make_explainer().pk}/"


def test_an_answer_is_saved_without_anything_about_the_person(client, address):
    assert client.get(address, {"co": "1"}).status_code == 200
    response = client.post(address, {"helpful": "1", "comment": " Rõ ràng. "})

    assert response.status_code == 200
    saved = Feedback.objects.get()
    assert (saved.helpful, saved.comment) == (True, "Rõ ràng.")
    assert {field.name for field in Feedback._meta.get_fields()} == {
        "id", "page", "helpful", "comment", "created_at", "handled",
    }  # fmt: skip


@pytest.mark.parametrize("answer", ["", "2", "<script>"])
def test_an_answer_that_is_none_is_refused(client, address, answer):
    assert client.post(address, {"helpful": answer}).status_code == 422
    assert not Feedback.objects.exists()


@pytest.mark.parametrize("comment", ["a" * 1001, "a\u0000b"])
def test_a_comment_too_long_or_broken_is_refused(client, address, comment):
    assert client.post(address, {"helpful": "0", "comment": comment}).status_code == 422
    assert not Feedback.objects.exists()


def test_a_robot_is_thanked_and_forgotten(client, address):
    assert client.post(address, {"helpful": "1", "website": "https://example.org"}).status_code == 200
    assert not Feedback.objects.exists()


def test_a_flood_is_stopped(client, address, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"explainer_feedback": "3/h/ip"}
    for _ in range(3):
        assert client.post(address, {"helpful": "1"}).status_code == 200
    assert client.post(address, {"helpful": "1"}).status_code == 429
    assert Feedback.objects.count() == 3


def test_a_flood_from_one_address_stops_nobody_else(client, address, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"explainer_feedback": "1/h/ip"}
    for _ in range(2):
        client.post(address, {"helpful": "1"}, REMOTE_ADDR="192.0.2.1")

    assert client.post(address, {"helpful": "1"}, REMOTE_ADDR="192.0.2.2").status_code == 200


def test_the_site_limits_feedback(settings):
    assert settings.ACCOUNT_RATE_LIMITS["explainer_feedback"]


def test_a_post_without_the_token_is_refused(address):
    assert Client(enforce_csrf_checks=True).post(address, {"helpful": "1"}).status_code == 403


def test_a_draft_takes_no_feedback(client):
    draft = make_explainer(publish=False)
    assert client.get(f"/phan-hoi/{draft.pk}/").status_code == 404
    assert client.get("/phan-hoi/999999/").status_code == 404
