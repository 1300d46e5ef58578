"""The durable queue under real Celery workers that are really killed."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from kombu import Connection

from portal.lib import durable_queue
from portal.lib.worker_watchdog import EXIT_CODE, HangDetector

SECONDS = 90  # a worker may take long to start on a busy machine; nothing waits longer than it must


class Workshop:
    """A queue folder, a publisher for it, and workers in processes of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.queue = folder / "queue"
        self.workers: list[subprocess.Popen] = []

    def publish(self, task: str, *names: str, countdown: float | None = None) -> None:
        code = (
            "import sys; from tests.portal import queue_app\n"
            f"for name in sys.argv[1:]: queue_app.{task}.apply_async([name], countdown={countdown})"
        )
        subprocess.run([sys.executable, "-c", code, *names], env=self._environment(), check=True)

    def start_worker(self, **environment: str) -> subprocess.Popen:
        command = [sys.executable, "-m", "celery", "-A", "tests.portal.queue_app", "worker", "-c", "2"]
        worker = subprocess.Popen(
            [*command, "--without-gossip", "--without-mingle", "--without-heartbeat"],
            env=self._environment() | environment,
            stdout=(self.folder / "worker.log").open("a"),
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self.workers.append(worker)
        return worker

    def kill_with_children(self, worker: subprocess.Popen) -> None:
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()

    def diary(self) -> list[str]:
        diary = self.folder / "diary"
        return diary.read_text().split("\n")[:-1] if diary.exists() else []

    def open_gate(self) -> None:
        (self.folder / "gate-is-open").touch()

    def is_empty(self) -> bool:
        state = durable_queue.inspect(self.queue)
        return state.waiting == 0 and state.in_flight == 0

    def wait_until(self, condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + SECONDS
        while not condition():
            if time.monotonic() > deadline:
                log = (self.folder / "worker.log").read_text()[-3000:]
                pytest.fail(f"waited in vain; {durable_queue.inspect(self.queue)} {self.diary()}\n{log}")
            time.sleep(0.05)

    def stop(self) -> None:
        for worker in self.workers:
            if worker.poll() is None:
                self.kill_with_children(worker)

    def _environment(self) -> dict[str, str]:
        return os.environ | {"QUEUE_TEST_FOLDER": str(self.folder)}


@pytest.fixture
def workshop(tmp_path: Path) -> Iterator[Workshop]:
    workshop = Workshop(tmp_path)
    yield workshop
    workshop.stop()


def test_a_task_in_flight_survives_the_death_of_its_worker(workshop: Workshop):
    workshop.publish("wait_at_the_gate", "decree")
    first = workshop.start_worker()
    workshop.wait_until(lambda: "started decree" in workshop.diary())

    workshop.kill_with_children(first)
    workshop.open_gate()
    workshop.start_worker()

    workshop.wait_until(lambda: "done decree" in workshop.diary())
    workshop.wait_until(workshop.is_empty)


def test_a_task_for_later_survives_the_death_of_its_worker(workshop: Workshop):
    first = workshop.start_worker()
    workshop.wait_until(lambda: durable_queue.inspect(workshop.queue).consumers == 1)
    # Published only now: on a busy machine a worker may need longer to start than the task has to wait.
    workshop.publish("note", "reminder", countdown=8)
    workshop.wait_until(lambda: durable_queue.inspect(workshop.queue).in_flight == 1)

    workshop.kill_with_children(first)
    assert workshop.diary() == []
    workshop.start_worker()

    workshop.wait_until(lambda: workshop.diary() == ["done reminder"])
    workshop.wait_until(workshop.is_empty)


def test_three_publishers_race_and_every_task_runs_once(workshop: Workshop):
    workshop.start_worker()
    workshop.start_worker()
    names = [f"{publisher}-{number}" for publisher in "abc" for number in range(60)]
    publishers = [
        threading.Thread(
            target=workshop.publish, args=("note", *[name for name in names if name[0] == publisher])
        )
        for publisher in "abc"
    ]
    for publisher in publishers:
        publisher.start()
    for publisher in publishers:
        publisher.join()

    workshop.wait_until(lambda: len(workshop.diary()) >= len(names))
    workshop.wait_until(workshop.is_empty)
    assert Counter(workshop.diary()) == Counter(f"done {name}" for name in names)


def test_a_worker_that_stops_in_order_gives_its_tasks_back(workshop: Workshop):
    workshop.publish("note", "reminder", countdown=3600)
    worker = workshop.start_worker()
    workshop.wait_until(lambda: durable_queue.inspect(workshop.queue).in_flight == 1)

    worker.terminate()

    assert worker.wait(SECONDS) == 0
    state = durable_queue.inspect(workshop.queue)
    assert (state.waiting, state.in_flight, state.consumers) == (1, 0, 0)


def test_a_worker_whose_pool_hangs_ends_and_the_next_one_does_the_work(workshop: Workshop):
    worker = workshop.start_worker(WORKER_HANG_SECONDS="2")
    workshop.publish("note", "before")
    workshop.wait_until(lambda: workshop.diary() == ["done before"])
    # Stopped, not killed: this is what a pool that waits for a lost lock looks like from outside.
    listing = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True)
    rows = [line.split() for line in listing.stdout.splitlines()]
    children = [int(pid) for pid, parent in rows if int(parent) == worker.pid]
    assert len(children) == 2
    for child in children:
        os.kill(child, signal.SIGSTOP)

    workshop.publish("note", "after")

    assert worker.wait(SECONDS) == EXIT_CODE
    workshop.kill_with_children(worker)
    workshop.start_worker()
    workshop.wait_until(lambda: workshop.diary() == ["done before", "done after"])


def test_a_task_may_wait_long_for_a_full_pool_but_not_beside_a_free_place():
    detector = HangDetector(places=2, patience_seconds=20)

    assert not detector.is_hung(reserved={"a", "b", "c"}, active={"a", "b"}, now=0)
    assert not detector.is_hung(reserved={"a", "b", "c"}, active={"a", "b"}, now=100)
    assert not detector.is_hung(reserved={"b", "c"}, active={"b"}, now=101)
    assert not detector.is_hung(reserved={"b", "c"}, active={"b"}, now=120)
    assert detector.is_hung(reserved={"b", "c"}, active={"b"}, now=121)


def test_an_unreadable_message_is_set_aside_and_the_next_one_is_read(tmp_path: Path):
    durable_queue.register()
    with Connection("durablefiles://", transport_options={"folder": str(tmp_path)}) as connection:
        queue = connection.SimpleQueue("laws")
        queue.put("first")
        folder = durable_queue.QueueFolder(tmp_path).queue("laws")
        (folder / "00000000000000000000-half").write_text('{"body": ')

        message = queue.get(timeout=5)

        assert message.payload == "first"
        message.ack()
        assert durable_queue.inspect(tmp_path)[:3] == (0, 0, 1)


def test_a_rejected_message_goes_back_or_away_as_asked(tmp_path: Path):
    durable_queue.register()
    with Connection("durablefiles://", transport_options={"folder": str(tmp_path)}) as connection:
        queue = connection.SimpleQueue("laws")
        queue.put("first")

        queue.get(timeout=5).requeue()
        again = queue.get(timeout=5)
        again.reject()

        assert again.payload == "first"
        assert durable_queue.inspect(tmp_path)[:2] == (0, 0)
