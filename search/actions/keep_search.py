"""Stores a search, and what was opened of it."""

from __future__ import annotations

import datetime
import uuid

from django.utils import timezone

from search.models import SearchClick, SearchEvent


def keep_search(
    event_id: uuid.UUID, text: str, folded: str, language: str, total: int, *, is_filtered: bool
) -> None:
    """Twice is once."""
    SearchEvent.objects.get_or_create(
        pk=event_id,
        defaults={
            "day": timezone.localdate(),
            "text": text,
            "folded": folded,
            "language": language,
            "total": total,
            "is_filtered": is_filtered,
        },
    )


def keep_click(event_id: uuid.UUID, rank: int, kind: str) -> None:
    """Opening the same place again is the same click. Raises SearchEvent.DoesNotExist before its search is stored."""
    event = SearchEvent.objects.get(pk=event_id)
    SearchClick.objects.get_or_create(event=event, rank=rank, defaults={"kind": kind})


def forget_old_searches(today: datetime.date | None = None) -> int:
    """Deletes what is older than ``KEPT_DAYS``, clicks with it; returns how many searches."""
    old = SearchEvent.objects.older_than_kept(today or timezone.localdate())
    _, deleted = old.delete()
    return deleted.get("search.SearchEvent", 0)
