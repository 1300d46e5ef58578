"""Closed lists of the explainers."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CalloutKind(TextChoices):
    """The values are the kinds of the notice component."""

    INFO = "info", _("Good to know")
    CHANGED = "changed", _("Has changed")
    ERROR = "error", _("Warning")
