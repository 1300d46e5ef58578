from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CertificatesConfig(AppConfig):
    name = "learning.certificates"
    label = "certificates"
    verbose_name = _("Certificates")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from learning.certificates import receivers
        from learning.courses.models import Completion
        from learning.courses.signals import course_completed

        course_completed.connect(
            receivers.on_course_completed, sender=Completion, dispatch_uid="certificates"
        )
