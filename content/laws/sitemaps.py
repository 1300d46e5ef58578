"""What search engines are told about the library."""

from __future__ import annotations

import datetime

from django.contrib.sitemaps import Sitemap
from django.db.models import Max, QuerySet

from content.laws.models import Article, LegalDocument


class LegalDocumentSitemap(Sitemap[LegalDocument]):
    """Every document, newest first."""

    changefreq = "monthly"
    limit = 2000

    def items(self) -> QuerySet[LegalDocument]:
        return LegalDocument.objects.order_by("-issued_on", "pk")

    def lastmod(self, item: LegalDocument) -> datetime.datetime:
        return item.updated_at


class ArticleSitemap(Sitemap[Article]):
    """Every article that has a text."""

    changefreq = "monthly"
    limit = 2000

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
