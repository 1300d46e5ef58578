"""Long jobs: run once, tell how far they are, fail honestly, start again."""

from __future__ import annotations

import datetime
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.accounts.roles import Role
from portal.jobs.actions.run_job import cancel_job, fail_silent_jobs, run_job
from portal.jobs.actions.start_job import start_job, start_job_again
from portal.jobs.choices import JobState
from portal.jobs.models import SILENT_FOR, Job
from portal.jobs.running import JobKind, Progress, register_kind
from tests.factories.accounts import PersonFactory

pytestmark = pytest.mark.django_db


def count_to_three(job, progress):
    for step in range(1, 4):
        progress(step, 3)
    return {"remarks": [["stub", "a.html", "=1+1", ""]], "counted": 3}


def fail(job, progress):
    raise ValueError("the file is torn")


def cancelled_meanwhile(job, progress):
    cancel_job(job)
    progress(3, 3)
    raise AssertionError("must not go on")


for name, runner in (("count", count_to_three), ("fail", fail), ("cancelled", cancelled_meanwhile)):
    register_kind(f"test-{name}", JobKind(runner))


def make(kind="test-count", **values):
    return Job.objects.create(kind=kind, title="Thử", **values)


@pytest.fixture
def administrator(client):
    person = PersonFactory(role=Role.ADMINISTRATOR)
    client.force_login(person)
    return person


def test_a_job_runs_after_the_commit_and_keeps_its_result(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        job = start_job("test-count", "Đếm", started_by=None, options={})
        assert job.state == JobState.QUEUED
    job.refresh_from_db()
    assert (job.state, job.done, job.total, job.result["counted"]) == (JobState.DONE, 3, 3, 3)
    assert job.finished_at is not None


def test_a_job_runs_once_however_often_its_message_comes():
    job = make()
    run_job(job.pk)
    first = Job.objects.get(pk=job.pk).finished_at
    run_job(job.pk)
    assert Job.objects.get(pk=job.pk).finished_at == first


@pytest.mark.parametrize("kind", ["test-fail", "nobody-knows"])
def test_a_failure_says_why(kind):
    job = make(kind)
    run_job(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert job.error


def test_a_cancelled_job_stops_at_its_next_step():
    job = make("test-cancelled")
    run_job(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED


def test_a_killed_job_becomes_failed_and_can_be_started_again(django_capture_on_commit_callbacks):
    long_ago = timezone.now() - SILENT_FOR - datetime.timedelta(seconds=1)
    killed = make(state=JobState.RUNNING, started_at=long_ago, beat_at=long_ago)
    alive = make(state=JobState.RUNNING, started_at=long_ago, beat_at=timezone.now())
    assert fail_silent_jobs() == 1
    killed.refresh_from_db()
    alive.refresh_from_db()
    assert (killed.state, alive.state) == (JobState.FAILED, JobState.RUNNING)
    with django_capture_on_commit_callbacks(execute=True):
        assert start_job_again(killed)
    killed.refresh_from_db()
    assert killed.state == JobState.DONE
    assert not start_job_again(killed)


@pytest.mark.parametrize("count", [1, 20])
def test_the_list_asks_the_same_however_long_it_is(
    client, administrator, django_assert_max_num_queries, count
):
    for _one in range(count):
        make(started_by=PersonFactory())
    client.get(reverse("jobs:list"))
    with django_assert_max_num_queries(14):
        page = client.get(reverse("jobs:list"))
    assert page.content.count(b"data-job=") == count


def test_the_list_filters_and_has_an_empty_state(client, administrator):
    make(state=JobState.DONE)
    assert b"data-job=" in client.get(reverse("jobs:list"), {"state": "done"}).content
    assert b"job-empty" in client.get(reverse("jobs:list"), {"state": "failed"}).content
    assert b"job-empty" in client.get(reverse("jobs:list"), {"q": "không có"}).content


def test_others_see_only_their_own(client):
    editor = PersonFactory(role=Role.EDITOR)
    client.force_login(editor)
    own, other = make(started_by=editor), make(started_by=PersonFactory())
    assert client.get(reverse("jobs:job", args=[own.pk])).status_code == 200
    for name in ("job", "progress", "report"):
        assert client.get(reverse(f"jobs:{name}", args=[other.pk])).status_code == 404
    for name in ("again", "cancel"):
        assert client.post(reverse(f"jobs:{name}", args=[other.pk])).status_code == 404
    client.logout()
    assert client.get(reverse("jobs:job", args=[own.pk])).status_code == 302


def test_the_page_polls_while_it_runs_and_reloads_at_the_end(client, administrator):
    job = make()
    page = client.get(reverse("jobs:job", args=[job.pk])).content
    assert b"hx-get" in page
    assert b"<noscript>" in page
    run_job(job.pk)
    ended = client.get(reverse("jobs:progress", args=[job.pk]))
    assert ended["HX-Refresh"] == "true"
    assert b"hx-get" not in client.get(reverse("jobs:job", args=[job.pk])).content


def test_the_report_is_a_table_without_formulas(client, administrator):
    job = make()
    run_job(job.pk)
    lines = client.get(reverse("jobs:report", args=[job.pk])).content.decode("utf-8-sig").splitlines()
    assert lines[1] == "stub,a.html,'=1+1,"


def test_stop_and_start_again_are_posts(client, administrator, django_capture_on_commit_callbacks):
    job = make()
    assert client.get(reverse("jobs:cancel", args=[job.pk])).status_code == 405
    client.post(reverse("jobs:cancel", args=[job.pk]))
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("jobs:again", args=[job.pk]))
    job.refresh_from_db()
    assert job.state == JobState.DONE


def test_a_job_of_several_parts_shows_which_it_does_and_how_far(client, administrator):
    register_kind(
        "test-parts", JobKind(count_to_three, steps={"read": "Read", "find": "Find", "keep": "Keep"})
    )
    now = timezone.now()
    job = make("test-parts", state=JobState.RUNNING, started_at=now, beat_at=now)

    Progress(job)(12, 340, "find")

    page = client.get(reverse("jobs:progress", args=[job.pk])).content.decode()
    assert re.findall(r'data-step="(\w+)"', page) == ["done", "now", "next"]
    assert page.count('aria-current="step"') == 1
    assert re.search(r"12\D+340", page)
    assert f'value="{12 * 100 // 340}"' in page
