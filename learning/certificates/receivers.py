"""Facts of other rooms that this room acts upon. Connected in ``apps.py``."""

from __future__ import annotations

from typing import Any

from learning.certificates import tasks


def on_course_completed(*, completion_id: int, **_kwargs: Any) -> None:
    tasks.issue.delay_on_commit(completion_id)
