"""Law pages are kept for visitors, and drawn anew as soon as anything in the library changes."""

from __future__ import annotations

import datetime

import pytest
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse

from content.laws.actions.follow_document import follow_document
from content.laws.actions.refresh_sources import refresh_sources
from content.laws.models import Article, ArticleVersion
from content.laws.signals import document_changed
from tests.factories.laws import ArticleFactory, DocumentRelationFactory, LegalDocumentFactory

pytestmark = pytest.mark.django_db
STATE = "X-Page-Cache"


@pytest.fixture
def article():
    return ArticleFactory(document=LegalDocumentFactory(penalty_decree=True), number="7")


@pytest.fixture(params=["library", "document", "article"])
def address(request, article):
    return {
        "library": reverse("laws:library"),
        "document": article.document.get_absolute_url(),
        "article": article.get_absolute_url(),
    }[request.param]


def test_the_second_visitor_gets_the_kept_page(client, address, django_assert_num_queries):
    first = client.get(address)
    with django_assert_num_queries(0):
        second = client.get(address)

    assert (first[STATE], second[STATE]) == ("miss", "hit")
    assert first.content == second.content


def test_each_language_has_its_own_kept_page(client, address):
    client.get(address)

    assert client.get(f"/en{address}")[STATE] == "miss"
    assert 'lang="en"' in client.get(f"/en{address}").content.decode()


def test_a_changed_text_is_shown_at_once(client, address, article, django_capture_on_commit_callbacks):
    client.get(address)
    with django_capture_on_commit_callbacks(execute=True):
        version = ArticleVersion.objects.get(article=article)
        version.text = "1. Văn mới hẳn."
        version.save()

    response = client.get(address)

    assert response[STATE] == "miss"
    if address != reverse("laws:library"):
        assert "Văn mới hẳn." in response.content.decode()


def test_a_citation_whose_clause_has_gone_is_drawn_anew(client, article):
    """The page may have been kept anew between the change of the law and the task that follows it."""
    source = ArticleFactory(number="8", version__text=f"1. Theo khoản 2 Điều 7 {article.document.citation}.")
    refresh_sources([(ContentType.objects.get_for_model(Article).pk, source.pk)])
    article.versions.update(text="1. Chỉ còn một khoản.")
    client.get(source.get_absolute_url())
    assert client.get(source.get_absolute_url())[STATE] == "hit"

    follow_document(article.document_id)

    assert client.get(source.get_absolute_url())[STATE] == "miss"


def test_a_relation_made_elsewhere_is_shown_at_once(client, article, django_capture_on_commit_callbacks):
    address = article.document.get_absolute_url()
    client.get(address)
    with django_capture_on_commit_callbacks(execute=True):
        newer = LegalDocumentFactory(number="9/2026/NĐ-CP", issued_on=datetime.date(2026, 1, 2))
        DocumentRelationFactory(from_document=newer, to_document=article.document)

    assert newer.citation in client.get(address).content.decode()


def test_a_deleted_document_is_gone_at_once(client, article, django_capture_on_commit_callbacks):
    address = article.document.get_absolute_url()
    client.get(address)
    with django_capture_on_commit_callbacks(execute=True):
        article.document.delete()

    assert client.get(address).status_code == 404


@pytest.mark.parametrize("query", ["ngay=2025-06-01", "tim=giay+phep", "q=x", "page=2"])
def test_a_page_for_one_question_is_neither_kept_nor_given_to_others(client, address, query):
    asked = client.get(f"{address}?{query}")
    plain = client.get(address)

    assert STATE not in asked
    assert plain[STATE] == "miss"
    assert "2025-06-01" not in plain.content.decode()
    assert STATE not in client.get(f"{address}?{query}")


def test_a_choice_between_namesakes_is_kept_until_one_is_renamed(client, django_capture_on_commit_callbacks):
    first, second = (
        LegalDocumentFactory(
            number="14/2025/QĐ-UBND", document_type="decision", issuer=f"Ủy ban nhân dân tỉnh {place}"
        )
        for place in ("Ninh Bình", "Huế")
    )
    address = "/van-ban/quyet-dinh/2024/14-2025-qd-ubnd/"
    assert second.get_absolute_url() in client.get(address).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        second.delete()

    assert client.get(address).url == first.get_absolute_url()


def test_the_fact_that_a_document_changed_is_enough(client, address):
    client.get(address)
    document_changed.send(sender=None, document_id=1, deleted=False)

    assert client.get(address)[STATE] == "miss"
