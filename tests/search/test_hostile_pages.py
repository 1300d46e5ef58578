"""What nobody means well by, over the real pages and both engines: an answer each time, and never "the engine is away",
which is what a page says when an engine stumbles.
"""

import time
from urllib.parse import quote, urlencode

import pytest

from content.laws.models import LegalDocument
from search import api as search_api
from search import comparing, indexing, outbox, statistics
from search.backends.base import Differences
from search.choices import Kind
from search.documents import object_key
from search.models import PendingWrite
from search.politeness import Allowance
from search.views import suggestions as typing
from tests.factories.explainers import make_explainer, make_topic
from tests.factories.laws import ArticleFactory, LegalDocumentFactory

from .test_hostile_queries import HOSTILE

pytestmark = pytest.mark.django_db

PAGE, SEARCH, SUGGEST, TYPING = "/tim-kiem/", "/api/v1/search", "/api/v1/suggest", "/goi-y/"
MARKUP = "<script>alert(1)</script> & <img src=x onerror=alert(2)> phù hiệu"
#: Generous for a busy machine and a first visit.
SECONDS = 5.0


@pytest.fixture(autouse=True)
def patient(monkeypatch):
    for module, name in ((search_api, "allowance"), (search_api, "typing_allowance"), (typing, "allowance")):
        monkeypatch.setattr(module, name, Allowance(per_second=1_000.0, at_once=10_000))


@pytest.fixture
def library(engine):
    """Articles, an explainer and a law whose names have markup in them; with what words weigh."""
    decree = LegalDocumentFactory(penalty_decree=True)
    for number in range(1, 13):
        ArticleFactory(
            document=decree,
            number=str(number),
            version__heading=MARKUP,
            version__text=f"1. Phù hiệu {MARKUP}\na) Phù hiệu <b>giấy phép</b>.",
        )
    LegalDocumentFactory(title=f"Quy định {MARKUP}", issuer="Bộ <i>Thử</i>")
    make_explainer(make_topic("Đi <em>đường</em>"), MARKUP, summary=f"Tóm tắt {MARKUP}")
    indexing.rebuild()
    statistics.gather()
    yield engine
    statistics.forget()


def text_of(raw):
    """As a browser that is told to sends it: letters that are none as their bytes."""
    return quote(raw.encode("utf-8", "surrogatepass"))


def answered(client, address):
    begin = time.perf_counter()
    response = client.get(address)
    assert time.perf_counter() - begin < SECONDS, address[:200]
    return response


def page(client, query, **parameters):
    address = f"{PAGE}?{urlencode({'q': query, **parameters}, doseq=True)}"
    response = answered(client, address)
    assert response.status_code == 200, address[:200]
    html = response.content.decode()
    assert "data-unavailable" not in html, address[:200]
    return html


def test_any_query_gets_an_answer(client, library):
    for name, raw in HOSTILE.items():
        # A server takes no longer address: what is longer never comes here.
        query = text_of(raw[:10_000])
        for parameters in ("", "&loai=dieu-luat&sap_xep=moi-nhat", "&nguyen_van=1&hieu_luc=con-hieu-luc"):
            response = answered(client, f"{PAGE}?q={query}{parameters}")
            assert response.status_code == 200, name
            assert "data-unavailable" not in response.content.decode(), name
        assert answered(client, f"{TYPING}?q={query}").status_code == 200, name
        assert answered(client, f"{SUGGEST}?q={query}").status_code == 200, name
        status = answered(client, f"{SEARCH}?q={query}").status_code
        assert status in {200, 400}, name  # 400: no letter and no digit in it


