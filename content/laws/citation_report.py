"""The editors' report of citations that lead nowhere, by the document that they name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.db.models import Case, Count, F, Min, Q, QuerySet, When
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_filters import CharFilter, ChoiceFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column

from content.laws.choices import CitationState, DocumentType
from content.laws.models import Citation
from content.laws.reports import LabelledColumn, LawReportView

STATES = [(state.value, state.label) for state in CitationState if state != CitationState.RESOLVED]


class UnresolvedFilterSet(WagtailFilterSet):
    state = ChoiceFilter(label=_("State"), choices=STATES)
    document_type = ChoiceFilter(
        label=pgettext_lazy("law", "Type"), choices=DocumentType.choices, method="filter_document_type"
    )
    name = CharFilter(label=_("Document as named"), field_name="name", lookup_expr="icontains")

    class Meta:
        model = Citation
        fields: ClassVar[list[str]] = ["state"]

    def filter_document_type(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """By the letters in the number, or the first word of the title."""
        kind = DocumentType(value)
        fits = Q(name__startswith=f"{kind.vietnamese_name} ")
        if kind.abbreviation:
            fits |= Q(name__contains=f"/{kind.abbreviation}-") | Q(name__contains=f"-{kind.abbreviation}/")
        return rows.filter(fits)


@dataclass(frozen=True)
class NextStep:
    """Where an editor goes from a row: to the form that adds a document, or to the one that is there."""

    url: str
    adds: bool


class NextStepColumn(Column):
    """One click from a name to what may put it right."""

    cell_template_name = "laws/admin/citation_add_cell.html"


class UnresolvedCitationsView(LawReportView):
    """Most cited first."""

    page_title = _("Citations that lead nowhere")
    index_url_name = "law_citations:unresolved"
    index_results_url_name = "law_citations:unresolved_results"
    model = Citation
    filterset_class = UnresolvedFilterSet
    list_export: ClassVar[list[str]] = ["name", "state_label", "count", "example"]
    export_headings: ClassVar[dict[str, Any]] = {
        "name": _("Document as named"),
        "state_label": _("State"),
        "count": _("Citations"),
        "example": _("Example"),
    }

    @cached_property
    def columns(self) -> list[Column]:
        return [
            Column("name", label=_("Document as named"), accessor="name"),
            LabelledColumn("state", label=_("State"), accessor=lambda row: CitationState(row["state"]).label),
            LabelledColumn("count", label=_("Citations"), accessor="count"),
            LabelledColumn("example", label=_("Example"), accessor="example"),
            NextStepColumn("add", label=_("What to do"), accessor=self.next_step),
        ]

    def get_queryset(self) -> QuerySet[Any]:
        named = Case(When(named_document="", then=F("document__number")), default=F("named_document"))
        return (
            Citation.objects.unresolved()
            .order_by()
            .annotate(name=named)
            .values("name", "state")
            .annotate(count=Count("pk"), example=Min("text"), document=Min("document_id"))
            .order_by("-count", "name")
        )

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        if self.is_export:
            context["object_list"] = self.decorate_paginated_queryset(context["object_list"])
        return context

    def decorate_paginated_queryset(self, object_list: Any) -> list[dict[str, Any]]:
        """For the file, which takes its cells by name."""
        return [row | {"state_label": CitationState(row["state"]).label} for row in object_list]

    def next_step(self, row: dict[str, Any]) -> NextStep | None:
        """Only for those who may take it; a number of several documents is left to the reader of the text."""
        if row["state"] == CitationState.NO_DOCUMENT and self.may_add:
            return NextStep(f"{reverse('law_citations:add')}?{urlencode({'ten': row['name']})}", adds=True)
        if row["document"] is not None and self.may_edit:
            return NextStep(
                reverse("wagtailsnippets_laws_legaldocument:edit", args=[row["document"]]), adds=False
            )
        return None

    @cached_property
    def may_add(self) -> bool:
        return self.permission_policy.user_has_permission(self.request.user, "add")


def waiting_for(name: str) -> int:
    """How many citations name a document that is not there."""
    return Citation.objects.filter(state=CitationState.NO_DOCUMENT, named_document=name).count()
