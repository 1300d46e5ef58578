"""What is kept of searches and clicks, for how long, and what editors read in it."""

import datetime
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.accounts.roles import Role
from search import indexing
from search.actions import forget_old_searches, keep_click, keep_search
from search.choices import Kind
from search.clicks import click_token, read_click
from search.log import waiting
from search.models import AskedQuestion, SearchClick, SearchEvent
from search.scrubbing import scrub
from tests.factories.accounts import PersonFactory
from tests.factories.explainers import make_explainer

TODAY = datetime.date(2026, 11, 22)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("cccd 001203004567 bị mất", "cccd … bị mất"),
        ("gọi 0912 345 678", "gọi …"),
        ("+84912345678", "…"),
        ("an.nguyen@example.org bị lừa", "… bị lừa"),
        ("xe 29A-123.45 phạt nguội", "xe … phạt nguội"),
        ("khoản 2 điều 15 168/2024/NĐ-CP", "khoản 2 điều 15 168/2024/NĐ-CP"),
        ("phạt 4.000.000 đồng", "phạt 4.000.000 đồng"),
    ],
)
def test_numbers_that_may_name_a_person_are_masked(typed, kept):
    assert scrub(typed) == kept


def test_a_click_is_believed_only_with_our_signature():
    event = uuid.uuid4()
    token = click_token(event, 3, Kind.EXPLAINER)
    click = read_click(token)
    assert (click.event_id, click.rank, click.kind) == (event, 3, Kind.EXPLAINER)
    for forged in (token[:-1] + "x", "", "a:b:c", token.replace(".3.", ".1."), "x" * 5000):
        assert read_click(forged) is None


@pytest.fixture
def page(db, settings, tmp_path):
    settings.SEARCH_BACKEND = "embedded"
    settings.SEARCH_INDEX_DIR = tmp_path / "search"
    explainer = make_explainer(None, "Phù hiệu xe là gì?", summary="Phù hiệu xe.")
    indexing.rebuild()
    return explainer


def pings(html):
    return [part.split('"')[0] for part in html.split('ping="')[1:]]


def test_a_search_and_a_click_are_kept_without_the_person(client, page):
    html = client.get("/tim-kiem/", {"q": "phù hiệu 0912345678"}).content.decode()
    event = SearchEvent.objects.get()
    assert (event.text, event.folded, event.language) == ("phù hiệu …", "phu hieu …", "vi")
    assert {field.name for field in SearchEvent._meta.fields} == {
        "id",
        "day",
        "language",
        "text",
        "folded",
        "total",
        "is_filtered",
    }
    (address, *_) = pings(html)
    for _twice in range(2):
        response = client.post(address, content_type="text/ping", data="PING")
        assert response.status_code == 204
        assert not response.cookies
    click = SearchClick.objects.get()
    assert (click.event, click.rank, click.kind) == (event, 1, "explainer")
    assert client.post(reverse("search:click", args=["forged"])).status_code == 204
    assert client.get(address).status_code == 405
    assert SearchClick.objects.count() == 1


def test_further_pages_and_empty_searches_are_not_kept(client, page):
    for parameters in ({"q": "phù hiệu", "page": "2"}, {"q": ""}, {"q": "!!!"}, {"q": "0912345678@"}):
        client.get("/tim-kiem/", parameters)
    assert not SearchEvent.objects.exclude(text="…").exists()


def test_results_come_though_the_queue_is_away(client, page, monkeypatch):
    def broken(*_arguments):
        raise OSError("no space left on device")

    monkeypatch.setattr("search.tasks.keep_searches.delay", broken)
    html = client.get("/tim-kiem/", {"q": "phù hiệu"}).content.decode()
    assert page.url in html


def test_searches_are_kept_a_handful_at_a_time(client, page, settings):
    settings.SEARCH_LOG_SECONDS = 3600
    for text in ("phù hiệu", "biển xe"):
        client.get("/tim-kiem/", {"q": text})
    assert not SearchEvent.objects.exists()
    waiting.send()
    assert SearchEvent.objects.count() == 2


def test_searches_are_forgotten_after_ninety_days(db):
    for days in (0, 90, 91, 400):
        event = SearchEvent.objects.create(
            day=TODAY - datetime.timedelta(days=days), language="vi", text="x", folded="x", total=1
        )
        SearchClick.objects.create(event=event, rank=1, kind="explainer")
    assert forget_old_searches(TODAY) == 2
    assert SearchEvent.objects.count() == SearchClick.objects.count() == 2


