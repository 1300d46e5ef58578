"""Laws as search documents: the names and addresses are those of the law's own pages."""

import datetime

import pytest
from django.utils import timezone

from content.laws.choices import ArticleKind
from content.laws.models import ProvisionEffect
from search.law_source import LawArticleSource
from tests.factories.laws import ArticleFactory, LegalDocumentFactory

pytestmark = pytest.mark.django_db

TEXT = "Mở đầu.\n1. Khoản một:\na) Điểm a;\nđ) Điểm đ.\n2. Khoản hai."


def documents(*articles):
    found = LawArticleSource().documents([article.pk for article in articles])
    return {document.object_id: document for document in found}


def test_names_and_addresses_are_those_of_the_articles_themselves():
    law = LegalDocumentFactory()
    units = [
        ArticleFactory(document=law, kind=kind, number=number, version__text=TEXT)
        for kind, number in [
            (ArticleKind.ARTICLE, "7"),
            (ArticleKind.ARTICLE, "20đ"),
            (ArticleKind.ARTICLE, "24"),
            (ArticleKind.APPENDIX, "II"),
            (ArticleKind.APPENDIX, "I"),
        ]
    ]
    found = documents(*units)
    for article in units:
        document = found[article.pk]
        assert document.url == article.get_absolute_url()
        assert document.citation == article.citation()
        lead, first, second = document.passages
        assert (lead.url, lead.citation) == (article.get_absolute_url(), article.citation())
        assert (first.url, first.citation) == (article.provision_url("1"), article.citation("1"))
        assert second.clause == "2"
        point = first.lines[2]
        assert (point.url, point.citation) == (article.provision_url("1", "đ"), article.citation("1", "đ"))


def test_an_article_stands_as_its_law_unless_it_has_days_of_its_own():
    today = timezone.localdate()
    law = LegalDocumentFactory(effective_on=today - datetime.timedelta(days=100))
    plain, later = ArticleFactory(document=law), ArticleFactory(document=law)
    begins = today + datetime.timedelta(days=30)
    ProvisionEffect.objects.create(article=later, effective_from=begins)
    found = documents(plain, later)
    assert found[plain.pk].status == "in_force"
    assert (found[later.pk].status, found[later.pk].effective_from) == ("not_yet", begins)


def test_many_articles_of_many_laws_take_as_many_queries_as_one(django_assert_max_num_queries):
    articles = [ArticleFactory(document=LegalDocumentFactory()) for _ in range(20)]
    with django_assert_max_num_queries(9):
        assert len(documents(articles[0])) == 1
    with django_assert_max_num_queries(9):
        assert len(documents(*articles)) == 20
