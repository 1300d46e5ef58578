"""Addresses of the law library."""

from django.urls import URLPattern, path

from content.laws.choices import ArticleKind

from . import browse_urls, citation_urls, views

app_name = "laws"

urlpatterns: list[URLPattern] = [
    path("", views.library, name="library"),
    *browse_urls.urlpatterns,
    *citation_urls.urlpatterns,
    path("<str:document_slug>/", views.find_by_number, name="find"),
    path("<slug:type_slug>/<int:year>/", views.library_of_type, name="library_of_type"),
    path("<slug:type_slug>/<int:year>/<str:document_slug>/", views.document, name="document"),
    path(
        "<slug:type_slug>/<int:year>/<str:document_slug>/toan-van/",
        views.document,
        {"whole": True},
        name="whole",
    ),
    path(
        "<slug:type_slug>/<int:year>/<str:document_slug>/doan/<str:first_article>/<str:last_article>/",
        views.stretch,
        name="stretch",
    ),
    path(
        "<slug:type_slug>/<int:year>/<str:document_slug>/quan-he/",
        views.relations,
        name="relations",
    ),
    path(
        "<slug:type_slug>/<int:year>/<str:document_slug>/tai-ve/<slug:format_slug>/",
        views.export,
        name="export",
    ),
    *(
        path(
            f"<slug:type_slug>/<int:year>/<str:document_slug>/{kind.slug}-<str:article_number>/",
            views.article,
            {"kind": kind},
            name=kind.value,
        )
        for kind in ArticleKind
    ),
    path(
        "<slug:type_slug>/<int:year>/<str:document_slug>/so-sanh/",
        views.compare_document,
        name="compare_document",
    ),
    *(
        path(
            f"<slug:type_slug>/<int:year>/<str:document_slug>/{kind.slug}-<str:article_number>/so-sanh/",
            views.compare_article,
            {"kind": kind},
            name=f"compare_{kind.value}",
        )
        for kind in ArticleKind
    ),
]
