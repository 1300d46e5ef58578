"""How the library spells, gathered from its texts for all processes and machines."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class CorpusLanguage(models.Model):
    """A language model as bytes (``search.language_model``). The newest is used, the one before it is still read."""

    packed = models.BinaryField(_("model"))
    syllables = models.PositiveIntegerField(_("syllables"))
    built_at = models.DateTimeField(_("gathered at"), auto_now_add=True)

    class Meta:
        verbose_name = _("spelling of the library")
        verbose_name_plural = _("spellings of the library")
        ordering = ("-pk",)
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.built_at:%Y-%m-%d %H:%M}"
