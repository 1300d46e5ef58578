"""Home, topic and explainer ask the database as often for twenty rows as for one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Site

from tests.factories.explainers import make_explainer, make_topic, provision, short_answer
from tests.factories.laws import ArticleFactory, LegalDocumentFactory

pytestmark = pytest.mark.django_db

PAGE_CACHE = "portal.page_cache.middleware.PageCacheMiddleware"


@pytest.fixture(autouse=True)
def pages_are_drawn(settings):
    """A page out of the page cache asks nothing, however many rows it shows."""
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name != PAGE_CACHE]


def queries_of(client, address):
    Site.clear_site_root_paths_cache()
    client.get(address)  # content types and site root are kept from the first visit on
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
    assert response.status_code == 200
    assert len(queries) > 0, "nothing was asked, so nothing was drawn"
    return len(queries)


def test_home_and_topic(client):
    topic = make_topic()
    make_explainer(topic)
    LegalDocumentFactory(not_yet=True)
    few = [queries_of(client, "/"), queries_of(client, topic.url)]

    for number in range(19):
        make_explainer(topic, f"Câu hỏi thứ {number}?")
        make_topic(f"Chủ đề {number}")
        LegalDocumentFactory(not_yet=True)

    assert [queries_of(client, "/"), queries_of(client, topic.url)] == few


def test_explainer(client):
    topic = make_topic()
    pages = []
    for count in (1, 20):
        articles = [
            ArticleFactory(document=LegalDocumentFactory(), number=str(number + 1)) for number in range(count)
        ]
        rows = [
            {
                "situation": f"{number}",
                "fine": "2 triệu",
                "consequence": "",
                "provisions": [provision(article, "1")],
            }
            for number, article in enumerate(articles)
        ]
        pages.append(
            make_explainer(
                topic,
                f"Dựa trên {count} quy định?",
                short_answer("<p>Có.[1]</p>", *[provision(article, "2") for article in articles]),
                {"type": "penalty_table", "value": {"heading": "Phạt", "caption": "", "rows": rows}},
            )
        )

    assert queries_of(client, pages[1].url) == queries_of(client, pages[0].url)
