"""Addresses of the search room."""

from django.urls import URLPattern, path

from search import views

app_name = "search"

urlpatterns: list[URLPattern] = [
    path("tim-kiem/", views.results, name="results"),
    path("tim-kiem/hoi/", views.ask, name="ask"),
    path("tim-kiem/mo/<str:token>/", views.count_click, name="click"),
    path("goi-y/", views.suggest, name="suggest"),
]
