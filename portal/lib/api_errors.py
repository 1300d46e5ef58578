"""What the public API answers when it cannot answer: a status and a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar


class ApiProblemError(Exception):
    """``detail`` says what is wrong; ``values`` names it; ``retry_after`` in seconds, 0 for never."""

    status: ClassVar[int] = 400
    retry_after: ClassVar[int] = 0

    def __init__(self, detail: str, values: Sequence[str] = ()) -> None:
        super().__init__(detail)
        self.detail = detail
        self.values = list(values)


class WrongParameterError(ApiProblemError):
    """A parameter has a value that means nothing."""


class TooManyRequestsError(ApiProblemError):
    """One address asks more than its share."""

    status = 429
    retry_after = 5


class UnavailableError(ApiProblemError):
    """Something that is needed for the answer is away."""

    status = 503
    retry_after = 60
