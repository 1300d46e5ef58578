"""What the masthead and the footer need to know about the page they stand on."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django import template
from django.conf import settings
from django.contrib.auth.models import Permission
from django.db.models import Q
from django.http import HttpRequest
from django.template import Context
from django.urls import translate_url
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from wagtail.models import Page

from portal.lib.addresses import language_home
from portal.lib.pages import HOME_DEPTH, open_to_everyone

register = template.Library()

# Slugs of the pages about the site itself, direct children of the home page, in the footer's order.
ABOUT_SLUGS = ("gioi-thieu", "chinh-sach-bien-tap", "kha-nang-tiep-can", "lien-he")
COURSES_SLUG = "hoc"
#: What names and addresses are made of; a page has sixty columns.
OF_A_PAGE = ("title", "slug", "depth", "path", "url_path", "translation_key", "locale__language_code")
SHORT_NAMES = {"vi": "Tiếng Việt", "en": "English", "id": "Indonesia"}


@dataclass(frozen=True)
class LanguageLink:
    """One language of the site. ``is_same_page`` tells whether ``url`` shows this page or a home page."""

    code: str
    name: str
    url: str
    is_current: bool
    is_same_page: bool


@dataclass(frozen=True)
class SitePage:
    title: str
    url: str
    language: str


@dataclass(frozen=True)
class SitePages:
    """``courses`` is the course index, None where there is none yet; ``about`` are the footer's pages."""

    courses: SitePage | None
    about: list[SitePage]


def with_query(url: str, query: str) -> str:
    parts = urlsplit(url)
    return urlunsplit(parts._replace(query=query)) if query else url


def _wagtail_page(context: Context) -> Page | None:
    """The page that is shown, if it is one of Wagtail's and saved."""
    page = context.get("page")
    return page if isinstance(page, Page) and page.pk is not None else None


def _pages_around(request: HttpRequest | None, page: Page | None) -> list[Page]:
    """The page in every language, and the fixed pages under home. One query a request."""
    languages = {get_language() or settings.LANGUAGE_CODE, settings.LANGUAGE_CODE}
    wanted = Q(
        slug__in=(COURSES_SLUG, *ABOUT_SLUGS), depth=HOME_DEPTH + 1, locale__language_code__in=languages
    )
    if page is not None:
        wanted |= Q(translation_key=page.translation_key)
    key = (page.pk if page else None, *sorted(languages))
    kept: dict[Any, list[Page]] = request.__dict__.setdefault("_pages_around", {}) if request else {}
    if key not in kept:
        pages = open_to_everyone(Page.objects.live()).filter(wanted).select_related("locale")
        kept[key] = list(pages.only(*OF_A_PAGE))
    return kept[key]


def page_addresses(page: Page, request: HttpRequest) -> dict[str, str]:
    """Language code → address of the live translation of a Wagtail page (the page itself included)."""
    addresses = {}
    for translation in _pages_around(request, page):
        if translation.translation_key != page.translation_key:
            continue
        with override(translation.locale.language_code):
            url = translation.get_url(request)
        if url:
            addresses[translation.locale.language_code] = urlsplit(url).path
    return addresses


@register.simple_tag(takes_context=True)
def language_links(context: Context) -> list[LanguageLink]:
    """The same page in every language of the site, else that language's home page; the query is kept."""
    request: HttpRequest | None = context.get("request")
    current = get_language() or settings.LANGUAGE_CODE
    page = _wagtail_page(context)
    addresses = page_addresses(page, request) if page and request else {}
    links = []
    for code, _name in settings.LANGUAGES:
        home = language_home(code)
        if request is None:
            url, is_same_page = home, False
        elif page:
            found = addresses.get(code)
            url, is_same_page = (
                (with_query(found, request.META.get("QUERY_STRING", "")) if found else home),
                bool(found),
            )
        else:
            here = request.get_full_path()
            url = translate_url(here, code)
            is_same_page = code == current or url != here
            url = url if is_same_page else home
        links.append(LanguageLink(code, SHORT_NAMES[code], url, code == current, is_same_page))
    return links


@register.simple_tag(takes_context=True)
def site_pages(context: Context) -> SitePages:
    """The fixed pages under home that exist, in the reader's language or else in Vietnamese."""
    request: HttpRequest | None = context.get("request")
    language = get_language() or settings.LANGUAGE_CODE
    found: dict[tuple[str, str], Page] = {
        (page.slug, page.locale.language_code): page
        for page in _pages_around(request, _wagtail_page(context))
        if page.depth == HOME_DEPTH + 1
    }

    def link_to(slug: str) -> SitePage | None:
        page = found.get((slug, language)) or found.get((slug, settings.LANGUAGE_CODE))
        if page is None:
            return None
        code = page.locale.language_code
        with override(code):
            # The path alone: `get_url` would look the site up to say whether the host must be named too.
            parts = page.get_url_parts(request)
        return SitePage(page.title, parts[2], code) if parts and parts[2] else None

    return SitePages(
        courses=link_to(COURSES_SLUG),
        about=[page for page in map(link_to, ABOUT_SLUGS) if page is not None],
    )


@register.simple_tag(takes_context=True)
def canonical_url(context: Context) -> str:
    """The absolute address of this page without its query."""
    request: HttpRequest | None = context.get("request")
    return f"{settings.BASE_URL}{request.path if request else '/'}"


@register.filter
def absolute(url: str) -> str:
    """An address of this site with its scheme and host."""
    return f"{settings.BASE_URL}{url}" if url.startswith("/") else url


@register.filter
def without_query(url: str) -> str:
    return urlunsplit(urlsplit(url)._replace(query=""))


@register.simple_tag
def home_url() -> str:
    """The home page in the reader's language."""
    return language_home(get_language() or settings.LANGUAGE_CODE)


@register.simple_tag(takes_context=True)
def signed_in_name(context: Context) -> str:
    """How the masthead calls the person: the full name, else the word for an account; empty for a visitor."""
    user = context.get("user")
    if user is None or not user.is_authenticated:
        return ""
    return getattr(user, "full_name", "") or user.get_username() or _("Account")


@register.simple_tag
def may_enter_admin(person: Any) -> bool:
    """Whether the masthead leads to the admin. One short query; ``perms`` would load every right a person has."""
    if not getattr(person, "is_authenticated", False) or not person.is_active:
        return False
    return (
        person.is_superuser
        or Permission.objects.filter(
            Q(group__user=person) | Q(user=person),
            content_type__app_label="wagtailadmin",
            codename="access_admin",
        ).exists()
    )
