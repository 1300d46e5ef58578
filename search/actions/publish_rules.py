"""Editors' changes go live, all at once."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from wagtail.log_actions import log

from search.editorial import draft_rules
from search.models import PublishedRules
from search.rules import Rules


@transaction.atomic
def publish_rules(person: Any, *, summary: str = "", rules: Rules | None = None) -> PublishedRules:
    """Publishes the drafts as they are now, or ``rules`` as they were shown in a preview."""
    rules = draft_rules() if rules is None else rules
    published = PublishedRules.objects.create(
        rules=rules.to_json(), summary=summary.strip(), published_by=person
    )
    log(published, "search.publish_rules", user=person, data={"summary": published.summary})
    return published
