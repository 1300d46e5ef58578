"""The page cache: the same page for every visitor, never anybody's own, gone when something changes."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.test import Client
from django.urls import path
from django.views.decorators.cache import never_cache
from wagtail.models import Page

from portal import page_cache
from portal.page_cache import store
from portal.page_cache.release import release
from portal.urls import urlpatterns as site_addresses

pytestmark = pytest.mark.django_db

drawn: list[str] = []


def draw(request: HttpRequest) -> HttpResponse:
    drawn.append(request.get_full_path())
    return HttpResponse(f"<p>Trang {len(drawn)}</p>")


@page_cache.cached_page("laws")
def law(request: HttpRequest) -> HttpResponse:
    return draw(request)


@page_cache.cached_page("laws")
def with_form(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"{draw(request).content.decode()}<input value='{get_token(request)}'>")


@page_cache.cached_page("laws")
def with_cookie(request: HttpRequest) -> HttpResponse:
    response = draw(request)
    response.set_cookie("seen", "1")
    return response


@page_cache.cached_page("laws")
def purged_while_drawn(request: HttpRequest) -> HttpResponse:
    response = draw(request)
    page_cache.purge(["laws"])
    return response


@page_cache.cached_page("laws")
def missing(request: HttpRequest) -> HttpResponse:
    draw(request)
    return HttpResponse(status=404)


urlpatterns = [
    path("law/", law),
    path("explainer/", page_cache.cached_page("explainers")(draw)),
    path("quiz/", draw),
    path("form/", with_form),
    path("cookie/", with_cookie),
    path("never/", never_cache(law)),
    path("busy/", purged_while_drawn),
    path("missing/", missing),
    *site_addresses,
]


@pytest.fixture(autouse=True)
def _fresh(settings) -> None:
    settings.ROOT_URLCONF = __name__
    drawn.clear()
    cache.clear()


def test_the_second_visitor_gets_the_kept_page_without_the_database(
    client: Client, django_assert_num_queries
):
    first = client.get("/law/")
    with django_assert_num_queries(0):
        second = client.get("/law/")

    assert first.content == second.content
    assert (first["X-Page-Cache"], second["X-Page-Cache"]) == ("miss", "hit")
    assert len(drawn) == 1
    assert second["Content-Security-Policy"] == first["Content-Security-Policy"]
    assert second["X-Request-ID"] != first["X-Request-ID"]


@pytest.mark.parametrize(
    "address", ["/quiz/", "/form/", "/cookie/", "/never/", "/missing/", "/law/?ngay=2025-01-01"]
)
def test_what_is_not_the_same_for_all_is_never_kept(client: Client, address: str):
    client.get(address)
    client.cookies.clear()
    client.get(address)

    assert len(drawn) == 2


def test_a_person_with_a_session_neither_reads_nor_fills(client: Client):
    client.get("/law/")
    client.cookies["sessionid"] = SessionStore().session_key or "some-session"

    response = client.get("/law/")

    assert len(drawn) == 2
    assert "X-Page-Cache" not in response
    assert Client().get("/law/").content == b"<p>Trang 1</p>"


@pytest.mark.parametrize("headers", [{"Authorization": "Bearer x"}, {"HX-Request": "true"}])
def test_a_request_of_another_kind_is_drawn(client: Client, headers: dict[str, str]):
    client.get("/law/")
    client.get("/law/", headers=headers)

    assert len(drawn) == 2


def test_language_preferences_do_not_split_the_page(client: Client):
    client.get("/law/", headers={"Accept-Language": "id"})
    client.cookies["django_language"] = "en"
    client.get("/law/", headers={"Accept-Language": "en"})

    assert len(drawn) == 1


def test_links_with_tracking_parameters_share_the_page_but_never_fill_it(client: Client):
    client.get("/law/?fbclid=abc")
    client.get("/law/")
    response = client.get("/law/?fbclid=def&utm_source=zalo")

    assert response["X-Page-Cache"] == "hit"
    assert drawn == ["/law/?fbclid=abc", "/law/"]


def test_a_browser_that_has_the_page_is_told_so(client: Client):
    etag = client.get("/law/")["ETag"]

    response = client.get("/law/", headers={"If-None-Match": etag})

    assert response.status_code == 304
    assert response.content == b""
    assert response["ETag"] == etag


def test_a_head_request_is_answered_without_body(client: Client):
    client.head("/law/")
    client.get("/law/")
    response = client.head("/law/")

    assert response["X-Page-Cache"] == "hit"
    assert response.content == b""


def test_a_purge_reaches_the_pages_with_its_tag_and_no_other(client: Client):
    client.get("/law/")
    client.get("/explainer/")

    page_cache.purge(["laws"])

    assert client.get("/explainer/")["X-Page-Cache"] == "hit"
    assert client.get("/law/")["X-Page-Cache"] == "miss"
    assert client.get("/law/")["X-Page-Cache"] == "hit"


def test_purge_everything_reaches_every_page(client: Client):
    client.get("/law/")
    client.get("/explainer/")

    page_cache.purge_everything()

    assert {client.get(address)["X-Page-Cache"] for address in ("/law/", "/explainer/")} == {"miss"}


def test_a_page_that_was_drawn_while_a_purge_came_is_not_kept(client: Client):
    client.get("/busy/")
    client.get("/busy/")

    assert len(drawn) == 2


def test_a_tag_that_the_cache_has_dropped_outdates_its_pages(client: Client):
    client.get("/law/")
    cache.delete(store._tag_key("laws"))

    assert client.get("/law/")["X-Page-Cache"] == "miss"


def test_another_host_or_day_has_pages_of_its_own():
    keys = {
        store.page_key(release="1", scheme="https", host=host, path="/law/", day=day)
        for host in ("a.example", "b.example")
        for day in ("2026-01-01", "2026-01-02")
    }

    assert len(keys) == 4


@pytest.fixture
def deploy(settings, tmp_path: Path) -> Iterator[Callable[[str, str], None]]:
    """A folder that the site runs from: ``deploy(path, text)`` puts a file there and starts anew."""
    settings.BASE_DIR = tmp_path

    def put(path: str, text: str) -> None:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
        release.cache_clear()

    put("templates/base.html", "<h1>Luật</h1>")
    yield put
    release.cache_clear()


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("templates/base.html", "<h1>Luật mới</h1>"),
        ("static/css/tokens.css", ":root {}"),
        ("portal/locale/vi/LC_MESSAGES/django.mo", "words"),
        ("content/laws/models.py", "law = 1"),
        ("requirements.txt", "wagtail==8.1"),
    ],
)
def test_a_deploy_draws_every_page_anew(client: Client, deploy, path: str, text: str):
    client.get("/law/")

    deploy(path, text)

    assert client.get("/law/")["X-Page-Cache"] == "miss"
    assert len(drawn) == 2


def test_a_restart_of_the_same_release_finds_its_pages(client: Client, deploy):
    client.get("/law/")

    deploy("templates/base.html", "<h1>Luật</h1>")
    deploy("portal/__pycache__/urls.cpython-311.pyc", "compiled here")

    assert client.get("/law/")["X-Page-Cache"] == "hit"


def test_wagtail_purges_its_pages_after_the_commit(client: Client, django_capture_on_commit_callbacks):
    root = Page.objects.get(depth=1)
    with django_capture_on_commit_callbacks(execute=True):
        page = root.add_child(instance=Page(title="Luật", slug="luat", live=False))
    before = cache.get(store._tag_key(page_cache.PAGES))

    with django_capture_on_commit_callbacks(execute=True):
        page.save_revision().publish()
    published = cache.get(store._tag_key(page_cache.PAGES))
    with django_capture_on_commit_callbacks(execute=True):
        page.refresh_from_db()
        page.unpublish()
    unpublished = cache.get(store._tag_key(page_cache.PAGES))
    with django_capture_on_commit_callbacks(execute=True):
        page.delete()
    deleted = cache.get(store._tag_key(page_cache.PAGES))

    assert len({before, published, unpublished, deleted}) == 4
