from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class LawsConfig(AppConfig):
    name = "content.laws"
    label = "laws"
    verbose_name = _("Law library")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import jobs, receivers, version_periods

        receivers.connect()
        jobs.register()
        post_migrate.connect(version_periods.ensure_triggers, sender=self)
