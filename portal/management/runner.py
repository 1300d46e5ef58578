"""What `make run` starts: prepares the portal, then runs web server, worker and beat until Ctrl-C.

``DJANGO_SETTINGS_MODULE=portal.settings.dev python -m portal.management.runner [--port 8000] [--without-demo]``
(the package's own default is production).

It stands outside Django's command line, because it must speak one clear line when Django cannot even start.
Each process gets a session of its own: Ctrl-C reaches only the runner, which asks the parents to end (ending
a worker's pool children as well would cut their tasks off) and insists after a grace period.
"""

import argparse
import contextlib
import ctypes
import hashlib
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from portal.management import messages

BASE_DIR = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"
GRACE_SECONDS = 15
RESTARTS_ALLOWED = 3
RESTART_WINDOW_SECONDS = 120
SECONDS_TO_SERVE = 60
PRINTING_LIBRARIES = {
    "pango": ("libpango-1.0.so.0", "libpango-1.0.dylib", "/opt/homebrew/lib/libpango-1.0.dylib"),
    "pangoft2": ("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib", "/opt/homebrew/lib/libpangoft2-1.0.dylib"),
}


class CannotStartError(Exception):
    """Said in one line; the runner ends with exit code 1."""


def say(text: str, *, name: str = "portal") -> None:
    sys.stdout.write(f"{name:>7} │ {text}\n")
    sys.stdout.flush()


# ------------------------------------------------------------------ before Django is loaded


def check_port(port: int) -> None:
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, port))
        except OSError as error:
            raise CannotStartError(
                f"Port {port} is taken: stop what uses it, or choose another with `make run PORT={port + 1}`."
            ) from error


def check_libraries() -> None:
    for name, candidates in PRINTING_LIBRARIES.items():
        if not any(_can_load(candidate) for candidate in candidates):
            hint = (
                "brew install pango"
                if sys.platform == "darwin"
                else "apt-get install libpango-1.0-0 libpangoft2-1.0-0"
            )
            raise CannotStartError(f"The system library {name} is missing, which prints certificates: {hint}")


