"""Changes that the index does not have yet."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Self

from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

#: What an error leaves behind; the rest of a long one says nothing more.
MAX_PROBLEM = 300
#: Keys that one query names: databases refuse too many.
KEYS_AT_ONCE = 500


def _in_parts(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(keys), KEYS_AT_ONCE):
        yield keys[start : start + KEYS_AT_ONCE]


class PendingWriteQuerySet(models.QuerySet["PendingWrite"]):
    """Rows by what is to be done with them."""

    def due(self, now: datetime.datetime) -> Self:
        """Oldest first."""
        return self.filter(next_try_at__lte=now).order_by("noted_at", "pk")

    def take(self, now: datetime.datetime, *, limit: int, until: datetime.datetime) -> list[PendingWrite]:
        """The oldest rows that are due, which nobody else takes before ``until``."""
        with transaction.atomic():
            rows: list[PendingWrite] = list(self.due(now).select_for_update(skip_locked=True)[:limit])
            self.filter(pk__in=[row.pk for row in rows]).update(next_try_at=until)
        return rows

    def failed(self) -> Self:
        """Those that an engine has not taken so far."""
        return self.filter(tries__gt=0)

    def waiting_since(self, moment: datetime.datetime) -> Self:
        """Those that a job should have settled by now."""
        return self.filter(noted_at__lte=moment)

    def note(
        self, keys: Mapping[str, bool], *, number: int, first_try_at: datetime.datetime | None = None
    ) -> None:
        """Remember that objects changed; one query. ``keys``: object key → does all that is folded under it
        change too?
        """
        now = timezone.now()
        first_try_at = first_try_at or now
        for whole_group in (False, True):
            rows: list[Any] = [
                PendingWrite(
                    key=key, whole_group=whole_group, number=number, noted_at=now, next_try_at=first_try_at
                )
                for key, is_whole in sorted(keys.items())  # one order for all, so that none waits for another
                if is_whole is whole_group
            ]
            if rows:
                # A row that asks for the whole group goes on asking for it.
                updated = ["number", "next_try_at", *(["whole_group"] if whole_group else [])]
                self.bulk_create(
                    rows, update_conflicts=True, unique_fields=["key"], update_fields=updated, batch_size=500
                )

    def settle(self, seen: Mapping[str, int]) -> None:
        """Forget what was brought up to date, unless it was noted once more since it was seen."""
        keys_by_number: dict[int, list[str]] = {}
        for key, number in seen.items():
            keys_by_number.setdefault(number, []).append(key)
        for number, keys in keys_by_number.items():
            for some in _in_parts(sorted(keys)):
                with transaction.atomic():
                    rows = self.filter(number=number, key__in=some).order_by("key").select_for_update()
                    self.filter(pk__in=list(rows.values_list("pk", flat=True))).delete()

    def postpone(self, keys: Collection[str], problem: str, *, until: datetime.datetime) -> None:
        self.filter(key__in=keys).update(
            tries=F("tries") + 1, problem=problem[:MAX_PROBLEM], next_try_at=until
        )


class PendingWrite(models.Model):
    """An object that changed and that the index has not taken yet: the outbox.

    ``number`` rises with every note of the same object, so that a job removes only what it has seen.
    """

    key = models.CharField(_("object"), max_length=80)
    whole_group = models.BooleanField(_("with all that is folded under it"), default=False)
    number = models.BigIntegerField(_("number"))
    noted_at = models.DateTimeField(_("noted at"))
    tries = models.PositiveIntegerField(_("tries"), default=0)
    next_try_at = models.DateTimeField(_("next try at"))
    problem = models.CharField(_("problem"), max_length=MAX_PROBLEM, blank=True)

    objects = PendingWriteQuerySet.as_manager()

    class Meta:
        verbose_name = _("pending write to the index")
        verbose_name_plural = _("pending writes to the index")
        default_permissions = ()
        indexes = [models.Index(fields=["next_try_at"], name="pending_write_next_try")]
        constraints = [
            models.UniqueConstraint(name="pending_write_once_per_object", fields=["key"]),
            models.CheckConstraint(name="pending_write_has_key", condition=~Q(key="")),
        ]

    def __str__(self) -> str:
        return self.key
