"""The quiz in a real browser: keys, autosave, a lost connection, two windows, the clock."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from learning.assessments.actions.start_attempt import start_attempt
from learning.assessments.choices import QuestionKind
from learning.assessments.models import Answer, AnswerEvent, Attempt, Grade
from tests.factories.assessments import assessment_with_questions

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]

STATUS = "[data-quiz-status]"
NOTICE = "[data-quiz-notice]"


@pytest.fixture
def attempt(lan):
    kinds = (QuestionKind.SINGLE, QuestionKind.MULTIPLE)
    return start_attempt(lan, assessment_with_questions(4, kinds=kinds, shuffle=False), "c")


@pytest.fixture
def signed_in(lan, context, live_server):
    """The browser's context, signed in as Lan."""
    client = Client()
    client.force_login(lan)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    return context


@pytest.fixture
def open_question(signed_in, live_server, attempt):
    def open_it(position=1):
        page = signed_in.new_page()
        page.goto(live_server.url + url_of(attempt, position))
        return page

    return open_it


def url_of(attempt, position):
    return reverse("assessments:question", kwargs={"attempt": attempt.public_id, "position": position})


def chosen(position):
    answer = Answer.objects.select_related("item").get(item__position=position)
    return [place for place, pk in enumerate(answer.item.choice_order, start=1) if pk in answer.chosen_ids]


def expect_saved(page):
    expect(page.locator(STATUS)).to_have_attribute("data-state", "saved")


def test_a_key_chooses_and_the_answer_is_saved_at_once(open_question, assert_accessible):
    page = open_question(1)
    page.keyboard.press("3")
    expect_saved(page)
    assert chosen(1) == [3]
    page.keyboard.press("1")
    expect(page.locator("[name=choice][value='1']")).to_be_checked()
    expect(page.locator("[name=seq]")).to_have_value("2")
    assert chosen(1) == [1]
    expect(page.locator(".quiz-place[aria-current]")).to_have_attribute("data-answered", "true")
    assert_accessible(page)


def test_keys_tick_several_where_several_are_asked_and_can_be_switched_off(open_question):
    page = open_question(2)
    page.keyboard.press("1")
    page.keyboard.press("4")
    page.keyboard.press("9")
    expect(page.locator("[name=seq]")).to_have_value(re.compile("[12]"))
    expect_saved(page)
    assert chosen(2) == [1, 4]
    toggle = page.locator("[data-quiz-keys-toggle]")
    assert toggle.bounding_box()["height"] >= 44
    toggle.click()
    page.keyboard.press("2")
    expect(page.locator("[name=choice][value='2']")).not_to_be_checked()
    page.reload()
    page.keyboard.press("2")
    expect(page.locator("[name=choice][value='2']")).not_to_be_checked()


def test_going_on_after_an_autosave_is_no_second_save(open_question):
    page = open_question(1)
    page.keyboard.press("2")
    expect_saved(page)
    page.locator("button[value=next]").click()
    page.wait_for_url(re.compile("/2/$"))
    assert AnswerEvent.objects.count() == 1


def test_the_whole_row_is_the_target_and_clearing_works(open_question):
    page = open_question(1)
    page.locator(".choice").nth(1).click(position={"x": 300, "y": 10})
    expect_saved(page)
    assert chosen(1) == [2]
    page.locator("[data-quiz-clear]").click()
    expect(page.locator("[name=seq]")).to_have_value("2")
    assert chosen(1) == []
    expect(page.locator("[data-quiz-clear]")).to_be_hidden()


def test_a_mark_is_kept(open_question):
    page = open_question(1)
    page.locator("[data-quiz-flag]").click()
    expect(page.locator("[data-quiz-flag]")).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".quiz-place[aria-current]")).to_have_class(re.compile("flagged"))
    page.reload()
    expect(page.locator("[data-quiz-flag]")).to_have_attribute("aria-pressed", "true")


def test_without_a_connection_the_answer_waits_and_is_sent_when_it_is_back(open_question, signed_in):
    page = open_question(1)
    signed_in.set_offline(True)
    page.keyboard.press("2")
    expect(page.locator(STATUS)).to_have_attribute("data-state", "unsaved")
    expect(page.locator(NOTICE)).to_be_visible()
    page.keyboard.press("3")
    page.locator("button[value=next]").click()
    expect(page).to_have_url(re.compile("/1/$"))
    assert not AnswerEvent.objects.exists()
    signed_in.set_offline(False)
    expect_saved(page)
    expect(page.locator(NOTICE)).to_have_count(0)
    assert chosen(1) == [3]


