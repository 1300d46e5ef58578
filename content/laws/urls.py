"""Addresses of the law library."""

from django.urls import URLPattern, path

from . import views

app_name = "laws"

urlpatterns: list[URLPattern] = [
    path("", views.library, name="library"),
    path("<slug:type_slug>/<int:year>/<str:document_slug>/", views.document, name="document"),
    path(
        "<slug:type_slug>/<int:year>/<str:document_slug>/dieu-<str:article_number>/",
        views.article,
        name="article",
    ),
]
