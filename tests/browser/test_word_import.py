"""An editor brings in a Word file, corrects one thing, accepts it and sees the law's page."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext, expect

from content.laws.models import LegalDocument
from portal.accounts.models import User
from portal.accounts.roles import Role
from tests.laws.law_files import word_bytes
from tests.laws.test_structure_tree import DECREE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

SIZES = {"phone": {"width": 360, "height": 780}, "desktop": {"width": 1280, "height": 900}}
# A clause was typed 3 where 2 is due.
FLAWED = DECREE.replace("Nghỉ ngày lễ.", "1. Nghỉ ngày lễ.\n3. Nghỉ ngày Tết.")


@pytest.fixture
def editor() -> User:
    person = User.objects.create_user(
        "bien-tap@vi-du.example.org", "Mot-mat-khau-9", full_name="Trần Minh Đức"
    )
    person.groups.add(person.groups.model.objects.get(name=Role.EDITOR))
    return person


@pytest.fixture
def word_file(tmp_path: Path) -> Path:
    path = tmp_path / "nghi-dinh.docx"
    path.write_bytes(word_bytes(FLAWED))
    return path


def sign_in(context: BrowserContext, site: str, person: User) -> None:
    """With the session's cookie: signing in has its own tests."""
    client = Client()
    client.force_login(person)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": site}])


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_a_word_file_becomes_a_law(browser, live_server, editor, word_file, assert_accessible, size, scripts):
    # axe itself is a script: it looks at the pages where scripts run.
    context = browser.new_context(viewport=SIZES[size], java_script_enabled=scripts)
    page = context.new_page()
    look = assert_accessible if scripts else lambda _page: None
    sign_in(context, live_server.url, editor)
    page.goto(f"{live_server.url}/quan-tri/luat/nap-van-ban/")
    look(page)

    page.locator("a[href$='/nap-van-ban/moi/']").first.click()
    page.wait_for_url("**/nap-van-ban/moi/")
    look(page)
    page.locator("input[type=file]").set_input_files(word_file)
    page.locator(".law-bring button[type=submit]").click()
    page.wait_for_url(re.compile(r"/nap-van-ban/\d+/$"))

    expect(page.locator("[data-doubts]")).to_have_attribute("data-doubts", "1")
    look(page)
    if scripts:
        page.locator(".law-doubts a[data-line]").click()
        expect(page.locator("textarea.law-source")).to_be_focused()
    text = page.locator("textarea.law-source")
    text.fill(text.input_value().replace("3. Nghỉ ngày Tết.", "2. Nghỉ ngày Tết."))
    page.locator("input[name=signers]").fill("Nguyễn Văn Bình")
    page.locator("button[value=reread]").click()

    expect(page.locator("[data-doubts]")).to_have_count(0)
    expect(page.locator("input[name=signers]")).to_have_value("Nguyễn Văn Bình")
    assert page.evaluate("document.documentElement.scrollWidth") <= SIZES[size]["width"] if scripts else True
    page.locator("button[value=check]").click()
    expect(page.locator("[data-new-document]")).to_be_visible()
    look(page)
    page.locator("button[data-accept]").click()

    page.locator("a[data-accepted]").click()
    document = LegalDocument.objects.get(number="12/2030/NĐ-CP")
    page.wait_for_url("**/van-ban/nghi-dinh/2030/12-2030-nd-cp/")
    expect(page.locator("main")).to_contain_text("Nghỉ ngày Tết.")
    assert document.signers == "Nguyễn Văn Bình"
    context.close()
