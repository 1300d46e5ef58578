"""How often a search asks the database: as often for twenty explainers and laws as for one, on both engines."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Site

from search import api as search_api
from search import indexing
from search.log import waiting
from search.models import PublishedRules
from search.politeness import Allowance
from search.rules import PromotionRule, Rules
from tests.factories.explainers import make_explainer, make_topic
from tests.factories.laws import ArticleFactory, LegalDocumentFactory

pytestmark = pytest.mark.django_db

PAGE, SEARCH, SUGGEST, TYPING = "/tim-kiem/", "/api/v1/search", "/api/v1/suggest", "/goi-y/"
#: The index has all that a page shows; the database is asked for the editors' rules, and by a page for its frame.
ALLOWED = 6
SEARCHES = {
    "everything": {"q": "phù hiệu"},
    "laws alone": {"q": "phù hiệu", "loai": "dieu-luat"},
    "explainers alone": {"q": "phù hiệu", "loai": "giai-thich"},
    "filtered and sorted": {"q": "phù hiệu", "hieu_luc": "con-hieu-luc", "sap_xep": "moi-nhat"},
    "with a promoted result": {"q": "chọn sẵn phù hiệu"},
    "a law by its number": {"q": "168/2024/NĐ-CP"},
    "a provision": {"q": "điều 1 nghị định 168/2024/NĐ-CP"},
    "nothing": {"q": "xyzzy"},
}
COMPLETIONS = {
    "words": {"q": "phù hi"},
    "a number": {"q": "168/2"},
    "a provision": {"q": "điều 1 nghị định 168"},
}


@pytest.fixture(autouse=True)
def kept_later(settings):
    """What was searched is kept by the worker, not by the page."""
    settings.SEARCH_LOG_SECONDS = 3600
    yield
    waiting.send()


@pytest.fixture(autouse=True)
def patient_api(monkeypatch):
    for name in ("allowance", "typing_allowance"):
        monkeypatch.setattr(search_api, name, Allowance(per_second=1_000.0, at_once=1_000))


@pytest.fixture
def with_rows(engine):
    """Call with a number: so many explainers, laws and articles about one thing, in the index."""
    topic = make_topic()
    decree = LegalDocumentFactory(penalty_decree=True)
    law = {"version__heading": "Phù hiệu", "version__text": "Phù hiệu."}
    made = 0

    def fill(rows):
        nonlocal made
        for number in range(made, rows):
            make_explainer(topic, f"Phù hiệu {number}")
            ArticleFactory(document=LegalDocumentFactory(title=f"Quy định về phù hiệu {number}"), **law)
            ArticleFactory(document=decree, number=str(number + 1), **law)
        made = rows
        indexing.rebuild()

    return fill


def queries_of(client, address, parameters):
    """Of a second visit: the site's root and content types are kept from the first one on."""
    Site.clear_site_root_paths_cache()
    client.get(address, parameters)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address, parameters)
    assert response.status_code == 200
    assert "X-Page-Cache" not in response
    return len(queries), response


def counted(client, address, asked):
    return {name: queries_of(client, address, parameters)[0] for name, parameters in asked.items()}


@pytest.fixture
def promoted(db):
    """Editors chose an explainer for a query; whatever is published next is that one."""

    def choose(page):
        rules = Rules(promotions=(PromotionRule("chọn sẵn phù hiệu", f"explainer:{page.pk}"),))
        PublishedRules.objects.create(rules=rules.to_json())

    return choose


def test_the_results_page_and_the_api_ask_as_often_for_twenty_results_as_for_one(client, with_rows, promoted):
    promoted(make_explainer(None, "Chọn sẵn: biển số"))
    with_rows(1)
    few = {address: counted(client, address, SEARCHES) for address in (PAGE, SEARCH)}
    with_rows(20)
    many = {address: counted(client, address, SEARCHES) for address in (PAGE, SEARCH)}
    assert many == few
    assert all(number <= ALLOWED for counts in few.values() for number in counts.values()), few


def test_what_is_counted_is_there(client, with_rows, promoted):
    promoted(make_explainer(None, "Chọn sẵn: biển số"))
    for rows in (1, 20):
        with_rows(rows)
        data = queries_of(client, SEARCH, SEARCHES["everything"])[1].json()
        totals = {group["group"]: group["total"] for group in data["groups"]}
        assert totals["giai-thich"] >= rows
        assert totals["dieu-luat"] >= 2 * rows
        html = queries_of(client, PAGE, SEARCHES["laws alone"])[1].content.decode()
        assert html.count('class="result__law"') == min(10, 3 * rows)
        assert "data-promoted" in client.get(PAGE, SEARCHES["with a promoted result"]).content.decode()
        assert "data-direct" in client.get(PAGE, SEARCHES["a provision"]).content.decode()
        assert "data-empty" in client.get(PAGE, SEARCHES["nothing"]).content.decode()


def test_completions_ask_as_often_for_twenty_names_as_for_one(client, with_rows):
    """Tests keep no table of names, so this is what building it costs; a process that keeps one asks nothing."""
    with_rows(1)
    few = {address: counted(client, address, COMPLETIONS) for address in (SUGGEST, TYPING)}
    with_rows(20)
    many = {address: counted(client, address, COMPLETIONS) for address in (SUGGEST, TYPING)}
    assert many == few
    found = client.get(SUGGEST, COMPLETIONS["words"]).json()["suggestions"]
    assert len(found) > 1
    assert re.search("phù hiệu", found[0]["text"], re.IGNORECASE)
