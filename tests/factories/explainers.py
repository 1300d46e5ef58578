"""Topics and explainers for tests."""

from __future__ import annotations

import datetime
from typing import Any

from content.explainers.actions.ensure_home import ensure_home
from content.explainers.models import ExplainerPage, HomePage, TopicPage
from content.laws.models import Article

QUESTION = "Uống một lon bia rồi đi xe máy thì bị phạt bao nhiêu?"


def provision(article: Article, clause: str = "", point: str = "") -> dict[str, Any]:
    """A provision as a stream holds it."""
    return {"article": article.pk, "clause": clause, "point": point}


def short_answer(text: str = "<p>Có bị phạt.</p>", *provisions: dict[str, Any]) -> dict[str, Any]:
    return {"type": "short_answer", "value": {"text": text, "provisions": list(provisions)}}


def make_topic(title: str = "Đi đường", home: HomePage | None = None, **fields: Any) -> TopicPage:
    """A live topic below the Vietnamese home page."""
    home = home or ensure_home()
    parent = HomePage.objects.get(pk=home.pk)
    return parent.add_child(instance=TopicPage(title=title, locale=home.locale, **fields))


def make_explainer(
    topic: TopicPage | None = None,
    title: str = QUESTION,
    *body: dict[str, Any],
    publish: bool = True,
    **fields: Any,
) -> ExplainerPage:
    """An explainer checked on 18 November 2026; ``publish=False`` leaves it a draft."""
    topic = TopicPage.objects.get(pk=(topic or make_topic()).pk)
    fields = {
        "summary": "Có bị phạt, dù chỉ một lon.",
        "last_checked_on": datetime.date(2026, 11, 18),
        "locale": topic.locale,
    } | fields
    page = topic.add_child(
        instance=ExplainerPage(title=title, body=list(body) or [short_answer()], live=False, **fields)
    )
    revision = page.save_revision()
    if publish:
        revision.publish()
        page.refresh_from_db()
    return page
