"""An article in a short list: its number, its heading and where it is read."""

from __future__ import annotations

from dataclasses import dataclass

from content.laws.as_of import AsOf
from content.laws.models import Article


@dataclass(frozen=True)
class ListedArticle:
    label: str
    heading: str
    url: str


def listed_article(article: Article, as_of: AsOf) -> ListedArticle:
    """An article that came with its headings."""
    version = article.version_on(as_of.date) or article.latest_version()
    heading = version.heading if version else ""
    return ListedArticle(article.label, heading, f"{article.get_absolute_url()}{as_of.query}")
