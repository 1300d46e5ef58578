"""How far a worker is with the PDF of a long law, kept where the page that waits for it looks."""

from __future__ import annotations

import datetime
import time
from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

# The 245,000 characters of a long decree fill about 100 pages; only the bar of the first round needs the guess.
CHARACTERS_A_PAGE = 2_400
# The first round sets the pages, the next ones their numbers in the contents: shares of the bar.
SETTING, NUMBERING, WRITING = 60, 90, 95
KEPT_FOR = datetime.timedelta(minutes=10)
# A failure is told so long; then who asks again has it tried again.
TOLD_FOR = datetime.timedelta(minutes=2)
SECONDS_BETWEEN_BEATS = 0.5


class PdfStep(TextChoices):
    """What the worker does, in order; the last is an end."""

    WAITING = "waiting", _("Waiting for its turn")
    SETTING = "setting", _("Setting the pages")
    NUMBERING = "numbering", _("Numbering the pages in the contents")
    WRITING = "writing", _("Writing the file")
    FAILED = "failed", _("It failed")


@dataclass(frozen=True)
class PdfProgress:
    """``pages`` of about ``of`` are set in this round."""

    step: PdfStep = PdfStep.WAITING
    pages: int = 0
    of: int = 0

    @property
    def percent(self) -> int:
        share = min(1.0, self.pages / self.of) if self.of else 0.0
        match self.step:
            case PdfStep.SETTING:
                return int(share * SETTING)
            case PdfStep.NUMBERING:
                return int(SETTING + share * (NUMBERING - SETTING))
            case PdfStep.WRITING:
                return WRITING
            case _:
                return 0

    @property
    def has_failed(self) -> bool:
        return self.step is PdfStep.FAILED


def progress_of(key: str) -> PdfProgress:
    kept = cache.get(f"{key}:progress")
    return PdfProgress(PdfStep(kept[0]), *kept[1:]) if kept else PdfProgress()


def keep_progress(key: str, progress: PdfProgress) -> None:
    lasts = TOLD_FOR if progress.has_failed else KEPT_FOR
    cache.set(f"{key}:progress", (progress.step.value, progress.pages, progress.of), lasts.total_seconds())


def forget_progress(key: str) -> None:
    cache.delete(f"{key}:progress")


class PageBeat:
    """Called for every page with (page, pages in all or 0 when nobody knows yet)."""

    def __init__(self, key: str, characters: int) -> None:
        self.key = key
        self.about = max(1, characters // CHARACTERS_A_PAGE)
        self._last = 0.0

    def __call__(self, page: int, of: int) -> None:
        now = time.monotonic()
        if now - self._last < SECONDS_BETWEEN_BEATS:
            return
        self._last = now
        step = PdfStep.NUMBERING if of else PdfStep.SETTING
        keep_progress(self.key, PdfProgress(step, page, of or max(self.about, page)))
