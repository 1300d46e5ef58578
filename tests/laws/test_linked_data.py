"""What a page tells search engines about a law."""

from __future__ import annotations

import datetime
import json
import re

import pytest

from content.laws.choices import RelationKind
from content.laws.linked_data import as_script
from content.laws.sitemaps import ArticleSitemap, LegalDocumentSitemap
from tests.factories.laws import ArticleFactory, DocumentRelationFactory, LegalDocumentFactory

pytestmark = pytest.mark.django_db
# https://schema.org/Legislation: its own properties and those it inherits that we use.
KNOWN = {
    "@context", "@id", "@type", "citation", "inLanguage", "isBasedOn", "isPartOf", "legislationApplies",
    "legislationAmends", "legislationChanges", "legislationConsolidates", "legislationDate",
    "legislationDateOfApplicability", "legislationIdentifier", "legislationJurisdiction",
    "legislationLegalForce", "legislationPassedBy", "legislationRepeals", "legislationType", "name", "sameAs",
    "url",
}  # fmt: skip


def data(page: str) -> dict:
    (script,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    return json.loads(script)


@pytest.fixture
def decree(settings):
    settings.BASE_URL = "https://luat.example.org"
    return LegalDocumentFactory(penalty_decree=True)


def test_a_document_says_what_it_is(client, decree):
    old = LegalDocumentFactory(number="100/2019/NĐ-CP", issued_on=datetime.date(2019, 12, 30))
    DocumentRelationFactory(kind=RelationKind.REPLACES, from_document=decree, to_document=old)
    DocumentRelationFactory(kind=RelationKind.IMPLEMENTS, from_document=decree)

    found = data(client.get(decree.get_absolute_url()).content.decode())

    assert set(found) <= KNOWN
    assert found["@type"] == "Legislation"
    assert found["legislationIdentifier"] == "168/2024/NĐ-CP"
    assert found["legislationType"] == "Nghị định"
    assert found["legislationDate"] == "2024-12-26"
    assert found["legislationLegalForce"] == "https://schema.org/InForce"
    assert found["legislationPassedBy"]["name"] == "Chính phủ"
    assert found["url"] == f"https://luat.example.org{decree.get_absolute_url()}"
    assert [one["name"] for one in found["legislationRepeals"]] == [old.citation]
    assert len(found["legislationApplies"]) == 1
    old_page = data(client.get(old.get_absolute_url()).content.decode())
    assert old_page["legislationLegalForce"] == "https://schema.org/NotInForce"


def test_an_article_is_part_of_its_document(client, decree):
    article = ArticleFactory(document=decree, number="7")

    found = data(client.get(article.get_absolute_url()).content.decode())

    assert set(found) <= KNOWN
    assert found["legislationIdentifier"] == "Điều 7 Nghị định 168/2024/NĐ-CP"
    assert found["isPartOf"]["@id"].endswith(decree.get_absolute_url())


def test_a_title_cannot_end_the_script(client, decree):
    decree.title = "</script><script>alert(1)</script>"
    decree.save()

    page = client.get(decree.get_absolute_url()).content.decode()

    assert data(page)["name"].endswith("</script><script>alert(1)</script>")
    assert "<script>alert" not in page
    assert json.loads(as_script({"a": "<&>\u2028"})) == {"a": "<&>\u2028"}


def test_the_policy_needs_no_exception_for_data(client, decree):
    response = client.get(decree.get_absolute_url())

    assert "script-src 'self';" in response["Content-Security-Policy"] + ";"
    assert "nonce" not in response["Content-Security-Policy"]


def test_canonical_and_social_addresses_carry_no_question(client, decree):
    article = ArticleFactory(document=decree, number="7")
    for address in (decree.get_absolute_url(), article.get_absolute_url()):
        page = client.get(address, {"ngay": "2025-06-01"}).content.decode()
        expected = f"https://luat.example.org{address}"

        assert re.search(r'rel="canonical"\s+href="([^"]+)"', page)[1] == expected
        assert re.search(r'property="og:url"\s+content="([^"]+)"', page)[1] == expected
        assert re.search(r'property="og:title"\s+content="([^"]+)"', page)[1]
        assert 'hreflang="en"' in page
        assert '<meta name="robots" content="noindex">' in page


def test_the_sitemap_is_split_and_its_index_names_every_part(client, decree, monkeypatch):
    assert ArticleSitemap.limit == LegalDocumentSitemap.limit == 10_000
    monkeypatch.setattr(ArticleSitemap, "limit", 2)
    articles = [ArticleFactory(document=decree, number=str(number)) for number in range(1, 6)]

    index = client.get("/sitemap.xml").content.decode()

    parts = re.findall(r"<loc>[^<]*?(/sitemap-articles\.xml[^<]*)</loc>", index)
    assert parts == ["/sitemap-articles.xml", "/sitemap-articles.xml?p=2", "/sitemap-articles.xml?p=3"]
    listed = "".join(client.get(part).content.decode() for part in parts)
    assert all(listed.count(f"{one.get_absolute_url()}</loc>") == 1 for one in articles)
    assert re.search(r"sitemap-articles\.xml</loc>\s*<lastmod>\d{4}-", index)


def test_the_sitemap_index_reads_no_rows(client, decree, django_assert_max_num_queries):
    for number in range(1, 30):
        ArticleFactory(document=decree, number=str(number))

    with django_assert_max_num_queries(12):
        client.get("/sitemap.xml")
