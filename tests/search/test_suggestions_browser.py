"""Completions under the search box, as fingers and keys meet them."""

import re

import pytest
from playwright.sync_api import expect

from search import indexing
from tests.factories.explainers import make_explainer

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

OPTION = "main [role=option]"


@pytest.fixture
def explainer(settings, tmp_path):
    settings.SEARCH_BACKEND = "embedded"
    settings.SEARCH_INDEX_DIR = tmp_path / "search"
    explainer = make_explainer(None, "Phù hiệu xe khách là gì?")
    make_explainer(None, "Phí đường bộ nộp thế nào?")
    indexing.rebuild()
    return explainer


@pytest.fixture
def box(live_server, page, explainer):
    page.goto(f"{live_server.url}/tim-kiem/")
    return page.locator("main input[name=q]")


def test_two_letters_suggest_and_enter_opens_the_highlighted_one(page, box, explainer):
    box.press_sequentially("ph")
    expect(page.locator(OPTION)).to_have_count(2)
    option = page.locator(OPTION, has_text=explainer.title)
    while option.get_attribute("aria-selected") != "true":
        box.press("ArrowDown")
    expect(box).to_have_attribute("aria-activedescendant", option.get_attribute("id"))
    box.press("Enter")

    expect(page).to_have_url(re.compile(re.escape(explainer.url) + "$"))


def test_enter_searches_while_nothing_is_highlighted(page, box):
    box.press_sequentially("ph")
    expect(page.locator(OPTION)).to_have_count(2)
    box.press("Enter")

    expect(page).to_have_url(re.compile(r"/tim-kiem/\?q=ph$"))


def test_a_late_answer_does_not_take_the_choice_away(page, box):
    box.press_sequentially("ph")
    expect(page.locator(OPTION)).to_have_count(2)
    box.press("i")
    box.press("ArrowDown")
    chosen = page.locator(f"{OPTION}[aria-selected=true]")
    expect(chosen).to_have_count(1)
    page.wait_for_timeout(500)  # longer than the script waits before it asks

    expect(chosen).to_have_count(1)


def test_escape_closes_the_suggestions_and_keeps_what_was_typed(page, box):
    box.press_sequentially("ph")
    expect(page.locator(OPTION)).to_have_count(2)
    box.press("Escape")

    expect(page.locator(OPTION).first).to_be_hidden()
    expect(box).to_have_value("ph")
    expect(box).to_be_focused()
