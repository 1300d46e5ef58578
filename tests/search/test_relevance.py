"""What counts as an answer: pages that speak of the question, laws found by the law's own words."""

import re

import pytest

from search import indexing, statistics
from search.features import Question, Weighed
from search.queries import parse_query
from search.relevance import ENOUGH, share_answered
from search.statistics import CorpusFrequencies
from tests.factories.explainers import make_explainer
from tests.factories.laws import ArticleFactory, LegalDocumentFactory

#: Of 1,000 articles: what everyone says is worth little.
FREQUENCIES = CorpusFrequencies(
    1_000,
    40.0,
    {"gia": 500, "dinh": 500, "gia_dinh": 150, "luc": 600, "bao": 300, "bao_luc": 8, "xe": 200, "tre": 60},
)


@pytest.mark.parametrize(
    ("asked", "text", "is_answered"),
    [
        ("bạo lực gia đình", "Bị bạo lực gia đình, gọi ai?", True),
        ("bạo lực gia đình", "Gia đình chở trẻ cần ghế an toàn từ ngày luật có hiệu lực", False),
        ("bao luc gia dinh", "Bị bạo lực gia đình, gọi ai?", True),
        ("bạo lực gia đình là gì", "Bị bạo lực gia đình, gọi ai?", True),
        ("xe", "Xe chở trẻ", True),
        ("", "Xe chở trẻ", True),
    ],
)
def test_a_text_answers_with_what_is_rare_in_the_question(asked, text, is_answered):
    weighed = Weighed(Question.of(asked), FREQUENCIES)
    assert (share_answered(weighed, [text]) >= ENOUGH) is is_answered


@pytest.fixture
def search(client, settings, tmp_path):
    settings.SEARCH_BACKEND = "embedded"
    settings.SEARCH_INDEX_DIR = tmp_path / "search"

    def get(query):
        indexing.rebuild()
        statistics.store(FREQUENCIES, statistics.statistics_file())
        statistics.forget()
        return client.get("/tim-kiem/", {"q": query}).content.decode()

    yield get
    statistics.forget()


@pytest.mark.django_db
def test_a_page_that_only_shares_words_does_not_stand_above_the_law(search):
    law = LegalDocumentFactory(road_law=True)
    ArticleFactory(
        document=law,
        number="3",
        version__heading="Bạo lực gia đình",
        version__text="Cấm tiếp xúc với nạn nhân bạo lực gia đình.",
    )
    make_explainer(
        None, "Ghế trẻ em", summary="Quy định có hiệu lực với mọi gia đình; bảo đảm an toàn cho con."
    )
    html = search("bạo lực gia đình")
    assert re.findall(r'data-group="([a-z-]+)"', html) == ["dieu-luat"]
    make_explainer(None, "Bị bạo lực gia đình, gọi ai?", summary="Gọi 111 hoặc công an xã.")
    html = search("bạo lực gia đình")
    assert re.findall(r'data-group="([a-z-]+)"', html) == ["giai-thich", "dieu-luat"]
    assert "Ghế trẻ em" not in html


@pytest.mark.django_db
def test_the_laws_own_words_come_before_those_that_were_typed(search):
    """ "Đuổi việc" is no word of the law; an article that has "đuổi" and "việc" is about something else."""
    law = LegalDocumentFactory(road_law=True)
    for number, heading, text in [
        ("1", "Truy đuổi tàu biển", "Việc truy đuổi tàu biển; việc đuổi theo và bắt giữ."),
        ("2", "Kỷ luật sa thải", "Người lao động bị sa thải khi tự ý bỏ việc."),
    ]:
        ArticleFactory(document=law, number=number, version__heading=heading, version__text=text)
    html = search("bị đuổi việc")
    assert html.index("/dieu-2/") < html.index("/dieu-1/")
    assert "<strong>sa thải</strong>" in html
    assert "<strong>đơn phương chấm dứt hợp đồng lao động</strong>" not in html, "it was not searched"


@pytest.mark.parametrize(
    ("asked", "share"),
    [
        ("ly dị", 1.0),
        ("bị đuổi việc", 2 / 3),
        ("quyền sử dụng đất", 0.0),
        ("thành viên chưa góp đủ vốn thì công ty TNHH đăng ký thay đổi thế nào", 1 / 12),
    ],
)
def test_how_much_of_a_question_is_put_into_terms(asked, share):
    assert parse_query(asked).put_into_terms == pytest.approx(share, abs=0.03)
