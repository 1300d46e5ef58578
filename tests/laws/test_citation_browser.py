"""The card of a cited provision in a real browser: hover, focus, Escape, tap, and without script."""

from __future__ import annotations

import pytest
from django.contrib.contenttypes.models import ContentType
from playwright.sync_api import Page, expect

from content.laws.actions.refresh_sources import refresh_sources
from content.laws.models import Article
from tests.factories.laws import ArticleFactory, LegalDocumentFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def address(live_server):
    """A page that cites clause 2 of article 7 of the road law."""
    ArticleFactory(document=LegalDocumentFactory(road_law=True), number="7")
    source = ArticleFactory(
        document=LegalDocumentFactory(penalty_decree=True),
        number="3",
        version__text="1. Người đi bộ theo khoản 2 Điều 7 Luật số 36/2024/QH15 thì được ưu tiên.",
    )
    refresh_sources([(ContentType.objects.get_for_model(Article).pk, source.pk)])
    return f"{live_server.url}{source.get_absolute_url()}"


def test_the_card_opens_on_hover_stays_under_the_pointer_and_closes_with_escape(
    page: Page, address, assert_accessible
):
    page.goto(address)
    page.locator("a.cite").hover()
    card = page.locator("#cite-card")
    expect(card).to_be_visible()
    expect(card).to_contain_text("Người đi bộ đi đúng phần đường")
    box, line = card.bounding_box(), page.locator("a.cite").bounding_box()
    assert abs(box["y"] - (line["y"] + line["height"])) < 12
    assert 0 <= box["x"] <= line["x"] + line["width"]
    assert box["x"] + box["width"] <= page.viewport_size["width"]
    assert_accessible(page)

    card.hover()
    page.wait_for_timeout(600)
    expect(card).to_be_visible()

    page.keyboard.press("Escape")
    expect(card).to_be_hidden()


def test_the_card_opens_on_focus_and_the_next_tab_leads_into_it(page: Page, address):
    page.goto(address)
    link = page.locator("a.cite")
    for _press in range(80):
        page.keyboard.press("Tab")
        if link.evaluate("one => one === document.activeElement"):
            break
    card = page.locator("#cite-card")
    expect(card).to_be_visible()

    page.keyboard.press("Tab")
    expect(card.locator("[data-cite-open]")).to_be_focused()
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    expect(link).to_be_focused()


def test_a_tap_opens_the_card_whose_link_leads_on(browser, address, assert_accessible):
    context = browser.new_context(has_touch=True, is_mobile=True, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(address)
    page.locator("a.cite").tap()
    card = page.locator("#cite-card")
    expect(card).to_be_visible()
    assert page.url == address
    assert_accessible(page)

    card.locator("[data-cite-open]").tap()
    page.wait_for_url("**/dieu-7/#khoan-2")
    context.close()


def test_without_script_a_citation_is_a_plain_link(browser, address):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    page.locator("a.cite").click()

    page.wait_for_url("**/dieu-7/#khoan-2")
    context.close()
