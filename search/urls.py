"""Addresses of the search room."""

from django.urls import URLPattern, path

from search import views

app_name = "search"

urlpatterns: list[URLPattern] = [
    path("tim-kiem/", views.results, name="results"),
    path("goi-y/", views.suggest, name="suggest"),
]
