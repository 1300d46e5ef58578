from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class ExplainersConfig(AppConfig):
    name = "content.explainers"
    label = "explainers"
    verbose_name = _("Explainers")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from content.explainers import receivers

        receivers.connect()
        post_migrate.connect(receivers.make_home, sender=self)
