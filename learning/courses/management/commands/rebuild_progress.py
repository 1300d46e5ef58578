"""``manage.py rebuild_progress``: work everything out again from the events."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from learning.courses.actions.complete_course import complete_course
from learning.courses.actions.record_progress import record_progress
from learning.courses.models import Enrolment


class Command(BaseCommand):
    help = "Computes every enrolment's progress from its events, and makes completions that are missing."

    def handle(self, *_args: Any, **_options: Any) -> None:
        checked = corrected = completed = 0
        for enrolment in Enrolment.objects.with_course().order_by("pk").iterator():
            checked += 1
            before = (enrolment.lessons_done, enrolment.percent, enrolment.last_activity_at)
            if not enrolment.is_completed and complete_course(enrolment.pk):
                completed += 1
                continue
            record_progress(enrolment)
            corrected += before != (enrolment.lessons_done, enrolment.percent, enrolment.last_activity_at)
        self.stdout.write(
            f"{checked} enrolments checked, {corrected} corrected, {completed} completions made."
        )
