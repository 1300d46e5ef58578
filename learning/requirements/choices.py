"""Closed lists of the requirements room."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RequirementStatus(models.TextChoices):
    """Where a person stands with something they must learn."""

    LATE = "late", _("Late")
    DUE_SOON = "due_soon", _("Due soon")
    OPEN = "open", _("To do")
    DONE = "done", _("Done")
    DONE_LATE = "done_late", _("Done, late")
    EXEMPT = "exempt", _("Exempt")

    @property
    def is_settled(self) -> bool:
        """Nothing remains to be done."""
        return self in {RequirementStatus.DONE, RequirementStatus.DONE_LATE, RequirementStatus.EXEMPT}
