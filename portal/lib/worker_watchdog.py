"""Ends a Celery worker whose pool hangs, so that whoever runs it can start a new one.

A pool process that is killed while it waits for work takes the pool's lock with it: the others, and those
that replace it, then wait for ever, and the worker looks alive. The sign: a task was handed to the pool, a
place in the pool is free, and yet the task does not begin.
"""

import logging
import os
import threading
import time
from typing import Any

from celery.worker import state

SECONDS_A_TASK_MAY_WAIT_FOR_A_FREE_PLACE = float(os.environ.get("WORKER_HANG_SECONDS", "20"))
SECONDS_BETWEEN_LOOKS = 1.0
EXIT_CODE = 70  # EX_SOFTWARE: the runner tells this apart from an ordered stop

logger = logging.getLogger(__name__)


class HangDetector:
    """Remembers since when each task has been waiting beside a free place."""

    def __init__(self, places: int, patience_seconds: float) -> None:
        self.places = places
        self.patience_seconds = patience_seconds
        self._waiting_since: dict[str, float] = {}

    def is_hung(self, *, reserved: set[str], active: set[str], now: float) -> bool:
        """``reserved`` and ``active`` are ids of tasks handed to the pool and of tasks that began."""
        if len(active) >= self.places:
            self._waiting_since.clear()
            return False
        self._waiting_since = {
            task_id: self._waiting_since.get(task_id, now) for task_id in reserved - active
        }
        return any(now - since >= self.patience_seconds for since in self._waiting_since.values())


def _watch(detector: HangDetector) -> None:
    while True:
        time.sleep(SECONDS_BETWEEN_LOOKS)
        reserved = {request.id for request in list(state.reserved_requests)}
        active = {request.id for request in list(state.active_requests)}
        if detector.is_hung(reserved=reserved, active=active, now=time.monotonic()):
            logger.critical("The worker's pool hangs: the worker ends, its tasks go back to the queue")
            # An orderly exit would wait for the pool that hangs.
            os._exit(EXIT_CODE)


def start(sender: Any = None, **kwargs: Any) -> None:
    """Receiver of Celery's ``worker_ready``; ``sender`` is the worker's consumer."""
    detector = HangDetector(sender.controller.concurrency, SECONDS_A_TASK_MAY_WAIT_FOR_A_FREE_PLACE)
    threading.Thread(target=_watch, args=(detector,), name="worker-watchdog", daemon=True).start()
