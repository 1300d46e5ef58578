"""Addresses of the library that lead nowhere: what they offer, in every language."""

from __future__ import annotations

import datetime

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from content.laws.choices import ArticleKind
from content.laws.nearby import near_articles, near_documents, number_from_address
from tests.factories.laws import ArticleFactory, LegalDocumentFactory

pytestmark = pytest.mark.django_db

LANGUAGES = ["", "/en", "/id"]


@pytest.fixture
def law():
    """Articles 1 to 12, with 7a."""
    found = LegalDocumentFactory(road_law=True)
    for number in [*(str(one) for one in range(1, 13)), "7a"]:
        ArticleFactory(document=found, number=number, version__heading=f"Tên của điều {number}")
    return found


def not_found(client, address):
    response = client.get(address)
    assert response.status_code == 404
    return BeautifulSoup(response.content, "html.parser")


def offered(page):
    return [link["href"] for link in page.select("[data-near] a")]


@pytest.mark.parametrize(
    ("asked", "near"),
    [
        ("999", ["9", "10", "11", "12"]),
        ("0", ["1", "2", "3", "4"]),
        ("7b", ["7", "7a", "8", "9"]),
        ("8-khoan-2", ["7", "7a", "8", "9"]),
        ("abc", ["1", "2", "3", "4"]),
    ],
)
def test_the_articles_on_both_sides_of_a_number_are_near(law, asked, near):
    articles = list(law.articles.order_by("order"))

    assert [one.number for one in near_articles(articles, ArticleKind.ARTICLE, asked)] == near


def test_of_few_articles_all_are_near():
    only = ArticleFactory()

    assert near_articles([only], ArticleKind.ARTICLE, "9") == [only]
    assert near_articles([only], ArticleKind.APPENDIX, "ii") == [only]
    assert near_articles([], ArticleKind.ARTICLE, "9") == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("rest", ["", "so-sanh/", "dan-chieu/"])
def test_a_missing_article_offers_its_document(client, law, language, rest):
    address = f"{language}{law.get_absolute_url()}"

    page = not_found(client, f"{address}dieu-999/{rest}")

    assert page.select_one("[data-not-here=article] .law__ref a")["href"] == address
    assert page.select_one("form.inside-search")["action"] == address
    assert offered(page) == [f"{address}dieu-{number}/" for number in (9, 10, 11, 12)]
    assert page.select_one("h1 [lang=vi]").get_text().replace("\u00a0", " ") == "Điều 999"
    assert page.select_one("meta[name=robots]")["content"] == "noindex"
    assert page.select_one("html")["lang"] == (language.strip("/") or "vi")


def test_the_day_that_was_asked_stays(client, law):
    page = not_found(client, f"{law.get_absolute_url()}dieu-999/?ngay=2025-03-01")

    assert all("?ngay=2025-03-01" in address for address in offered(page))
    assert page.select_one("input[name=ngay]")["value"] == "2025-03-01"


def test_a_document_without_text_says_so(client):
    empty = LegalDocumentFactory(official_url="https://vbpl.vn/1")

    page = not_found(client, f"{empty.get_absolute_url()}dieu-1/")

    assert page.select_one(".law__ref a")["href"] == empty.get_absolute_url()
    assert page.select_one("form.inside-search") is None
    assert page.select_one("main a[rel=external]")["href"] == "https://vbpl.vn/1"


def test_what_was_asked_is_escaped(client, law):
    response = client.get(f"{law.get_absolute_url()}dieu-<b>x/")

    assert response.status_code == 404
    assert b"<b>x" not in response.content


@pytest.mark.parametrize(
    ("slug", "near"),
    [
        ("36-2023-qh15", "36-2024-qh15"),
        ("136-2024-qh15", "36-2024-qh15"),
        ("36-2024-qh14", "36-2024-qh15"),
        ("186-2024-nd-cp", "168-2024-nd-cp"),
        ("168-2024-nq-cp", "168-2024-nd-cp"),
        ("168-nd-cp", "168-2024-nd-cp"),
    ],
)
def test_a_slip_in_a_number_leads_near(slug, near):
    LegalDocumentFactory(road_law=True)
    LegalDocumentFactory(penalty_decree=True)
    LegalDocumentFactory(number="7/2011/TT-BYT", issued_on=datetime.date(2011, 1, 1))

    assert [one.slug for one in near_documents(slug)][:1] == [near]


@pytest.mark.parametrize("slug", ["", "khong-co-gi", "9999-1999-tt-xyz", "-", "x" * 200])
def test_what_is_like_no_number_has_nothing_near(slug):
    LegalDocumentFactory(road_law=True)

    assert near_documents(slug) == []


@pytest.mark.parametrize(
    ("slug", "number"),
    [("99-2024-qh15", "99/2024/QH15"), ("66-nq-tw", "66/NQ-TW"), ("dat-dai", ""), ("2024", "")],
)
def test_the_number_of_an_address_is_searched_for(slug, number):
    assert number_from_address(slug) == number


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("rest", ["", "dieu-5/", "toan-van/", "quan-he/"])
def test_a_missing_document_offers_numbers_like_it(client, law, language, rest):
    address = f"{language}{law.get_absolute_url()}"

    page = not_found(client, f"{language}/van-ban/luat/2023/36-2023-qh15/{rest}")

    assert offered(page) == [address]
    assert page.select_one("main [data-search-box] input[name=q]")["value"] == "36/2023/QH15"


def test_a_number_without_a_type_offers_the_same(client, law):
    assert offered(not_found(client, "/van-ban/36-2023-qh15/")) == [law.get_absolute_url()]


@pytest.mark.parametrize("count", [1, 20])
def test_the_cost_does_not_grow_with_what_is_near(client, count):
    for number in range(1, count + 1):
        LegalDocumentFactory(number=f"{number}/2020/TT-BYT", issued_on=datetime.date(2020, 1, 1))
    client.get("/van-ban/thong-tu/2020/99-2020-tt-byt/")

    with CaptureQueriesContext(connection) as queries:
        not_found(client, "/van-ban/thong-tu/2020/98-2020-tt-byt/")

    assert len(queries) <= 14
