"""Citations in texts as links with a card, and the page of everything that cites an article."""

from __future__ import annotations

import datetime

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from content.laws.actions.refresh_citations import refresh_citations
from content.laws.actions.refresh_sources import refresh_sources
from content.laws.citations import Provision
from content.laws.citations.pieces import split_stretch
from content.laws.linking import prose_links
from content.laws.models import Article
from tests.factories.laws import ArticleFactory, ArticleVersionFactory, LegalDocumentFactory

pytestmark = pytest.mark.django_db


def _page(content):
    return BeautifulSoup(content, "html.parser")


P = Provision
MOST_QUERIES = 12
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel("2026-06-01 12:00+07:00"):
        yield


@pytest.fixture
def cited():
    return ArticleFactory(document=LegalDocumentFactory(road_law=True), number="7")


@pytest.fixture
def decree():
    return LegalDocumentFactory(penalty_decree=True)


def citing_article(decree, text, **fields):
    article = ArticleFactory(document=decree, version__text=text, **fields)
    refresh(article)
    return article


def refresh(*articles):
    content_type = ContentType.objects.get_for_model(Article)
    refresh_sources([(content_type.pk, one.pk) for one in articles])


def links_on(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return {" ".join(link.get_text().split()): link for link in _page(response.content).select("a.cite")}


def test_what_an_article_cites_is_a_link_to_the_very_point(client, cited, decree):
    source = citing_article(decree, "1. Theo điểm đ khoản 1 Điều 7 Luật số 36/2024/QH15 thì được.")

    (link,) = links_on(client, source.get_absolute_url()).values()

    assert link.get("href") == cited.provision_url("1", "đ")
    assert link.get("data-cite").startswith(reverse("laws:citation_preview", args=[cited.pk]))
    assert link.get("href") in links_on(client, decree.get_absolute_url())[
        "điểm đ khoản 1 Điều 7 Luật số 36/2024/QH15"
    ].get("href")


def test_each_provision_of_a_list_has_its_own_link(client, cited, decree):
    source = citing_article(decree, "1. Theo khoản 1, khoản 2 Điều 7 Luật số 36/2024/QH15.")

    links = links_on(client, source.get_absolute_url())

    assert [link.get("href") for link in links.values()] == [
        cited.provision_url("1"),
        cited.provision_url("2"),
    ]


def test_the_day_stays_in_the_links(client, cited, decree):
    source = citing_article(decree, "1. Theo khoản 2 Điều 7 Luật số 36/2024/QH15.")

    (link,) = links_on(client, f"{source.get_absolute_url()}?ngay=2026-01-01").values()

    assert link.get("href") == f"{cited.get_absolute_url()}?ngay=2026-01-01#khoan-2"
    assert "ngay=2026-01-01" in link.get("data-cite")


def test_what_could_not_be_followed_stays_text(client, cited, decree):
    source = citing_article(decree, "1. Theo khoản 9 Điều 7 Luật số 36/2024/QH15 và Điều 3 Luật Xuất bản.")

    assert links_on(client, source.get_absolute_url()) == {}


def test_an_older_text_links_what_it_shares_with_todays(client, cited, decree):
    source = citing_article(decree, "1. Thêm. Theo khoản 2 Điều 7 Luật số 36/2024/QH15.")
    source.versions.update(effective_from=datetime.date(2026, 1, 1))
    ArticleVersionFactory(
        article=source,
        text="1. Xưa kia, theo khoản 2 Điều 7 Luật số 36/2024/QH15 và khoản 1 Điều 7 Luật số 36/2024/QH15.",
        effective_from=datetime.date(2025, 1, 1),
        effective_to=datetime.date(2026, 1, 1),
    )

    links = links_on(client, f"{source.get_absolute_url()}?ngay=2025-06-01")

    assert list(links) == ["khoản 2 Điều 7 Luật số 36/2024/QH15"]


def test_text_is_escaped_around_and_inside_links(client, cited, decree):
    source = citing_article(decree, "1. <b>Theo</b> khoản 2 Điều 7 Luật số 36/2024/QH15 <script>.")

    page = client.get(source.get_absolute_url()).content.decode()

    assert "&lt;b&gt;Theo&lt;/b&gt;" in page
    assert "<script>." not in page


@pytest.mark.parametrize("count", [1, 20])
def test_links_cost_one_query_however_many(client, cited, decree, count):
    lines = "\n".join(f"{n}. Theo khoản 2 Điều 7 Luật số 36/2024/QH15." for n in range(1, count + 1))
    source = citing_article(decree, lines)
    client.get(source.get_absolute_url())

    for address in (source.get_absolute_url(), decree.get_absolute_url()):
        with CaptureQueriesContext(connection) as queries:
            assert len(links_on(client, f"{address}?ngay=2026-05-01")) == 1
        assert len([one for one in queries if one["sql"].startswith('SELECT "laws_citation"')]) == 1


@pytest.mark.parametrize(
    ("text", "provisions", "pieces"),
    [
        ("Điều 7", [P("7")], ["Điều 7"]),
        (
            "khoản 1, khoản 2 Điều 18 Thông tư này",
            [P("18", "1"), P("18", "2")],
            ["khoản 1", "khoản 2 Điều 18 Thông tư này"],
        ),
        (
            "các điểm a, b và đ khoản 1 Điều 3",
            [P("3", "1", "a"), P("3", "1", "b"), P("3", "1", "đ")],
            ["các điểm a", "b", "đ khoản 1 Điều 3"],
        ),
        (
            "từ khoản 1 đến khoản 3 Điều 5",
            [P("5", "1"), P("5", "2"), P("5", "3")],
            ["từ khoản 1", "khoản 3 Điều 5"],
        ),
        ("Điều 6, 7 và Điều 8", [P("6"), P("7"), P("8")], ["Điều 6", "7", "Điều 8"]),
    ],
)
def test_a_stretch_is_cut_into_a_piece_for_each_provision(text, provisions, pieces):
    assert [text[start:end] for start, end, _ in split_stretch(text, provisions)] == pieces


def test_prose_is_linked_outside_of_tags_and_links(cited):
    refresh_citations(cited.document, {"a": "Xem khoản 2 Điều 7 Luật số 36/2024/QH15 nhé."})
    links = prose_links(cited.document)
    words = "khoản 2 Điều 7 Luật số 36/2024/QH15"

    prose = f"<p>Xem {words}. <a href='/x'>{words}</a></p>"

    linked = _page(f"<div>{links.html(prose)}</div>")

    assert [link.get("class") for link in linked.select("a")] == [["cite"], None]
    assert " ".join(linked.get_text().split()) == f"Xem {words}. {words}"


# ------------------------------------------------------------------ the card


def test_the_card_shows_the_provision_with_its_status_and_a_link(client, cited):
    address = reverse("laws:citation_preview", args=[cited.pk])

    response = client.get(f"{address}?khoan=1&diem=đ", **HTMX)

    card = _page(f"<div>{response.content.decode()}</div>")
    assert card.select("a[data-cite-open]")[0].get("href") == cited.provision_url("1", "đ")
    assert "Giấy tờ khác" in card.get_text()
    assert card.select(".badge--in_force")


def test_a_visitor_without_script_is_led_to_the_provision(client, cited):
    address = reverse("laws:citation_preview", args=[cited.pk])

    response = client.get(f"{address}?khoan=2&ngay=2026-01-01")

    assert response.status_code == 302
    assert response["Location"] == f"{cited.get_absolute_url()}?ngay=2026-01-01#khoan-2"


def test_a_document_cited_as_a_whole_has_a_card_too(client, cited):
    address = reverse("laws:document_preview", args=[cited.document_id])

    assert "badge--in_force" in client.get(address, **HTMX).content.decode()
    assert client.get(address)["Location"] == cited.document.get_absolute_url()


@pytest.mark.parametrize("name", ["laws:citation_preview", "laws:document_preview"])
def test_no_card_for_what_is_not_there(client, db, name):
    assert client.get(reverse(name, args=[999_999]), **HTMX).status_code == 404


def test_a_card_costs_few_queries(client, cited, django_assert_max_num_queries):
    address = reverse("laws:citation_preview", args=[cited.pk])
    with django_assert_max_num_queries(8):
        client.get(f"{address}?khoan=1", **HTMX)


# ------------------------------------------------------------------ what cites an article


@pytest.mark.parametrize("count", [1, 30])
def test_the_page_lists_what_cites_with_words_around_in_constant_queries(
    client, cited, decree, count, django_assert_max_num_queries
):
    sources = [
        ArticleFactory(
            document=decree,
            number=str(n),
            version__text=f"1. Lần {n}, theo khoản 2 Điều 7 Luật số 36/2024/QH15 thì được.",
        )
        for n in range(1, count + 1)
    ]
    refresh(*sources)
    address = f"{cited.get_absolute_url()}dan-chieu/"
    client.get(address)

    with django_assert_max_num_queries(MOST_QUERIES):
        response = client.get(f"{address}?page=1")

    page = _page(response.content)
    assert len(page.select("[data-citing]")) == min(count, 20)
    assert page.select("[data-tab=luat] .citing__count")[0].text == str(count)
    assert page.select(".citing__context a")[0].get("href") == sources[0].provision_url("1")
    assert bool(page.select(".pagination")) is (count > 20)


def test_an_article_nobody_cites_says_so(client, cited):
    page = _page(client.get(f"{cited.get_absolute_url()}dan-chieu/").content)

    assert page.select(".empty-state, [data-empty]") or "0" in page.select("[data-tab=luat]")[0].get_text()
    assert client.get(f"{cited.get_absolute_url()}dan-chieu/?muc=giai-thich").status_code == 200


def test_an_articles_own_page_leads_to_what_cites_it(client, cited, decree):
    citing_article(decree, "1. Theo khoản 2 Điều 7 Luật số 36/2024/QH15.")

    page = _page(client.get(cited.get_absolute_url()).content)

    assert page.select(f"a[href='{cited.get_absolute_url()}dan-chieu/']")
