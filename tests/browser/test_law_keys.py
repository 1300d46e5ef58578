"""A law by keyboard alone: every stop is seen, nothing holds the focus, and what closes gives it back."""

from __future__ import annotations

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from playwright.sync_api import Page, expect

from content.laws.actions.refresh_sources import refresh_sources
from content.laws.models import Article
from tests.factories.laws import (
    ArticleFactory,
    DivisionFactory,
    DocumentRelationFactory,
    LegalDocumentFactory,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 360, "height": 780}
DESK = {"width": 1280, "height": 900}
MOST_STOPS = 150
MOST_LOOKS = 30
CITING = (
    "1. Người đi bộ theo khoản 2 Điều 7 Luật số 36/2024/QH15 thì được ưu tiên.\n2. Xe thô sơ nhường đường."
)

# What holds the focus: whether it is inside the window, not covered, and has a ring (its own or its box's).
STOP = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  window.stops ??= new Map();
  const times = (window.stops.get(one) ?? 0) + 1;
  window.stops.set(one, times);
  const box = one.getBoundingClientRect();
  const at = (x, y) => document.elementFromPoint(x, y);
  const corners = [[box.left + 2, box.top + 2], [box.right - 2, box.bottom - 2],
                   [box.left + Math.min(box.width / 2, 40), box.top + box.height / 2]];
  const ringed = (element) => element && (parseFloat(getComputedStyle(element).outlineWidth) > 0
    && getComputedStyle(element).outlineStyle !== "none" || getComputedStyle(element).boxShadow !== "none");
  return {
    name: `${one.tagName} ${one.id || one.className} ${one.textContent.trim().slice(0, 30)} at ${box.left} ${box.top},`
      + ` over it ${at(box.left + 2, box.top + 2)?.outerHTML.slice(0, 60)}`,
    times,
    moves: Boolean(one.closest(".provision-bar")) || one.type === "date",
    isSeen: corners.some(([x, y]) => { const top = at(x, y); return top && (one.contains(top) || top.contains(one)); }),
    hasRing: one.type === "date" || ringed(one) || ringed(one.closest("form")) || ringed(one.parentElement),
  };
}"""


@pytest.fixture
def page(page: Page):
    """Fails on any error that a script does not catch."""
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    assert not errors


@pytest.fixture
def law(live_server):
    """A decree whose article 3 cites the road law; both are related."""
    cache.clear()
    road_law = LegalDocumentFactory(road_law=True)
    ArticleFactory(document=road_law, number="7")
    decree = LegalDocumentFactory(penalty_decree=True)
    source = ArticleFactory(
        document=decree, division=DivisionFactory(document=decree), number="3", version__text=CITING
    )
    ArticleFactory(document=decree, number="4")
    DocumentRelationFactory(from_document=decree, to_document=road_law)
    refresh_sources([(ContentType.objects.get_for_model(Article).pk, source.pk)])
    return f"{live_server.url}{decree.get_absolute_url()}"


def tab_to(page: Page, selector: str) -> None:
    for _press in range(MOST_STOPS):
        page.keyboard.press("Tab")
        if page.locator(selector).first.evaluate("one => one === document.activeElement"):
            return
    raise AssertionError(f"{selector} is not reached by Tab")


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize(
    "rest", ["", "dieu-3/", "dieu-3/so-sanh/", "so-sanh/", "quan-he/", "dieu-3/dan-chieu/"]
)
def test_tab_goes_through_the_page_and_out_of_it(page, law, rest, size):
    page.set_viewport_size(size)
    page.goto(f"{law}{rest}")
    page.wait_for_load_state()

    for _press in range(MOST_STOPS):
        page.keyboard.press("Tab")
        page.wait_for_timeout(30)
        stop = page.evaluate(STOP)
        if stop is None:
            break
        for _look in range(MOST_LOOKS):  # it may still be scrolling
            if stop["isSeen"] and stop["hasRing"]:
                break
            page.wait_for_timeout(200)
            stop = page.evaluate(STOP) | {"times": 1}
        assert stop["isSeen"], stop["name"]
        assert stop["hasRing"], stop["name"]
        assert stop["times"] == 1 or stop["moves"], stop["name"]
    else:
        raise AssertionError("the focus never leaves the page")


def test_past_a_citation_the_bar_of_its_provision_is_reached(page, law):
    page.goto(f"{law}dieu-3/")
    page.locator("#khoan-1 > p > .provision__number").focus()

    tab_to(page, "#khoan-1 .provision-bar [data-copy]")

    expect(page.locator(".provision-bar")).to_have_count(1)
    tab_to(page, "#khoan-2 > p > .provision__number")
    expect(page.locator("#khoan-2 .provision-bar")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".provision-bar")).to_have_count(0)


def test_a_card_that_comes_late_does_not_open_where_the_reader_no_longer_is(page, law):
    page.route("**/trich-dan/**", lambda route: (page.wait_for_timeout(500), route.continue_()))
    page.goto(f"{law}dieu-3/")
    page.locator("#khoan-1 > p > .provision__number").focus()
    with page.expect_response("**/trich-dan/**"):
        page.keyboard.press("Tab")
        expect(page.locator("a.cite")).to_be_focused()
        page.keyboard.press("Tab")
    page.wait_for_timeout(300)

    expect(page.locator("#cite-card")).to_have_count(0)
    expect(page.locator("#khoan-1 .provision-bar [data-copy]")).to_be_focused()


def test_the_voice_takes_the_focus_along_and_gives_it_back(page, law):
    page.add_init_script(
        "speechSynthesis.getVoices = () => [{ lang: 'vi-VN', name: 'Mai' }];"
        "window.SpeechSynthesisUtterance = function (words) { this.text = words; };"
        "speechSynthesis.speak = () => {};"
    )
    page.goto(f"{law}dieu-3/")
    page.locator("#khoan-2 > p > .provision__number").focus()
    tab_to(page, "[data-read-from]")
    page.keyboard.press("Enter")

    expect(page.locator("[data-listen-pause]")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("[data-listening]")).to_be_hidden()
    expect(page.locator("#khoan-2 > p > .provision__number")).to_be_focused()


def test_the_search_inside_opens_with_ctrl_and_keeps_the_focus_when_it_closes(page, law):
    page.goto(law)
    words = page.locator("#inside-words")
    page.keyboard.press("/")
    expect(words).not_to_be_focused()

    page.keyboard.press("Control+/")
    expect(words).to_be_focused()
    page.keyboard.type("không có chữ này")
    expect(page.locator("[data-inside-found]")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("[data-inside-found]")).to_be_hidden()
    expect(words).to_be_focused()


def test_on_a_phone_the_open_contents_close_when_the_focus_goes_on(page, law):
    page.set_viewport_size(PHONE)
    page.goto(law)
    tab_to(page, "[data-contents-fold] > summary")
    page.keyboard.press("Enter")
    last = page.locator("[data-contents-fold] a").last
    expect(last).to_be_visible()
    last.focus()

    page.keyboard.press("Tab")

    expect(last).to_be_hidden()
