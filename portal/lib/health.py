"""A list of the parts that the portal stands on, and whether each answers.

Each floor registers the checks of what it owns, so that nothing here knows what stands above.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings

# A check answers with what is in use ("SQLite 3.40"); it raises if the part does not answer.
Check = Callable[[], str]


class NotHealthyError(Exception):
    """The part answers but cannot do its work; the message says what to mend."""


@dataclass(frozen=True)
class _Registered:
    name: str
    check: Check
    needed_to_serve: bool


@dataclass(frozen=True)
class CheckResult:
    """``in_use`` is empty when the part does not answer, ``problem`` when it does."""

    name: str
    in_use: str
    problem: str
    milliseconds: int

    @property
    def ok(self) -> bool:
        return not self.problem


_checks: dict[str, _Registered] = {}


def register_check(name: str, check: Check, *, needed_to_serve: bool = False) -> None:
    """Add a check. ``needed_to_serve``: a page cannot be answered without it, so readiness asks for it."""
    _checks[name] = _Registered(name, check, needed_to_serve)


def run_checks(*, only_needed_to_serve: bool = False) -> list[CheckResult]:
    return [
        _run(registered)
        for registered in _checks.values()
        if registered.needed_to_serve or not only_needed_to_serve
    ]


def _run(registered: _Registered) -> CheckResult:
    started = time.monotonic()
    in_use, problem = "", ""
    try:
        in_use = registered.check()
    except Exception as error:
        problem = _first_line(error)
    return CheckResult(registered.name, in_use, problem, round((time.monotonic() - started) * 1000))


def _first_line(error: Exception) -> str:
    """An error as one line that shows no password of an address in the settings."""
    text = (str(error).strip() or type(error).__name__).splitlines()[0]
    for secret in (settings.SECRET_KEY, *map(str, _passwords())):
        if secret:
            text = text.replace(secret, "…")
    return text


def _passwords() -> list[str]:
    return [database.get("PASSWORD", "") for database in settings.DATABASES.values()] + [
        url.rpartition("@")[0].rpartition(":")[2] for url in (settings.REDIS_URL, settings.ELASTICSEARCH_URL)
    ]
