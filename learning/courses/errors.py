"""What an action of this room may refuse, each refusal with its own name."""

from __future__ import annotations

from collections.abc import Sequence


class CourseError(Exception):
    """Something was refused for a reason that a person can be told."""


class PrerequisitesMissing(CourseError):  # noqa: N818  (a refusal is named for the rule it keeps)
    """``titles`` are of the courses to complete first."""

    def __init__(self, titles: Sequence[str]) -> None:
        super().__init__(", ".join(titles))
        self.titles = titles


class LessonsRemain(CourseError):  # noqa: N818
    """The final assessment opens when every lesson is done."""


class NoAssessment(CourseError):  # noqa: N818
    """The course has no final assessment to start."""
