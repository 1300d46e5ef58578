"""Keeps what was searched and opened, a handful at a time through the queue: no page waits for a disk."""

from __future__ import annotations

import atexit
import logging
import threading
import uuid
from dataclasses import dataclass

from celery import Task
from django.conf import settings
from kombu.exceptions import OperationalError

from portal.lib.vietnamese import fold
from search import tasks
from search.clicks import Click
from search.models.log import TEXT_LENGTH
from search.results import Results
from search.scrubbing import scrub

logger = logging.getLogger(__name__)

#: What waits is sent when there is so much of it, or after ``settings.SEARCH_LOG_SECONDS``.
MOST_WAITING = 100


@dataclass(frozen=True, slots=True)
class Logged:
    """A search that is being kept; the name under which its clicks are counted."""

    pk: uuid.UUID


class Waiting:
    """Searches of this process that are not in the queue yet. A process that is killed forgets a few seconds of them,
    which no report misses.
    """

    def __init__(self) -> None:
        self._rows: list[list] = []
        self._lock = threading.Lock()
        self._timer: threading.Timer | None = None

    def add(self, row: list) -> None:
        with self._lock:
            self._rows.append(row)
            is_full = len(self._rows) >= MOST_WAITING
            if not is_full and settings.SEARCH_LOG_SECONDS and self._timer is None:
                self._timer = threading.Timer(settings.SEARCH_LOG_SECONDS, self.send)
                self._timer.daemon = True
                self._timer.start()
        if is_full or not settings.SEARCH_LOG_SECONDS:
            self.send()

    def send(self) -> None:
        with self._lock:
            rows, self._rows = self._rows, []
            if self._timer is not None:
                self._timer.cancel()
                self._timer = None
        if rows:
            _queue(tasks.keep_searches, rows)


waiting = Waiting()
atexit.register(waiting.send)


def log_search(found: Results, language: str) -> Logged | None:
    """The first page of a search, with the results it had. None for what is not worth keeping."""
    if found.query.is_empty or found.is_unavailable or found.selection.page > 1:
        return None
    text = scrub(found.query.text)[:TEXT_LENGTH].strip()
    if not text:
        return None
    event = Logged(uuid.uuid4())
    total = found.total + len(found.promoted) + bool(found.direct)
    if found.searched_instead:
        total = 0
    is_filtered = bool(found.chips or found.selection.group)
    waiting.add([event.pk.hex, text, fold(text).lower(), language, total, is_filtered])
    return event


def log_click(click: Click) -> None:
    _queue(tasks.keep_click, click.event_id.hex, click.rank, click.kind.value)


def _queue(task: Task, *arguments: object) -> None:
    try:
        task.delay(*arguments)
    except (OperationalError, OSError):
        logger.warning("searches could not be kept: the queue is away")
