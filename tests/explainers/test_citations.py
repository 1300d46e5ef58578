"""The rows by which a law's page tells what explains it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from content.explainers.models import ExplainerCitation
from tests.factories.explainers import make_explainer, provision, short_answer

pytestmark = pytest.mark.django_db


def cited():
    return list(ExplainerCitation.objects.values_list("article__number", "clause", "point"))


@pytest.fixture
def publish(django_capture_on_commit_callbacks):
    def publish_explainer(*body):
        with django_capture_on_commit_callbacks(execute=True):
            return make_explainer(None, "Phải mang gì?", *body)

    return publish_explainer


def test_publishing_writes_each_provision_once(publish, article):
    again = provision(article, "1", "a")
    page = publish(short_answer("<p>Có.[1]</p>", again, provision(article, "2"), again))

    assert cited() == [("7", "1", "a"), ("7", "2", "")]
    assert [row.page_id for row in article.explainer_citations.all()] == [page.pk] * 2


def test_publishing_again_replaces_and_unpublishing_removes(
    publish, article, django_capture_on_commit_callbacks
):
    page = publish(short_answer("<p>Có.[1]</p>", provision(article, "1", "a")))
    page.body = [short_answer("<p>Có.[1]</p>", provision(article, "2"))]
    with django_capture_on_commit_callbacks(execute=True):
        page.save_revision().publish()
    assert cited() == [("7", "2", "")]

    page.refresh_from_db()
    with django_capture_on_commit_callbacks(execute=True):
        page.unpublish()
    assert cited() == []


def test_a_draft_cites_nothing(article, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        make_explainer(None, "Nháp?", short_answer("<p>.[1]</p>", provision(article)), publish=False)
    assert cited() == []


def test_recording_asks_as_often_for_many_provisions_as_for_one(publish, article):
    from content.explainers.actions.record_citations import record_citations  # noqa: PLC0415

    counts = []
    for clauses in (["1"], [str(number) for number in range(1, 21)]):
        page = publish(short_answer("<p>.</p>", *[provision(article, clause) for clause in clauses]))
        with CaptureQueriesContext(connection) as queries:
            record_citations(page.pk)
        counts.append(len(queries))
    assert counts[0] == counts[1]
