"""The search API: the same results as the pages, described, polite, with errors that say what is wrong."""

import json
import re

import pytest

from search import api as search_api
from search import indexing
from search.backends import get_backend
from search.politeness import Allowance
from tests.factories.explainers import make_explainer
from tests.factories.laws import ArticleFactory, LegalDocumentFactory

pytestmark = pytest.mark.django_db

SEARCH, SUGGEST = "/api/v1/search", "/api/v1/suggest"


@pytest.fixture(autouse=True)
def own_index(settings, tmp_path):
    settings.SEARCH_BACKEND = "embedded"
    settings.SEARCH_INDEX_DIR = tmp_path / "search"


@pytest.fixture(autouse=True)
def fresh_allowance(monkeypatch):
    monkeypatch.setattr(search_api, "allowance", Allowance(per_second=2.0, at_once=60))


@pytest.fixture
def filled():
    make_explainer(None, "Phù hiệu xe là gì?", summary="Phù hiệu xe.")
    for law in (LegalDocumentFactory(road_law=True), LegalDocumentFactory(penalty_decree=True)):
        for number in range(1, 7):
            ArticleFactory(
                document=law, number=str(number), version__heading="Phù hiệu", version__text="1. Phù hiệu xe."
            )
    indexing.rebuild()


def shown_on_page(html):
    return re.findall(r'<h[23] class="result__title[^>]*>\s*<a href="([^"]+)"', html)


@pytest.mark.parametrize(
    "parameters",
    [
        {"q": "phu hieu"},
        {"q": "phù hiệu", "page": 2},
        {"q": "phù hiệu", "loai": "dieu-luat", "loai_van_ban": "nghi-dinh", "sap_xep": "moi-nhat"},
        {"q": "khoản 1 điều 2 168/2024"},
    ],
)
def test_the_same_results_as_the_page(client, filled, parameters):
    data = client.get(SEARCH, parameters).json()
    results = [data["direct"]] if data["direct"] else []
    results += data["promoted"] + [one for group in data["groups"] for one in group["results"]]
    found = [one["url"].removeprefix("http://testserver") for one in results]
    assert found
    assert found == shown_on_page(client.get("/tim-kiem/", parameters).content.decode())


def test_an_answer_says_what_a_program_needs(client, filled):
    data = client.get(SEARCH, {"q": "phù hiệu", "lang": "en"}).json()
    (laws,) = [group for group in data["groups"] if group["group"] == "dieu-luat"]
    first = laws["results"][0]
    assert first["status"] == "in_force"
    assert first["kind"] == "law_article"
    assert "".join(piece["text"] for piece in first["pieces"]) == first["snippet"]
    assert any(piece["match"] for piece in first["pieces"])
    types = next(facet for facet in data["facets"] if facet["parameter"] == "loai_van_ban")
    assert {value["value"]: value["count"] for value in types["values"]} == {"luat": 6, "nghi-dinh": 6}
    assert client.get(data["web_url"]).status_code == 200


def test_completions(client, filled, settings):
    settings.SUGGESTIONS_KEPT_SECONDS = 0
    found = client.get(SUGGEST, {"q": "phu hi"}).json()["suggestions"]
    assert found[0]["text"] == "Phù hiệu xe là gì?"
    assert found[0]["url"].startswith("http://testserver/")


@pytest.mark.parametrize(
    ("path", "parameters", "status"),
    [
        (SEARCH, {}, 422),
        (SEARCH, {"q": ""}, 422),
        (SEARCH, {"q": "!!!"}, 400),
        (SEARCH, {"q": "x", "nam": "abcd"}, 400),
        (SEARCH, {"q": "x", "loai": "<script>"}, 400),
        (SEARCH, {"q": "x", "ngay": "2025-02-31"}, 400),
        (SEARCH, {"q": "x", "page": "10000"}, 422),
        (SEARCH, {"q": "x", "page": "-1"}, 422),
        (SEARCH, {"q": "x", "lang": "fr"}, 422),
        (SUGGEST, {}, 422),
        ("/api/v1/laws", {}, 404),
    ],
)
def test_an_error_says_what_is_wrong(client, filled, path, parameters, status):
    response = client.get(path, parameters)
    assert response.status_code == status
    problem = response.json()
    assert set(problem) == {"detail", "values"}
    assert problem["values"]
    assert response["Access-Control-Allow-Origin"] == "*"


def test_a_failure_is_json_and_in_the_log(client, monkeypatch, caplog):
    def broken():
        raise RuntimeError("boom")

    monkeypatch.setattr(search_api, "live_rules", broken)
    response = client.get(SEARCH, {"q": "phù hiệu"})
    assert response.status_code == 500
    assert "boom" not in response.content.decode()
    assert "boom" in caplog.text


def test_an_engine_that_is_away_is_said(client, settings):
    get_backend.cache_clear()
    response = client.get(SEARCH, {"q": "phù hiệu"})
    assert response.status_code == 503
    assert response["Retry-After"]
    assert response.json()["detail"]


def test_one_address_may_ask_so_much(client, filled, monkeypatch):
    monkeypatch.setattr(search_api, "allowance", Allowance(per_second=0.0, at_once=2))
    answers = [client.get(SEARCH, {"q": "phù hiệu"}).status_code for _ in range(3)]
    assert answers == [200, 200, 429]
    response = client.get(SEARCH, {"q": "phù hiệu"})
    assert response["Retry-After"]
    assert response.json()["detail"]


def test_any_website_may_ask_and_none_may_write(client, filled):
    response = client.get(SEARCH, {"q": "phù hiệu"}, headers={"origin": "https://example.org"})
    assert response["Access-Control-Allow-Origin"] == "*"
    assert not response.cookies
    assert client.post(SEARCH, {"q": "x"}).status_code == 405


def test_it_describes_itself(client):
    schema = json.loads(client.get("/api/v1/openapi.json").content)
    assert {"/api/v1/search", "/api/v1/suggest"} <= set(schema["paths"])
    page = client.get("/api/docs")
    html = page.content.decode()
    for path in schema["paths"]:
        assert path in html
    for name in ("q", "loai_van_ban", "ngay", "lang"):
        assert f"<code>{name}</code>" in html
    assert "<script>" not in html
    assert "style=" not in html
