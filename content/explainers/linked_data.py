"""An explainer as schema.org ``Article``, with the questions it answers and the law it rests on. Pure."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

CONTEXT = "https://schema.org"


@dataclass(frozen=True)
class Explained:
    """What is said about an explainer; addresses are absolute, ``cited`` are (citation, address)."""

    url: str
    title: str
    summary: str
    language: str
    publisher: str
    published_at: datetime.datetime | None
    changed_at: datetime.datetime | None
    checked_on: datetime.date | None
    cited: tuple[tuple[str, str], ...] = ()
    questions: tuple[tuple[str, str], ...] = ()


def article(explained: Explained) -> dict[str, object]:
    """The JSON-LD object; what is not known is left out."""
    found: dict[str, object] = {
        "@context": CONTEXT,
        "@type": "Article",
        "@id": explained.url,
        "url": explained.url,
        "headline": explained.title,
        "description": explained.summary,
        "inLanguage": explained.language,
        "isAccessibleForFree": True,
        "publisher": {"@type": "Organization", "name": explained.publisher},
        "datePublished": _moment(explained.published_at),
        "dateModified": _moment(explained.changed_at),
        "mainEntityOfPage": _reviewed(explained),
        "citation": _cited(explained.cited),
        "hasPart": [
            {
                "@type": "Question",
                "name": question,
                "acceptedAnswer": {"@type": "Answer", "text": answer},
            }
            for question, answer in explained.questions
        ],
    }
    return {key: value for key, value in found.items() if value}


def _reviewed(explained: Explained) -> dict[str, str]:
    """The day of the last check is said of the page: schema.org knows it there only."""
    page = {"@type": "WebPage", "@id": explained.url}
    return page | ({"lastReviewed": explained.checked_on.isoformat()} if explained.checked_on else {})


def _moment(moment: datetime.datetime | None) -> str:
    return moment.isoformat(timespec="seconds") if moment else ""


def _cited(cited: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"@type": "Legislation", "name": name, "url": url} for name, url in dict.fromkeys(cited)]
