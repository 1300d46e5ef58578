"""The law in time, in a browser: as of a day, two days beside each other, and the amendment desk from end to end."""

import datetime
import re

import pytest
from django.contrib.auth.models import Group
from playwright.sync_api import Page, expect

from content.laws.models import Article, ArticleVersion
from portal.accounts.roles import Role
from portal.management.demo.people import DEMO_PASSWORD
from tests.factories.accounts import PersonFactory
from tests.factories.laws import (
    CLAUSES_AND_POINTS,
    ArticleFactory,
    ArticleVersionFactory,
    LegalDocumentFactory,
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

SIZES = {"phone": {"width": 360, "height": 780}, "desktop": {"width": 1280, "height": 900}}
CHANGE = datetime.date(2025, 9, 1)
REVIEWER = "tham-dinh@example.org"
AMENDING_TEXT = """1. Sửa đổi, bổ sung khoản 2 Điều 5 như sau:
“2. Người đi bộ đi trên vỉa hè.”.
2. Bãi bỏ điểm c khoản 1 Điều 5.
3. Bổ sung Điều 5a vào sau Điều 5 như sau:
“Điều 5a. Xe điện
1. Xe điện hai bánh đi bên phải.”."""


@pytest.fixture(params=SIZES)
def size(request):
    return SIZES[request.param]


@pytest.fixture
def decree():
    decree = LegalDocumentFactory(penalty_decree=True)
    ArticleFactory(document=decree, number="5")
    seven = ArticleFactory(document=decree, number="7", version__effective_to=CHANGE)
    ArticleVersionFactory(
        article=seven,
        effective_from=CHANGE,
        text=CLAUSES_AND_POINTS.replace("đúng phần đường", "trên vỉa hè"),
    )
    return decree


@pytest.fixture
def amending():
    amending = LegalDocumentFactory(
        number="9/2025/NĐ-CP", issued_on=datetime.date(2025, 8, 1), effective_on=CHANGE
    )
    ArticleFactory(document=amending, number="1", version__text=AMENDING_TEXT)
    return amending


def opened(browser, browser_context_args, size, **extra) -> Page:
    return browser.new_context(**{**browser_context_args, "viewport": size, **extra}).new_page()


def test_a_law_as_of_a_day_and_back_to_today(
    browser, browser_context_args, live_server, decree, size, assert_accessible
):
    page = opened(browser, browser_context_args, size)
    url = f"{live_server.url}{decree.get_absolute_url()}"
    page.goto(url)
    page.locator("#as-of-day").fill("2025-03-01")
    page.locator(".as-of button").click()
    expect(page.locator("[data-as-of='2025-03-01']")).to_contain_text("01/03/2025")
    expect(page.locator("#dieu-7")).to_contain_text("đúng phần đường")
    assert_accessible(page)
    page.locator("#dieu-7 .law-article__title a").click()
    expect(page).to_have_url(re.compile(r"/dieu-7/\?ngay=2025-03-01$"))
    page.goto(f"{url}dieu-7/?ngay=31/02/2025")
    expect(page.locator("#as-of-error")).to_contain_text("31/02/2025")
    assert_accessible(page)
    page.goto(f"{url}?ngay=2025-03-01")
    page.locator("[data-as-of] a").first.click()
    expect(page).to_have_url(url)


def test_two_days_beside_each_other_and_in_one_column(
    browser, browser_context_args, live_server, decree, size, assert_accessible
):
    page = opened(browser, browser_context_args, size)
    page.goto(f"{live_server.url}{decree.get_absolute_url()}so-sanh/")
    expect(page.locator(".compare__article")).to_have_count(1)
    assert_accessible(page)
    page.locator(".compare__article h3 a").click()
    expect(page.locator("del").first).to_contain_text("đúng phần đường")
    expect(page.locator("ins").first).to_contain_text("trên vỉa hè")
    assert_accessible(page)
    page.locator(".compare-form__views a").click()
    expect(page.locator(".diff--inline ins").first).to_be_visible()
    assert_accessible(page)
    page.locator("#compare-den").fill("2025-03-01")
    page.locator(".compare-form > button").click()
    expect(page.locator("ins")).to_have_count(0)


def sign_in(page: Page, site: str, then: str) -> None:
    page.goto(f"{site}/tai-khoan/login/?next={then}")
    page.locator("main input[name=login]").fill(REVIEWER)
    page.locator("main input[name=password]").fill(DEMO_PASSWORD)
    page.locator("main input[name=password]").press("Enter")
    page.wait_for_url(f"{site}{then}")


@pytest.fixture
def reviewer():
    someone = PersonFactory(email=REVIEWER)
    someone.set_password(DEMO_PASSWORD)
    someone.save()
    someone.groups.add(Group.objects.get(name=Role.LEGAL_REVIEWER))
    return someone


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_the_amendment_desk_from_the_search_to_the_undo(
    browser, browser_context_args, live_server, decree, amending, reviewer, script, assert_accessible
):
    page = opened(browser, browser_context_args, SIZES["desktop"], java_script_enabled=script)
    site, desk = live_server.url, "/quan-tri/luat/sua-doi/"

    def check() -> None:
        if script:
            assert_accessible(page)

    sign_in(page, site, desk)
    check()
    page.goto(f"{site}{desk}them/?sua=9/2025&bi-sua=168/2024")
    check()
    page.locator("form[method=post] button[type=submit]").last.click()
    page.locator("[data-suggest]").click()
    expect(page.locator(".desk-changes > li")).to_have_count(3)
    check()

    # A mistake is said and nothing is lost; then it is put right.
    page.locator(".desk-changes > li a").first.click()
    page.locator("#id_new_text").fill("2. Người đi bộ luôn đi trên vỉa hè.")
    page.locator("#id_clause").fill("hai")
    page.locator(".desk-form button[type=submit]").first.click()
    expect(page.locator("[role=alert]").first).to_be_visible()
    expect(page.locator("#id_new_text")).to_have_value("2. Người đi bộ luôn đi trên vỉa hè.")
    check()
    page.locator("#id_clause").fill("2")
    page.locator("button[name=preview]").click()
    expect(page.locator("[data-preview] ins").first).to_be_visible()
    check()
    page.locator(".desk-form button[type=submit]").first.click()
    page.wait_for_url(re.compile("#thay-doi-"))

    page.goto(re.sub("#.*", "", page.url) + "ket-qua/")
    expect(page.locator("ins").first).to_be_visible()
    check()
    page.locator("[data-apply]").click()
    page.wait_for_url(re.compile(rf"{desk}\d+/$"))
    check()
    five = Article.objects.get(document=decree, number="5")
    assert "luôn đi trên vỉa hè" in ArticleVersion.objects.get(article=five, effective_from=CHANGE).text
    assert Article.objects.filter(document=decree, number="5a").exists()

    page.goto(f"{page.url}hoan-tac/")
    check()
    page.locator("[data-undo]").click()
    page.wait_for_url(re.compile(rf"{desk}\d+/$"))
    assert ArticleVersion.objects.get(article=five).text == CLAUSES_AND_POINTS
    assert not Article.objects.filter(document=decree, number="5a").exists()