def test_a_server_that_fails_is_asked_again(open_question):
    page = open_question(1)
    asked = []

    def fail_twice(route):
        asked.append(route.request.post_data_json["client_uuid"])
        route.fulfill(status=503) if len(asked) < 3 else route.continue_()

    page.route("**/luu/", fail_twice)
    page.keyboard.press("2")
    expect(page.locator(STATUS)).to_have_attribute("data-state", "unsaved")
    expect(page.locator(STATUS)).to_have_attribute("data-state", "saved", timeout=15_000)
    assert len(set(asked)) == 1
    assert AnswerEvent.objects.count() == 1


def test_a_lost_reply_is_no_second_save(open_question):
    """The server has saved, the page does not know: it asks again under the same id."""
    page = open_question(1)
    asked = []

    def lose_first_reply(route):
        asked.append(1)
        if len(asked) == 1:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.route("**/luu/", lose_first_reply)
    page.keyboard.press("2")
    expect(page.locator(STATUS)).to_have_attribute("data-state", "saved", timeout=15_000)
    page.keyboard.press("4")
    expect(page.locator("[name=seq]")).to_have_value("2")
    assert chosen(1) == [4]
    assert AnswerEvent.objects.count() == 2


def test_a_reload_without_a_connection_to_the_server_loses_nothing(open_question):
    page = open_question(1)
    page.route("**/luu/", lambda route: route.abort())
    page.keyboard.press("2")
    expect(page.locator(STATUS)).to_have_attribute("data-state", "unsaved")
    page.unroute("**/luu/")
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect_saved(page)
    expect(page.locator("[name=choice][value='2']")).to_be_checked()
    assert chosen(1) == [2]


def test_an_older_window_is_told_so(open_question):
    first, second = open_question(1), open_question(1)
    first.keyboard.press("1")
    expect_saved(first)
    second.keyboard.press("2")
    expect(second.locator(NOTICE)).to_be_visible()
    expect(second.locator(STATUS)).to_have_attribute("data-state", "unsaved")
    assert chosen(1) == [1]
    second.locator("[data-quiz-reload]").click()
    expect(second.locator("[name=choice][value='1']")).to_be_checked()


def test_a_double_click_submits_once(open_question, signed_in, live_server, attempt, assert_accessible):
    page = open_question(4)
    page.keyboard.press("1")
    expect_saved(page)
    page.locator(".quiz-actions button[value=overview]").click()
    page.wait_for_url(re.compile("/xem-lai/$"))
    assert_accessible(page)
    page.locator("[data-quiz-submit] button").dblclick()
    page.wait_for_url(re.compile("/ket-qua/$"))
    assert Grade.objects.count() == 1
    assert_accessible(page)


def test_when_the_time_is_over_the_page_submits_by_itself(open_question, attempt):
    Attempt.objects.filter(pk=attempt.pk).update(deadline_at=timezone.now() + timedelta(seconds=6))
    page = open_question(1)
    page.keyboard.press("2")
    expect_saved(page)
    page.wait_for_url(re.compile("/ket-qua/$"), timeout=20_000)
    assert Grade.objects.get().attempt == attempt
    assert AnswerEvent.objects.count() == 1


def test_the_clock_is_told_aloud_only_at_sensible_moments(signed_in, live_server, attempt):
    Attempt.objects.filter(pk=attempt.pk).update(deadline_at=timezone.now() + timedelta(minutes=11))
    page = signed_in.new_page()
    page.clock.install()
    page.goto(live_server.url + url_of(attempt, 1))
    announcer = page.locator("[data-quiz-announcer]")
    told = []
    for _ in range(10 * 4 + 1):
        page.clock.run_for(15_000)
        if (text := announcer.text_content().strip()) and text not in told[-1:]:
            told.append(text)
    assert len(told) == 3  # ten, five, one


def test_a_phone_shows_no_keys_and_needs_no_sideways_scrolling(browser, lan, live_server, attempt):
    client = Client()
    client.force_login(lan)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    phone = browser.new_context(viewport={"width": 320, "height": 700}, has_touch=True, is_mobile=True)
    phone.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    page = phone.new_page()
    page.goto(live_server.url + url_of(attempt, 1))
    expect(page.locator(".choice__key").first).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    phone.close()
