"""The timetable of recurring tasks, in the database, where administrators change it."""

import signal
import threading
from typing import Any

from django_celery_beat.schedulers import DatabaseScheduler

STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)


class UninterruptedScheduler(DatabaseScheduler):
    """Comes up whole before it listens to a request to stop.

    Celery answers the request by asking the scheduler to save itself, in the middle of whatever it does: one that is
    still writing its timetable then meets its own half-open transaction, and fails with a traceback.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if threading.current_thread() is not threading.main_thread():  # only the main thread hears signals
            super().__init__(*args, **kwargs)
            return
        heard: list[int] = []
        before = {name: signal.signal(name, lambda number, _: heard.append(number)) for name in STOP_SIGNALS}
        try:
            super().__init__(*args, **kwargs)
        finally:
            for name, handler in before.items():
                signal.signal(name, signal.SIG_DFL if handler is None else handler)
            for number in heard:
                signal.raise_signal(number)