def _can_load(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def prepare(*, with_demo: bool) -> list[str]:
    """Migrations, demo content once, a search index: each only if it is not there yet.

    Returns the lines to greet with. A second start that finds everything as the first one left it answers
    without loading Django, which takes seconds.
    """
    done = Stamps(data_folder() / "prepared.json")
    prepared_from = _everything_that_preparing_reads(with_demo=with_demo)
    if _database_file_is_sound() and done.read().get("prepared from") == prepared_from:
        return done.read()["greeting"].splitlines()
    greeting = _prepare_with_django(done, with_demo=with_demo)
    done.write("prepared from", prepared_from)
    done.write("greeting", "\n".join(greeting))
    return greeting


def _prepare_with_django(done: "Stamps", *, with_demo: bool) -> list[str]:
    import django  # noqa: PLC0415

    django.setup()
    from django.conf import settings  # noqa: PLC0415
    from django.core.management import call_command, get_commands  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415

    executor = MigrationExecutor(connection)
    if not executor.loader.applied_migrations:
        done.forget_all()
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        say("Preparing the database…")
        call_command("migrate", verbosity=0, interactive=False)
    commands = get_commands()
    if with_demo and "load_demo" in commands:
        # The stamp is the demo's own content, so that a newer demo is loaded over an older one.
        done.once("demo", _fingerprint([BASE_DIR / "portal" / "management" / "demo"]), _load_demo)
    if "rebuild_search" in commands:
        done.once(f"search index in {settings.SEARCH_BACKEND}", settings.ELASTICSEARCH_URL, _rebuild_search)
    connection.close()
    return _greeting(with_demo=with_demo and settings.DEMO_ALLOWED)


def data_folder() -> Path:
    return Path(os.environ.get("DATA_DIR") or BASE_DIR / "var")


def _database_file_is_sound() -> bool:
    """For SQLite only: a server's state can be known only by asking it through Django."""
    if os.environ.get("DATABASE_URL") or os.environ.get("ELASTICSEARCH_URL"):
        return False
    address = f"file:{data_folder() / 'db.sqlite3'}?mode=rw"
    try:
        with contextlib.closing(sqlite3.connect(address, uri=True)) as database:
            return bool(database.execute("SELECT COUNT(*) FROM django_migrations").fetchone()[0])
    except sqlite3.Error:
        return False


def _everything_that_preparing_reads(*, with_demo: bool) -> str:
    migrations = [
        path
        for package in ("portal", "content", "learning", "search")
        for path in _migrations(BASE_DIR / package)
    ]
    sources = [
        *migrations,
        BASE_DIR / "portal" / "management",
        BASE_DIR / "portal" / "settings",
        BASE_DIR / "search",
        BASE_DIR / "requirements.txt",
    ]
    return f"{_fingerprint(sources)} {sys.prefix} {with_demo} {os.environ['DJANGO_SETTINGS_MODULE']}"


def _migrations(package: Path) -> list[Path]:
    return sorted(package.glob("**/migrations"))


def _load_demo() -> None:
    from django.core.management import call_command  # noqa: PLC0415

    say("Loading demo content…")
    with Path(os.devnull).open("w") as nowhere:
        call_command("load_demo", stdout=nowhere)


def _rebuild_search() -> None:
    from django.core.management import call_command  # noqa: PLC0415

    say("Building the search index…")
    with Path(os.devnull).open("w") as nowhere:
        call_command("rebuild_search", stdout=nowhere)


def _fingerprint(sources: list[Path]) -> str:
    digest = hashlib.sha256()
    for source in sources:
        for path in [source] if source.is_file() else sorted(source.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(f"{path.relative_to(BASE_DIR)}\n".encode() + path.read_bytes())
    return digest.hexdigest()


class Stamps:
    """What has been prepared in this data folder, and from what."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> dict[str, str]:
        try:
            stamps: dict[str, str] = json.loads(self.path.read_text())
        except (FileNotFoundError, ValueError):
            return {}
        return stamps

    def write(self, name: str, value: str) -> None:
        self.path.write_text(json.dumps(self.read() | {name: value}, indent=2, ensure_ascii=False))

    def forget_all(self) -> None:
        self.path.unlink(missing_ok=True)

    def once(self, name: str, made_from: str, make: Callable[[], None]) -> None:
        if self.read().get(name) != made_from:
            make()
            self.write(name, made_from)


def one_line(error: BaseException) -> str:
    """An error of Django, a driver or a library as one line a person can act on."""
    from django.core.exceptions import ImproperlyConfigured  # noqa: PLC0415
    from django.db import Error as DatabaseError  # noqa: PLC0415

    said = (str(error).strip() or type(error).__name__).splitlines()[0]
    if isinstance(error, DatabaseError):
        address = os.environ.get("DATABASE_URL", "")
        where = address.rpartition("@")[2] if address else f"SQLite in {os.environ.get('DATA_DIR', 'var')}"
        return f"The database ({where}) cannot be used: {said}"
    if isinstance(error, ImproperlyConfigured):
        return f"The settings are not complete: {said}"
    if isinstance(error, ModuleNotFoundError):
        return f"The Python package {error.name} is missing: run `make run`, which installs it."
    if isinstance(error, PermissionError):
        return f"No permission for {error.filename}: choose another folder with DATA_DIR."
    return f"The portal cannot start: {type(error).__name__}: {said}"


# ------------------------------------------------------------------ processes


@dataclass
class Part:
    """One process of the portal; ``may_restart``: its work can go on in a new process."""

    name: str
    command: list[str]
    may_restart: bool = True
    process: subprocess.Popen[str] | None = None
    started_at: list[float] = field(default_factory=list)

    def start(self) -> None:
        self.started_at.append(time.monotonic())
        self.process = subprocess.Popen(  # noqa: S603
            self.command,
            cwd=BASE_DIR,
            env=os.environ | {"PYTHONUNBUFFERED": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        )
        threading.Thread(target=self._print_lines, args=(self.process,), daemon=True).start()

    def _print_lines(self, process: subprocess.Popen[str]) -> None:
        for line in process.stdout or ():
            say(line.rstrip("\n"), name=self.name)

    def has_died(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def has_ended(self) -> bool:
        return self.process is None or self.has_died()

    def starts_lately(self) -> int:
        return sum(time.monotonic() - started < RESTART_WINDOW_SECONDS for started in self.started_at)

    def ask_to_end(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def kill_what_is_left(self) -> None:
        """The whole group: a killed parent leaves its pool children behind."""
        if self.process is not None:
            try:
                os.killpg(self.process.pid, signal.SIGKILL)
            except (ProcessLookupError, PermissionError):
                return  # nothing is left (macOS refuses where only a zombie is)
            self.process.wait()


class Runner:
    def __init__(self, parts: list[Part]) -> None:
        self.parts = parts
        self._stop_asked = threading.Event()

    def ask_to_stop(self, *_signal: Any) -> None:
        self._stop_asked.set()

    def run(self, *, when_serving: Callable[[], None], is_serving: Callable[[], bool]) -> int:
        """Until a stop is asked for (0) or a part cannot be kept running (1)."""
        first, *others = self.parts
        # Alone at first: a person waits for the web server, nobody waits for the others.
        first.start()
        deadline = time.monotonic() + SECONDS_TO_SERVE
        served = False
        try:
            while not self._stop_asked.wait(0.2):
                if not all(self._keep_running(part) for part in self.parts):
                    return 1
                if not served and is_serving():
                    served = True
                    for part in others:
                        part.start()
                    when_serving()
                elif not served and time.monotonic() > deadline:
                    say(f"The web server did not answer within {SECONDS_TO_SERVE} s.")
                    return 1
            return 0
        finally:
            self._stop()

    def _keep_running(self, part: Part) -> bool:
        if not part.has_died() or part.process is None:
            return True
        code = part.process.returncode
        part.kill_what_is_left()
        if self._stop_asked.is_set():
            return True
        if not part.may_restart or part.starts_lately() > RESTARTS_ALLOWED:
            say(f"{part.name} ended (exit code {code}): everything stops.")
            return False
        say(f"{part.name} ended (exit code {code}) and is started again.")
        part.start()
        return True

    def _stop(self) -> None:
        say("Stopping…")
        for part in self.parts:
            part.ask_to_end()
        deadline = time.monotonic() + GRACE_SECONDS
        while time.monotonic() < deadline and not all(part.has_ended() for part in self.parts):
            time.sleep(0.1)
        for part in self.parts:
            part.kill_what_is_left()
        say("Stopped.")


def parts_of_the_portal(port: int) -> list[Part]:
    python = [sys.executable, "-m"]
    web = ["granian", "--interface", "wsgi", "--host", HOST, "--port", str(port), "--no-ws"]
    quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    celery = [*python, "celery", "--quiet", "-A", "portal"]
    return [
        Part("web", [*python, *web, "--blocking-threads", "4", "portal.wsgi:application"], may_restart=False),
        Part("worker", [*celery, "worker", "--loglevel", "WARNING", *quiet]),
        Part("beat", [*celery, "beat", "--loglevel", "WARNING", "--pidfile="]),
    ]


def _greeting(*, with_demo: bool) -> list[str]:
    if not with_demo:
        return []
    from portal.management.demo.people import DEMO_PASSWORD, DEMO_PEOPLE  # noqa: PLC0415

    return [
        f"Demo sign-ins (development only), password {DEMO_PASSWORD}:",
        *(f"  {person.email:28} {person.role.value}" for person in DEMO_PEOPLE),
    ]


def greet(port: int, greeting: list[str]) -> None:
    for line in [f"Open http://{HOST}:{port}/", *greeting, "Ctrl-C stops everything."]:
        say(line)


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://{HOST}:{port}/health/live", timeout=2) as response:
            return bool(response.status == 200)
    except (OSError, urllib.error.URLError):
        return False


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Prepare the portal and run it until Ctrl-C.")
    parser.add_argument("--port", type=int, default=int(os.environ.get("PORT") or 8000))
    parser.add_argument("--without-demo", action="store_true")
    parser.add_argument("--prepare-only", action="store_true", help="Prepare, then end without serving.")
    options = parser.parse_args(arguments)
    os.environ.setdefault("BASE_URL", f"http://{HOST}:{options.port}")
    os.chdir(BASE_DIR)
    runner = Runner(parts_of_the_portal(options.port))
    try:
        if not options.prepare_only:
            check_port(options.port)
        check_libraries()
        messages.compile_changed()
        greeting = prepare(with_demo=not options.without_demo)
    except (CannotStartError, messages.TranslationError) as error:
        say(str(error))
        return 1
    except KeyboardInterrupt:
        say("Stopped.")
        return 0
    except BaseException as error:
        if os.environ.get("RUN_TRACEBACK"):
            raise
        say(one_line(error))
        return 1
    if options.prepare_only:
        return 0
    signal.signal(signal.SIGINT, runner.ask_to_stop)
    signal.signal(signal.SIGTERM, runner.ask_to_stop)
    return runner.run(
        when_serving=lambda: greet(options.port, greeting),
        is_serving=lambda: answers(options.port),
    )


if __name__ == "__main__":
    # Django puts the project's folder on the path for manage.py; `-m` has put the current one there.
    sys.path.insert(0, str(BASE_DIR))
    sys.exit(main())
