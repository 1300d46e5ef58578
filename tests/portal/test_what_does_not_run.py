"""What is missing on a machine is said by name: a test that cannot run, a library that is not there."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

from portal import health
from portal.management import runner

ROOT = Path(__file__).resolve().parents[2]
TINY_SUITE = """
import pytest

def test_that_runs():
    pass

def test_that_cannot_run():
    pytest.skip("redis-server is not installed: install the package redis-server")
"""


def run_tiny_suite(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Two tests under this suite's own conftest, one of which skips itself."""
    (folder / "conftest.py").write_text("from tests.conftest import *\n")
    suite = folder / "test_tiny.py"
    suite.write_text(TINY_SUITE)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "CI"))}
    options = ["-q", "-p", "no:xdist", "-p", "no:cacheprovider", "--rootdir", str(folder)]
    return subprocess.run(
        [sys.executable, "-m", "pytest", *options, "-c", os.devnull, str(suite)],
        cwd=folder,
        env=kept | {"PYTHONPATH": str(ROOT), "DJANGO_SETTINGS_MODULE": "portal.settings.test"} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(("environment", "code"), [({}, 0), ({"CI": "false"}, 0), ({"CI": "true"}, 1)])
def test_a_skip_is_listed_with_its_reason_and_fails_only_in_ci(
    tmp_path: Path, environment: dict[str, str], code: int
):
    result = run_tiny_suite(tmp_path, **environment)

    assert result.returncode == code, result.stdout + result.stderr
    assert "1 passed, 1 skipped" in result.stdout
    listed = result.stdout[result.stdout.index("what did not run, and why") :]
    assert "redis-server is not installed: install the package redis-server" in listed
    assert ("CI=true: a test that did not run is a failure." in listed) is (code == 1)


def test_a_missing_library_is_one_clear_line_and_nothing_starts(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BASE_URL", "http://127.0.0.1:8000")
    monkeypatch.setitem(runner.PRINTING_LIBRARIES, "pango", ("libno-such-library.so.0",))

    assert runner.main(["--prepare-only"]) == 1

    said = capsys.readouterr().out.strip()
    assert len(said.splitlines()) == 1
    assert "The system library pango is missing, which prints certificates: " in said
    assert "install" in said


@pytest.mark.django_db
def test_the_doctor_names_the_missing_library(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    def fail() -> bool:
        raise OSError("cannot load library 'libpango-1.0-0'")

    monkeypatch.setattr(health, "can_subset_fonts", fail)

    with pytest.raises(SystemExit) as ended:
        call_command("doctor")

    assert ended.value.code == 1
    (line,) = [line for line in capsys.readouterr().out.splitlines() if "libpango" in line]
    assert "FAILED" in line


def test_a_persons_servers_are_left_alone(tmp_path: Path):
    """With addresses in the environment the suite still writes to its own folder only."""
    show = (
        "from django.conf import settings as s; "
        "print(s.SEARCH_BACKEND, s.SEARCH_INDEX_PREFIX, s.CACHES['default']['BACKEND'].rpartition('.')[2], "
        "s.CELERY_BROKER_URL.partition(':')[0], repr(s.ELASTICSEARCH_URL), repr(s.REDIS_URL))"
    )
    result = subprocess.run(
        [sys.executable, "-c", show],
        cwd=ROOT,
        env=os.environ
        | {
            "DJANGO_SETTINGS_MODULE": "portal.settings.test",
            "ELASTICSEARCH_URL": "http://search.example.org:9200",
            "REDIS_URL": "redis://queue.example.org:6379/0",
            "SEARCH_INDEX_PREFIX": "luat-de-hieu",
        },
        capture_output=True,
        text=True,
        check=True,
    )

    backend, prefix, *others = result.stdout.split()
    assert backend == "embedded"
    assert prefix.startswith("luat-de-hieu-test-")
    assert others == ["FileBasedCache", "durablefiles", "''", "''"]
