"""The timetable of recurring tasks, in the database, where administrators change it."""

import signal
from typing import Any

from django_celery_beat.schedulers import DatabaseScheduler

STOP_SIGNALS = {signal.SIGTERM, signal.SIGINT}


class UninterruptedScheduler(DatabaseScheduler):
    """Comes up whole before it listens to a request to stop.

    Celery answers the request by asking the scheduler to save itself, in the middle of whatever it does: one that is
    still writing its timetable then meets its own half-open transaction, and fails with a traceback.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        before = signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS)
        try:
            super().__init__(*args, **kwargs)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