@pytest.mark.parametrize(
    "parameters",
    [
        {"co_quan": "Bộ Không Có"},
        {"co_quan": 'x" OR *:*'},
        {"co_quan": "x" * 5_000},
        {"co_quan": "\x00\ud7ff\ufffd"},
        {"chu_de": ["</script><script>", "[a TO z]", "{}"]},
        {"chu_de": [f"chủ đề {number}" for number in range(300)]},
        {"nam": ["9999", "0", "1"]},
        {"nam": [str(year) for year in range(1900, 2100)]},
        {"nam": "99999999999999999999"},
        {"loai_van_ban": "'; DROP TABLE laws_article; --"},
        {"doi_tuong": "nobody"},
        {"ngon_ngu": ["en", "xx"]},
        {"ngay": "0001-01-01"},
        {"ngay": "9999-12-31"},
        {"ngay": "99999-01-01"},
        {"ngay": "-1"},
        {"ngay": "1890-01-01", "hieu_luc": "chua-hieu-luc"},
        {"hieu_luc": "x", "loai": "y", "sap_xep": "z", "nguyen_van": "2"},
        {"page": "10000"},
        {"page": "10000", "loai": "dieu-luat", "sap_xep": "cu-nhat"},
        {"page": "9" * 400},
        {"page": "-1", "q2": "x"},
    ],
    ids=lambda parameters: urlencode(parameters, doseq=True)[:40],
)
def test_any_filter_day_and_page_get_an_answer(client, library, parameters):
    for query in ("phù hiệu", "168/2024", "xyzzy"):
        page(client, query, **parameters)
    assert "data-group" in page(client, "phù hiệu")


def test_a_page_off_the_end_shows_the_last_one(client, library):
    html = page(client, "phù hiệu", loai="dieu-luat", page="10000")
    assert "data-past-the-end" in html
    assert 'class="result__law"' in html


def test_markup_in_names_and_texts_stays_text_where_words_are_marked(client, library):
    for query in ("phù hiệu", "phu hieu script alert", "giấy phép", "điều 1 168/2024", MARKUP):
        html = page(client, query)
        assert "data-group" in html
        assert "<script>alert" not in html
        assert "<img src=x" not in html
        assert "<b>giấy" not in html
        assert "<em>đường" not in html
        assert "<i>Thử" not in html
    html = page(client, "phù hiệu")
    assert "<mark>" in html.lower()
    assert "&lt;script&gt;alert" in html
    # To programs it is text as it stands.
    data = client.get(SEARCH, {"q": "phù hiệu"}).json()
    titles = [one["title"] + one["heading"] for group in data["groups"] for one in group["results"]]
    assert any("<script>alert(1)</script>" in title for title in titles)
    offered = client.get(TYPING, {"q": "script"}).json()["suggestions"]
    assert any(one["text"] == MARKUP for one in offered)
    assert all("".join(text for text, _ in one["parts"]) == one["text"] for one in offered)


def test_an_index_of_an_older_schema_is_no_error_page(client, library, settings):
    if library.name == "embedded":
        (settings.SEARCH_INDEX_DIR / library._live_name() / "schema_version").write_text("1")
        library._opened = None
    else:
        library.client.indices.delete_alias(index="*", name=library.alias)
    html = client.get(PAGE, {"q": "168/2024"}).content.decode()
    assert "data-unavailable" in html
    assert LegalDocument.objects.get(number="168/2024/NĐ-CP").get_absolute_url() in html
    assert client.get(SEARCH, {"q": "168/2024"}).status_code == 503
    indexing.rebuild()
    assert "data-group" in page(client, "phù hiệu")


@pytest.mark.parametrize("engine", [pytest.param("elastic", marks=pytest.mark.elasticsearch)], indirect=True)
def test_a_server_whose_disk_is_full_is_searched_and_catches_up(client, library):
    """At the last watermark Elasticsearch lets nobody write to the indexes that lie on a disk."""
    (index,) = library.client.indices.get_alias(name=library.alias)
    block = "index.blocks.read_only_allow_delete"
    library.client.indices.put_settings(index=index, settings={block: True})
    page_of_topic = make_explainer(None, "Bồ câu đưa thư có cần giấy phép?")
    key = object_key(Kind.EXPLAINER, page_of_topic.pk)
    PendingWrite.objects.all().delete()
    assert not outbox.bring_up_to_date({key: False})
    assert list(PendingWrite.objects.values_list("key", flat=True)) == [key]
    assert "data-group" in page(client, "phù hiệu")

    library.client.indices.put_settings(index=index, settings={block: None})
    PendingWrite.objects.update(next_try_at="2020-01-01T00:00Z")
    assert outbox.catch_up() == 1
    assert comparing.compare() == Differences()
    assert "Bồ câu" in page(client, "bồ câu đưa thư")
