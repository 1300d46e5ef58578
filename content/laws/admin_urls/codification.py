"""Importing the codification."""

from django.urls import URLPattern, path

from content.laws.views import codification_import as views

app_name = "law_codification"

urlpatterns: list[URLPattern] = [
    path("", views.upload, name="upload"),
    path("<int:job_id>/nap/", views.start, name="start"),
]
