"""`make run`: serves, keeps its parts running, stops with nothing left, and says in one line what is wrong."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from portal.management.runner import Part, Runner
from tests.servers import free_port

ROOT = Path(__file__).resolve().parents[2]


def environment(data: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.endswith("_URL")}
    return kept | {"DATA_DIR": str(data), "DJANGO_SETTINGS_MODULE": "portal.settings.dev"}


def command(port: int) -> list[str]:
    return [sys.executable, "-m", "portal.management.runner", "--without-demo", "--port", str(port)]


def processes_of_session_leaders(leaders: set[int]) -> list[str]:
    listing = subprocess.run(
        ["ps", "-A", "-ww", "-o", "pgid=,stat=,args="], capture_output=True, text=True, check=True
    )
    rows = [line.split(None, 2) for line in listing.stdout.splitlines()]
    return [row[2] for row in rows if int(row[0]) in leaders and not row[1].startswith("Z")]


def children(parent: int) -> dict[str, int]:
    """Part of the portal → process id."""
    listing = subprocess.run(
        ["ps", "-A", "-ww", "-o", "pid=,ppid=,args="], capture_output=True, text=True, check=True
    )
    rows = [line.split(None, 2) for line in listing.stdout.splitlines()]
    names = {"granian": "web", " worker": "worker", " beat": "beat"}
    return {
        name: int(pid)
        for pid, ppid, arguments in rows
        if int(ppid) == parent
        for sign, name in names.items()
        if sign in arguments
    }


def wait_until(condition: Callable[[], object], say: Callable[[], str], seconds: float = 180) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain: {say()}"
        time.sleep(0.1)


@contextlib.contextmanager
def running(port: int, data: Path) -> Iterator[tuple[subprocess.Popen, list[str]]]:
    """A runner that has greeted, and the lines it has printed so far. They are read all the time: a full pipe would
    hold the runner up.
    """
    process = subprocess.Popen(
        command(port),
        cwd=ROOT,
        env=environment(data),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    lines: list[str] = []
    has_greeted = threading.Event()

    def read() -> None:
        for line in process.stdout or ():
            lines.append(line)
            if "Ctrl-C stops everything" in line:
                has_greeted.set()
        has_greeted.set()

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    try:
        assert has_greeted.wait(180), "".join(lines)
        yield process, lines
    finally:
        stop(process, reader)


def stop(process: subprocess.Popen, reader: threading.Thread) -> None:
    """As Ctrl-C does; nothing that it prints is lost."""
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
    process.wait(timeout=60)
    reader.join(timeout=10)


@pytest.fixture
def data(migrated_folder: Path) -> Path:
    return migrated_folder


@pytest.mark.xdist_group("runner")
def test_it_serves_brings_a_killed_worker_back_and_stops_with_nothing_left(data: Path):
    port = free_port()
    with running(port, data) as (process, lines):
        assert process.poll() is None, "".join(lines)
        assert f"http://127.0.0.1:{port}/" in "".join(lines)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/live") as answer:
            assert answer.status == 200
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/static/css/site.css") as answer:
            assert answer.headers["Content-Type"].startswith("text/css")

        def seen() -> str:
            return f"{children(process.pid)}\n{''.join(lines)}"

        wait_until(lambda: set(children(process.pid)) == {"web", "worker", "beat"}, seen)
        first = children(process.pid)

        os.kill(first["worker"], signal.SIGKILL)
        wait_until(lambda: children(process.pid).get("worker") not in {None, first["worker"]}, seen)

        leaders = {*first.values(), *children(process.pid).values()}

    assert process.returncode == 0, "".join(lines)
    assert processes_of_session_leaders(leaders) == []
    output = "".join(lines)
    assert "Traceback" not in output
    assert "[queues]" not in output, "a banner pushes the sign-ins out of view"

    with running(port, data) as (process, lines):
        # The second start finds everything as the first one left it.
        assert "Preparing" not in "".join(lines)
        assert process.poll() is None, "".join(lines)


def say_why(port: int, data: Path, **changed: str) -> tuple[str, int]:
    result = subprocess.run(
        command(port),
        cwd=ROOT,
        env=environment(data) | changed,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return (result.stdout + result.stderr).strip(), result.returncode


def test_a_taken_port_is_one_clear_line(tmp_path: Path):
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        said, code = say_why(port, tmp_path)

    assert code == 1
    assert f"Port {port} is taken" in said
    assert len(said.splitlines()) == 1


def test_a_broken_database_is_one_clear_line(tmp_path: Path):
    (tmp_path / "db.sqlite3").write_bytes(b"this is no database, whatever its name says" * 100)

    said, code = say_why(free_port(), tmp_path)

    assert code == 1
    assert "database" in said
    assert "not a database" in said
    assert len(said.splitlines()) == 1


def test_a_database_that_does_not_answer_is_one_clear_line_without_its_password(tmp_path: Path):
    address = f"postgres://portal:so-secret@127.0.0.1:{free_port()}/portal"

    said, code = say_why(free_port(), tmp_path, DATABASE_URL=address)

    assert code == 1
    assert "database" in said
    assert "so-secret" not in said
    assert len(said.splitlines()) == 1


# ------------------------------------------------------------------ keeping parts running


def part(name: str, code: str, **options: bool) -> Part:
    return Part(name, [sys.executable, "-c", code], **options)


def test_a_part_that_keeps_dying_stops_everything(capsys: pytest.CaptureFixture[str]):
    web = part("web", "import time; time.sleep(60)")
    worker = part("worker", "raise SystemExit(7)")

    code = Runner([web, worker]).run(when_serving=lambda: None, is_serving=lambda: True)

    assert code == 1
    assert len(worker.started_at) == 4
    assert web.has_died()
    said = capsys.readouterr().out
    assert "worker ended (exit code 7): everything stops." in said


def test_the_web_servers_death_stops_everything():
    web = part("web", "raise SystemExit(3)", may_restart=False)

    assert Runner([web]).run(when_serving=lambda: None, is_serving=lambda: False) == 1
    assert len(web.started_at) == 1
