"""Addresses of jobs in the admin."""

from django.urls import URLPattern, path

from portal.jobs import views

app_name = "jobs"

urlpatterns: list[URLPattern] = [
    path("", views.jobs, name="list"),
    path("<int:job_id>/", views.job, name="job"),
    path("<int:job_id>/tien-do/", views.progress, name="progress"),
    path("<int:job_id>/bao-cao.csv", views.report, name="report"),
    path("<int:job_id>/chay-lai/", views.again, name="again"),
    path("<int:job_id>/dung/", views.cancel, name="cancel"),
]
