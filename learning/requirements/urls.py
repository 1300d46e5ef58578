"""Addresses of the requirements room."""

from django.urls import URLPattern, path

from learning.requirements.views.starting import start_required_course

app_name = "requirements"

urlpatterns: list[URLPattern] = [
    path("bat-dau/<int:pk>/", start_required_course, name="start"),
]
