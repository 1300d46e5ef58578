"""The frame of every page: landmarks, languages, links that exist, and what it weighs."""

import re
import zlib
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.template import engines
from django.template.loader import render_to_string
from django.urls import reverse
from wagtail.models import Locale, Page, Site

from portal.static_bundles import BUNDLE_PATH
from portal.templatetags.site_navigation import language_links, site_pages

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.portal.design_urls")]

WIRE_LIMIT = 60 * 1024
REQUEST_LIMIT = 8


@pytest.fixture
def home():
    return Site.objects.get(is_default_site=True).root_page


@pytest.fixture
def about(home):
    page = Page(title="Giới thiệu", slug="gioi-thieu", locale=home.locale)
    home.add_child(instance=page)
    return page


def links(html):
    return re.findall(r'href="([^"]*)"', html)


def rendered(client, address="/styleguide/"):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_landmarks_stand_in_order(client):
    html = rendered(client)

    order = [html.index(mark) for mark in ('class="skip-link"', "<header", "<main", "<footer")]
    assert order == sorted(order)
    assert 'href="#noi-dung"' in html
    assert html.count("<main") == 1
    assert 'id="noi-dung"' in html


def test_ids_are_unique(client):
    ids = re.findall(r'\sid="([^"]+)"', rendered(client))

    assert sorted(ids) == sorted(set(ids))


def test_language_links_keep_address_and_query(client):
    found = links(rendered(client, "/en/styleguide/?theme=dark&amp=1"))

    assert "/styleguide/?theme=dark&amp;amp=1" in found
    assert "/id/styleguide/?theme=dark&amp;amp=1" in found


def test_a_page_without_translation_leads_to_the_languages_home(rf, about):
    request = rf.get("/gioi-thieu/?a=1")

    found = {link.code: link for link in language_links({"request": request, "page": about})}

    assert found["vi"].url == "/gioi-thieu/?a=1"
    assert found["en"].url == "/en/"
    assert not found["en"].is_same_page


def test_a_live_translation_is_linked_and_a_draft_is_not(rf, home, about):
    english, _ = Locale.objects.get_or_create(language_code="en")
    english_home = home.get_translation_or_none(english) or home.specific.copy_for_translation(english)
    english_home.specific.save_revision().publish()
    translation = about.copy_for_translation(english)

    def links_of_a_visit() -> dict[str, str]:
        found = language_links({"request": rf.get("/gioi-thieu/"), "page": about})
        return {link.code: link.url for link in found}

    draft = links_of_a_visit()
    translation.save_revision().publish()
    published = links_of_a_visit()

    assert draft["en"] == "/en/"
    assert published["en"] == f"/en/{translation.slug}/"


def test_the_footer_links_only_to_pages_that_exist(rf, about):
    pages = site_pages({"request": rf.get("/")})

    assert [page.url for page in pages.about] == ["/gioi-thieu/"]
    assert pages.courses is None or pages.courses.url.endswith("/hoc/")


def test_a_missing_translation_of_a_footer_page_is_marked_as_vietnamese(client, about):
    html = rendered(client, "/en/styleguide/")

    link = re.search(r'<a href="/gioi-thieu/"[^>]*>', html)[0]
    assert 'lang="vi"' in link


def test_the_frame_costs_the_same_number_of_queries_however_many_pages(
    client, home, about, django_assert_max_num_queries
):
    client.get("/styleguide/")
    for number in range(20):
        home.add_child(instance=Page(title=f"Trang {number}", slug=f"trang-{number}", locale=home.locale))

    with django_assert_max_num_queries(3):
        client.get("/styleguide/")


def test_a_visitor_gets_no_cookie_from_the_frame(client):
    assert not client.get("/styleguide/").cookies


def test_a_person_signed_in_finds_the_account_and_can_sign_out(client, django_user_model):
    person = django_user_model.objects.create_user(
        email="uyen@example.org", password="mat-khau-dai-1", full_name="Nguyễn Thị Phương Uyên"
    )
    client.force_login(person)

    html = rendered(client)

    assert "Nguyễn Thị Phương Uyên" in html
    assert re.search(rf'<form method="post"\s+action="{reverse("account_logout")}"', html)
    assert reverse("wagtailadmin_home") not in links(html)


def test_first_view_keeps_the_budget(client):
    files = [Path(finders.find(name)).read_bytes() for name in (BUNDLE_PATH, "js/site.js")]

    wire = sum(len(zlib.compress(content, 6)) for content in (client.get("/khong-co/").content, *files))

    assert wire <= WIRE_LIMIT


def test_first_view_needs_few_requests(client):
    """The page, its sheet, its script, and at most the five faces that a page with law on it can use."""
    html = client.get("/khong-co/").content.decode()
    sheets = re.findall(r'<link rel="stylesheet"', html)
    scripts = re.findall(r"<script[^>]+src=", html)
    pictures = re.findall(r"<img\b", html)
    sheet = Path(finders.find(BUNDLE_PATH)).read_text(encoding="utf-8")
    faces = set(re.findall(r"fonts/([\w-]+)\.woff2", sheet))

    assert 1 + len(sheets) + len(scripts) + len(pictures) + len(faces) <= REQUEST_LIMIT


def test_only_faces_of_the_first_view_are_preloaded(client):
    html = client.get("/khong-co/").content.decode()
    preloaded = re.findall(r'rel="preload"\s+href="[^"]*fonts/([\w-]+)\.', html)

    assert preloaded == ["be-vietnam-pro-400", "be-vietnam-pro-700"]


def test_search_engines_are_told_one_address_and_the_other_languages(rf, settings):
    html = render_to_string("base.html", request=rf.get("/styleguide/?theme=dark"))

    assert f'<link rel="canonical" href="{settings.BASE_URL}/styleguide/">' in html
    for prefix, code in (("", "vi"), ("/en", "en"), ("/id", "id")):
        address = f"{settings.BASE_URL}{prefix}/styleguide/"
        assert re.search(rf'hreflang="{code}"\s+href="{re.escape(address)}"', html)


def test_the_frame_leaves_a_pages_own_variables_alone(rf):
    """A page may well call something ``languages`` or ``language``; only ``site_…`` names are the frame's."""
    template = engines["django"].from_string(
        '{% extends "base.html" %}{% block content %}[{{ languages }}|{{ language }}|{{ about }}]{% endblock %}'
    )

    html = template.render({"languages": "all", "language": "one", "about": "me"}, rf.get("/styleguide/"))

    assert "[all|one|me]" in html
