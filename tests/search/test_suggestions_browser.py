"""Completions under the search box, as fingers and keys meet them."""

import re

import pytest
from playwright.sync_api import expect

from search.politeness import Allowance
from search.views import suggestions as view
from tests.factories.explainers import make_explainer
from tests.factories.laws import ArticleFactory, LegalDocumentFactory

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

OPTION = "main [role=option]"
CHOSEN = f"{OPTION}[aria-selected=true]"
STATUS = "main form [role=status]"


@pytest.fixture
def explainer():
    law = LegalDocumentFactory(road_law=True)
    ArticleFactory(document=law, number="9", version__heading="Các hành vi bị nghiêm cấm")
    make_explainer(None, "Quẹo phải khi đèn đỏ thì sao?")
    return make_explainer(None, "Quẹo trái ở ngã tư thế nào?")


@pytest.fixture
def box(live_server, page, explainer):
    page.goto(f"{live_server.url}/tim-kiem/")
    return page.locator("main input[name=q]")


def test_one_letter_suggests_and_enter_opens_the_chosen_one(page, box, explainer):
    box.press_sequentially("q")
    expect(page.locator(OPTION).first).to_be_visible()
    option = page.locator(OPTION, has_text=explainer.title)
    while option.get_attribute("aria-selected") != "true":
        box.press("ArrowDown")
    expect(box).to_have_attribute("aria-activedescendant", option.get_attribute("id"))
    expect(box).to_be_focused()
    box.press("Enter")

    expect(page).to_have_url(re.compile(re.escape(explainer.url) + "$"))


def test_enter_searches_while_nothing_is_chosen(page, box):
    box.press_sequentially("queo")
    expect(page.locator(OPTION)).to_have_count(2)
    box.press("Enter")

    expect(page).to_have_url(re.compile(r"/tim-kiem/\?q=queo$"))


def test_a_citation_leads_straight_to_the_clause(page, box):
    box.press_sequentially("khoan 2 dieu 9 luat trat tu")
    expect(page.locator(OPTION).first).to_contain_text("Khoản 2 Điều 9")
    box.press("ArrowDown")
    box.press("Enter")

    expect(page).to_have_url(re.compile(r"/dieu-9/#khoan-2$"))


def test_the_list_is_a_combobox_with_named_groups(page, box):
    box.focus()
    expect(box).to_have_attribute("role", "combobox")
    expect(box).to_have_attribute("aria-expanded", "false")
    box.press_sequentially("luat")
    expect(page.locator(OPTION).first).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    listbox = page.locator(f"#{box.get_attribute('aria-controls')}")
    assert listbox.get_attribute("role") == "listbox"
    assert listbox.get_attribute("aria-label")
    for group in listbox.locator("[role=group]").all():
        label = page.locator(f"#{group.get_attribute('aria-labelledby')}")
        assert label.inner_text().strip()
    expect(page.locator(OPTION).first.locator("mark").first).to_have_text("Luật")


def test_how_many_there_are_is_announced_once_the_fingers_rest(page, box):
    box.press_sequentially("queo")
    expect(page.locator(OPTION)).to_have_count(2)
    expect(page.locator(STATUS)).to_contain_text("2")
    box.fill("zzzzz")
    expect(page.locator(OPTION)).to_have_count(0)
    expect(page.locator(STATUS)).not_to_contain_text("2")
    expect(page.locator(STATUS)).not_to_be_empty()


def test_arrows_go_round_and_the_cursor_keys_go_back_to_the_box(page, box):
    box.press_sequentially("queo")
    expect(page.locator(OPTION)).to_have_count(2)
    box.press("ArrowUp")
    expect(page.locator(OPTION).nth(1)).to_have_attribute("aria-selected", "true")
    box.press("ArrowDown")
    expect(page.locator(CHOSEN)).to_have_count(0)
    box.press("ArrowDown")
    box.press("Home")
    expect(page.locator(CHOSEN)).to_have_count(0)
    assert box.evaluate("input => input.selectionStart") == 0
    box.press("End")
    assert box.evaluate("input => input.selectionStart") == len("queo")
    expect(box).not_to_have_attribute("aria-activedescendant", re.compile("."))


def test_a_late_answer_does_not_take_the_choice_away(page, box):
    box.press_sequentially("queo")
    expect(page.locator(OPTION)).to_have_count(2)
    box.press("Space")
    box.press("ArrowDown")
    expect(page.locator(CHOSEN)).to_have_count(1)
    page.wait_for_timeout(500)  # longer than the script waits before it asks

    expect(page.locator(CHOSEN)).to_have_count(1)


def test_escape_closes_the_suggestions_and_keeps_what_was_typed(page, box):
    box.press_sequentially("queo")
    expect(page.locator(OPTION)).to_have_count(2)
    box.press("Escape")

    expect(page.locator(OPTION).first).to_be_hidden()
    expect(box).to_have_value("queo")
    expect(box).to_be_focused()
    expect(box).to_have_attribute("aria-expanded", "false")


def test_leaving_the_box_closes_the_list(page, box):
    box.press_sequentially("queo")
    expect(page.locator(OPTION)).to_have_count(2)
    box.press("Tab")
    box.press("Tab")
    page.keyboard.press("Tab")

    expect(page.locator(OPTION).first).to_be_hidden()


def test_who_types_too_fast_is_answered_a_moment_later(page, box, monkeypatch):
    monkeypatch.setattr(view, "allowance", Allowance(per_second=0.6, at_once=1))
    view.allowance.takes("127.0.0.1")
    box.press_sequentially("queo")

    expect(page.locator(OPTION)).to_have_count(2, timeout=10_000)


def test_nothing_that_is_offered_is_read_as_html(page, live_server, box):
    make_explainer(None, "Quẹo <img src=x onerror=alert(1)> là gì?")
    box.press_sequentially("queo img")
    expect(page.locator(OPTION).first).to_contain_text("<img src=x")
    expect(page.locator(f"{OPTION} img")).to_have_count(0)


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (360, "dark"), (1280, "light")])
def test_open_suggestions_are_accessible_and_fit_the_screen(page, box, assert_accessible, width, scheme):
    page.set_viewport_size({"width": width, "height": 740})
    page.emulate_media(color_scheme=scheme)
    box.press_sequentially("luật")
    expect(page.locator(OPTION).first).to_be_visible()
    box.press("ArrowDown")

    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for option in page.locator(OPTION).all():
        assert option.bounding_box()["height"] >= 48


def test_a_finger_on_a_phone_opens_a_suggestion(page, live_server, explainer):
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{live_server.url}/tim-kiem/")
    box = page.locator("main input[name=q]")
    box.click()
    box.press_sequentially("queo tr")
    page.locator(OPTION, has_text=explainer.title).click()

    expect(page).to_have_url(re.compile(re.escape(explainer.url) + "$"))


def test_without_scripts_the_box_is_a_form(browser, live_server, explainer):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/tim-kiem/")
    page.locator("main input[name=q]").fill("queo")
    page.locator("main form[role=search] button[type=submit]").click()

    expect(page).to_have_url(re.compile(r"/tim-kiem/\?q=queo"))
    assert page.locator("[role=listbox]").count() == 0
    context.close()
