"""Addresses of the courses room. The courses themselves are pages under /hoc/."""

from django.urls import URLPattern, path

from learning.courses.views.mine import my_learning
from learning.courses.views.taking import complete_lesson, enrol, start_assessment, start_practice

app_name = "courses"

urlpatterns: list[URLPattern] = [
    path("cua-toi/", my_learning, name="mine"),
    path("ghi-danh/<int:pk>/", enrol, name="enrol"),
    path("xong-bai/<int:pk>/", complete_lesson, name="complete_lesson"),
    path("kiem-tra-khoa/<int:pk>/", start_assessment, name="start_assessment"),
    path("luyen-tap/<int:pk>/", start_practice, name="start_practice"),
]
