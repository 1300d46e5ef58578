from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExplainersConfig(AppConfig):
    name = "content.explainers"
    label = "explainers"
    verbose_name = _("Explainers")
    default_auto_field = "django.db.models.BigAutoField"
