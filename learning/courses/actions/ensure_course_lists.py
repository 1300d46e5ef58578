"""The list of courses in each language of the site, beside the one that an editor made."""

from django.db import transaction
from django.utils.translation import gettext, override
from wagtail.models import Locale

from content.explainers.models import HomePage
from learning.courses.models import CourseIndexPage


@transaction.atomic
def ensure_course_lists(index: CourseIndexPage) -> None:
    """Publishes what is missing; a second call changes nothing. A list that has no course shows ``index``'s."""
    homes = HomePage.objects.filter(translation_key=index.get_parent().translation_key).live()
    for locale in Locale.objects.filter(pk__in=homes.values("locale")):
        if index.has_translation(locale):
            continue
        translation = index.copy_for_translation(locale)
        with override(locale.language_code):
            translation.title = translation.draft_title = gettext("Courses")
        translation.intro = ""
        translation.save_revision().publish()
