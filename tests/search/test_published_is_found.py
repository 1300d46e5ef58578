"""From publishing to finding, by the real queue: the editor's process, the worker and the web process are three."""

import contextlib
import os
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from pathlib import Path

import pytest

from search.backends.elastic import ElasticBackend
from tests.servers import free_port

from .conftest import ENGINES, forget

ROOT = Path(__file__).resolve().parents[2]
#: Processes may take long to start on a busy machine; nothing waits longer than it must.
SECONDS = 150
#: An editor's process: does what its input names, line by line.
EDITOR = """
import sys
import django; django.setup()
from django.core.management import call_command
from content.laws.models import LegalDocument
from search.models import PendingWrite
from tests.factories.explainers import make_explainer
from tests.factories.laws import ArticleFactory, LegalDocumentFactory

def prepare():
    law = LegalDocumentFactory(road_law=True)
    ArticleFactory(document=law, number="5", version__heading="Phù hiệu xe")
    call_command("rebuild_search", verbosity=0)

def publish():
    global page
    page = make_explainer(None, "Bồ câu đưa thư có cần giấy phép?", summary="Không cần.")

def unpublish():
    page.unpublish()

def rename_the_law():
    law = LegalDocument.objects.get(number="36/2024/QH15")
    law.title = "Luật Nuôi cá cảnh"
    law.save()

def count_waiting():
    return PendingWrite.objects.count()

for line in sys.stdin:
    print(globals()[line.strip()](), flush=True)
"""


class Portal:
    """An editor's process, a worker and a web process over one folder."""

    def __init__(self, folder: Path, **environment: str) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.endswith("_URL")}
        self.environment = kept | {
            "DATA_DIR": str(folder),
            "DJANGO_SETTINGS_MODULE": "portal.settings.dev",
            **environment,
        }
        self.log = folder / "processes.log"
        self.port = free_port()
        self.processes: list[subprocess.Popen] = []
        self.editor: subprocess.Popen | None = None

    def edit(self, what: str) -> str:
        """Has the editor's process do something; what it answers."""
        if self.editor is None:
            self.editor = subprocess.Popen(
                [sys.executable, "-c", EDITOR],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self.log.open("a"),
                text=True,
            )
        print(what, file=self.editor.stdin, flush=True)
        said = self.editor.stdout.readline().strip()
        assert said, f"{what} failed: {self.log.read_text()}"
        return said

    def start(self) -> None:
        python = [sys.executable, "-m"]
        web = ["granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(self.port), "--no-ws"]
        self._start([*python, *web, "portal.wsgi:application"])
        self._start([*python, "celery", "--quiet", "-A", "portal", "worker", "--loglevel", "WARNING"])

    def _start(self, command: list[str]) -> None:
        with self.log.open("a") as log:
            process = subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )
        self.processes.append(process)

    def get(self, path: str, **parameters: str) -> str | None:
        """What the web process answers, None while it does not."""
        address = f"http://127.0.0.1:{self.port}{path}?{urllib.parse.urlencode(parameters)}"
        with (
            contextlib.suppress(urllib.error.URLError, ConnectionError),
            urllib.request.urlopen(address, timeout=30) as answer,
        ):
            return answer.read().decode()
        return None

    def finds(self, query: str) -> bool:
        html = self.get("/tim-kiem/", q=query)
        assert html is not None, self.log.read_text()
        assert "data-unavailable" not in html
        return "data-group" in html

    def wait_until(self, condition) -> None:
        deadline = time.monotonic() + SECONDS
        while not condition():
            dead = [process.args for process in self.processes if process.poll() is not None]
            assert not dead, f"{dead} ended: {self.log.read_text()}"
            assert time.monotonic() < deadline, f"waited in vain: {self.log.read_text()}"
            time.sleep(0.05)

    def stop(self) -> None:
        if self.editor:
            self.editor.communicate(timeout=30)  # the end of its input is the end of its work
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            try:
                process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@pytest.fixture(params=ENGINES)
def portal(request, migrated_folder):
    if request.param == "embedded":
        portal, engine = Portal(migrated_folder), None
    else:
        url, prefix = request.getfixturevalue("elasticsearch_url"), f"test-{uuid.uuid4().hex}"
        portal = Portal(migrated_folder, ELASTICSEARCH_URL=url, SEARCH_INDEX_PREFIX=prefix)
        engine = ElasticBackend(url, prefix=prefix)
    try:
        portal.start()
        portal.edit("prepare")
        portal.wait_until(lambda: portal.get("/health/live") is not None)
        yield portal
    finally:
        portal.stop()
        if engine:
            forget(engine)


def test_what_one_process_publishes_a_worker_writes_and_another_finds(portal):
    assert portal.finds("phù hiệu xe")
    assert not portal.finds("bồ câu đưa thư")

    portal.edit("publish")
    portal.wait_until(lambda: portal.finds("bồ câu đưa thư"))
    assert portal.finds("bo cau dua thu")

    portal.edit("rename_the_law")
    portal.wait_until(lambda: portal.finds("nuôi cá cảnh"))

    portal.edit("unpublish")
    portal.wait_until(lambda: not portal.finds("bồ câu đưa thư"))
    portal.wait_until(lambda: portal.edit("count_waiting") == "0")