def test_a_click_waits_for_its_search(db):
    event = uuid.uuid4()
    with pytest.raises(SearchEvent.DoesNotExist):
        keep_click(event, 1, "explainer")
    for _twice in range(2):
        keep_search(event, "x", "x", "vi", 1, is_filtered=False)
        keep_click(event, 1, "explainer")
    assert SearchClick.objects.count() == 1


# ------------------------------------------------------------------ reports

REPORTS = ("top", "without_result", "without_click", "by_rank")


@pytest.fixture
def auditor(client, db):
    client.force_login(PersonFactory(role=Role.AUDITOR))
    return client


def kept(text, total=3, ranks=(), **fields):
    event = SearchEvent.objects.create(
        **{"day": TODAY, "language": "vi", "text": text, "folded": text, "total": total, **fields}
    )
    for rank in ranks:
        SearchClick.objects.create(event=event, rank=rank, kind="explainer")


def rows_of(response):
    return list(response.context["object_list"])


def test_reports_count_the_same_words_as_one(auditor):
    for _three in range(3):
        kept("sổ đỏ", ranks=(1, 4))
    kept("nhậu", total=0)
    kept("ly hôn")
    top = rows_of(auditor.get(reverse("search_reports:top")))
    assert [(row["shown"], row["searches"], row["opened"]) for row in top] == [
        ("sổ đỏ", 3, 3),
        ("ly hôn", 1, 0),
        ("nhậu", 1, 0),
    ]
    names = {
        name: [row.get("shown") for row in rows_of(auditor.get(reverse(f"search_reports:{name}")))]
        for name in REPORTS
    }
    assert names["without_result"] == ["nhậu"]
    assert names["without_click"] == ["ly hôn"]
    by_rank = rows_of(auditor.get(reverse("search_reports:by_rank")))
    assert [(row["rank"], row["clicks"], row["searches"]) for row in by_rank] == [(1, 3, 1), (4, 3, 1)]


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_is_filtered_paged_empty_and_taken_away(auditor, name):
    url = reverse(f"search_reports:{name}")
    assert auditor.get(url).status_code == 200
    for number in range(60):
        kept(f"câu {number}", total=number % 2, ranks=(number + 1,) if number % 3 == 0 else ())
    assert len(rows_of(auditor.get(url))) <= 50
    assert rows_of(auditor.get(url, {"day_from": "2027-01-01"})) == []
    assert auditor.get(url, {"p": "99", "day_from": "x"}).status_code == 200
    export = auditor.get(url, {"export": "csv"})
    assert export["Content-Type"].startswith("text/csv")
    assert len(b"".join(export.streaming_content).splitlines()) > 1


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_asks_the_database_as_often_for_twenty_rows_as_for_one(auditor, name):
    url = reverse(f"search_reports:{name}")
    kept("một", ranks=(1,))
    auditor.get(url)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            auditor.get(url)
        return len(captured)

    few = queries()
    for number in range(20):
        kept(f"câu {number}", ranks=(number + 2,))
    assert queries() == few


def test_reports_are_for_those_who_may(client, db):
    client.force_login(PersonFactory(role=Role.TRAINER))
    for name in REPORTS:
        assert client.get(reverse(f"search_reports:{name}")).status_code in {302, 403}


# ------------------------------------------------------------------ questions to the editors

ASK = "/tim-kiem/hoi/"


def test_a_question_reaches_the_editors_without_a_name(client, db):
    form = client.get(ASK, {"q": "nuôi hổ"}).context["form"]
    assert form.initial["text"] == "nuôi hổ"
    response = client.post(f"{ASK}?q=nuôi hổ", {"text": "Nuôi hổ có được không? Gọi 0912345678"})
    assert response.status_code == 200
    question = AskedQuestion.objects.get()
    assert question.text == "Nuôi hổ có được không? Gọi …"
    assert question.query == "nuôi hổ"


@pytest.mark.parametrize("text", ["", "   ", "!!!", "x" * 601])
def test_a_question_without_words_is_asked_again(client, db, text):
    assert client.post(ASK, {"text": text}).status_code == 422
    assert not AskedQuestion.objects.exists()


def test_a_robot_is_thanked_and_forgotten(client, db):
    client.post(ASK, {"text": "mua ngay", "website": "http://example.org"})
    assert not AskedQuestion.objects.exists()


def test_too_many_questions_of_one_network_wait(client, db, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "search_question": "2/h/ip"}
    answers = [client.post(ASK, {"text": f"câu {number}"}).status_code for number in range(3)]
    assert answers == [200, 200, 429]
    assert AskedQuestion.objects.count() == 2
