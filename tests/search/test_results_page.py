"""The results page as a visitor meets it: real rows, the real index in this folder."""

import re

import pytest
from django.urls import reverse
from wagtail.models import PageViewRestriction

from search import indexing
from search.backends import get_backend
from tests.factories.courses import make_course
from tests.factories.explainers import make_explainer, make_topic
from tests.factories.laws import ArticleFactory, LegalDocumentFactory

pytestmark = pytest.mark.django_db

CHILD_SEAT = (
    "1. Người tham gia giao thông phải đi bên phải.\n"
    "3. Phạt tiền từ 800.000 đồng đến 1.000.000 đồng đối với một trong các hành vi sau đây:\n"
    "a) Không thắt dây đai an toàn;\n"
    "đ) Chở trẻ em dưới 10 tuổi ngồi cùng hàng ghế với người lái xe."
)


@pytest.fixture(autouse=True)
def own_index(settings, tmp_path):
    settings.SEARCH_BACKEND = "embedded"
    settings.SEARCH_INDEX_DIR = tmp_path / "search"


@pytest.fixture
def decree():
    return LegalDocumentFactory(penalty_decree=True)


@pytest.fixture
def article(decree):
    return ArticleFactory(
        document=decree, number="6", version__heading="Xử phạt người lái ô tô", version__text=CHILD_SEAT
    )


@pytest.fixture
def search(client):
    def get(query, language="", **parameters):
        indexing.rebuild()
        response = client.get(f"{language}/tim-kiem/", {"q": query, **parameters})
        assert response.status_code == 200
        return response.content.decode()

    return get


def groups_of(html):
    return re.findall(r'data-group="([a-z-]+)"', html)


# ------------------------------------------------------------------ what is found


@pytest.mark.parametrize("query", ["trẻ em ngồi cùng hàng ghế", "tre em ngoi cung hang ghe"])
def test_the_point_that_answers_is_linked_with_its_clause_and_marked(search, article, query):
    html = search(query)
    assert 'href="/van-ban/nghi-dinh/2024/168-2024-nd-cp/dieu-6/#khoan-3-diem-dd"' in html
    assert "Điểm đ khoản 3 Điều 6 Nghị định 168/2024/NĐ-CP" in html
    assert "Phạt tiền từ 800.000 đồng" in html
    assert "<mark>trẻ em</mark>" in html


def test_groups_stand_in_order_plain_answer_first(search, article):
    make_explainer(None, "Chở trẻ em bằng ô tô cần ghế gì?", summary="Trẻ em ngồi hàng ghế sau.")
    make_course("Trẻ em ngồi ghế nào", questions=0, lessons=0)
    assert groups_of(search("trẻ em ngồi ghế")) == ["giai-thich", "dieu-luat", "khoa-hoc"]
    assert groups_of(search("trẻ em ngồi ghế", loai="khoa-hoc")) == ["khoa-hoc"]


@pytest.mark.parametrize(
    "query",
    [
        "điểm đ khoản 3 điều 6 nghị định 168/2024/NĐ-CP",
        "Điều 6, khoản 3, điểm đ 168/2024",
        "điểm đ khoản 3 điều 6 nđ 168",
    ],
)
def test_a_citation_goes_straight_to_its_provision(search, article, query):
    html = search(query)
    direct = html[html.index("data-direct") :]
    assert "Điểm đ khoản 3 Điều 6" in direct
    assert "Chở trẻ em dưới 10 tuổi" in direct


def test_a_number_shows_the_law_and_its_articles(search, article):
    html = search("168/2024/NĐ-CP")
    assert "data-direct" in html
    assert "Điều 6 Nghị định 168/2024/NĐ-CP" in html


def test_a_law_cited_by_name(search):
    law = LegalDocumentFactory(road_law=True)
    ArticleFactory(document=law, number="10", version__heading="Quy tắc chung", version__text=CHILD_SEAT)
    html = search("khoan 1 dieu 10 luat trat tu an toan giao thong duong bo")
    assert "data-direct" in html
    assert "/dieu-10/#khoan-1" in html


def test_status_filter(search, article):
    old = LegalDocumentFactory(expired=True)
    ArticleFactory(document=old, number="1", version__heading="Cũ", version__text=CHILD_SEAT)
    assert "/dieu-1/" in search("trẻ em ngồi hàng ghế")
    html = search("trẻ em ngồi hàng ghế", hieu_luc="con-hieu-luc")
    assert "/dieu-1/" not in html
    assert "/dieu-6/" in html
    assert "badge--expired" in search("trẻ em ngồi hàng ghế", hieu_luc="het-hieu-luc")


def test_an_english_page_is_found_in_english_only(search, article):
    make_explainer(None, "Chở trẻ em thế nào?", summary="Trẻ em ngồi ghế sau.")
    assert groups_of(search("trẻ em ngồi ghế", language="/en")) == ["dieu-luat"]


