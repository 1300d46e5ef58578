"""Addresses of the assessments room, under /kiem-tra/."""

from django.urls import URLPattern, path

from learning.assessments import views

app_name = "assessments"

urlpatterns: list[URLPattern] = [
    path("<uuid:attempt>/", views.attempt, name="attempt"),
    path("<uuid:attempt>/<int:position>/", views.question, name="question"),
    path("<uuid:attempt>/<int:position>/luu/", views.save, name="save"),
    path("<uuid:attempt>/<int:position>/danh-dau/", views.flag, name="flag"),
    path("<uuid:attempt>/xem-lai/", views.overview, name="overview"),
    path("<uuid:attempt>/nop-bai/", views.submit, name="submit"),
    path("<uuid:attempt>/ket-qua/", views.result, name="result"),
]
