"""Loads the demo's topics, explainers, their translations, and the pages about the site."""

import json
import re
from typing import Any

from django.db import transaction
from django.utils.html import escape
from wagtail.models import Locale, Page

from content.explainers.actions.ensure_home import ensure_home
from content.explainers.models import ExplainerPage, HomePage, StandardPage, TopicPage
from portal.accounts.models import User
from portal.management.demo.laws import find_article
from portal.management.demo.reading import read_content

CHECKER = "tham-dinh@example.org"
OTHER_LANGUAGES = ("en", "id")
BOLD = re.compile(r"[*][*](.+?)[*][*]")
LAST_COLUMN = {"vi": "Bằng lái", "en": "Licence", "id": "SIM"}


@transaction.atomic
def load_explainers() -> int:
    """Publishes what is missing and leaves what editors have changed; gives the number of explainers."""
    content = read_content("explainers.toml")
    home = ensure_home()
    for entry in content["topic"]:
        _load_topic(home, entry)
    for entry in content["explainer"]:
        _load_explainer(entry)
    for entry in content["page"]:
        if not StandardPage.objects.child_of(home).filter(slug=entry["slug"]).exists():
            page = StandardPage(
                title=entry["title"], slug=entry["slug"], body=f"<p>{escape(entry['text'])}</p>"
            )
            publish_below(home, page)
    return len(content["explainer"])


def publish_below(parent: Page, page: Page) -> None:
    """Adds a page in its parent's language and publishes it, as an editor would."""
    page.locale = parent.locale
    parent.add_child(instance=page)
    page.save_revision().publish()


def _load_topic(home: HomePage, entry: dict[str, Any]) -> None:
    topic = TopicPage.objects.child_of(home).filter(slug=entry["slug"]).first()
    if topic is None:
        topic = TopicPage(title=entry["title"], slug=entry["slug"], intro=entry["intro"])
        publish_below(home, topic)
    for code in OTHER_LANGUAGES:
        locale = Locale.objects.get(language_code=code)
        if f"title_{code}" in entry and not topic.has_translation(locale):
            translation = topic.copy_for_translation(locale)
            translation.title = translation.draft_title = entry[f"title_{code}"]
            translation.intro = entry[f"intro_{code}"]
            translation.save_revision().publish()


def _load_explainer(entry: dict[str, Any]) -> None:
    page = ExplainerPage.objects.filter(slug=entry["slug"], locale__language_code="vi").first()
    if page is None:
        topic = TopicPage.objects.get(slug=entry["topic"], locale__language_code="vi")
        page = ExplainerPage(
            slug=entry["slug"],
            effective_since=entry["since"],
            last_checked_on=entry["last_checked"],
            checked_by=User.objects.get(email=CHECKER),
        )
        _fill(page, entry, "vi")
        publish_below(topic, page)
    for code in OTHER_LANGUAGES:
        locale = Locale.objects.get(language_code=code)
        if code in entry and not page.has_translation(locale):
            translation = page.copy_for_translation(locale)
            _fill(translation, entry[code], code)
            translation.slug = entry[code]["slug"]
            translation.draft_title = translation.title
            translation.save_revision().publish()


def _fill(page: ExplainerPage, entry: dict[str, Any], language: str) -> None:
    page.title = entry["title"]
    page.summary = entry["summary"]
    page.everyday_words = entry.get("keywords", "")
    page.body = json.dumps([_section(section, language) for section in entry["section"]])


def _section(section: dict[str, Any], language: str) -> dict[str, Any]:
    """A section of the file as the StreamField's own JSON."""
    kind = section["type"]
    provisions = [provision(cite) for cite in section.get("cites", [])]
    value: dict[str, Any] = {"heading": section.get("heading", ""), "provisions": provisions}
    if "text" in section:
        value["text"] = rich(section["text"])
    if kind == "table":
        kind = "penalty_table"
        value |= {
            "caption": section["caption"],
            "consequence_label": LAST_COLUMN[language],
            "rows": [_row(row) for row in section["rows"]],
        }
    elif kind == "qa":
        kind = "questions"
        value["items"] = [{"question": item["q"], "answer": rich(item["a"])} for item in section["items"]]
    elif kind == "steps":
        value["items"] = [rich(step) for step in section["items"]]
    elif kind == "who":
        value["items"] = section["items"]
    elif kind == "callout":
        value["kind"] = section["kind"]
    return {"type": kind, "value": value}


def _row(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "situation": row["situation"],
        "fine": row["fine"],
        "consequence": row["licence"],
        "provisions": [provision(row["cite"])],
    }


def provision(cite: list[str]) -> dict[str, Any]:
    """[number, article, clause, point] as the provision chooser saves it."""
    number, article_number, clause, point = cite
    return {"article": find_article(number, article_number).pk, "clause": clause, "point": point}


def rich(text: str) -> str:
    """``**bold**`` and plain words as the HTML that the editor would have saved."""
    words = BOLD.sub(r"<b>\1</b>", escape(text))
    return f"<p>{words}</p>"
