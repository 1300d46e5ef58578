"""Search as people meet it: with a thumb, with keys alone, without script, with the engine away."""

import re

import pytest
from playwright.sync_api import Page, expect

from search.indexing import rebuild
from search.models import SearchClick, SearchEvent
from tests.factories.courses import make_course
from tests.factories.explainers import make_explainer, make_topic
from tests.factories.laws import ArticleFactory, LegalDocumentFactory

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

PHONE = {"viewport": {"width": 360, "height": 780}, "has_touch": True, "is_mobile": True}
DESKTOP = {"viewport": {"width": 1280, "height": 900}}
SHEET = "#bo-loc"
CHILD_SEAT = (
    "1. Người lái xe phải thắt dây an toàn.\n"
    "2. Người được chở cũng vậy.\n"
    "3. Khi chở trẻ em dưới 10 tuổi không được cho trẻ em ngồi cùng hàng ghế với người lái xe."
)


@pytest.fixture
def explainer(settings, tmp_path):
    settings.SEARCH_BACKEND = "embedded"
    settings.SEARCH_INDEX_DIR = tmp_path / "search"
    for law in (LegalDocumentFactory(road_law=True), LegalDocumentFactory(penalty_decree=True)):
        for number in ("10", "11"):
            ArticleFactory(
                document=law, number=number, version__heading="Chở trẻ em", version__text=CHILD_SEAT
            )
    make_course("Chở trẻ em trên xe", questions=0, lessons=0)
    page = make_explainer(
        make_topic("Gia đình"), "Trẻ em ngồi ghế nào trên ô tô?", summary="Trẻ em ngồi ghế sau."
    )
    rebuild()
    return page


@pytest.fixture
def visit(browser, browser_context_args, live_server, explainer):
    """Opens an address of the site; each visitor has a browser of their own."""

    def go(path="/tim-kiem/", **context) -> Page:
        page = browser.new_context(**{**browser_context_args, **context}).new_page()
        page.goto(f"{live_server.url}{path}")
        return page

    return go


def ask(page: Page, words: str) -> None:
    page.locator("main input[type=search]").fill(words)
    page.locator("main input[type=search]").press("Enter")
    page.wait_for_url(re.compile(r"\?q="))


def test_without_accents_on_a_phone(visit, explainer, assert_accessible):
    page = visit(**PHONE)
    ask(page, "tre em ngoi ghe nao")
    expect(page.locator("[data-understood]")).to_contain_text("trẻ em ngồi ghế nào")
    answer = page.locator("[data-group]").first.get_by_role("link", name=explainer.title)
    expect(answer).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert_accessible(page)
    answer.tap()
    page.wait_for_url(re.compile(re.escape(explainer.url) + "$"))


def test_a_suggestion_is_picked_with_a_thumb(visit, explainer):
    page = visit(**PHONE)
    page.locator("main input[type=search]").press_sequentially("tre em ngoi")
    page.locator("main [role=option]", has_text=explainer.title).tap()
    page.wait_for_url(re.compile(re.escape(explainer.url) + "$"))


def test_filters_with_a_thumb(visit, assert_accessible):
    page = visit("/tim-kiem/?q=tre+em", **PHONE)
    expect(page.locator(SHEET)).to_be_hidden()
    page.locator(".toolbar__filters").tap()
    sheet = page.locator(SHEET)
    expect(sheet).to_be_visible()
    assert_accessible(page)
    for row in sheet.locator(".filters__value:visible").all():
        assert row.bounding_box()["height"] >= 47

    before = sheet.locator("[data-filters-total]").inner_text()
    sheet.locator("input[name=loai_van_ban][value=nghi-dinh]").tap()
    page.wait_for_url(re.compile("loai_van_ban=nghi-dinh"))
    expect(sheet).to_be_visible()  # more can be ticked
    expect(sheet.locator("[data-filters-total]")).not_to_have_text(before)
    expect(sheet.locator("input[name=loai_van_ban][value=nghi-dinh]")).to_be_checked()
    sheet.locator("button[type=submit]").tap()
    expect(page.locator(SHEET)).to_be_hidden()
    expect(page.locator("[data-total]")).to_have_attribute("data-total", "2")
    expect(page.locator("[data-group=giai-thich]")).to_have_count(0)

    page.locator(".chip").first.tap()
    page.wait_for_url(lambda url: "loai_van_ban" not in url)
    expect(page.locator("[data-group=giai-thich]")).to_have_count(1)


def test_a_citation_leads_straight_to_its_clause(visit):
    page = visit(**PHONE)
    ask(page, "khoan 3 dieu 10 luat trat tu an toan giao thong duong bo")
    page.locator("[data-direct] a").first.tap()
    page.wait_for_url(re.compile(r"/dieu-10/#khoan-3$"))
    expect(page.locator("#khoan-3")).to_be_in_viewport()


