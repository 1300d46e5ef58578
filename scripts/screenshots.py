"""`make screenshots`: starts the portal in a fresh folder, walks through it as people do, takes the pictures."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parents[1]
PICTURES = BASE_DIR / "docs" / "screenshots"
DATA_DIR = tempfile.mkdtemp(prefix="luat-de-hieu-screenshots-")
os.environ |= {"DATA_DIR": DATA_DIR, "DJANGO_SETTINGS_MODULE": "portal.settings.dev"}
# Playwright runs an event loop in this thread; Django would refuse the database here.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
sys.path.insert(0, str(BASE_DIR))

import django  # noqa: E402  (the folder must be named first)

django.setup()

from PIL import Image  # noqa: E402
from playwright.sync_api import Browser, Page, sync_playwright  # noqa: E402

from learning.assessments.models import Attempt  # noqa: E402
from portal.management.demo.people import DEMO_PASSWORD  # noqa: E402

WIDE, PHONE = {"width": 1280, "height": 860}, {"width": 360, "height": 780}
COLOURS = 128  # of a picture in the README: small files, and nobody sees the difference
SECONDS_TO_START = 240
LEARNER = "nguoi-hoc@example.org"
COURSE = "/hoc/luat-giao-thong-tu-2025/"
EXPLAINER = "/di-duong/uong-bia-roi-di-xe-may/"
LAW = "/van-ban/luat/2024/36-2024-qh15/"
QUIZ_PICTURE_AT = 3


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_ready(site: str) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(f"{site}/health/ready", timeout=5)  # noqa: S310
        except OSError:
            time.sleep(1)
        else:
            return
    raise SystemExit(f"The portal did not answer within {SECONDS_TO_START} s.")


def keep(picture: Path) -> None:
    """Fewer colours, so that the repository stays small."""
    Image.open(picture).convert("RGB").quantize(COLOURS).save(picture, optimize=True)


def take(page: Page, address: str, name: str) -> None:
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.screenshot(path=PICTURES / f"{name}.png")
    keep(PICTURES / f"{name}.png")


def take_public_pages(browser: Browser, site: str) -> None:
    wide, phone = browser.new_page(viewport=WIDE), browser.new_page(viewport=PHONE)
    dark = browser.new_page(viewport=WIDE, color_scheme="dark")
    for page, suffix in ((wide, "wide"), (phone, "phone")):
        take(page, f"{site}/", f"home-{suffix}")
        take(page, f"{site}/tim-kiem/?q=uong+bia+di+xe+may", f"results-{suffix}")
        take(page, f"{site}{EXPLAINER}", f"explainer-{suffix}")
        take(page, f"{site}{LAW}", f"law-{suffix}")
    take(dark, f"{site}{EXPLAINER}", "explainer-dark")


def take_learning(browser: Browser, site: str) -> None:
    """Takes the course to its certificate, with a picture on the way."""
    page = browser.new_page(viewport=WIDE)
    page.goto(f"{site}/tai-khoan/login/?next={COURSE}")
    page.locator("main input[name=login]").fill(LEARNER)
    page.locator("main input[name=password]").fill(DEMO_PASSWORD)
    page.locator("main input[name=password]").press("Enter")
    page.wait_for_url(f"{site}{COURSE}")
    page.locator("main form button.button--primary").click()
    while page.locator("main form[action*=xong-bai] button").count():
        page.locator("main form[action*=xong-bai] button").click()
        page.wait_for_load_state()
    page.locator("main form[action*=kiem-tra-khoa] button").click()
    page.wait_for_url(re.compile("/kiem-tra/.+"))
    for item in Attempt.objects.get().items.order_by("position"):
        page.wait_for_url(re.compile(f"/{item.position}/$"))
        right = {choice.pk for choice in item.question_version.choices.all() if choice.is_right}
        for place, choice_id in enumerate(item.choice_order, start=1):
            if choice_id in right:
                page.locator(f"input[name=choice][value='{place}']").check()
        if item.position == QUIZ_PICTURE_AT:
            page.wait_for_load_state("networkidle")
            page.screenshot(path=PICTURES / "quiz-wide.png")
            keep(PICTURES / "quiz-wide.png")
        page.locator("form.quiz-form button.button--primary").click()
    page.locator("form[data-quiz-submit] button").click()
    page.wait_for_url(re.compile("/ket-qua/"))
    take_certificate(page, site)


def take_certificate(page: Page, site: str) -> None:
    deadline = time.monotonic() + 60
    page.goto(f"{site}/chung-nhan/")
    while not page.locator("main a[download]").count() and time.monotonic() < deadline:
        time.sleep(1)
        page.reload()
    with page.expect_download() as waiting:
        page.locator("main a[download]").click()
    pdf = Path(DATA_DIR) / "certificate.pdf"
    shutil.copy(waiting.value.path(), pdf)
    subprocess.run(  # noqa: S603
        ["pdftoppm", "-r", "110", "-png", "-singlefile", pdf, PICTURES / "certificate"],  # noqa: S607
        check=True,
    )
    keep(PICTURES / "certificate.png")


def main() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    port = free_port()
    site = f"http://127.0.0.1:{port}"
    portal = subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", "portal.management.runner", "--port", str(port)], cwd=BASE_DIR
    )
    try:
        wait_until_ready(site)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
            )
            take_public_pages(browser, site)
            take_learning(browser, site)
            browser.close()
    finally:
        portal.send_signal(signal.SIGINT)
        portal.wait(timeout=30)
        shutil.rmtree(DATA_DIR, ignore_errors=True)


if __name__ == "__main__":
    main()
