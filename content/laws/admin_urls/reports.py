"""The library's reports."""

from django.urls import URLPattern, path

from content.laws.reports import ContradictionsView, MissingDatesView, PeriodsView

app_name = "law_reports"

urlpatterns: list[URLPattern] = [
    path("thieu-thong-tin/", MissingDatesView.as_view(), name="missing"),
    path("thieu-thong-tin/results/", MissingDatesView.as_view(results_only=True), name="missing_results"),
    path("mau-thuan/", ContradictionsView.as_view(), name="contradictions"),
    path("mau-thuan/results/", ContradictionsView.as_view(results_only=True), name="contradictions_results"),
    path("hieu-luc-cua-dieu/", PeriodsView.as_view(), name="periods"),
    path("hieu-luc-cua-dieu/results/", PeriodsView.as_view(results_only=True), name="periods_results"),
]
