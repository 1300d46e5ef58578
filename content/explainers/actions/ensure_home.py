"""A home page in each language of the site, under Wagtail's root."""

from django.conf import settings
from django.db import transaction
from wagtail.models import Locale, Page, Site

from content.explainers.models import HomePage

TITLES = {"vi": "Trang chủ", "en": "Home", "id": "Beranda"}
QUESTIONS = {
    "vi": "Luật nói gì về việc của bạn?",
    "en": "What does the law say about your situation?",
    "id": "Apa kata hukum tentang urusan Anda?",
}


@transaction.atomic
def ensure_home() -> HomePage:
    """Makes what is missing and returns the Vietnamese home page; a second call changes nothing."""
    for code, _name in settings.LANGUAGES:
        Locale.objects.get_or_create(language_code=code)
    locale = Locale.objects.get(language_code=settings.LANGUAGE_CODE)
    home = HomePage.objects.filter(locale=locale).first() or _new_home(locale)
    _point_site_at(home)
    for code, _name in settings.LANGUAGES:
        if (
            code != settings.LANGUAGE_CODE
            and not HomePage.objects.filter(locale__language_code=code).exists()
        ):
            translation = home.copy_for_translation(Locale.objects.get(language_code=code))
            translation.title, translation.draft_title = TITLES[code], TITLES[code]
            translation.question = QUESTIONS[code]
            translation.save_revision().publish()
    return home


def _new_home(locale: Locale) -> HomePage:
    root = Page.get_first_root_node()
    home = HomePage(title=TITLES["vi"], slug="trang-chu", question=QUESTIONS["vi"], locale=locale)
    root.add_child(instance=home)
    return home


def _point_site_at(home: HomePage) -> None:
    """The default site serves our home; Wagtail's welcome page goes, if nobody put anything below it."""
    site = Site.objects.filter(is_default_site=True).first() or Site(
        hostname="localhost", is_default_site=True
    )
    former = site.root_page if site.pk else None
    if site.root_page_id == home.pk:
        return
    site.root_page = Page.objects.get(pk=home.pk)
    site.site_name = site.site_name or settings.SITE_NAME
    site.save()
    if former and former.specific_class is Page and former.depth == home.depth and not former.get_children():
        former.delete()
