"""Addresses of citations: the card of a cited provision, and everything that cites an article."""

from django.urls import URLPattern, path

from content.laws.choices import ArticleKind
from content.laws.views.citations import citation_preview, citing, division_preview, document_preview

urlpatterns: list[URLPattern] = [
    path("trich-dan/<int:article_id>/", citation_preview, name="citation_preview"),
    path("trich-dan/phan/<int:division_id>/", division_preview, name="division_preview"),
    path("trich-dan/van-ban/<int:document_id>/", document_preview, name="document_preview"),
    *(
        path(
            f"<slug:type_slug>/<int:year>/<str:document_slug>/{kind.slug}-<str:article_number>/dan-chieu/",
            citing,
            {"kind": kind},
            name=f"citing_{kind.value}",
        )
        for kind in ArticleKind
    ),
]
