"""What people search: most often, without result, without opening anything; and which places they open."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db.models import Avg, Count, Max, Model, QuerySet
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django_filters import BooleanFilter, CharFilter, ChoiceFilter, DateFromToRangeFilter
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.reports import ReportView
from wagtail.permission_policies import ModelPermissionPolicy

from portal.lib.vietnamese import fold
from search.choices import Kind
from search.models import SearchClick, SearchEvent

PER_PAGE = 50


class SearchFilterSet(WagtailFilterSet):
    day = DateFromToRangeFilter(label=_("Day"), widget=DateRangePickerWidget)
    language = ChoiceFilter(label=_("Language of the site"), choices=settings.LANGUAGES)
    folded = CharFilter(label=_("Words"), method="filter_words")
    is_filtered = BooleanFilter(label=_("With filters"))

    class Meta:
        model = SearchEvent
        fields: ClassVar[list[str]] = ["day", "language", "folded", "is_filtered"]

    def filter_words(self, searches: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        return searches.filter(folded__contains=fold(value).lower())


class ClickFilterSet(WagtailFilterSet):
    day = DateFromToRangeFilter(label=_("Day"), field_name="event__day", widget=DateRangePickerWidget)
    language = ChoiceFilter(
        label=_("Language of the site"), field_name="event__language", choices=settings.LANGUAGES
    )
    kind = ChoiceFilter(label=_("Kind"), choices=Kind.choices)

    class Meta:
        model = SearchClick
        fields: ClassVar[list[str]] = ["kind"]


class SearchReportView(ReportView):
    """What the reports have in common: who may look, how a report is taken away."""

    paginate_by = PER_PAGE
    header_icon = "search"
    permission_policy = ModelPermissionPolicy(SearchEvent)
    any_permission_required: ClassVar[list[str]] = ["view"]
    is_searchable = False
    model: type[Model] = SearchEvent
    filterset_class: type[WagtailFilterSet] = SearchFilterSet

    def get_filename(self) -> str:
        return f"{self.index_url_name.rpartition(':')[2]}-{timezone.localdate():%Y-%m-%d}"


class QueriesView(SearchReportView):
    """Searches of the same words as one row, most frequent first."""

    page_title = _("Top searches")
    index_url_name = "search_reports:top"
    index_results_url_name = "search_reports:top_results"
    list_export: ClassVar[list[str]] = ["shown", "language", "searches", "results", "opened", "last_day"]
    export_headings: ClassVar[dict[str, Any]] = {
        "shown": _("Query"),
        "language": _("Language of the site"),
        "searches": _("Searches"),
        "results": _("Results"),
        "opened": _("Searches with an opened result"),
        "last_day": _("Last day"),
    }

    @cached_property
    def columns(self) -> list[Column]:
        return [
            QueryColumn("shown", label=_("Query"), accessor="shown"),
            Column("language", label=_("Language of the site"), accessor="language"),
            Column("searches", label=_("Searches"), accessor="searches"),
            Column("results", label=_("Results"), accessor=lambda row: round(row["results"])),
            Column("opened", label=_("Searches with an opened result"), accessor="opened"),
            Column("last_day", label=_("Last day"), accessor="last_day"),
        ]

    def searches(self) -> QuerySet[Any]:
        return SearchEvent.objects.all()

    def get_queryset(self) -> QuerySet[Any]:
        return (
            self.searches()
            .order_by()
            .values("folded", "language")
            .annotate(
                shown=Max("text"),
                searches=Count("pk", distinct=True),
                results=Avg("total"),
                opened=Count("clicks__event", distinct=True),
                last_day=Max("day"),
            )
            .order_by("-searches", "folded", "language")
        )


class QueryColumn(Column):
    """A query, and the way to its results as readers see them."""

    cell_template_name = "search/admin/query_cell.html"


class WithoutResultView(QueriesView):
    """What people look for and do not find: what to write next."""

    page_title = _("Searches without a result")
    index_url_name = "search_reports:without_result"
    index_results_url_name = "search_reports:without_result_results"

    def searches(self) -> QuerySet[Any]:
        return SearchEvent.objects.without_result()


class WithoutClickView(QueriesView):
    """Something was found, and nothing of it was opened."""

    page_title = _("Searches without an opened result")
    index_url_name = "search_reports:without_click"
    index_results_url_name = "search_reports:without_click_results"

    def searches(self) -> QuerySet[Any]:
        return SearchEvent.objects.without_click()


class ClicksByRankView(SearchReportView):
    """How far down people have to go."""

    page_title = _("Opened results by place")
    index_url_name = "search_reports:by_rank"
    index_results_url_name = "search_reports:by_rank_results"
    model = SearchClick
    filterset_class = ClickFilterSet
    list_export: ClassVar[list[str]] = ["rank", "clicks", "searches"]
    export_headings: ClassVar[dict[str, Any]] = {
        "rank": _("Place on the page"),
        "clicks": _("Opened"),
        "searches": _("Different queries"),
    }

    @cached_property
    def columns(self) -> list[Column]:
        return [
            Column("rank", label=_("Place on the page"), accessor="rank"),
            Column("clicks", label=_("Opened"), accessor="clicks"),
            Column("searches", label=_("Different queries"), accessor="searches"),
        ]

    def get_queryset(self) -> QuerySet[Any]:
        return (
            SearchClick.objects.order_by()
            .values("rank")
            .annotate(clicks=Count("pk"), searches=Count("event__folded", distinct=True))
            .order_by("rank")
        )
