from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoursesConfig(AppConfig):
    name = "learning.courses"
    label = "courses"
    verbose_name = _("Courses")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from wagtail.signals import page_published, page_unpublished

        from learning.assessments.models import Attempt
        from learning.assessments.signals import attempt_graded
        from learning.courses import receivers
        from learning.courses.models import LessonPage

        attempt_graded.connect(receivers.on_attempt_graded, sender=Attempt, dispatch_uid="courses")
        for signal in (page_published, page_unpublished):
            signal.connect(
                receivers.on_lesson_published_or_not, sender=LessonPage, dispatch_uid="courses.citations"
            )
