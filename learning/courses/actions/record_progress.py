"""Bring an enrolment's stored progress in step with its events."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Max

from learning.courses.models import Enrolment
from learning.courses.standings import Standing, standings_for


def record_progress(enrolment: Enrolment) -> Standing:
    """Stores lessons done, percent and last activity; returns where the person stands."""
    standing = standings_for([enrolment])[0]
    stored = {
        "lessons_done": standing.progress.lessons_done,
        "percent": standing.progress.percent,
        "last_activity_at": _last_activity(enrolment),
    }
    changed = [name for name, value in stored.items() if getattr(enrolment, name) != value]
    if changed:
        for name in changed:
            setattr(enrolment, name, stored[name])
        enrolment.save(update_fields=changed)
    return standing


def _last_activity(enrolment: Enrolment) -> datetime:
    moments = [
        enrolment.enrolled_at,
        enrolment.lesson_completions.aggregate(last=Max("completed_at"))["last"],
        enrolment.step_completions.aggregate(last=Max("completed_at"))["last"],
        enrolment.completion.completed_at if enrolment.is_completed else None,
    ]
    return max(moment for moment in moments if moment)