def test_with_keys_alone(visit, explainer, assert_accessible):
    page = visit("/tim-kiem/?q=tre+em", **DESKTOP)
    assert_accessible(page)
    expect(page.locator(f"{SHEET} [popovertarget]")).to_be_hidden()
    box = page.locator("main input[type=search]")
    box.focus()
    decree = "input[name=loai_van_ban][value=nghi-dinh]"
    for _key in range(60):
        page.keyboard.press("Tab")
        if page.evaluate(f"document.activeElement.matches('{decree}')"):
            break
    page.keyboard.press("Space")
    page.wait_for_url(re.compile("loai_van_ban=nghi-dinh"))
    expect(page.locator("[data-total]")).to_have_attribute("data-total", "2")
    expect(page.locator(decree)).to_be_focused()
    page.go_back()
    page.wait_for_url(lambda url: "loai_van_ban" not in url)
    expect(page.locator("[data-total]")).not_to_have_attribute("data-total", "2")


def test_without_script(visit, explainer):
    page = visit(java_script_enabled=False, **PHONE)
    page.locator("main input[type=search]").fill("tre em")
    page.locator("main form[role=search] button").click()
    page.locator(".toolbar__filters").click()
    sheet = page.locator(SHEET)
    expect(sheet).to_be_visible()
    sheet.locator("input[name=loai_van_ban][value=luat]").check()
    sheet.locator("input[name=loai_van_ban][value=nghi-dinh]").check()
    sheet.locator("button[type=submit]").click()
    page.wait_for_url(re.compile("loai_van_ban=luat&loai_van_ban=nghi-dinh|nghi-dinh.*luat"))
    expect(page.locator("[data-total]")).to_have_attribute("data-total", "4")
    assert page.locator(".chip").count() == 2
    page.locator(".chip").first.click()
    expect(page.locator(".chip")).to_have_count(1)


def test_an_opened_result_is_counted_without_script_and_the_link_stays_plain(visit, explainer):
    page = visit("/tim-kiem/?q=tre+em+ngoi+ghe", java_script_enabled=False, **DESKTOP)
    link = page.get_by_role("link", name=explainer.title)
    assert link.get_attribute("href") == explainer.url
    link.click()
    page.wait_for_url(re.compile(re.escape(explainer.url)))
    for _moment in range(50):
        if SearchClick.objects.exists():
            break
        page.wait_for_timeout(100)
    click = SearchClick.objects.get()
    assert click.event == SearchEvent.objects.get()
    assert (click.rank, click.kind) == (1, "explainer")


def test_nothing_found_always_leads_on(visit, assert_accessible):
    page = visit("/tim-kiem/?q=qwzx+ghe", **PHONE)
    expect(page.locator("[data-empty]")).to_be_visible()
    assert_accessible(page)
    page.locator("[data-looser] a").first.tap()
    expect(page.locator("[data-total]")).to_be_visible()

    page.go_back()
    page.locator("[data-empty] a[href*='/tim-kiem/hoi/']").first.tap()
    expect(page.locator("main textarea")).to_have_value("qwzx ghe")
    assert_accessible(page)
    page.locator("main form button[type=submit]").last.tap()
    expect(page.locator("main textarea")).to_have_count(0)
    assert_accessible(page)


def test_the_engine_goes_away_and_comes_back(visit, settings, explainer, assert_accessible):
    pointer = settings.SEARCH_INDEX_DIR / "current"
    away = pointer.rename(pointer.with_name("away"))
    page = visit("/tim-kiem/?q=168/2024", **PHONE)
    expect(page.locator("[data-unavailable]")).to_be_visible()
    expect(page.locator("main a[href*='168-2024-nd-cp']").first).to_be_visible()
    assert_accessible(page)
    away.rename(pointer)
    page.reload()
    expect(page.locator("[data-direct]")).to_be_visible()


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_of_search_is_accessible(visit, assert_accessible, size, scheme):
    page = visit(color_scheme=scheme, **size)
    origin = page.url.partition("/tim-kiem/")[0]
    for path in (
        "/tim-kiem/",
        "/en/tim-kiem/?q=tre+em&sap_xep=moi-nhat&ngay=2020-01-01",
        "/id/tim-kiem/?q=tre+em&loai=dieu-luat&hieu_luc=con-hieu-luc&nam=abcd&page=10000",
        "/tim-kiem/?q=tre+em&co_quan=Kh%C3%B4ng+c%C3%B3",
        "/api/docs",
    ):
        page.goto(f"{origin}{path}")
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= size["viewport"]["width"], path