def test_further_articles_of_a_law_fold_where_laws_share_a_page(search):
    for law in (LegalDocumentFactory(road_law=True), LegalDocumentFactory(penalty_decree=True)):
        for number in range(1, 6 if law.number.startswith("168") else 2):
            ArticleFactory(
                document=law, number=str(number), version__heading="Phù hiệu", version__text="Phù hiệu."
            )
    html = search("phù hiệu")
    assert html.count('class="result__more"') == 1
    assert html.count('class="result__law"') == 3


# ------------------------------------------------------------------ what is not found


def test_what_may_not_be_read_is_not_found(search):
    topic = make_topic()
    make_explainer(topic, "Bản nháp về phù hiệu", publish=False)
    private = make_explainer(topic, "Riêng về phù hiệu")
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
    gone = make_explainer(topic, "Đã gỡ về phù hiệu")
    gone.unpublish()
    assert "data-empty" in search("phù hiệu")


def test_nothing_found_offers_a_next_step(search, article):
    topic = make_topic()
    html = search("xyzzy")
    assert "data-empty" in html
    assert topic.title in html
    assert reverse("laws:library") in html


def test_no_query_is_a_helpful_page(client, search, article):
    assert "data-start" in search("")
    assert "data-start" in search("!!!")


# ------------------------------------------------------------------ paging


def test_paging_and_pages_off_the_end(search, client):
    law = LegalDocumentFactory()
    for number in range(1, 26):
        ArticleFactory(
            document=law, number=str(number), version__heading="Phù hiệu", version__text="Phù hiệu."
        )
    first = search("phù hiệu")
    assert first.count('class="result__law"') == 10
    for page, shown in (("3", 5), ("99", 5), ("-1", 10), ("0", 10), ("abc", 10), ("9" * 400, 5), ("١", 10)):
        html = client.get("/tim-kiem/", {"q": "phù hiệu", "page": page}).content.decode()
        assert html.count('class="result__law"') == shown, page


# ------------------------------------------------------------------ rubbish


@pytest.mark.parametrize(
    "query",
    [
        "a" * 10_000,
        "giấy phép " * 1_000,
        "👍🏽👩‍👩‍👧",
        "trẻ\x00em",
        "\u202etrẻ em",
        'title:"x" AND NOT *:* ~2 /.*/',
        '{"query": {"match_all": {}}}',
        "%00%ff",
        "điều 99999 168/2024",
        "điểm z khoản 999 điều 6 168/2024",
    ],
)
def test_rubbish_gets_a_page(search, article, query):
    search(query)


def test_unknown_filters_are_no_filter(search, article):
    assert "dieu-luat" in groups_of(search("trẻ em ngồi hàng ghế", loai="<x>", hieu_luc="%"))


def test_markup_in_texts_and_queries_is_shown_and_not_run(search):
    make_explainer(None, "Thẻ <script>alert(1)</script> phù hiệu", summary="<img src=x onerror=alert(1)>")
    html = search("phù hiệu <script>alert(2)</script>")
    assert "<script>alert" not in html
    assert "<img src=x" not in html


# ------------------------------------------------------------------ the engine is away


def test_without_an_index_names_and_numbers_are_looked_up(client, decree, article):
    make_explainer(None, "Hỏi về phù hiệu")
    by_number = client.get("/tim-kiem/", {"q": "168/2024"})
    assert by_number.status_code == 200
    assert "data-unavailable" in by_number.content.decode()
    assert decree.get_absolute_url() in by_number.content.decode()
    for query in ("phù hiệu", "phu hieu", "hỏi về phù hiệu là gì ạ"):
        assert "Hỏi về" in client.get("/tim-kiem/", {"q": query}).content.decode()
    cited = client.get("/tim-kiem/", {"q": "khoản 3 điều 6 nghị định 168/2024/NĐ-CP"}).content.decode()
    assert article.get_absolute_url() in cited
    assert "data-fallback-empty" in client.get("/tim-kiem/", {"q": "xyzzy"}).content.decode()
    assert client.get("/goi-y/", {"q": "phù"}).status_code == 200


def test_a_broken_index_is_no_error_page(client, settings, search, article):
    search("trẻ em")
    backend = get_backend()
    for path in (settings.SEARCH_INDEX_DIR / backend.status().detail).glob("meta.json"):
        path.write_text("{")
    get_backend.cache_clear()
    assert "data-unavailable" in client.get("/tim-kiem/", {"q": "trẻ em"}).content.decode()


# ------------------------------------------------------------------ suggestions


def test_suggestions_are_titles_and_laws(client, search, decree, article):
    page = make_explainer(None, "Phù hiệu xe khách là gì?")
    search("x")
    assert [one["url"] for one in client.get("/goi-y/", {"q": "phu hi"}).json()["suggestions"]] == [page.url]
    by_number = client.get("/goi-y/", {"q": "168/2"}).json()["suggestions"]
    assert by_number[0]["text"] == "Nghị định 168/2024/NĐ-CP"
    for rubbish in ("", "\x00", "a" * 10_000, "👍", '"'):
        assert client.get("/goi-y/", {"q": rubbish}).json() == {"suggestions": []}
