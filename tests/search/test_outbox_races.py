"""Several processes at the outbox: nothing is taken twice, nothing is lost, nobody waits for another for ever."""

import datetime
import threading

import pytest
from django.db import connections, transaction
from django.utils import timezone

from search import outbox
from search.models import PendingWrite

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

KEYS = [f"explainer:{number}" for number in range(1, 201)]


def at_once(*works):
    """Runs each in a thread of its own from the same moment on; raises what one of them raised."""
    start, errors = threading.Barrier(len(works)), []

    def run(work):
        try:
            start.wait(10)
            work()
        except Exception as error:
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    if errors:
        raise errors[0]


def test_two_that_catch_up_take_each_row_once(monkeypatch):
    outbox.note(dict.fromkeys(KEYS, False), is_queued=False)
    written, lock = [], threading.Lock()

    def write(keys):
        with lock:
            written.extend(keys)

    monkeypatch.setattr(outbox, "_write", write)
    monkeypatch.setattr(outbox, "BATCH", 7)
    at_once(*[outbox.catch_up] * 3)
    assert sorted(written) == sorted(KEYS)
    assert not PendingWrite.objects.exists()


def test_a_change_noted_while_it_is_written_is_written_again(monkeypatch):
    outbox.note({KEYS[0]: False}, is_queued=False)
    is_read, is_noted = threading.Event(), threading.Event()

    def write(keys):
        is_read.set()
        assert is_noted.wait(10)

    def change():
        assert is_read.wait(10)
        outbox.note({KEYS[0]: False}, is_queued=False)
        is_noted.set()

    monkeypatch.setattr(outbox, "_write", write)
    at_once(lambda: outbox.catch_up(limit=1), change)
    assert list(PendingWrite.objects.values_list("key", flat=True)) == [KEYS[0]]


def test_notes_and_settling_in_any_order_do_not_lock_each_other_out():
    def note(keys):
        for _ in range(5):
            with transaction.atomic():
                outbox.note(dict.fromkeys(keys, False))

    def settle():
        for _ in range(10):
            PendingWrite.objects.settle(dict(PendingWrite.objects.values_list("key", "number")))

    at_once(lambda: note(KEYS), lambda: note(KEYS[::-1]), settle)
    note(KEYS)
    settle()
    assert not PendingWrite.objects.exists()


def test_what_another_holds_is_left_to_it():
    outbox.note(dict.fromkeys(KEYS[:4], False), is_queued=False)
    now = timezone.now() + datetime.timedelta(seconds=1)
    until = now + outbox.LEASE
    first = PendingWrite.objects.take(now, limit=3, until=until)
    second = PendingWrite.objects.take(now, limit=3, until=until)
    assert [len(first), len(second)] == [3, 1]
    assert PendingWrite.objects.take(now, limit=3, until=until) == []
    assert len(PendingWrite.objects.take(until, limit=9, until=until)) == 4  # its holder died
