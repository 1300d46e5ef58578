"""Addresses of the codification: topics, subjects, articles by code."""

from django.urls import URLPattern, path

from content.laws.views import codification as views

app_name = "codification"

urlpatterns: list[URLPattern] = [
    path("", views.topics, name="index"),
    path("<slug:topic_slug>/", views.topic, name="topic"),
    path("<slug:topic_slug>/<slug:subject_slug>/", views.subject, name="subject"),
]
