"""Real servers for the tests: found by address, else started here, else a sentence why they cannot run.

Each ``running_*`` function is a context manager that yields the server's address. As root the servers are
started as an ordinary user, because PostgreSQL and Elasticsearch refuse to run as root.

``python -m tests.servers postgres -- COMMAND…`` runs a command with ``DATABASE_URL`` set to a fresh cluster.
"""

import base64
import contextlib
import fcntl
import json
import os
import pwd
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

ELASTICSEARCH_VERSION = "8.19.16"
ELASTICSEARCH_ARTIFACT = (
    f"org.elasticsearch.distribution.integ-test-zip:elasticsearch:{ELASTICSEARCH_VERSION}:zip"
)
ELASTICSEARCH_SECONDS_TO_START = 180
POSTGRES_FOLDERS = ("/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt")
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM_ON_MACOS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
UNPRIVILEGED_ACCOUNTS = ("postgres", "nobody")


class CannotRunError(Exception):
    """A server that a test needs is not to be had here; the message says what to install."""


class Server(NamedTuple):
    """A started server: its address, the group to signal at the end, and the folder to remove."""

    url: str
    process_group: int
    folder: str

    def kill(self) -> None:
        """End it at once, as a power cut does; its folder stays."""
        os.killpg(self.process_group, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self.process_group, 0)

    def stop(self, seconds: float = 15) -> None:
        """Ask the server to end, insist after ``seconds``, then remove its folder."""
        deadline = time.monotonic() + seconds
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process_group, signal.SIGTERM)
            while time.monotonic() < deadline:
                with contextlib.suppress(ChildProcessError):
                    os.waitpid(-self.process_group, os.WNOHANG)
                os.killpg(self.process_group, 0)
                time.sleep(0.05)
            os.killpg(self.process_group, signal.SIGKILL)
        shutil.rmtree(self.folder, ignore_errors=True)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def cache_folder() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    folder = Path(base) / "luat-de-hieu"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def find_chromium() -> str:
    """The path of a Chromium or Chrome; raises CannotRunError if there is none."""
    for name in CHROMIUM_NAMES:
        if path := shutil.which(name):
            return path
    for path in CHROMIUM_ON_MACOS:
        if Path(path).exists():
            return path
    raise CannotRunError("no Chromium found: install Debian's package chromium, or Chrome on macOS")


# ------------------------------------------------------------------ as an ordinary user


def _unprivileged() -> dict[str, Any]:
    """Arguments for ``subprocess`` that give up root; empty if we are not root."""
    if os.geteuid() != 0:
        return {}
    for name in UNPRIVILEGED_ACCOUNTS:
        with contextlib.suppress(KeyError):
            account = pwd.getpwnam(name)
            return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    raise CannotRunError("running as root and there is no account 'nobody' to start servers with")


def _server_folder(name: str) -> Path:
    """A new folder that the unprivileged account owns."""
    folder = Path(tempfile.mkdtemp(prefix=f"luat-de-hieu-{name}-"))
    if account := _unprivileged():
        os.chown(folder, account["user"], account["group"])
    return folder


def _give_away(folder: Path) -> None:
    if account := _unprivileged():
        for path in [folder, *folder.rglob("*")]:
            os.chown(path, account["user"], account["group"])


def _wait_until(answers: Callable[[], bool], process: subprocess.Popen, seconds: float, log: Path) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        if answers():
            return
        time.sleep(0.1)
    last_lines = "\n".join(log.read_text(errors="replace").splitlines()[-5:])
    Server("", process.pid, str(log.parent)).stop()
    raise CannotRunError(f"{process.args[0]} did not start: {last_lines}")  # type: ignore[index]


def _launch(command: list[str], folder: Path, environment: dict[str, str] | None = None) -> subprocess.Popen:
    with (folder / "server.log").open("wb") as log:
        return subprocess.Popen(
            command,
            cwd=folder,
            env=(environment or dict(os.environ)) | {"HOME": str(folder)},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            **_unprivileged(),
        )


