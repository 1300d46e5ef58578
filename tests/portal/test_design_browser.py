"""The design system in a real browser: accessible in both themes, usable by keyboard, narrow and without script."""

import re

import pytest
from django.test import Client

from portal.management.demo.reading import read_content
from tests.factories.accounts import PersonFactory

pytestmark = [
    pytest.mark.browser,
    pytest.mark.urls("tests.portal.design_urls"),
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


@pytest.fixture
def guide(live_server, page):
    page.goto(f"{live_server.url}/styleguide/")
    return page


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_style_guide_has_no_accessibility_violation(live_server, page, assert_accessible, theme, width):
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{live_server.url}/styleguide/?theme={theme}")

    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("address", ["/khong-co/", "/thu/403/", "/thu/500/", "/thu/503/"])
def test_error_page_has_no_accessibility_violation(live_server, page, assert_accessible, address):
    page.goto(f"{live_server.url}{address}")

    assert_accessible(page)


def test_the_first_tab_offers_to_skip_to_the_content(live_server, page):
    page.goto(f"{live_server.url}/khong-co/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "noi-dung"


def test_escape_closes_the_menu_and_returns_to_its_button(guide):
    guide.set_viewport_size({"width": 360, "height": 800})
    guide.click(".masthead__menu-button")
    guide.locator(".masthead__sheet a").first.focus()
    guide.keyboard.press("Escape")

    assert not guide.locator(".masthead__sheet").is_visible()
    assert guide.evaluate("document.activeElement.className") == "masthead__menu-button"


def test_a_marker_shows_its_provision_on_focus_and_hides_it_on_escape(guide):
    card = guide.locator(".marker__card").first
    guide.locator(".marker > a").first.focus()
    card.wait_for(state="visible")
    guide.keyboard.press("Escape")
    card.wait_for(state="hidden")


def test_copying_a_link_says_so(live_server, browser):
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{live_server.url}/styleguide/")
    control = page.locator("[data-copy-link]").first
    word = control.get_attribute("data-copied")
    control.click()

    page.locator("[data-copy-link] [role=status]").get_by_text(word).wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == f"{live_server.url}/styleguide/#luat"
    context.close()


def test_controls_are_48_pixels_high(guide):
    low = guide.evaluate(
        """[...document.querySelectorAll(`main :is(.button:not(.button--link), .choice, .search-box__input,
        .field input:not([type=checkbox], [type=radio]), .field select, .field__check, .fold > summary)`)]
        .filter((control) => control.getBoundingClientRect().height < 48)
        .map((control) => control.outerHTML.slice(0, 120))"""
    )
    assert low == []


def test_menu_and_marker_work_without_script(live_server, browser):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 800})
    page = context.new_page()
    page.goto(f"{live_server.url}/styleguide/")
    page.click(".masthead__menu-button")
    assert page.locator(".masthead__sheet").is_visible()

    page.goto(f"{live_server.url}/styleguide/")
    page.locator(".marker > a").first.click()
    assert page.url.endswith("#luat-1")
    context.close()


def test_lines_are_as_high_before_the_faces_arrive(live_server, page):
    heights = """() => [...document.querySelectorAll("main .reading :is(h1, p)")].map((element) => {
        element.style.whiteSpace = "nowrap";
        return element.getBoundingClientRect().height;
    })"""
    page.route("**/*.woff2", lambda route: route.abort())
    page.goto(f"{live_server.url}/khong-co/")
    before = page.evaluate(heights)
    page.unroute("**/*.woff2")
    page.goto(f"{live_server.url}/khong-co/")
    page.evaluate("document.fonts.ready")

    assert len(before) > 1
    assert page.evaluate(heights) == pytest.approx(before, abs=1)


@pytest.mark.parametrize(
    ("face", "weight", "text"),
    [
        ("Be Vietnam Pro", 400, "explainers.toml"),
        ("Be Vietnam Pro", 600, "explainers.toml"),
        ("Be Vietnam Pro", 700, "explainers.toml"),
        ("Source Serif 4", 400, "laws.toml"),
        ("Source Serif 4", 600, "laws.toml"),
    ],
)
def test_nothing_moves_when_the_faces_arrive(guide, face, weight, text):
    """The demo's Vietnamese is as long in the fallback as in the face, to one part in a hundred (0.6 % measured)."""
    passages = _passages(read_content(text))
    lengths = guide.evaluate(
        """async ([passages, face, weight]) => {
            const lengths = [];
            const context = document.createElement("canvas").getContext("2d");
            for (const family of [face, `${face} fallback`]) {
                const font = `${weight} 100px "${family}"`;
                if ((await document.fonts.load(font, "Điều luật")).length !== 1) throw new Error(font);
                context.font = font;
                lengths.push(passages.reduce((sum, text) => sum + context.measureText(text).width, 0));
            }
            return lengths;
        }""",
        [passages, face, weight],
    )

    assert sum(map(len, passages)) > 5_000
    assert lengths[1] == pytest.approx(lengths[0], rel=0.01)


def _passages(content) -> list[str]:
    """Each text of the demo that is Vietnamese and longer than a name."""
    if isinstance(content, str):
        return [content] if len(content) > 40 and re.search("[ạ-ỹ]", content) else []
    parts = content.values() if isinstance(content, dict) else content if isinstance(content, list) else ()
    return [text for part in parts for text in _passages(part)]


def test_print_leaves_out_what_cannot_be_pressed_on_paper(guide):
    guide.emulate_media(media="print")

    assert not guide.locator(".masthead").is_visible()
    assert not guide.locator(".button").first.is_visible()
    assert guide.locator(".law").first.is_visible()


@pytest.mark.parametrize("width", [1248, 1280, 1600])
def test_the_search_box_has_room_beside_a_persons_name(live_server, page, assert_accessible, width):
    client = Client()
    client.force_login(PersonFactory(full_name="Nguyễn Thị Hoàng Lan Anh"))
    page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{live_server.url}/xac-minh/")

    assert page.locator(".masthead__search form").bounding_box()["width"] >= 240
    page.click(".account-menu__button")
    assert page.locator(".account-menu__languages a:visible").count() == 3
    assert_accessible(page)
