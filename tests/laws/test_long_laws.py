"""A law of many articles: the first view stays small, the whole is one link away, stretches come one by one."""

from __future__ import annotations

import datetime
import gzip
import re

import pytest
from django.core.cache import cache

from content.laws.choices import ArticleKind, TextKind
from content.laws.models import Article, ArticleVersion, Division
from content.laws.ordering import unit_order
from tests.factories.laws import ArticleFactory, DivisionFactory, LegalDocumentFactory

pytestmark = pytest.mark.django_db
ARTICLES = 300
CHAPTERS = 10
TEXT = "1. " + "Người lái xe phải mang theo giấy tờ xe khi tham gia giao thông. " * 12
MOST_QUERIES = 12


def make_code(articles: int = ARTICLES, text: str = TEXT):
    """A code with chapters of equal length."""
    code = LegalDocumentFactory(
        document_type="code", number="91/2015/QH13", title="Bộ luật Dân sự", issuer="Quốc hội"
    )
    divisions = [
        DivisionFactory(document=code, number=str(number), order=number) for number in range(1, CHAPTERS + 1)
    ]
    rows = Article.objects.bulk_create(
        Article(
            document=code,
            division=divisions[(number - 1) * CHAPTERS // articles],
            number=str(number),
            order=unit_order(ArticleKind.ARTICLE, str(number)),
        )
        for number in range(1, articles + 1)
    )
    ArticleVersion.objects.bulk_create(
        ArticleVersion(
            article=row,
            heading=f"Quy định thứ {row.number}",
            text=f"{text}\n2. Riêng quy định {row.number}.",
            effective_from=code.effective_on,
        )
        for row in rows
    )
    return code


@pytest.fixture
def code():
    return make_code()


def body(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def shown(page: str) -> list[str]:
    return re.findall(r'<article class="law-article[^"]*"\s+id="([^"]+)"', page)


def later(page: str) -> list[tuple[str, str, str]]:
    """(first, last, address) of what is fetched later."""
    return re.findall(
        r'data-stretch="([^"]+)"\s+data-last="([^"]+)"\s+data-size="\d+"\s+data-url="([^"]+)"', page
    )


def test_a_short_law_is_whole(client):
    article = ArticleFactory(document=LegalDocumentFactory(penalty_decree=True), number="7")

    page = body(client.get(article.document.get_absolute_url()))

    assert shown(page) == ["dieu-7"]
    assert not later(page)
    assert "http-equiv" not in page


def test_the_first_view_of_a_long_law_is_small_and_names_every_article(client, code):
    page = body(client.get(code.get_absolute_url()))

    assert shown(page)[0] == "dieu-1"
    assert len(shown(page)) < ARTICLES / 4
    assert len(re.findall(r'data-contents-link="dieu-', page)) == ARTICLES
    assert all(f'id="{division.anchor}"' in page for division in Division.objects.filter(document=code))
    assert len(gzip.compress(page.encode())) < 30_000


def test_stretches_and_first_view_together_are_the_whole_text(client, code):
    page = body(client.get(code.get_absolute_url()))

    numbers = shown(page)
    for first, last, address in later(page):
        stretch = shown(body(client.get(address)))
        assert (stretch[0], stretch[-1]) == (first, last)
        numbers += stretch
    assert numbers == [f"dieu-{number}" for number in range(1, ARTICLES + 1)]


def test_without_script_the_whole_text_is_there(client, code):
    page = body(client.get(code.get_absolute_url()))

    target = re.search(r'<noscript>\s*<meta http-equiv="refresh"\s+content="0; url=([^"]+)">', page)[1]
    whole = body(client.get(target))
    assert len(shown(whole)) == ARTICLES
    assert "http-equiv" not in whole
    # Search engines know one address for both.
    assert re.search(r'rel="canonical"\s+href="([^"]+)"', whole)[1].endswith(code.get_absolute_url())


def test_each_placeholder_is_a_link_into_the_whole_text(client, code):
    page = body(client.get(code.get_absolute_url()))

    for first, _last, _address in later(page):
        assert f'href="{code.get_absolute_url()}toan-van/#{first}"' in page


def test_an_as_of_day_is_kept_by_stretches_and_whole_text(client, code):
    last = code.articles.get(number=str(ARTICLES))
    change = datetime.date(2025, 7, 1)
    last.versions.update(effective_to=change)
    ArticleVersion.objects.create(article=last, text="Văn mới.", effective_from=change)

    page = body(client.get(code.get_absolute_url(), {"ngay": "2025-06-01"}))

    address = later(page)[-1][2]
    assert address.endswith("?ngay=2025-06-01")
    assert f"Riêng quy định {ARTICLES}." in body(client.get(address))
    assert "Văn mới." in body(client.get(address.partition("?")[0]))


def test_a_stretch_stays_right_when_an_article_is_inserted(client, code):
    first, last, address = later(body(client.get(code.get_absolute_url())))[2]
    number = int(first.removeprefix("dieu-"))
    ArticleFactory(
        document=code, number=f"{number}a", division=code.articles.get(number=str(number)).division
    )
    cache.clear()

    stretch = shown(body(client.get(address)))

    assert stretch[:2] == [first, f"{first}a"]
    assert stretch[-1] == last


@pytest.mark.parametrize("ends", ["dieu-1/dieu-9999", "dieu-x/dieu-2", "phan-1/phan-2", "a%00/b"])
def test_a_stretch_of_what_is_not_there_is_not_found(client, code, ends):
    assert client.get(f"{code.get_absolute_url()}doan/{ends}/").status_code == 404


def test_a_stretch_written_backwards_is_empty_not_an_error(client, code):
    assert shown(body(client.get(f"{code.get_absolute_url()}doan/dieu-9/dieu-2/"))) == []


def test_headings_of_a_fetched_stretch_have_the_level_of_the_page(client, code):
    page = body(client.get(code.get_absolute_url()))

    level = re.search(r'<h(\d) class="law-article__title', page)[1]
    fragment = body(client.get(later(page)[-1][2]))
    assert set(re.findall(r'<h(\d) class="law-article__title', fragment)) == {level}


def test_appendices_stand_after_the_chapters(client, code):
    ArticleFactory(document=code, kind=ArticleKind.APPENDIX, number="I")

    whole = body(client.get(f"{code.get_absolute_url()}toan-van/"))

    assert shown(whole)[0] == "dieu-1"
    assert shown(whole)[-1] == "phu-luc-i"
    links = re.findall(r'data-contents-link="([^"]+)"', whole)
    assert links[-1] == "phu-luc-i"


def test_a_law_of_summaries_is_not_on_the_laws_ground(client):
    article = ArticleFactory(
        document=LegalDocumentFactory(penalty_decree=True), version__text_kind=TextKind.SUMMARY
    )

    assert "law--whole law--unofficial" in body(client.get(article.document.get_absolute_url()))


def test_search_inside_reads_one_page_of_hits(client, code, django_assert_max_num_queries):
    address = code.get_absolute_url()
    with django_assert_max_num_queries(MOST_QUERIES + 8):
        response = client.get(address, {"tim": "giay to"})

    inside = response.context["inside"]
    assert inside.count == ARTICLES
    assert len(inside.hits) == 20
    second = client.get(address, {"tim": "giay to", "page": 2}).context["inside"]
    assert second.hits[0].article.article.number == "21"
    assert client.get(address, {"tim": f"rieng quy dinh {ARTICLES}"}).context["inside"].count == 1


def test_search_inside_finds_the_text_of_the_day_only(client):
    decree = LegalDocumentFactory(penalty_decree=True)
    article = ArticleFactory(document=decree, number="1", version=False)
    change = datetime.date(2026, 1, 1)
    ArticleVersion.objects.create(
        article=article, text="xe lam", effective_from=decree.effective_on, effective_to=change
    )
    ArticleVersion.objects.create(article=article, text="xe buýt", effective_from=change)

    def count(words: str, day: str) -> int:
        query = {"tim": words, "ngay": day}
        return client.get(decree.get_absolute_url(), query).context["inside"].count

    assert (count("xe lam", "2025-06-01"), count("xe lam", "2026-06-01")) == (1, 0)
    assert (count("xe buyt", "2025-06-01"), count("xe buyt", "2026-06-01")) == (0, 1)


@pytest.mark.parametrize("what", ["document", "whole", "article", "stretch"])
def test_the_longest_law_asks_no_more_than_a_short_one(client, what, django_assert_max_num_queries):
    def queries(code) -> int:
        address = code.get_absolute_url()
        address = {
            "document": address,
            "whole": f"{address}toan-van/",
            "article": f"{address}dieu-2/",
            "stretch": f"{address}doan/dieu-1/dieu-{code.articles.count()}/",
        }[what]
        client.get(address)
        cache.clear()
        with django_assert_max_num_queries(MOST_QUERIES + 4) as asked:
            client.get(address)
        own = [query for query in asked.captured_queries if '"laws_' in query["sql"]]
        assert len(own) <= MOST_QUERIES, "\n".join(query["sql"][:200] for query in own)
        return len(asked)

    short = make_code(CHAPTERS)
    few = queries(short)
    short.delete()
    assert queries(make_code(700)) == few
