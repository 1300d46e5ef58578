"""What was searched and what was opened: without names, addresses, sessions or the hour. Kept 90 days."""

from __future__ import annotations

import datetime
import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from search.choices import Kind

KEPT_DAYS = 90
TEXT_LENGTH = 120
QUESTION_LENGTH = 600


class SearchEventQuerySet(models.QuerySet["SearchEvent"]):
    """Searches by what came of them."""

    def without_result(self) -> Self:
        return self.filter(total=0)

    def without_click(self) -> Self:
        """Something was found, and nothing was opened."""
        clicks = SearchClick.objects.filter(event=OuterRef("pk"))
        return self.filter(~Exists(clicks), total__gt=0)

    def older_than_kept(self, today: datetime.date) -> Self:
        return self.filter(day__lt=today - datetime.timedelta(days=KEPT_DAYS))


class SearchEvent(models.Model):
    """One search: its words, the day, how many results. Numbers that may name a person are masked before."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    day = models.DateField(_("day"))
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    text = models.CharField(_("query"), max_length=TEXT_LENGTH)
    folded = models.CharField(_("query without accents"), max_length=TEXT_LENGTH)
    total = models.PositiveIntegerField(_("results"))
    is_filtered = models.BooleanField(_("with filters"), default=False)

    objects = SearchEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("search")
        verbose_name_plural = _("searches")
        ordering: ClassVar[list[str]] = ["-day", "folded"]
        default_permissions = ("view",)
        indexes = [
            models.Index(fields=["day", "folded"], name="search_event_day_folded"),
            models.Index(fields=["folded"], name="search_event_folded"),
        ]
        constraints = [models.CheckConstraint(name="search_event_has_text", condition=~Q(text=""))]

    def __str__(self) -> str:
        return self.text


class SearchClick(models.Model):
    """A result that was opened: its place on the page, counted from 1, and what it is."""

    event = models.ForeignKey(SearchEvent, on_delete=models.CASCADE, related_name="clicks")
    rank = models.PositiveSmallIntegerField(_("place"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)

    class Meta:
        verbose_name = _("opened result")
        verbose_name_plural = _("opened results")
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(name="search_click_once_per_place", fields=["event", "rank"]),
            models.CheckConstraint(name="search_click_rank_from_one", condition=Q(rank__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.rank}: {self.kind}"


class AskedQuestion(models.Model):
    """What somebody asked the editors because search did not answer it."""

    text = models.TextField(_("question"), max_length=QUESTION_LENGTH)
    query = models.CharField(_("what was searched"), max_length=TEXT_LENGTH, blank=True)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    asked_on = models.DateField(_("asked on"), auto_now_add=True)
    handled = models.BooleanField(_("dealt with"), default=False)

    class Meta:
        verbose_name = _("question to the editors")
        verbose_name_plural = _("questions to the editors")
        ordering: ClassVar[list[str]] = ["handled", "-asked_on", "-pk"]
        constraints = [models.CheckConstraint(name="asked_question_has_text", condition=~Q(text=""))]

    def __str__(self) -> str:
        return self.text[:TEXT_LENGTH]
