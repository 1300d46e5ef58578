"""What is offered while somebody types, by the database as it is."""

import datetime
import json
import threading

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from content.laws.choices import DocumentType
from search import suggestions as offered
from search.models import SearchEvent
from search.politeness import Allowance
from search.suggestion_table import Entry, SuggestionTable, note_around, parts_of
from search.suggestions import SuggestionKind, suggestions_for
from search.views import suggestions as view
from tests.factories.courses import make_course
from tests.factories.explainers import make_explainer, make_topic
from tests.factories.laws import (
    ArticleFactory,
    DocumentAliasFactory,
    LegalDocumentFactory,
)

# ------------------------------------------------------------------ the table, without a database


@pytest.fixture(scope="module")
def table():
    return SuggestionTable([
        Entry("Luật Đất đai 2024", "/1", 90, names=("Luật Đất đai", "31/2024/QH15", "LĐĐ")),
        Entry("Luật Đấu thầu 2023", "/2", 80, names=("22/2023/QH15",)),
        Entry("Bộ luật Dân sự 2015", "/3", 99, names=("91/2015/QH13", "BLDS")),
        Entry("Nghị định 168/2024/NĐ-CP", "/4", 50, note="Quy định xử phạt về trật tự, an toàn giao thông đường bộ",
              names=("Nghị định quy định xử phạt về trật tự, an toàn giao thông đường bộ", "NĐ 168/2024/NĐ-CP")),
        Entry("Đặt cọc thuê nhà", "/5", 10),
        Entry("Hoà giải ở cơ sở", "/6", 10),
        Entry("条約 Điều ước", "/7", 1),
    ])  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "urls"),
    [
        ("l", ["/1", "/2", "/3"]),
        ("luat d", ["/1", "/2", "/3"]),
        ("luật đ", ["/1", "/2"]),
        ("luật đất", ["/1"]),
        ("luật đât", ["/1"]),
        ("dat", ["/5", "/1"]),
        ("đặt", ["/5"]),
        ("đất", ["/1"]),
        ("ĐẤT", ["/1"]),
        ("blds", ["/3"]),
        ("168", ["/4"]),
        ("168/2024", ["/4"]),
        ("nd 168", ["/4"]),
        ("an toàn giao th", ["/4"]),
        ("giao thong phat", ["/4"]),
        ("hoà gi", ["/6"]),
        ("hòa gi", ["/6"]),
        ("nghị định bộ", []),
        ("2024 đai", ["/1"]),
        ("2024 da", []),
        ("条", ["/7"]),
        ("dieu uoc", ["/7"]),
        ("zzz", []),
        ("!!!", []),
        ("", []),
    ],
)
def test_a_beginning_is_found_with_and_without_marks(table, typed, urls):
    assert [entry.url for entry in table.find(typed, 3)] == urls


def test_other_marks_are_offered_only_when_asked_for_loosely(table):
    assert table.find("đắt", 3) == []
    assert [entry.url for entry in table.find("đắt", 3, loosely=True)] == ["/5", "/1"]


def test_the_limit_holds(table):
    assert len(table.find("l", 1)) == 1
    assert table.find("l", 0) == []


@pytest.mark.parametrize(
    ("text", "typed", "marked"),
    [
        ("Luật Đất đai 2024", "luat d", "[Luật Đ]ất đai 2024"),
        ("Luật Đất đai 2024", "đất", "Luật [Đất] đai 2024"),
        ("Luật Đất đai 2024", "dai luat", "[Luật] Đất [đai] 2024"),
        ("Nghị định 168/2024/NĐ-CP", "168 2024", "Nghị định [168/2024]/NĐ-CP"),
        ("Nồng độ <b>cồn</b>", "con", "Nồng độ <b>[cồn]</b>"),
        ("Sổ đỏ", "zzz", "Sổ đỏ"),
        ("Sổ đỏ", "", "Sổ đỏ"),
        ("", "x", ""),
    ],
)
def test_what_is_typed_is_marked(text, typed, marked):
    assert (
        "".join(f"[{part.text}]" if part.is_typed else part.text for part in parts_of(text, typed)) == marked
    )


