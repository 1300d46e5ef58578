"""Facts of other rooms that this room acts upon."""

from __future__ import annotations

from typing import Any

from learning.certificates import tasks
from learning.courses.models import Completion
from learning.courses.signals import course_completed


def on_course_completed(*, completion_id: int, **_kwargs: Any) -> None:
    tasks.issue.delay_on_commit(completion_id)


def connect() -> None:
    course_completed.connect(on_course_completed, sender=Completion)
