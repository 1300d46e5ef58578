"""Fixtures that every room's tests share: real servers, a real browser, a database that survives a flush."""

import contextlib
import json
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

# Playwright runs an event loop in the test's own thread; Django would refuse the database there.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.test import TransactionTestCase
from django.utils import translation
from wagtail.models import Page as RootPage

from tests import servers

CHROMIUM_ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SERVERS_FOLDER = "LUAT_DE_HIEU_TEST_SERVERS"


# ------------------------------------------------------------------ the run


def _is_controller(config: pytest.Config) -> bool:
    return not hasattr(config, "workerinput")


def pytest_configure(config: pytest.Config) -> None:
    if _is_controller(config):
        # Worker processes inherit this: all of them share one server of each kind.
        os.environ[SERVERS_FOLDER] = tempfile.mkdtemp(prefix="luat-de-hieu-servers-")


def pytest_unconfigure(config: pytest.Config) -> None:
    shutil.rmtree(settings.DATA_DIR, ignore_errors=True)
    if _is_controller(config):
        folder = Path(os.environ.pop(SERVERS_FOLDER))
        servers.stop_shared_servers(folder)
        shutil.rmtree(folder, ignore_errors=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A browser on a busy machine may miss a moment: such a test runs a second time, and the summary names it."""
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.flaky(reruns=1))


def _skipped(config: pytest.Config) -> list[tuple[str, str]]:
    """(test, reason) of every test that did not run."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    reports = reporter.stats.get("skipped", []) if reporter else []
    return [
        (report.nodeid, report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr))
        for report in reports
    ]


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    skipped = _skipped(config)
    if not skipped:
        return
    terminalreporter.section("what did not run, and why")
    for test, reason in skipped:
        terminalreporter.line(f"{test}: {reason.removeprefix('Skipped: ')}")
    if os.environ.get("CI") == "true":
        terminalreporter.line("CI=true: a test that did not run is a failure.", red=True)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    if _is_controller(session.config) and os.environ.get("CI") == "true" and _skipped(session.config):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


# ------------------------------------------------------------------ servers


def _server(name: str) -> str:
    try:
        return servers.shared_server(name, Path(os.environ[SERVERS_FOLDER]))
    except servers.CannotRunError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def elasticsearch_url() -> str:
    """A real Elasticsearch 8: ELASTICSEARCH_URL, else a node started for this run."""
    return os.environ.get("ELASTICSEARCH_URL") or _server("elasticsearch")


@pytest.fixture(scope="session")
def postgres_url() -> str:
    """A real PostgreSQL: DATABASE_URL if it names one, else a cluster started for this run."""
    url = os.environ.get("DATABASE_URL", "")
    return url if url.startswith("postgres") else _server("postgres")


@pytest.fixture(scope="session")
def redis_url(worker_id: str) -> str:
    """A real Redis: REDIS_URL, else a server started for this run; each test process has a database."""
    if url := os.environ.get("REDIS_URL"):
        return url
    database = 0 if worker_id == "master" else 1 + int(worker_id.removeprefix("gw"))
    return f"{_server('redis').rpartition('/')[0]}/{database}"


# ------------------------------------------------------------------ database


def _serialized(alias: str) -> str:
    """What the database holds, content types first.

    Loading sends signals, and a receiver that misses a content type would create it under another key.
    """
    rows = json.loads(connections[alias].creation.serialize_db_to_string())
    rows.sort(key=lambda row: row["model"] != "contenttypes.contenttype")
    return json.dumps(rows)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A transactional test leaves the database as migrations made it, not empty.

    Django flushes after such a test; the site's root page, locales and role groups would be gone for every
    test after it, and for the next run with ``--reuse-db``.
    """
    with django_db_blocker.unblock():
        if not RootPage.objects.filter(depth=1).exists():
            pytest.exit("The kept test database was left empty: run once with --create-db.", returncode=3)
        as_migrated = {alias: _serialized(alias) for alias in connections}

    def flush_and_restore(test_case: TransactionTestCase) -> None:
        for alias in test_case._databases_names(include_mirrors=False):
            call_command(
                "flush",
                verbosity=0,
                interactive=False,
                database=alias,
                reset_sequences=False,
                allow_cascade=True,
                inhibit_post_migrate=True,
            )
            connections[alias].creation.deserialize_db_from_string(as_migrated[alias])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", flush_and_restore)
        yield


@pytest.fixture
def migrated_folder(tmp_path: Path, db: None) -> Path:
    """A data folder with a migrated database, for processes of their own: migrating is tested everywhere else."""
    if connection.vendor == "sqlite":
        with (
            contextlib.closing(sqlite3.connect(connection.settings_dict["NAME"])) as migrated,
            contextlib.closing(sqlite3.connect(tmp_path / "db.sqlite3")) as copy,
        ):
            migrated.backup(copy)
    return tmp_path


@pytest.fixture(autouse=True)
def in_vietnamese() -> Iterator[None]:
    """A request for /en/ leaves its language behind in the thread; each test starts in the site's own."""
    with translation.override("vi"):
        yield


# ------------------------------------------------------------------ browser


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    try:
        chromium = servers.find_chromium()
    except servers.CannotRunError as error:
        pytest.skip(str(error))
    return {**browser_type_launch_args, "executable_path": chromium, "args": CHROMIUM_ARGUMENTS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "locale": "vi-VN", "timezone_id": "Asia/Ho_Chi_Minh"}


@pytest.fixture(scope="session")
def assert_accessible() -> Callable[[Any], None]:
    """Call with a Playwright page: fails with every axe violation and where it is."""
    axe = Axe()
    # What fades in has the contrast of a ghost while it does.
    at_rest = """() => Promise.all(
        document.getAnimations()
            .filter(one => one.playState === "running" && one.effect.getComputedTiming().endTime < 3000)
            .map(one => one.finished.catch(() => null)))"""

    def check(page: Any) -> None:
        page.evaluate(at_rest)
        violations = axe.run(page).response["violations"]
        found = [
            f"{violation['id']} ({violation['impact']}): {violation['help']}\n"
            + "\n".join(f"    {node['html'][:200]}" for node in violation["nodes"])
            for violation in violations
        ]
        assert not violations, f"{page.url}\n" + "\n".join(found)

    return check