def test_a_long_note_is_shown_about_what_is_typed():
    note = "Hướng dẫn miễn lệ phí quốc tịch, lệ phí hộ tịch, đăng ký cư trú cho người dân và kết hôn ở vùng biên giới"
    assert note_around(note, "ket hon").startswith("… ")
    assert "kết hôn" in note_around(note, "ket hon")
    assert note_around(note, "hướng") == note
    assert len(note_around(note * 20, "hướng")) < 200


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_can_be_typed_and_marked(text, typed):
    assert "".join(part.text for part in parts_of(text, typed)) == text
    SuggestionTable([Entry(text, "/")]).find(typed, 5)


# ------------------------------------------------------------------ the database


@pytest.fixture
def library(db):
    """A road law with article 9 and 90, a code, a decree, an explainer, a draft, a course."""
    law = LegalDocumentFactory(road_law=True)
    for number, heading in (("9", "Các hành vi bị nghiêm cấm"), ("90", "Hiệu lực thi hành")):
        ArticleFactory(document=law, number=number, version__heading=heading)
    code = LegalDocumentFactory(
        document_type=DocumentType.CODE, number="100/2015/QH13", title="Bộ luật Hình sự", issuer="Quốc hội",
        issued_on=datetime.date(2015, 11, 27),
    )  # fmt: skip
    ArticleFactory(document=code, number="123", version__heading="Tội giết người")
    decree = LegalDocumentFactory(penalty_decree=True)
    DocumentAliasFactory(document=decree, name="Nghị định phạt giao thông")
    topic = make_topic()
    make_explainer(topic, "Uống bia rồi lái xe thì sao?")
    make_explainer(topic, "Uống thuốc rồi lái xe thì sao?", publish=False)
    make_course("Luật giao thông cho người mới", lessons=1, questions=0)


def shown(raw, language="vi"):
    return [(one.kind, one.text) for one in suggestions_for(raw, language)]


ARTICLE, EXPLAINER, TERM = SuggestionKind.ARTICLE, SuggestionKind.EXPLAINER, SuggestionKind.TERM
LAW, COURSE, POPULAR = SuggestionKind.LAW, SuggestionKind.COURSE, SuggestionKind.POPULAR
ROAD_LAW = "Luật Trật tự, an toàn giao thông đường bộ 2024"


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize(
    ("raw", "first"),
    [
        ("u", (EXPLAINER, "Uống bia rồi lái xe thì sao?")),
        ("uong bia", (EXPLAINER, "Uống bia rồi lái xe thì sao?")),
        ("uoongs bia", (EXPLAINER, "Uống bia rồi lái xe thì sao?")),
        ("sổ đ", (TERM, "sổ đỏ")),
        ("gplx", (TERM, "GPLX")),
        ("luật trật", (LAW, ROAD_LAW)),
        ("36/2024", (LAW, ROAD_LAW)),
        ("168", (LAW, "Nghị định 168/2024/NĐ-CP")),
        ("nđ168/2024", (LAW, "Nghị định 168/2024/NĐ-CP")),
        ("phạt giao th", (LAW, "Nghị định 168/2024/NĐ-CP")),
        ("blhs", (LAW, "Bộ luật Hình sự 2015")),
        ("điều 123 blhs", (ARTICLE, "Điều 123 Bộ luật Hình sự 2015")),
        ("điều 12", (ARTICLE, "Điều 123 Bộ luật Hình sự 2015")),
        ("khoan 2 dieu 9 luat trat tu", (ARTICLE, f"Khoản 2 Điều 9 {ROAD_LAW}")),
        ("điều 9 36/2024/QH15", (ARTICLE, f"Điều 9 {ROAD_LAW}")),
        ("luật giao thông cho", (COURSE, "Luật giao thông cho người mới")),
    ],
)
def test_the_first_suggestion(raw, first):
    assert shown(raw)[0] == first


