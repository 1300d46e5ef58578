"""Worker processes end when the process that started them is killed."""

import os
import signal
import subprocess
import sys
import time

import pytest

from portal.lib.processes import cores

PARENT = """
import multiprocessing, os, sys, time
from concurrent.futures import ProcessPoolExecutor
from portal.lib.processes import end_with_parent
if __name__ == "__main__":
    context = multiprocessing.get_context(sys.argv[1])
    with ProcessPoolExecutor(1, mp_context=context, initializer=end_with_parent) as pool:
        print(pool.submit(os.getpid).result(), flush=True)
        time.sleep(60)
"""


def runs(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as state:  # noqa: PTH123  (no file of the project)
            return state.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="reads /proc")  # noqa: PTH112
@pytest.mark.parametrize("method", ["spawn", "fork"])
def test_a_worker_ends_with_a_parent_that_is_killed(tmp_path, method):
    script = tmp_path / "parent.py"
    script.write_text(PARENT)
    environment = os.environ | {"PYTHONPATH": os.getcwd()}  # noqa: PTH109
    parent = subprocess.Popen(
        [sys.executable, str(script), method], stdout=subprocess.PIPE, text=True, env=environment
    )
    worker = int(parent.stdout.readline())
    assert runs(worker)

    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()

    deadline = time.monotonic() + 30
    while runs(worker) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not runs(worker)


def test_there_is_at_least_one_core():
    assert cores() >= 1
