"""The amendment desk."""

from django.urls import URLPattern, path

from content.laws.views import amendment_desk as views

app_name = "laws_amendments"

urlpatterns: list[URLPattern] = [
    path("", views.index, name="index"),
    path("them/", views.add, name="add"),
    path("<int:set_id>/", views.desk, name="desk"),
    path("<int:set_id>/goi-y/", views.suggest, name="suggest"),
    path("<int:set_id>/thay-doi/them/", views.change, name="add_change"),
    path("<int:set_id>/thay-doi/<int:amendment_id>/", views.change, name="change"),
    path("<int:set_id>/thay-doi/<int:amendment_id>/xoa/", views.remove_change, name="remove_change"),
    path("<int:set_id>/ket-qua/", views.result, name="result"),
    path("<int:set_id>/hoan-tac/", views.undo, name="undo"),
    path("<int:set_id>/xoa/", views.remove, name="remove"),
]