def _accepts_connections(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


# ------------------------------------------------------------------ PostgreSQL


def _postgres_program(name: str) -> str:
    if path := shutil.which(name):
        return path
    for base in POSTGRES_FOLDERS:
        if found := sorted(Path(base).glob(f"*/bin/{name}")):
            return str(found[-1])
    raise CannotRunError(f"PostgreSQL's {name} is not installed: install the package postgresql")


def start_postgres() -> Server:
    initdb, postgres = _postgres_program("initdb"), _postgres_program("postgres")
    folder, port = _server_folder("postgres"), free_port()
    locale = "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"
    try:
        subprocess.run(
            [initdb, "-A", "trust", "-N", "-U", "postgres", "-E", "UTF8", f"--locale={locale}", "data"],
            cwd=folder,
            check=True,
            capture_output=True,
            text=True,
            **_unprivileged(),
        )
    except subprocess.CalledProcessError as error:
        raise CannotRunError(f"initdb failed: {error.stderr.strip()}") from error
    speed = ["fsync=off", "full_page_writes=off", "synchronous_commit=off", "max_connections=100"]
    options = [argument for setting in speed for argument in ("-c", setting)]
    command = [postgres, "-D", "data", "-h", "127.0.0.1", "-p", str(port), "-k", str(folder), *options]
    process = _launch(command, folder)
    _wait_until(lambda: _accepts_connections(port), process, 20, folder / "server.log")
    return Server(f"postgres://postgres@127.0.0.1:{port}/postgres", process.pid, str(folder))


# ------------------------------------------------------------------ Redis


def start_redis() -> Server:
    redis_server = shutil.which("redis-server")
    if not redis_server:
        raise CannotRunError("redis-server is not installed: install the package redis-server")
    folder, port = _server_folder("redis"), free_port()
    command = [redis_server, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    process = _launch(command, folder)
    _wait_until(lambda: _accepts_connections(port), process, 10, folder / "server.log")
    return Server(f"redis://127.0.0.1:{port}/0", process.pid, str(folder))


# ------------------------------------------------------------------ Elasticsearch


def _elasticsearch_distribution() -> Path:
    """The server's zip, fetched once from Maven Central."""
    archive = cache_folder() / f"elasticsearch-{ELASTICSEARCH_VERSION}.zip"
    if archive.exists():
        return archive
    maven = shutil.which("mvn")
    if not maven:
        raise CannotRunError("no ELASTICSEARCH_URL is set and Maven, which fetches the server, is missing")
    with tempfile.TemporaryDirectory(dir=cache_folder()) as download:
        command = [maven, "-q", "-B", "dependency:copy", f"-Dartifact={ELASTICSEARCH_ARTIFACT}"]
        try:
            subprocess.run(
                [*command, f"-DoutputDirectory={download}"],
                check=True,
                capture_output=True,
                text=True,
                timeout=600,
                cwd=download,
            )
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
            raise CannotRunError(f"Elasticsearch could not be fetched from Maven Central: {error}") from error
        next(Path(download).glob("*.zip")).replace(archive)
    return archive


class Secured(NamedTuple):
    """How a node is locked: its certificate and key for ``localhost``, the authority behind them, and people with
    their passwords and roles. Its own keys for programs are not to be had: this distribution lacks the module
    (``analysis-common``) that their index needs.
    """

    certificate: Path
    key: Path
    authority: Path
    people: dict[str, tuple[str, str]]
    #: The node's ``roles.yml``.
    roles: str


SECURED_SETTINGS = (
    "xpack.security.enabled: true\n"
    "xpack.security.http.ssl.enabled: true\n"
    "xpack.security.http.ssl.certificate: server.pem\n"
    "xpack.security.http.ssl.key: server.key\n"
)


def start_elasticsearch(secured: Secured | None = None) -> Server:
    archive = _elasticsearch_distribution()
    folder = _server_folder("elasticsearch")
    with zipfile.ZipFile(archive) as distribution:
        distribution.extractall(folder)
    home = next(folder.glob("elasticsearch-*"))
    for program in (home / "bin").iterdir():
        program.chmod(0o755)  # zipfile drops the modes
    port, transport_port = free_port(), free_port()
    (home / "config" / "elasticsearch.yml").write_text(
        "cluster.name: luat-de-hieu-tests\n"
        "discovery.type: single-node\n"
        "network.host: 127.0.0.1\n"
        f"http.port: {port}\n"
        f"transport.port: {transport_port}\n"
        "cluster.routing.allocation.disk.threshold_enabled: false\n"
        + (SECURED_SETTINGS if secured else "xpack.security.enabled: false\n")
    )
    (folder / "tmp").mkdir()
    if secured:
        _lock(folder, secured)
    _give_away(folder)
    return run_elasticsearch(folder, port, secured)


def _lock(folder: Path, secured: Secured) -> None:
    home = next(folder.glob("elasticsearch-*"))
    shutil.copy(secured.certificate, home / "config" / "server.pem")
    shutil.copy(secured.key, home / "config" / "server.key")
    (home / "config" / "roles.yml").write_text(secured.roles)
    for name, (password, role) in secured.people.items():
        subprocess.run(
            [str(home / "bin" / "elasticsearch-users"), "useradd", name, "-p", password, "-r", role],
            env=_elasticsearch_environment(folder),
            check=True,
            capture_output=True,
        )


def _elasticsearch_environment(folder: Path) -> dict[str, str]:
    java = shutil.which("java")
    if not java:
        raise CannotRunError("no ELASTICSEARCH_URL is set and Java 17, which its server needs, is missing")
    return dict(os.environ) | {
        "ES_JAVA_HOME": str(Path(java).resolve().parents[1]),
        "ES_JAVA_OPTS": "-Xms512m -Xmx512m",
        "ES_TMPDIR": str(folder / "tmp"),  # the server refuses one that contains its own home
    }


def run_elasticsearch(folder: Path, port: int, secured: Secured | None = None) -> Server:
    """Start the node that lies in a folder: a new one, or one that was killed, with what it had written."""
    home = next(folder.glob("elasticsearch-*"))
    process = _launch([str(home / "bin" / "elasticsearch")], folder, _elasticsearch_environment(folder))
    url = f"https://localhost:{port}" if secured else f"http://127.0.0.1:{port}"
    # `GET /` is not part of this distribution: ask for the cluster's health instead.
    health, trusted = urllib.request.Request(f"{url}/_cluster/health"), None  # noqa: S310
    if secured:
        name, (password, _role) = next(iter(secured.people.items()))
        signed = base64.b64encode(f"{name}:{password}".encode()).decode()
        health.add_header("Authorization", f"Basic {signed}")
        trusted = ssl.create_default_context(cafile=str(secured.authority))

    def is_ready() -> bool:
        with (
            contextlib.suppress(OSError, urllib.error.URLError),
            urllib.request.urlopen(health, timeout=2, context=trusted) as answer,  # noqa: S310
        ):
            return json.load(answer)["status"] in {"green", "yellow"}
        return False

    _wait_until(is_ready, process, ELASTICSEARCH_SECONDS_TO_START, folder / "server.log")
    return Server(url, process.pid, str(folder))


STARTERS = {"elasticsearch": start_elasticsearch, "postgres": start_postgres, "redis": start_redis}


# ------------------------------------------------------------------ one server for all test processes


def shared_server(name: str, folder: Path) -> str:
    """The address of the run's one server ``name``: the first process that asks starts it.

    ``folder`` belongs to the run; what was started, or why it cannot run, is noted there.
    """
    note = folder / f"{name}.json"
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not note.exists():
            try:
                note.write_text(json.dumps({"server": STARTERS[name]()}))
            except CannotRunError as error:
                note.write_text(json.dumps({"reason": str(error)}))
        noted = json.loads(note.read_text())
    if "reason" in noted:
        raise CannotRunError(noted["reason"])
    return Server(*noted["server"]).url


def stop_shared_servers(folder: Path) -> None:
    for note in folder.glob("*.json"):
        if server := json.loads(note.read_text()).get("server"):
            Server(*server).stop()


@contextlib.contextmanager
def running(name: str) -> Iterator[str]:
    server = STARTERS[name]()
    try:
        yield server.url
    finally:
        server.stop()


def main(arguments: list[str]) -> int:
    name, separator, *command = arguments
    if name not in STARTERS or separator != "--" or not command:
        sys.stderr.write(f"usage: python -m tests.servers {'|'.join(STARTERS)} -- COMMAND…\n")
        return 2
    variable = {"postgres": "DATABASE_URL"}.get(name, f"{name.upper()}_URL")
    try:
        with running(name) as url:
            return subprocess.run(command, env=os.environ | {variable: url}, check=False).returncode
    except CannotRunError as error:
        sys.stderr.write(f"SKIPPED the tests that need {name}: {error}\n")
        return 1 if os.environ.get("CI") == "true" else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
