"""Names that stand above an article help to find it."""

import pytest

from content.laws.models import CodificationSubject, CodificationTopic, CodifiedArticle
from search.sources import LawArticleSource
from tests.factories.laws import ArticleFactory, LegalDocumentFactory

pytestmark = pytest.mark.django_db


def file_under(article, *titles):
    topic = CodificationTopic.objects.create(number=20, title="Hôn nhân và gia đình", slug="hon-nhan")
    for number, title in enumerate(titles, start=1):
        subject = CodificationSubject.objects.create(
            topic=topic, number=number, title=title, slug=f"de-muc-{number}"
        )
        CodifiedArticle.objects.create(
            subject=subject, article=article, code=f"20.{number}.NĐ.1.{article.pk}", order=article.pk
        )


def documents(*articles):
    return list(LawArticleSource().documents([article.pk for article in articles]))


def test_the_subjects_of_the_codification_stand_beside_the_laws_name():
    article = ArticleFactory(document=LegalDocumentFactory(title="Luật Hộ tịch"))
    file_under(article, "Hộ tịch", "Nuôi con nuôi")

    (document,) = documents(article)

    assert document.subjects == ("Hộ tịch", "Nuôi con nuôi")


def test_an_article_outside_the_codification_has_its_laws_name_alone():
    (document,) = documents(ArticleFactory())
    assert len(document.context) == 1


def test_a_batch_of_any_size_asks_the_database_as_often(django_assert_max_num_queries):
    law = LegalDocumentFactory()
    articles = [ArticleFactory(document=law) for _ in range(20)]
    file_under(articles[0], "Hộ tịch")
    with django_assert_max_num_queries(12) as few:
        documents(articles[0])
    with django_assert_max_num_queries(len(few)):
        documents(*articles)
