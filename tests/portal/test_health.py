"""Health addresses and `manage.py doctor`."""

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client

from portal.lib import health


@pytest.fixture
def broken_part(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails() -> str:
        raise ConnectionError("postgres://portal:so-secret@db refused\nsecond line")

    monkeypatch.setattr(health, "_checks", dict(health._checks))
    health.register_check("archive", fails, needed_to_serve=True)


def doctor(*arguments: str) -> tuple[str, int]:
    out, code = StringIO(), 0
    try:
        call_command("doctor", *arguments, stdout=out)
    except SystemExit as stop:
        code = int(stop.code or 0)
    return out.getvalue(), code


@pytest.mark.django_db
def test_a_living_process_says_so_without_asking_the_database(client: Client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/health/live")

    assert response.json() == {"status": "ok"}


@pytest.mark.django_db
def test_ready_names_the_parts_that_pages_need(client: Client):
    response = client.get("/health/ready")

    assert response.status_code == 200
    assert {"database", "cache"} <= response.json()["parts"].keys()
    assert "no-cache" in response["Cache-Control"]


@pytest.mark.django_db
def test_not_ready_while_a_part_fails_and_no_detail_leaks(client: Client, broken_part):
    response = client.get("/health/ready")

    assert response.status_code == 503
    assert response.json()["parts"]["archive"] == "failed"
    assert "secret" not in response.content.decode()


@pytest.mark.django_db
def test_doctor_tells_what_is_in_use_and_fails_without_a_worker():
    out, code = doctor("--json")

    parts = {part["name"]: part for part in json.loads(out)["parts"]}
    assert parts["database"]["in_use"].startswith(("SQLite 3", "PostgreSQL 1"))
    assert parts["migrations"]["ok"]
    assert "no Celery worker" in parts["queue"]["problem"]
    assert code == 1


@pytest.mark.django_db
def test_doctor_prints_one_line_a_part(broken_part, settings):
    settings.DATABASES["default"]["PASSWORD"] = "so-secret"
    try:
        out, code = doctor()
    finally:
        settings.DATABASES["default"]["PASSWORD"] = ""

    assert code == 1
    line = next(line for line in out.splitlines() if "archive" in line)
    assert "refused" in line
    assert "so-secret" not in out
    assert "second line" not in out


@pytest.mark.django_db
def test_doctor_finds_what_a_deployment_must_not_have(settings):
    settings.IS_DEPLOYED = True
    settings.DEBUG = True
    settings.DEMO_ALLOWED = True

    out, _code = doctor("--json")

    part = next(part for part in json.loads(out)["parts"] if part["name"] == "configuration")
    assert "DEBUG is on" in part["problem"]
    assert "DEMO_ALLOWED" in part["problem"]
