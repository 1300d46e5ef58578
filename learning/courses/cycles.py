"""The name under which the assessments room counts a course's attempts: ``course-12-1``."""

from __future__ import annotations

import re

_ATTEMPT_CYCLE = re.compile(r"course-(\d{1,18})-(\d{1,5})", re.ASCII)


def attempt_cycle(course_id: int, cycle: int) -> str:
    """Attempts of one enrolment cycle: renewing a course gives new attempts."""
    return f"course-{course_id}-{cycle}"


def read_attempt_cycle(text: str) -> tuple[int, int] | None:
    """``(course_id, cycle)``, or ``None`` when the attempt belongs to something else, a contest perhaps."""
    match = _ATTEMPT_CYCLE.fullmatch(text)
    return (int(match[1]), int(match[2])) if match else None
