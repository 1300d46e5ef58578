"""What an action of this room may refuse, each refusal with its own name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any


class AssessmentError(Exception):
    """Something was refused for a reason that a person can be told."""


class UsedVersionIsImmutable(AssessmentError):  # noqa: N818  (a refusal is named for the rule it keeps)
    """A question version that somebody was asked cannot change: make a new version."""


@dataclass
class AskedQuestionChanged(UsedVersionIsImmutable):
    """A question no longer says what the person was asked: somebody went round the models."""

    attempt_id: int
    version_ids: tuple[int, ...]

    def __str__(self) -> str:
        return f"Question versions {list(self.version_ids)} changed after attempt {self.attempt_id} began."


class AppendOnly(AssessmentError):  # noqa: N818
    """A row of a log was about to be changed or deleted."""


# ---------------------------------------------------------------- starting


class CannotStart(AssessmentError):  # noqa: N818
    """Base of every reason why an attempt cannot begin."""


class AttemptsUsedUp(CannotStart):
    """Every allowed attempt of this cycle was taken."""


@dataclass
class CooldownNotOver(CannotStart):
    """The next attempt may begin at ``next_try_at``."""

    next_try_at: datetime


@dataclass
class AssessmentNotOpenYet(CannotStart):
    opens_at: datetime


class AssessmentClosed(CannotStart):
    """The closing date has passed."""


class AssessmentHasNoQuestions(CannotStart):
    """The bank cannot fill the assessment's slots; the trainer has to add questions."""


# ---------------------------------------------------------------- answering


class CannotSave(AssessmentError):  # noqa: N818
    """Base of every reason why an answer was not taken."""


@dataclass
class StaleAnswer(CannotSave):
    """The page that sends the answer has seen ``seq`` of an older state; the current state is told."""

    current_seq: int
    current_payload: dict[str, Any]


class DeadlinePassed(CannotSave):
    """The time (with the grace for the network) is over."""


class AttemptNotOpen(CannotSave):
    """The attempt was submitted or voided."""


class AnswerNotUnderstood(CannotSave):
    """The payload does not fit the question: a choice that is not there, two where one is asked."""


# ---------------------------------------------------------------- staff


class StaffActionRefused(AssessmentError):  # noqa: N818
    """A regrade, a reopening or a voiding that the attempt's state does not allow, or that has no reason."""
