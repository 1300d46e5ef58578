"""The day for which a reader asks: ``?ngay=2025-01-01``."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils import timezone

PARAMETER = "ngay"
EARLIEST = datetime.date(1945, 1, 1)
LATEST = datetime.date(2999, 12, 31)

_SLASHED = re.compile(r"^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$")


@dataclass(frozen=True)
class AsOf:
    """``typed`` is what the reader wrote; ``is_valid`` is False when it is no day, and today is shown instead."""

    date: datetime.date
    typed: str = ""
    is_valid: bool = True

    @property
    def is_asked(self) -> bool:
        return bool(self.typed) and self.is_valid

    @property
    def query(self) -> str:
        """To be added to addresses so that the day stays: "?ngay=2025-01-01" or nothing."""
        return f"?{PARAMETER}={self.date.isoformat()}" if self.is_asked else ""


def asked_day(request: HttpRequest) -> AsOf:
    """Reads 2025-01-31 (as a date field sends it) and 31/01/2025 (as people type it)."""
    today = timezone.localdate()
    typed = request.GET.get(PARAMETER, "").strip()[:40]
    if not typed:
        return AsOf(today)
    date = parse_day(typed)
    if date is None or not EARLIEST <= date <= LATEST:
        return AsOf(today, typed, is_valid=False)
    return AsOf(date, typed)


def parse_day(text: str) -> datetime.date | None:
    """A day written either way, or None."""
    try:
        if match := _SLASHED.match(text):
            return datetime.date(int(match[3]), int(match[2]), int(match[1]))
        return datetime.date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) else None
    except ValueError:
        return None
