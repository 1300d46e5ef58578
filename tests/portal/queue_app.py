"""A small Celery application on the durable queue, for workers that the tests start and kill."""

import os
import time
from pathlib import Path

from celery import Celery
from celery.signals import worker_ready

from portal.lib import durable_queue, worker_watchdog

durable_queue.register()

FOLDER = Path(os.environ["QUEUE_TEST_FOLDER"])
DIARY = FOLDER / "diary"
GATE = FOLDER / "gate-is-open"

app = Celery("queue_app", broker="durablefiles://")
app.conf.update(
    broker_transport_options={"folder": str(FOLDER / "queue"), "polling_interval": 0.02},
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_ignore_result=True,
    worker_prefetch_multiplier=4,
    worker_enable_remote_control=False,
)
worker_ready.connect(worker_watchdog.start)


def write(line: str) -> None:
    with DIARY.open("a") as diary:
        diary.write(f"{line}\n")


@app.task
def wait_at_the_gate(name: str) -> None:
    write(f"started {name}")
    while not GATE.exists():
        time.sleep(0.02)
    write(f"done {name}")


@app.task
def note(name: str) -> None:
    write(f"done {name}")
