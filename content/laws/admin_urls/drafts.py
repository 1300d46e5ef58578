"""Bringing in a law from a file."""

from django.urls import URLPattern, path

from content.laws.views import drafts as views

app_name = "law_drafts"

urlpatterns: list[URLPattern] = [
    path("", views.drafts, name="list"),
    path("moi/", views.bring, name="bring"),
    path("<int:pk>/", views.edit, name="edit"),
    path("<int:pk>/nhan/", views.check, name="check"),
    path("<int:pk>/bo/", views.drop, name="drop"),
    path("<int:pk>/mo-lai/", views.reopen, name="reopen"),
]
