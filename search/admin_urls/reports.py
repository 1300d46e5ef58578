"""What people search."""

from django.urls import URLPattern, path

from search.reports import ClicksByRankView, QueriesView, WithoutClickView, WithoutResultView

app_name = "search_reports"

VIEWS = {
    "top": ("nhieu-nhat", QueriesView),
    "without_result": ("khong-ket-qua", WithoutResultView),
    "without_click": ("khong-mo", WithoutClickView),
    "by_rank": ("theo-vi-tri", ClicksByRankView),
}

urlpatterns: list[URLPattern] = [
    one
    for name, (slug, view) in VIEWS.items()
    for one in (
        path(f"{slug}/", view.as_view(), name=name),
        path(f"{slug}/results/", view.as_view(results_only=True), name=f"{name}_results"),
    )
]
