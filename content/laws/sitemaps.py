"""What search engines are told about the library."""

from __future__ import annotations

import datetime

from django.contrib.sitemaps import Sitemap
from django.db.models import Max, QuerySet

from content.laws.models import Article, ArticleVersion, LegalDocument

# The protocol allows 50 000 addresses; parts this size are drawn in a second or two.
LIMIT = 10_000


class LegalDocumentSitemap(Sitemap[LegalDocument]):
    """Every document, newest first."""

    changefreq = "monthly"
    limit = LIMIT

    def items(self) -> QuerySet[LegalDocument]:
        return LegalDocument.objects.order_by("-issued_on", "pk")

    def lastmod(self, item: LegalDocument) -> datetime.datetime:
        return item.updated_at

    def get_latest_lastmod(self) -> datetime.datetime | None:
        """Asked by the index: one row instead of all."""
        return LegalDocument.objects.aggregate(latest=Max("updated_at"))["latest"]


class ArticleSitemap(Sitemap[Article]):
    """Every article that has a text."""

    changefreq = "monthly"
    limit = LIMIT

    def items(self) -> QuerySet[Article]:
        return (
            Article.objects.select_related("document")
            .annotate(changed_at=Max("versions__updated_at"))
            .filter(changed_at__isnull=False)
            .order_by("pk")
        )

    def lastmod(self, item: Article) -> datetime.datetime:
        changed_at: datetime.datetime = item.changed_at
        return changed_at

    def get_latest_lastmod(self) -> datetime.datetime | None:
        """Asked by the index: one row instead of all."""
        return ArticleVersion.objects.aggregate(latest=Max("updated_at"))["latest"]
