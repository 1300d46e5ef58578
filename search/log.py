"""Keeps what was searched and opened, through the queue: a page never waits for the database to be written."""

from __future__ import annotations

import logging
import uuid
from dataclasses import dataclass

from kombu.exceptions import OperationalError

from portal.lib.vietnamese import fold
from search import tasks
from search.clicks import Click
from search.models.log import TEXT_LENGTH
from search.results import Results
from search.scrubbing import scrub

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Logged:
    """A search that is being kept; the name under which its clicks are counted."""

    pk: uuid.UUID


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
    is_queued = _queue(
        tasks.keep_search,
        event.pk.hex,
        text,
        fold(text).lower(),
        language,
        total,
        bool(found.chips or found.selection.group),
    )
    return event if is_queued else None


def log_click(click: Click) -> None:
    _queue(tasks.keep_click, click.event_id.hex, click.rank, click.kind.value)


def _queue(task, *arguments) -> bool:
    try:
        task.delay(*arguments)
    except (OperationalError, OSError):
        logger.warning("a search could not be kept: the queue is away")
        return False
    return True
