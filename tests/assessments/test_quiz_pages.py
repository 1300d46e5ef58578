"""The quiz by plain forms, as a browser without JavaScript sends them."""

import re
import uuid
from datetime import timedelta
from html.parser import HTMLParser

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from learning.assessments.actions.start_attempt import start_attempt
from learning.assessments.actions.submit_attempt import submit_attempt
from learning.assessments.actions.void_attempt import void_attempt
from learning.assessments.choices import QuestionKind, ReviewPolicy
from learning.assessments.models import Answer, AnswerEvent, Attempt, Grade
from tests.factories.assessments import (
    FixedSlotFactory,
    QuestionVersionFactory,
    assessment_with_questions,
    right_places,
)
from tests.factories.laws import ArticleVersionFactory

ALL_KINDS = (QuestionKind.SINGLE, QuestionKind.MULTIPLE, QuestionKind.TRUE_FALSE)


def address(attempt, name, position=None):
    kwargs = {"attempt": attempt.public_id} | ({"position": position} if position else {})
    return reverse(f"assessments:{name}", kwargs=kwargs)


class Fields(HTMLParser):
    """Names, values and checked boxes of a page's forms."""

    def __init__(self, page):
        super().__init__()
        self.inputs, self.buttons = [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        if tag == "input":
            self.inputs.append(dict(attrs))
        if tag == "button":
            self.buttons.append(dict(attrs))

    def hidden(self, name):
        return next(field["value"] for field in self.inputs if field.get("name") == name)

    def checked(self):
        return [f["value"] for f in self.inputs if f.get("name") == "choice" and "checked" in f]


@pytest.fixture
def attempt(lan):
    return start_attempt(lan, assessment_with_questions(3, kinds=ALL_KINDS), "c", "/hoc/giao-thong/")


def send(browser, attempt, position, places, go="next", **changed):
    fields = Fields(browser.get(address(attempt, "question", position)).content.decode())
    data = {"seq": fields.hidden("seq"), "client_uuid": fields.hidden("client_uuid"), "go": go}
    return browser.post(address(attempt, "question", position), data | {"choice": places} | changed)


def test_a_whole_attempt_without_javascript(lans_browser, attempt):
    door = lans_browser.get(address(attempt, "attempt"))
    assert door.url == address(attempt, "question", 1)
    for position in (1, 2, 3):
        item = attempt.items.get(position=position)
        response = send(lans_browser, attempt, position, right_places(item))
    assert response.url == address(attempt, "overview")
    assert lans_browser.get(response.url).status_code == 200
    response = lans_browser.post(address(attempt, "submit"))
    assert response.url == address(attempt, "result")
    result = lans_browser.get(response.url)
    assert 'data-score="100.00"' in result.content.decode()
    assert 'href="/hoc/giao-thong/"' in result.content.decode()


def test_the_answer_is_shown_again_and_the_next_open_question_is_found(lans_browser, attempt):
    send(lans_browser, attempt, 1, [1])
    page = Fields(lans_browser.get(address(attempt, "question", 1)).content.decode())
    assert page.checked() == ["1"]
    assert lans_browser.get(address(attempt, "attempt")).url == address(attempt, "question", 2)
    assert lans_browser.get(address(attempt, "attempt") + "?cau=3").url == address(attempt, "question", 3)
    for nonsense in ("99", "0", "-1", "x", "٣", "9" * 50):
        response = lans_browser.get(address(attempt, "attempt"), {"cau": nonsense})
        assert response.url == address(attempt, "question", 2)


@pytest.mark.parametrize(
    ("go", "position", "target"),
    [
        ("next", 1, ("question", 2)),
        ("previous", 2, ("question", 1)),
        ("previous", 1, ("question", 1)),
        ("next", 3, ("overview", None)),
        ("overview", 1, ("overview", None)),
        ("3", 1, ("question", 3)),
        ("flag", 2, ("question", 2)),
        ("clear", 2, ("question", 2)),
        ("nonsense", 2, ("question", 2)),
    ],
)
def test_each_button_saves_and_goes_where_it_says(lans_browser, attempt, go, position, target):
    response = send(lans_browser, attempt, position, [1], go=go)
    assert response.url == address(attempt, *target)
    assert attempt.items.get(position=position).answer.is_given is (go != "clear")
    assert attempt.items.get(position=position).is_flagged is (go == "flag")


def test_sending_what_is_saved_already_is_no_new_save(lans_browser, attempt):
    send(lans_browser, attempt, 1, [1])
    send(lans_browser, attempt, 1, [1], seq="0")
    assert AnswerEvent.objects.count() == 1


def test_a_double_click_is_one_save(lans_browser, attempt):
    same = str(uuid.uuid4())
    for _ in range(2):
        assert send(lans_browser, attempt, 1, [1], seq="0", client_uuid=same).status_code == 302
    assert AnswerEvent.objects.count() == 1


def test_an_older_window_is_told_and_changes_nothing(lans_browser, attempt):
    send(lans_browser, attempt, 1, [1])
    response = send(lans_browser, attempt, 1, [2], seq="0")
    assert response.status_code == 409
    page = response.content.decode()
    assert 'id="bao-loi"' in page
    assert Fields(page).checked() == ["1"]
    assert Fields(page).hidden("seq") == "1"


@pytest.mark.parametrize(
    "changed",
    [
        {"choice": ["9"]},
        {"choice": ["x"]},
        {"choice": ["1", "2"]},
        {"choice": ["²"]},
        {"choice": ["1"] * 101},
        {"choice": ["9" * 500]},
        {"seq": "-1"},
        {"seq": "9" * 40},
        {"seq": ""},
        {"client_uuid": "x"},
        {"client_uuid": "\x00"},
    ],
)
def test_a_forged_form_is_refused_and_the_page_still_works(lans_browser, attempt, changed):
    attempt = start_attempt(attempt.person, assessment_with_questions(1), "c")
    response = send(lans_browser, attempt, 1, ["1"], **changed)
    assert response.status_code == 400
    assert Fields(response.content.decode()).hidden("seq") == "0"
    assert not AnswerEvent.objects.exists()


def test_an_answer_after_the_deadline_is_told_and_what_was_saved_is_submitted(lan, answer):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        browser = Client()
        browser.force_login(lan)
        attempt = start_attempt(lan, assessment_with_questions(1, time_limit_seconds=60), "c")
        answer(attempt, 1)
        clock.shift(timedelta(minutes=2))
        data = {"seq": "1", "client_uuid": str(uuid.uuid4()), "choice": ["1"], "go": "next"}
        response = browser.post(address(attempt, "question", 1), data, follow=True)
    assert response.redirect_chain[-1][0] == address(attempt, "result")
    assert list(response.context["messages"])
    assert (Grade.objects.get().reason, Grade.objects.get().score) == ("expired", 100)


@pytest.mark.parametrize("name", ["attempt", "question", "overview"])
def test_every_page_past_the_deadline_leads_to_the_result(lan, name):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        browser = Client()
        browser.force_login(lan)
        attempt = start_attempt(lan, assessment_with_questions(1, time_limit_seconds=60), "c")
        clock.shift(timedelta(minutes=2))
        response = browser.get(address(attempt, name, 1 if name == "question" else None))
    assert response.url == address(attempt, "result")
    assert Grade.objects.count() == 1


def test_a_submitted_attempt_takes_no_answer_and_leads_to_its_result(lans_browser, attempt):
    data = {"seq": "0", "client_uuid": str(uuid.uuid4()), "choice": ["1"], "go": "next"}
    lans_browser.post(address(attempt, "submit"))
    lans_browser.post(address(attempt, "submit"))
    for name, position in (("attempt", None), ("question", 1), ("overview", None)):
        assert lans_browser.get(address(attempt, name, position)).url == address(attempt, "result")
    for go in ("next", "flag"):
        response = lans_browser.post(address(attempt, "question", 1), data | {"go": go})
        assert response.url == address(attempt, "result")
    assert not Answer.objects.filter(seq__gt=0).exists()
    assert Grade.objects.count() == 1


def test_the_result_of_an_open_attempt_is_the_attempt(lans_browser, attempt):
    assert lans_browser.get(address(attempt, "result")).url == address(attempt, "attempt")


def test_a_submitted_attempt_without_grade_is_graded_by_its_result_page(lans_browser, attempt):
    Attempt.objects.filter(pk=attempt.pk).update(state="submitted", submitted_at=timezone.now())
    assert lans_browser.get(address(attempt, "result")).status_code == 200
    assert Grade.objects.count() == 1


PAGES = [("attempt", None), ("question", 1), ("overview", None), ("result", None)]


@pytest.mark.parametrize(("name", "position"), PAGES)
def test_somebody_elses_attempt_is_not_found(attempt, minh, name, position):
    browser = Client()
    browser.force_login(minh)
    assert browser.get(address(attempt, name, position)).status_code == 404
    assert browser.post(address(attempt, "question", 1), {"seq": 0}).status_code == 404
    assert browser.post(address(attempt, "submit")).status_code == 404
    attempt.refresh_from_db()
    assert attempt.is_open


@pytest.mark.parametrize(("name", "position"), PAGES)
def test_nobody_sees_a_quiz_without_signing_in(attempt, client, name, position):
    response = client.get(address(attempt, name, position))
    assert response.status_code == 302
    assert "/tai-khoan/" in response.url


@pytest.mark.parametrize("position", [4, 10**6, 10**30])
def test_a_question_off_the_end_is_not_found(lans_browser, attempt, position):
    url = address(attempt, "question", position)
    assert lans_browser.get(url).status_code == 404
    data = {"seq": "0", "client_uuid": str(uuid.uuid4()), "choice": ["1"]}
    assert lans_browser.post(url, data).status_code == 404


@pytest.mark.parametrize(("name", "position"), PAGES)
def test_no_quiz_page_is_ever_kept(lans_browser, attempt, name, position):
    if name == "result":
        submit_attempt(attempt.pk)
    response = lans_browser.get(address(attempt, name, position))
    assert "no-store" in response["Cache-Control"]
    assert "private" in response["Cache-Control"]


def test_submitting_by_link_is_not_possible(lans_browser, attempt):
    assert lans_browser.get(address(attempt, "submit")).status_code == 405


def test_a_voided_attempt_says_why(lans_browser, attempt, minh):
    void_attempt(attempt.pk, by=minh, reason="Mất điện cả xã")
    page = lans_browser.get(address(attempt, "result"))
    assert "Mất điện cả xã" in page.content.decode()
    assert minh.full_name not in page.content.decode()


# ---------------------------------------------------------------- what must not be told


def secret_assessment(**fields):
    assessment = assessment_with_questions(0, **fields)
    for kind in ALL_KINDS:
        version = QuestionVersionFactory(
            kind=kind,
            general_feedback="BÍ-MẬT giải thích",
            choices=[("Lựa chọn một", 100), ("Lựa chọn hai", 0), ("Lựa chọn ba", 0)][
                : 2 if kind == "true_false" else 3
            ],
        )
        version.choices.all().update(feedback="BÍ-MẬT phản hồi")
        FixedSlotFactory(assessment=assessment, question=version.question)
    return assessment


def without_noise(page):
    """Without what differs from page to page anyway."""
    return re.sub(r'(csrfmiddlewaretoken|client_uuid)" value="[^"]+"', "", page)


def test_nothing_about_the_right_answer_reaches_the_browser_before_submitting(lan, lans_browser):
    """Two attempts that differ only in which choice is right must look the same, byte for byte."""
    attempt = start_attempt(lan, secret_assessment(), "c")
    urls = [address(attempt, "question", position) for position in (1, 2, 3)] + [address(attempt, "overview")]

    def look():
        return [without_noise(lans_browser.get(url).content.decode()) for url in urls]

    with time_machine.travel(timezone.now(), tick=False):
        before = look()
        swapped = "UPDATE assessments_choice SET weight = 100 - weight"
        connection.cursor().execute(swapped)
        assert look() == before
    assert not any("BÍ-MẬT" in page for page in before)
    for page in before[:3]:
        values = [field["value"] for field in Fields(page).inputs if field.get("name") == "choice"]
        assert values == [
            str(place) for place in range(1, len(values) + 1)
        ]  # no id that grows with authorship


@pytest.mark.parametrize(
    ("policy", "fields", "is_told"),
    [
        (ReviewPolicy.AFTER_SUBMIT, {}, True),
        (ReviewPolicy.NEVER, {}, False),
        (ReviewPolicy.AFTER_PASS, {"attempts_allowed": 2}, False),
        (ReviewPolicy.AFTER_PASS, {"attempts_allowed": 1}, True),
        (ReviewPolicy.AFTER_PASS, {"pass_mark": 0}, True),
        (ReviewPolicy.AFTER_CLOSE, {"closes_at": timedelta(hours=1)}, False),
    ],
)
def test_the_review_policy_decides_what_the_result_tells(lan, lans_browser, policy, fields, is_told):
    if "closes_at" in fields:
        fields = {"closes_at": timezone.now() + fields["closes_at"]}
    attempt = start_attempt(lan, secret_assessment(review_policy=policy, **fields), "c")
    submit_attempt(attempt.pk)
    page = lans_browser.get(address(attempt, "result")).content.decode()
    assert ("BÍ-MẬT giải thích" in page) is is_told
    assert ("choice--right" in page) is is_told
    assert ("Lựa chọn một" in page) is is_told
    # An explanation cites the law: its cards come with it.
    assert ("js/laws_citations.js" in page) is is_told
    assert ("htmx" in page) is is_told


def test_answers_are_told_after_the_closing_date(lan, lans_browser):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        browser = Client()
        browser.force_login(lan)
        attempt = start_attempt(
            lan,
            secret_assessment(
                review_policy=ReviewPolicy.AFTER_CLOSE, closes_at=timezone.now() + timedelta(hours=1)
            ),
            "c",
        )
        submit_attempt(attempt.pk)
        clock.shift(timedelta(hours=2))
        assert "BÍ-MẬT giải thích" in browser.get(address(attempt, "result")).content.decode()


def test_a_closed_review_shows_the_law_behind_every_question_not_which_was_wrong(lan, lans_browser):
    article = ArticleVersionFactory().article
    assessment = assessment_with_questions(1, review_policy=ReviewPolicy.NEVER)
    FixedSlotFactory(
        assessment=assessment, question=QuestionVersionFactory(article=article, clause="2").question
    )
    attempt = start_attempt(lan, assessment, "c")
    submit_attempt(attempt.pk)
    page = lans_browser.get(address(attempt, "result")).content.decode()
    assert article.provision_url("2") in page
    assert "data-outcome" not in page


# ---------------------------------------------------------------- the result teaches


def test_a_wrong_answer_shows_the_right_one_the_reason_and_the_law(lan, lans_browser, answer):
    article = ArticleVersionFactory().article
    assessment = assessment_with_questions(0)
    version = QuestionVersionFactory(article=article, clause="2", choices=[("Sai rồi", 0), ("Đúng đây", 100)])
    version.choices.filter(weight=0).update(feedback="Nhầm với ô tô.")
    FixedSlotFactory(assessment=assessment, question=version.question)
    attempt = start_attempt(lan, assessment, "c")
    wrong = version.choices.get(weight=0)
    answer(attempt, 1, [1 + attempt.items.get().choice_order.index(wrong.pk)])
    submit_attempt(attempt.pk)
    page = lans_browser.get(address(attempt, "result")).content.decode()
    assert 'data-outcome="wrong"' in page
    assert "Nhầm với ô tô." in page
    assert version.general_feedback in page
    assert article.provision_url("2") in page
    assert "Người đi bộ đi đúng phần đường của mình." in page


@pytest.mark.parametrize(("place", "outcome"), [(None, "unanswered"), ("right", "right"), ("half", "partly")])
def test_each_outcome_has_its_word(lan, lans_browser, answer, place, outcome):
    attempt = start_attempt(lan, assessment_with_questions(1, kinds=(QuestionKind.MULTIPLE,)), "c")
    right = right_places(attempt.items.get())
    answer(attempt, 1, {None: [], "right": right, "half": right[:1]}[place])
    submit_attempt(attempt.pk)
    assert f'data-outcome="{outcome}"' in lans_browser.get(address(attempt, "result")).content.decode()


# ---------------------------------------------------------------- cost


@pytest.mark.parametrize("count", [1, 20])
def test_every_page_costs_the_same_for_1_and_20_questions(
    lan, lans_browser, count, django_assert_max_num_queries
):
    assessment = assessment_with_questions(0)
    for number in range(count):
        version = QuestionVersionFactory(article=ArticleVersionFactory().article, clause="2")
        FixedSlotFactory(assessment=assessment, question=version.question, sort_order=number)
    attempt = start_attempt(lan, assessment, "c")
    lans_browser.get(address(attempt, "overview"))  # what the site caches is cached
    for name, position, most in (("question", 1, 12), ("overview", None, 10)):
        with django_assert_max_num_queries(most):
            lans_browser.get(address(attempt, name, position))
    submit_attempt(attempt.pk)
    with django_assert_max_num_queries(18):
        lans_browser.get(address(attempt, "result"))
