"""What keeps a process's start short, and a stop in the middle of one clean."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.module_loading import import_string
from django_celery_beat.schedulers import DatabaseScheduler

from portal.beat import UninterruptedScheduler
from portal.celery import app

ROOT = Path(__file__).resolve().parents[2]
# Each costs a start between a tenth of a second and a whole one, and most processes never use it.
HEAVY = ("weasyprint", "fontTools", "pikepdf", "tantivy", "elasticsearch", "openpyxl", "playwright")


def test_no_process_starts_with_what_only_some_tasks_use(tmp_path: Path):
    kept = {name: value for name, value in os.environ.items() if not name.endswith("_URL")}
    code = f"import sys, portal.wsgi, portal.urls; print([name for name in {HEAVY!r} if name in sys.modules])"

    loaded = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=kept | {"DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "portal.settings.dev"},
        capture_output=True,
        text=True,
        check=True,
    )

    assert loaded.stdout.strip() == "[]"


def test_modules_are_compiled_once_even_where_the_environment_forbids_it(tmp_path: Path):
    script = (
        f"import sys; print(sys.dont_write_bytecode, sys.pycache_prefix == {str(ROOT / '.venv/bytecode')!r})"
    )
    makefile = f'include Makefile\nshow:\n\t@{sys.executable} -c "$$SCRIPT"\n'
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONPYCACHEPREFIX"}

    shown = subprocess.run(
        ["make", "-s", "-f", "-", "show"],
        cwd=ROOT,
        env=kept | {"PYTHONDONTWRITEBYTECODE": "1", "SCRIPT": script},
        input=makefile,
        capture_output=True,
        text=True,
        check=True,
    )

    assert shown.stdout.split() == ["False", "True"]


def test_beat_uses_the_scheduler_that_is_not_interrupted():
    assert import_string(settings.CELERY_BEAT_SCHEDULER.replace(":", ".")) is UninterruptedScheduler


def test_a_stop_waits_until_the_timetable_is_written(monkeypatch: pytest.MonkeyPatch):
    happened: list[str] = []

    def write_timetable(self: DatabaseScheduler) -> None:
        os.kill(os.getpid(), signal.SIGTERM)
        happened.append("timetable written")

    monkeypatch.setattr(DatabaseScheduler, "setup_schedule", write_timetable)
    before = signal.signal(signal.SIGTERM, lambda *_: happened.append("stop heard"))
    try:
        UninterruptedScheduler(app=app)
    finally:
        signal.signal(signal.SIGTERM, before)

    assert happened == ["timetable written", "stop heard"]
