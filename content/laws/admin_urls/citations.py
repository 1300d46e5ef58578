"""Citations that lead nowhere, and adding what they name."""

from django.urls import URLPattern, path

from content.laws.citation_report import UnresolvedCitationsView
from content.laws.views.missing_documents import add_missing

app_name = "law_citations"

urlpatterns: list[URLPattern] = [
    path("", UnresolvedCitationsView.as_view(), name="unresolved"),
    path("results/", UnresolvedCitationsView.as_view(results_only=True), name="unresolved_results"),
    path("them-van-ban/", add_missing, name="add"),
]
