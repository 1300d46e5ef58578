"""Was this helpful? No personal data: neither who nor from where."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

COMMENT_LENGTH = 1000


class Feedback(models.Model):
    """One answer to "was this helpful?" on one page."""

    page = models.ForeignKey(Page, verbose_name=_("page"), on_delete=models.CASCADE, related_name="feedback")
    helpful = models.BooleanField(_("helpful"))
    comment = models.TextField(_("comment"), max_length=COMMENT_LENGTH, blank=True)
    created_at = models.DateTimeField(_("given at"), auto_now_add=True)
    handled = models.BooleanField(_("dealt with"), default=False)

    class Meta:
        verbose_name = _("feedback")
        verbose_name_plural = _("feedback")
        ordering: ClassVar[list[str]] = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["page", "-created_at"], name="feedback_page_newest")]

    def __str__(self) -> str:
        return f"{self.page_id}: {self.helpful}"
