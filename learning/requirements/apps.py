from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RequirementsConfig(AppConfig):
    name = "learning.requirements"
    label = "requirements"
    verbose_name = _("Requirements")
    default_auto_field = "django.db.models.BigAutoField"