@pytest.mark.usefixtures("library")
def test_an_article_leads_to_the_very_provision_and_shows_its_heading():
    whole, begun = suggestions_for("điều 9 luật trật tự an toàn", "vi")[:2]
    assert (whole.note, begun.note) == ("Các hành vi bị nghiêm cấm", "Hiệu lực thi hành")
    (clause, *_) = suggestions_for("khoản 2 điều 9 36/2024/QH15", "vi")
    assert clause.url.endswith("/dieu-9/#khoan-2")


@pytest.mark.usefixtures("library")
def test_drafts_and_pages_of_other_languages_are_not_offered():
    assert "Uống thuốc rồi lái xe thì sao?" not in [text for _, text in shown("uống")]
    assert EXPLAINER not in [kind for kind, _ in shown("uống", "en")]


@pytest.mark.usefixtures("library")
def test_other_languages_have_the_glossary_and_the_laws():
    assert (TERM, "drink driving") in shown("drink", "en")
    assert (TERM, "cerai") in shown("cer", "id")
    (law, *_) = suggestions_for("36/2024", "en")
    assert law.url.startswith("/en/")


@pytest.mark.usefixtures("library")
def test_kinds_stand_together_and_nothing_twice():
    found = suggestions_for("l", "vi")
    kinds = [one.kind for one in found]
    assert len(found) <= offered.MOST_SUGGESTIONS
    assert [kind for index, kind in enumerate(kinds) if kind not in kinds[:index]] == list(
        dict.fromkeys(kinds)
    )
    assert len({one.url for one in found}) == len(found)
    assert sorted(kinds, key=list(dict.fromkeys(kinds)).index) == kinds


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize(
    "raw", ["", " ", "!!!", "👍", "\x00", "\u202e", "%", '"', "a" * 10_000, "*:*", "../../etc"]
)
def test_rubbish_offers_nothing_and_is_no_error(client, raw):
    response = client.get("/goi-y/", {"q": raw})
    assert response.status_code == 200
    assert json.loads(response.content) == {"suggestions": []}


def search_often(text, times, **fields):
    SearchEvent.objects.bulk_create(
        SearchEvent(
            **{"day": timezone.localdate(), "language": "vi", "text": text, "folded": text, "total": 3}
            | fields
        )
        for _time in range(times)
    )


@pytest.mark.django_db
def test_what_many_people_search_is_offered():
    search_often("karaoke trong khu dan cu", 6)
    search_often("karaoke nha toi so 5", 2)
    search_often("karaoke khong co ket qua", 9, total=0)
    search_often("karaoke ngay xua", 9, day=timezone.localdate() - datetime.timedelta(days=60))
    search_often("karaoke in english", 9, language="en")
    assert [text for kind, text in shown("karaoke") if kind is POPULAR] == ["karaoke trong khu dan cu"]


@pytest.mark.django_db
def test_what_editors_do_not_want_offered_is_not(monkeypatch):
    search_often("chuyen rieng cua ba a", 9)
    assert shown("chuyen rieng")
    rules = offered.live_rules()
    monkeypatch.setattr(offered, "live_rules", lambda: type(rules)(unsuggested=("bà a",)))
    assert not shown("chuyen rieng")


# ------------------------------------------------------------------ the view


