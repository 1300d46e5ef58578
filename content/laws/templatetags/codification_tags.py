"""Where an article stands in the codification."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from content.laws.importers.codification_records import Finding
from content.laws.models import Article
from portal.jobs.models import Job

register = template.Library()

KIND_LABELS = {
    "topics": _("Topics"),
    "subjects": _("Subjects"),
    "divisions": _("Chapters and sections of subjects"),
    "documents": pgettext_lazy("law", "Documents"),
    "articles": _("Articles"),
    "versions": _("Texts"),
    "codified": _("Places in the codification"),
    "related": _("Related articles"),
    "relations": _("Relations between documents"),
    "own_dates": _("Own dates of effect"),
}


@register.inclusion_tag("laws/includes/codified_as.html")
def codified_as(article: Article) -> dict[str, Any]:
    """One query, however many subjects hold the article."""
    return {"places": article.codified_as.select_related("subject__topic").order_by("subject", "order")}


@register.filter
def finding_label(value: str) -> str:
    """A remark's reason in the reader's language."""
    return str(Finding(value).label) if value in Finding.values else value


@register.simple_tag
def codification_result(job: Job) -> dict[str, Any]:
    """The counts and findings of an import, as its page shows them."""
    result = job.result
    return {
        "rows": [
            {
                "label": label,
                **{column: result.get(column, {}).get(kind, 0) for column in ("new", "changed", "unchanged")},
            }
            for kind, label in KIND_LABELS.items()
        ],
        "findings": [
            {
                "value": value,
                "count": count,
                "label": Finding(value).label,
                "is_refusal": Finding(value).is_refusal,
            }
            for value, count in sorted(result.get("findings", {}).items(), key=lambda one: -one[1])
            if value in Finding.values
        ],
    }
