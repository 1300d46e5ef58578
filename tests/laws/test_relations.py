"""Relations of a document: grouped, folded where there are many, and all of them on a page of their own."""

from __future__ import annotations

import datetime
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from content.laws.choices import ArticleKind, RelationKind
from content.laws.models import Article, DocumentRelation
from content.laws.ordering import unit_order
from content.laws.relation_groups import DOCUMENTS_SHOWN, PLACES_SHOWN, Side
from content.laws.views.relations import PER_PAGE
from tests.factories.laws import ArticleFactory, DocumentRelationFactory, LegalDocumentFactory

pytestmark = pytest.mark.django_db
MOST_QUERIES_OF_THE_PAGE = 12


@pytest.fixture
def decree():
    return LegalDocumentFactory(penalty_decree=True)


@pytest.fixture
def newer():
    return LegalDocumentFactory(number="245/2025/NĐ-CP", title="Sửa đổi Nghị định về xử phạt")


def amended(decree, newer, count: int) -> list[DocumentRelation]:
    """The decree's articles 1 to ``count``, each changed by the newer one."""
    articles = Article.objects.bulk_create(
        Article(document=decree, number=str(number), order=unit_order(ArticleKind.ARTICLE, str(number)))
        for number in range(1, count + 1)
    )
    return DocumentRelation.objects.bulk_create(
        DocumentRelation(
            kind=RelationKind.AMENDS,
            from_document=newer,
            to_document=decree,
            to_article=article,
            effective_on=datetime.date(2025, 9, 11),
        )
        for article in articles
    )


def body(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def relations_of(document) -> str:
    return f"{document.get_absolute_url()}quan-he/"


def words_of(fragment: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", fragment).split())


def test_one_document_that_changes_many_articles_is_named_once(client, decree, newer):
    amended(decree, newer, 30)

    page = body(client.get(decree.get_absolute_url()))

    _before, group = page.split('data-relations="duoc-sua-doi"')
    group = group.partition("</section>")[0]
    assert group.count(f'href="{newer.get_absolute_url()}"') == 1
    assert group.count("/dieu-") == PLACES_SHOWN
    rest = re.search(r'<a href="([^"]+)" data-all-relations>(.*?)</a>', group, re.DOTALL)
    assert str(30 - PLACES_SHOWN) in words_of(rest[2])
    listed = body(client.get(rest[1].replace("&amp;", "&")))
    assert listed.count("/dieu-") == 30


def test_many_documents_fold_behind_a_link_that_says_how_many(client, decree):
    for _count in range(DOCUMENTS_SHOWN + 5):
        DocumentRelationFactory(kind=RelationKind.IMPLEMENTS, to_document=decree)

    page = body(client.get(decree.get_absolute_url()))

    _before, group = page.split('data-relations="duoc-huong-dan"')
    group = group.partition("</section>")[0]
    assert len(re.findall(r'<a href="/van-ban/nghi-dinh/[^"?]+/"', group)) == DOCUMENTS_SHOWN
    everything = re.search(r'<a href="([^"]+)" data-all-relations>(.*?)</a>', group, re.DOTALL)
    assert str(DOCUMENTS_SHOWN + 5) in words_of(everything[2])
    assert body(client.get(everything[1])).count("data-relation-line") == DOCUMENTS_SHOWN + 5


def test_few_relations_are_shown_without_a_fold(client, decree, newer):
    amended(decree, newer, 3)

    assert "data-all-relations" not in body(client.get(decree.get_absolute_url()))


def test_the_newest_come_first(client, decree):
    old, new = (
        DocumentRelationFactory(
            kind=RelationKind.IMPLEMENTS, to_document=decree, effective_on=datetime.date(year, 1, 1)
        )
        for year in (2025, 2026)
    )

    page = body(client.get(relations_of(decree)))

    assert page.index(new.from_document.get_absolute_url()) < page.index(old.from_document.get_absolute_url())


def test_an_article_says_which_provision_changes_it_and_not_its_own_name(client, decree, newer):
    article, acting = ArticleFactory(document=decree, number="7"), ArticleFactory(document=newer, number="2")
    DocumentRelationFactory(
        kind=RelationKind.REPEALS,
        from_document=newer,
        from_article=acting,
        to_document=decree,
        to_article=article,
    )
    DocumentRelationFactory(
        kind=RelationKind.REPEALS,
        from_document=newer,
        to_document=decree,
        to_article=article,
        to_clause="3",
        to_point="b",
    )

    page = body(client.get(article.get_absolute_url()))

    group = words_of(page.split('data-relations="bi-bai-bo"')[1].partition("</section>")[0])
    assert "Điều 2" in group
    assert "Điểm b khoản 3" in group
    assert group.count("Điều 7") == 1  # of the point only


def test_each_kind_and_direction_is_a_tab_with_its_number(client, decree, newer):
    amended(decree, newer, 4)
    DocumentRelationFactory(kind=RelationKind.BASED_ON, from_document=decree)

    page = body(client.get(relations_of(decree)))

    tabs = re.findall(r'data-tab="([^"]+)"( aria-current="page")?>(.*?)</a>', page, re.DOTALL)
    assert [(slug, bool(current), words_of(words).split()[-1]) for slug, current, words in tabs] == [
        ("duoc-sua-doi", True, "4"),
        ("can-cu", False, "1"),
    ]
    other = body(client.get(relations_of(decree), {"nhom": "can-cu"}))
    assert newer.get_absolute_url() not in other


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("điều 12", 1),
        ("dieu 12", 1),
        ("245/2025", 20),
        ("245/2025 Điều 3", 1),
        ("sua doi nghi dinh", 20),
        ("không có văn bản này", 0),
        ("Điều 99", 0),
    ],
)
def test_the_list_is_narrowed_by_document_and_article(client, decree, newer, words, count):
    amended(decree, newer, 20)

    response = client.get(relations_of(decree), {"nhom": "duoc-sua-doi", "q": words})

    assert response.context["total"] == count
    assert ("empty-state" in body(response)) == (count == 0)


