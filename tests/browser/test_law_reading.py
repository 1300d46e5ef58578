"""Reading a long law in a browser: contents, search, chapters that come later, citations, size of the words."""

from __future__ import annotations

import io
import re

import pytest
from django.core.cache import cache
from pdfminer.high_level import extract_text
from playwright.sync_api import Page, expect

from content.laws.choices import ArticleKind
from content.laws.models import Article, ArticleVersion
from content.laws.ordering import unit_order
from tests.factories.laws import DivisionFactory, LegalDocumentFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ARTICLES = 700
CHAPTERS = 14
PHONE = {"width": 360, "height": 780}
# A law of 700 articles on a busy machine.
PATIENCE = 30_000
expect.set_options(timeout=PATIENCE)


@pytest.fixture
def code(live_server):
    """A code of 700 articles; only article 650 says "hụi họ"; article 3 has a table."""
    cache.clear()
    document = LegalDocumentFactory(
        document_type="code", number="91/2015/QH13", title="Bộ luật Dân sự", issuer="Quốc hội"
    )
    divisions = [
        DivisionFactory(document=document, number=str(number), order=number)
        for number in range(1, CHAPTERS + 1)
    ]
    rows = Article.objects.bulk_create(
        Article(
            document=document,
            division=divisions[(number - 1) * CHAPTERS // ARTICLES],
            number=str(number),
            order=unit_order(ArticleKind.ARTICLE, str(number)),
        )
        for number in range(1, ARTICLES + 1)
    )
    clause = "Các bên tự do thỏa thuận và chịu trách nhiệm về việc thực hiện nghĩa vụ của mình. " * 6
    special = {
        "650": "2. Họ, hụi, biêu, phường:\na) hụi họ do các bên thỏa thuận;\nđ) không được lợi dụng.",
        "3": "2. Mức:\n| Loại | Mức | Ghi chú |\n| Một | 1.000.000 đồng | không |\n| Hai | 2.000.000 đồng | có |",
    }
    ArticleVersion.objects.bulk_create(
        ArticleVersion(
            article=row,
            heading=f"Quy định thứ {row.number}",
            text=f"1. {clause}\n{special.get(row.number, '2. ' + clause)}",
            folded="",
            effective_from=document.effective_on,
        )
        for row in rows
    )
    return f"{live_server.url}{document.get_absolute_url()}"


@pytest.fixture
def page(page: Page):
    """Fails on any error that a script does not catch."""
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    assert not errors


def missing(page: Page) -> int:
    return page.locator(".law-stretch--later").count()


def test_an_anchor_deep_in_the_law_loads_its_chapter_and_stays_in_view(page, code, assert_accessible):
    page.goto(f"{code}#dieu-500-khoan-2")

    clause = page.locator("#dieu-500-khoan-2")
    expect(clause).to_be_in_viewport()
    page.wait_for_timeout(1500)
    expect(clause).to_be_in_viewport()
    assert page.evaluate("document.querySelector(':target').id") == "dieu-500-khoan-2"
    assert missing(page) > 10
    expect(page.locator('[data-contents-link="dieu-500"]')).to_have_attribute("aria-current", "location")
    assert_accessible(page)


def test_chapters_come_as_the_reader_comes_near(page, code):
    page.goto(code)
    before = missing(page)
    for _screen in range(6):
        page.mouse.wheel(0, 4000)
        page.wait_for_timeout(250)

    expect(page.locator("#dieu-40")).to_be_attached()
    assert 0 < missing(page) < before


def test_the_contents_follow_the_scroll(page, code):
    page.goto(code)
    current = page.locator("[data-contents] [aria-current]")
    page.locator("#dieu-9").scroll_into_view_if_needed()
    page.locator("#dieu-9").evaluate("element => element.scrollIntoView()")

    expect(current).to_have_attribute("data-contents-link", "dieu-9")
    expect(current).to_be_in_viewport()
    page.locator('[data-contents-link="dieu-12"]').click()
    expect(current).to_have_attribute("data-contents-link", "dieu-12")
    expect(page.locator("#dieu-12")).to_be_in_viewport()


def test_search_inside_reaches_what_was_not_loaded(page, code, assert_accessible):
    page.goto(code)
    page.locator("body").press("Control+/")
    page.keyboard.type("hui ho")

    count = page.locator("[data-inside-count]")
    expect(count).to_contain_text("1 / 1")
    expect(page.locator("#dieu-650-khoan-2-diem-a")).to_be_in_viewport()
    assert missing(page) == 0
    assert_accessible(page)

    page.locator("#inside-words").fill("thỏa thuận")
    expect(count).to_contain_text(re.compile(r"\d+ / [\d]{4}"))
    first = count.text_content()
    page.keyboard.press("Enter")
    expect(count).not_to_have_text(first)
    page.keyboard.press("Shift+Enter")
    expect(count).to_have_text(first)
    # A letter with marks finds only itself.
    page.locator("#inside-words").fill("thọa thuận")
    expect(count).to_contain_text(re.compile(r"\d+ / "))
    page.locator("#inside-words").fill("không có chữ này")
    expect(count).to_have_text(page.locator("[data-none]").get_attribute("data-none"))
    page.keyboard.press("Escape")
    expect(page.locator("[data-inside-found]")).to_be_hidden()


def test_reading_aloud_and_sharing_are_offered_only_where_the_browser_can(page, code):
    page.add_init_script("delete Navigator.prototype.share")
    page.goto(code)
    expect(page.locator("[data-size-step]").first).to_be_visible()
    assert page.evaluate("speechSynthesis.getVoices().filter(one => one.lang.startsWith('vi')).length") == 0

    expect(page.locator("[data-listen]")).to_be_hidden()
    expect(page.locator("[data-share]")).to_be_hidden()

    page.add_init_script("speechSynthesis.getVoices = () => [{ lang: 'vi-VN', name: 'Mai' }]")
    page.add_init_script("Navigator.prototype.share = () => Promise.resolve()")
    page.reload()
    expect(page.locator("[data-listen]")).to_be_visible()
    expect(page.locator("[data-share]")).to_be_visible()


def test_on_paper_the_text_begins_on_the_first_page(page, code):
    page.goto(f"{code}dieu-3/")

    paper = extract_text(io.BytesIO(page.pdf(format="A4")), page_numbers=[0])

    assert "Quy định thứ 3" in paper
    assert "1.000.000 đồng" in " ".join(paper.split())


def test_every_provision_offers_its_citation(page, code, context, assert_accessible):
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{code}#dieu-650")
    point = page.locator("#dieu-650-khoan-2-diem-dd")
    expect(point).to_be_in_viewport()
    page.mouse.wheel(0, 5)  # the reader moves: the place is no longer held while chapters load
    page.wait_for_timeout(1000)
    point.locator("p").first.hover()
    bar = page.locator(".provision-bar")
    expect(point.locator(".provision-bar")).to_be_visible()
    assert_accessible(page)
    bar.locator("[data-copy]").click()

    expect(page.locator("[data-provision-status]")).to_contain_text("Điểm đ khoản 2 Điều 650")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == "Điểm đ khoản 2 Điều 650 Bộ luật Dân sự 2024"

    page.keyboard.press("Escape")
    expect(bar).to_be_hidden()
    # By keyboard: the number is a link; the bar follows it in the order of tabbing.
    page.locator("#dieu-650-khoan-1 > p > a").focus()
    expect(bar).to_be_visible()
    page.keyboard.press("Tab")
    expect(bar.locator("[data-copy]")).to_be_focused()


def test_the_size_of_the_words_is_remembered(page, code):
    page.goto(code)

    def size() -> float:
        return float(
            page.locator(".provisions").first.evaluate(
                "element => parseFloat(getComputedStyle(element).fontSize)"
            )
        )

    usual = size()
    page.locator("[data-size-step='1']").click()
    page.locator("[data-size-step='1']").click()
    larger = size()
    assert larger > usual * 1.2
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-reading-size", "2")
    assert size() == larger
    page.locator("[data-size-step='0']").click()
    assert size() == usual


def test_on_a_phone_the_contents_are_a_bar_that_opens(page, code, assert_accessible):
    page.set_viewport_size(PHONE)
    page.goto(code)
    page.mouse.wheel(0, 3000)
    summary = page.locator("[data-contents-fold] > summary")
    expect(summary).to_be_in_viewport()
    entry = page.locator('[data-contents-link="dieu-14"]')
    expect(entry).to_be_hidden()

    summary.click()
    expect(entry).to_be_visible()
    assert_accessible(page)
    entry.click()
    expect(page.locator("#dieu-14")).to_be_in_viewport()
    expect(entry).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


def test_a_table_scrolls_within_itself(page, code):
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"{code}#dieu-3")

    table = page.locator("#dieu-3 .law-table")
    assert table.evaluate("element => element.scrollWidth > element.clientWidth")
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    expect(table.get_by_role("columnheader")).to_have_count(3)


def test_without_script_the_whole_text_is_shown(browser, code):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(code)

    page.wait_for_url(re.compile("/toan-van/$"))
    expect(page.locator(".law-article")).to_have_count(ARTICLES)
    expect(page.locator("#inside-words")).to_be_visible()
    context.close()


def test_printing_waits_for_the_whole_text(page, code):
    page.add_init_script("window.print = () => document.documentElement.setAttribute('data-printed', '')")
    page.goto(code)
    page.locator(".law-head [data-print]").click()

    expect(page.locator("html[data-printed]")).to_be_attached()
    expect(page.locator(".law-article")).to_have_count(ARTICLES)
