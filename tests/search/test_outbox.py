"""The outbox: what the index does not have yet is kept, once for each object."""

import contextlib
import datetime

import pytest
from django.db import transaction
from django.utils import timezone

from portal.lib.health import NotHealthyError
from search import health, indexing, outbox, tasks
from search.backends import get_backend
from search.choices import Kind
from search.documents import object_key
from search.models import PendingWrite
from tests.factories.explainers import make_explainer
from tests.factories.laws import ArticleFactory, LegalDocumentFactory
from tests.servers import free_port

pytestmark = pytest.mark.django_db


def numbers():
    return dict(PendingWrite.objects.values_list("key", "number"))


def test_an_object_is_noted_once_and_the_latest_note_counts():
    PendingWrite.objects.note({"explainer:1": False, "document:2": True}, number=1)
    PendingWrite.objects.note({"explainer:1": False, "document:2": False}, number=2)
    assert numbers() == {"explainer:1": 2, "document:2": 2}
    assert PendingWrite.objects.get(key="document:2").whole_group


def test_only_what_was_seen_is_settled():
    PendingWrite.objects.note({"explainer:1": False, "explainer:2": False}, number=1)
    seen = numbers()
    PendingWrite.objects.note({"explainer:2": False}, number=2)  # changed while a job was at it
    PendingWrite.objects.settle(seen)
    assert numbers() == {"explainer:2": 2}


def test_what_failed_waits():
    PendingWrite.objects.note({"explainer:1": False}, number=1)
    now = timezone.now()
    PendingWrite.objects.postpone(
        ["explainer:1"], "no route to host" * 100, until=now + datetime.timedelta(minutes=1)
    )
    assert not PendingWrite.objects.due(now).exists()
    (row,) = PendingWrite.objects.due(now + datetime.timedelta(minutes=2))
    assert row.tries == 1
    assert row.problem.startswith("no route")


@pytest.mark.django_db
def test_noting_many_asks_as_often_as_noting_one(django_assert_num_queries):
    with django_assert_num_queries(1):
        PendingWrite.objects.note({"explainer:1": False}, number=1)
    with django_assert_num_queries(1):
        PendingWrite.objects.note({f"explainer:{number}": False for number in range(100)}, number=2)


# ------------------------------------------------------------------ the engine goes away and comes back


@pytest.fixture
def index(settings, tmp_path):
    settings.SEARCH_BACKEND = "embedded"
    settings.SEARCH_INDEX_DIR = tmp_path / "search"
    indexing.rebuild()


@pytest.fixture
def away(settings):
    """Switches to an Elasticsearch that nobody started, and back."""

    @contextlib.contextmanager
    def switched():
        here = settings.SEARCH_BACKEND
        settings.SEARCH_BACKEND, settings.ELASTICSEARCH_URL = "elastic", f"http://127.0.0.1:{free_port()}"
        yield
        settings.SEARCH_BACKEND = here

    return switched


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


def keys_in_index(*keys):
    return set(get_backend().get(keys))


def test_what_is_published_while_the_engine_is_away_is_written_once_it_is_back(index, away, committed):
    with committed():
        gone = make_explainer()
    gone_pk, gone_key = gone.pk, object_key(Kind.EXPLAINER, gone.pk)
    assert not PendingWrite.objects.exists()

    with away():
        with committed():
            page, law = make_explainer(), LegalDocumentFactory()
            article = ArticleFactory(document=law)
        with committed():
            gone.delete()
        waiting = dict(PendingWrite.objects.values_list("key", "whole_group"))
        assert waiting == {
            f"page:{page.pk}": True,
            f"document:{law.pk}": True,
            f"page:{gone_pk}": True,  # unpublished, then deleted
            gone_key: False,
        }
        assert all(row.problem and row.tries for row in PendingWrite.objects.all())
        assert outbox.catch_up() == 0  # still away: nothing is lost
        assert PendingWrite.objects.count() == 4

    assert outbox.catch_up() == 4
    assert not PendingWrite.objects.exists()
    present = {
        object_key(Kind.EXPLAINER, page.pk),
        object_key(Kind.LEGAL_DOCUMENT, law.pk),
        object_key(Kind.LAW_ARTICLE, article.pk),
    }
    assert keys_in_index(*present, gone_key) == present


def test_the_next_success_takes_what_waits_along(index, away, committed):
    with away(), committed():
        first = make_explainer()
    with committed():
        second = make_explainer()
    keys = {object_key(Kind.EXPLAINER, page.pk) for page in (first, second)}
    assert keys_in_index(*keys) == keys
    assert not PendingWrite.objects.exists()


def test_a_change_is_noted_even_if_its_job_is_lost(index, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=False):  # the queue loses it
        page = make_explainer()
    (row,) = PendingWrite.objects.all()
    assert row.next_try_at > timezone.now()  # its own job comes first
    PendingWrite.objects.update(next_try_at=timezone.now())
    tasks.catch_up()
    assert keys_in_index(object_key(Kind.EXPLAINER, page.pk))
    assert not PendingWrite.objects.exists()


def test_a_change_that_is_rolled_back_is_not_noted(index):
    with contextlib.suppress(ZeroDivisionError), transaction.atomic():
        make_explainer()
        raise ZeroDivisionError
    assert not PendingWrite.objects.exists()


def test_one_object_that_cannot_be_read_does_not_hold_up_the_others(index, monkeypatch):
    good, bad = make_explainer(), make_explainer()
    PendingWrite.objects.all().delete()
    outbox.note({f"explainer:{bad.pk}": False, f"explainer:{good.pk}": False}, is_queued=False)
    real = indexing.documents_of

    def fails_for_one(objects):
        if (Kind.EXPLAINER, bad.pk) in objects:
            raise ValueError("a block that nobody can read")
        return real(objects)

    monkeypatch.setattr(indexing, "documents_of", fails_for_one)
    assert outbox.catch_up() == 1
    (row,) = PendingWrite.objects.all()
    assert row.key == f"explainer:{bad.pk}"
    assert "nobody can read" in row.problem
    assert row.next_try_at > timezone.now()
    assert keys_in_index(f"explainer:{good.pk}")


def test_a_rebuild_settles_what_waited(index, away, committed):
    with away(), committed():
        page = make_explainer()
    indexing.rebuild()
    assert not PendingWrite.objects.exists()
    assert keys_in_index(object_key(Kind.EXPLAINER, page.pk))


def test_doctor_names_what_waits_and_why(index, away, committed):
    assert health.index_follows() == "nothing waiting"
    with away(), committed():
        make_explainer()
    assert health.index_follows() == "1 changes waiting"
    PendingWrite.objects.update(noted_at=timezone.now() - health.LATE)
    with pytest.raises(NotHealthyError, match=r"1 changes wait since .*: Elasticsearch"):
        health.index_follows()