def test_a_long_list_has_pages_that_keep_what_was_asked(client, decree, newer):
    amended(decree, newer, PER_PAGE + 10)

    first = body(client.get(relations_of(decree), {"nhom": "duoc-sua-doi", "q": "245"}))
    step = re.search(r'rel="next"\s+href="([^"]+)"', first)[1].replace("&amp;", "&")
    second = body(client.get(f"{relations_of(decree)}{step}"))

    assert first.count("/dieu-") == PER_PAGE
    assert second.count("/dieu-") == 10


@pytest.mark.parametrize("query", [{"nhom": "khong-co"}, {"nhom": "thay-the"}, {"q": "\x00"}, {"page": "x"}])
def test_what_means_nothing_in_the_address_shows_the_first_group(client, decree, newer, query):
    amended(decree, newer, 2)

    assert body(client.get(relations_of(decree), query)).count("/dieu-") == 2


def test_a_document_without_relations_says_so(client, decree):
    page = body(client.get(relations_of(decree)))

    assert "empty-state" in page
    assert f'href="{decree.get_absolute_url()}"' in page


def test_a_wrong_but_recognisable_number_leads_to_the_relations(client, decree):
    response = client.get("/van-ban/nghi-dinh/2024/168-2024-NĐ-CP/quan-he/?nhom=can-cu")

    assert response.status_code == 302
    assert response.url == f"{relations_of(decree)}?nhom=can-cu"


def test_every_side_has_an_address_of_its_own():
    slugs = [slug for kind in RelationKind for slug in (kind.slug, kind.inverse_slug)]

    assert len(set(slugs)) == len(slugs)
    assert all(Side.from_slug(slug) for slug in slugs)


@pytest.mark.parametrize("address", [relations_of, lambda document: document.get_absolute_url()])
def test_queries_do_not_grow_with_relations(client, address):
    counts = []
    for count in (1, 20, 354):
        decree, newer = LegalDocumentFactory(), LegalDocumentFactory()
        amended(decree, newer, count)
        # What is asked once a process, and the page itself, are not counted.
        client.get(address(newer))
        with CaptureQueriesContext(connection) as asked:
            body(client.get(address(decree)))
        counts.append(len(asked))

    assert counts[0] == counts[1] == counts[2]
    assert counts[0] <= MOST_QUERIES_OF_THE_PAGE