@pytest.mark.usefixtures("library")
def test_an_answer_is_kept_a_minute_and_known_by_its_etag(client):
    first = client.get("/goi-y/", {"q": "luật tr"})
    assert first.headers["Cache-Control"] == "public, max-age=60"
    assert "Cookie" not in first.headers.get("Vary", "")
    again = client.get("/goi-y/", {"q": "luật tr"}, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.content == b""


@pytest.mark.usefixtures("library")
def test_the_answer_is_grouped_labelled_and_marked(client):
    (first, *_) = client.get("/goi-y/", {"q": "luật trật"}).json()["suggestions"]
    assert first["kind"] == "law"
    assert first["label"]
    assert first["note"] == "36/2024/QH15"
    assert first["parts"][0] == ["Luật Trật", True]
    assert "".join(text for text, _ in first["parts"]) == first["text"] == ROAD_LAW
    assert first["url"].startswith("/van-ban/luat/2024/")


def test_only_reading_is_allowed(client):
    assert client.post("/goi-y/", {"q": "x"}).status_code == 405


@pytest.mark.django_db
def test_who_asks_faster_than_people_type_waits(client, monkeypatch):
    monkeypatch.setattr(view, "allowance", Allowance(per_second=1, at_once=2, clock=lambda: 0.0))
    answers = [client.get("/goi-y/", {"q": "x"}) for _time in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2].headers["Retry-After"]
    assert answers[2].headers["Cache-Control"] == "no-store"
    other = client.get("/goi-y/", {"q": "x"}, REMOTE_ADDR="192.0.2.7")
    assert other.status_code == 200


def test_an_allowance_grows_again_with_time():
    now = [0.0]
    allowance = Allowance(per_second=2, at_once=2, clock=lambda: now[0])
    assert [allowance.takes("a") for _time in range(3)] == [True, True, False]
    now[0] = 0.5
    assert [allowance.takes("a") for _time in range(2)] == [True, False]
    now[0] = 100.0
    assert [allowance.takes("a") for _time in range(3)] == [True, True, False]


def test_addresses_that_are_long_gone_are_forgotten(monkeypatch):
    monkeypatch.setattr("search.politeness.MOST_ADDRESSES", 10)
    allowance = Allowance(per_second=1, at_once=1)
    for number in range(50):
        allowance.takes(str(number))
    assert len(allowance._left) == 10


# ------------------------------------------------------------------ tables that are kept


@pytest.fixture
def _kept(settings, monkeypatch):
    settings.SUGGESTIONS_KEPT_SECONDS = 3600
    monkeypatch.setattr(offered, "_kept", {})
    monkeypatch.setattr(offered, "SECONDS_TO_WAIT_AT_FIRST", 10.0)


@pytest.mark.usefixtures("_kept")
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_kept_table_asks_the_database_nothing_and_is_renewed_behind_the_scenes(django_assert_num_queries):
    LegalDocumentFactory(road_law=True)
    assert (LAW, ROAD_LAW) in shown("luật trật")
    LegalDocumentFactory(title="Luật Trật mới", document_type=DocumentType.LAW, number="1/2026/QH16")
    with django_assert_num_queries(0):
        assert len(shown("luật trật")) == 1
    offered.look_again()
    shown("luật trật")
    for thread in threading.enumerate():
        if (
            thread.daemon
            and thread is not threading.current_thread()
            and thread.name.startswith("suggestions")
        ):
            thread.join(10)
    assert len(shown("luật trật")) == 2


@pytest.mark.usefixtures("_kept")
@pytest.mark.django_db
def test_the_first_request_of_a_process_has_the_tables_built(client, monkeypatch):
    built = threading.Event()
    monkeypatch.setattr(offered, "_renew", lambda kept, language: built.set())
    offered.connect()
    client.get("/robots.txt")
    assert built.wait(5)


@pytest.mark.usefixtures("_kept")
@pytest.mark.django_db
def test_before_the_first_table_is_built_the_reader_is_asked_to_wait_a_moment(client, monkeypatch):
    monkeypatch.setattr(offered, "SECONDS_TO_WAIT_AT_FIRST", 0.0)
    monkeypatch.setattr(offered, "_renew", lambda *_: None)
    response = client.get("/goi-y/", {"q": "x"})
    assert response.status_code == 202
    assert response.headers["Retry-After"] == "1"
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_queries_do_not_grow_with_the_library(django_assert_max_num_queries):
    for number in range(20):
        LegalDocumentFactory(title=f"Luật số {number}", document_type=DocumentType.LAW)
        make_explainer(None, f"Câu hỏi số {number}?") if number < 5 else None
    with django_assert_max_num_queries(30):  # building everything anew, as tests do
        suggestions_for("luật", "vi")
