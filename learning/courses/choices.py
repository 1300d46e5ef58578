"""Closed lists of the courses room."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Audience(models.TextChoices):
    """Whom a course is written for. Everyone may read and take it."""

    CITIZEN = "citizen", _("Everyone")
    CADRE = "cadre", _("Cadres and civil servants")


class EnrolmentFilter(models.TextChoices):
    """The lists of "my learning"; the values stand in addresses."""

    IN_PROGRESS = "dang-hoc", _("In progress")
    COMPLETED = "da-xong", _("Completed")


# The one step a lesson can have today: its practice quiz, passed.
PRACTICE_STEP = "practice"
