"""Requests a second of an anonymous explainer page ÷ those of a bare Django view, both through granian in one run.

Prints the ratio with the page cache and without it. The bare view passes through every middleware but the page
cache and draws nothing, so 1.0 means "as fast as Django can say OK".

    make bench        needs the demo content of `make run`
"""

import http.client
import os
import socket
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import django
from django.apps import apps

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.dev")

SECONDS = 5.0
CLIENTS = 4
BARE = "/health/live"


def explainer_address() -> str:
    django.setup()
    page = apps.get_model("explainers", "ExplainerPage").objects.live().order_by("pk").first()
    if page is None:
        raise SystemExit("There is no explainer yet: run `make run` once.")
    return str(page.get_url())


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def requests_a_second(port: int, address: str, headers: dict[str, str]) -> float:
    """Of ``CLIENTS`` clients that keep their connections, for ``SECONDS``, after a first request each."""
    counts = [0] * CLIENTS
    begin = threading.Barrier(CLIENTS)

    def ask(client: int) -> None:
        with closing(http.client.HTTPConnection("127.0.0.1", port)) as connection:
            get(connection)
            begin.wait()
            end = time.monotonic() + SECONDS
            while time.monotonic() < end:
                get(connection)
                counts[client] += 1

    def get(connection: http.client.HTTPConnection) -> None:
        connection.request("GET", address, headers=headers)
        response = connection.getresponse()
        response.read()
        if response.status != 200:
            raise SystemExit(f"{address} answered {response.status}")

    threads = [threading.Thread(target=ask, args=(client,)) for client in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / SECONDS


def wait_until_listening(port: int) -> None:
    """A refused connection inside a client's thread would be lost, and nothing be counted."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.3)
        else:
            return
    raise SystemExit("The server did not start within 60 s.")


def main() -> None:
    address, port = explainer_address(), free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--port", str(port)]
    # Autoreload of static files and template debugging would be measured too.
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "portal.settings.production",
        "SECRET_KEY": "only-for-this-measurement-" + "x" * 40,
        "ALLOWED_HOSTS": "127.0.0.1",
        "BASE_URL": f"http://127.0.0.1:{port}",
        "LOG_LEVEL": "ERROR",
    }
    subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--noinput", "-v0"],
        cwd=ROOT,
        env=environment,
        check=True,
    )
    server = subprocess.Popen([*command, "portal.wsgi:application"], cwd=ROOT, env=environment)
    try:
        wait_until_listening(port)
        bare = requests_a_second(port, BARE, {})
        kept = requests_a_second(port, address, {})
        # A session cookie, even an unknown one, makes the page be drawn.
        drawn = requests_a_second(port, address, {"Cookie": "sessionid=unknown"})
    finally:
        server.terminate()
        server.wait()
    print(f"explainer from the page cache ÷ bare view: {kept / bare:.2f}")
    print(f"explainer drawn               ÷ bare view: {drawn / bare:.2f}")


if __name__ == "__main__":
    main()
