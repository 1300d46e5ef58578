"""The outbox: what the index does not have yet is kept, once for each object."""

import datetime

import pytest
from django.utils import timezone

from search.models import PendingWrite

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
        numbers(), "no route to host" * 100, until=now + datetime.timedelta(minutes=1)
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
