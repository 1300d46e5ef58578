"""The preview, and publishing."""

from django.urls import URLPattern, path

from search.views import rules

app_name = "search_rules"

urlpatterns: list[URLPattern] = [
    path("", rules.preview, name="preview"),
    path("cong-bo/", rules.publish, name="publish"),
    path("cau-hay-hoi/", rules.save_frequent, name="save_frequent"),
]
