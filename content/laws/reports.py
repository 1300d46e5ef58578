"""Reports for the library's editors: missing days, contradictions, texts that overlap or leave a gap."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib.admin.utils import quote
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_filters import CharFilter, ChoiceFilter, NumberFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.permission_policies import ModelPermissionPolicy

from content.laws.choices import DocumentType
from content.laws.consistency import (
    DocumentDates,
    Finding,
    Period,
    Problem,
    RelationDates,
    document_findings,
    version_findings,
)
from content.laws.models import Article, ArticleVersion, DocumentRelation, LegalDocument

PER_PAGE = 50
MOST_NAMED = 3  # other documents that a line names

PROBLEM_LABELS = {
    Problem.EFFECTIVE_BEFORE_ISSUED: _("takes effect before it was issued"),
    Problem.EXPIRED_BEFORE_EFFECTIVE: _("lapses before it takes effect"),
    Problem.ENDED_WITHOUT_DAY: _("replaced or repealed without a day: still in force by its dates"),
    Problem.EXPIRES_AFTER_IT_WAS_ENDED: _("lapses later than it was replaced or repealed"),
    Problem.ENDED_BEFORE_ISSUED: _("replaced or repealed before it was issued"),
    Problem.CHANGED_BY_AN_OLDER: _("changed by an older document"),
    Problem.MUTUAL: _("each does it to the other"),
    Problem.CYCLE: _("the relations go round in a circle"),
    Problem.OVERLAP: _("two texts on one day"),
    Problem.GAP: _("no text between two texts"),
}
OF_DOCUMENTS = [problem for problem in Problem if problem not in {Problem.OVERLAP, Problem.GAP}]


def _choices(problems: Iterable[Problem]) -> list[tuple[str, Any]]:
    return [(problem.value, PROBLEM_LABELS[problem]) for problem in problems]


class DocumentFilterSet(WagtailFilterSet):
    document_type = ChoiceFilter(label=pgettext_lazy("law", "Type"), choices=DocumentType.choices)
    issuer = CharFilter(label=pgettext_lazy("law", "Issued by"), lookup_expr="icontains")
    year = NumberFilter(field_name="issued_on", lookup_expr="year", label=_("Year of issue"))

    class Meta:
        model = LegalDocument
        fields: ClassVar[list[str]] = ["document_type", "issuer", "year"]


class MissingFilterSet(DocumentFilterSet):
    missing = ChoiceFilter(
        label=_("What is missing"),
        choices=[("effective", _("day of effect")), ("text", _("text")), ("source", _("official source"))],
        method="filter_missing",
    )

    def filter_missing(
        self, documents: QuerySet[LegalDocument], _name: str, value: str
    ) -> QuerySet[LegalDocument]:
        return documents.filter(**{f"lacks_{value}": True})


class ContradictionFilterSet(DocumentFilterSet):
    problem = ChoiceFilter(label=_("Problem"), choices=_choices(OF_DOCUMENTS), method="filter_problem")

    def filter_problem(
        self, documents: QuerySet[LegalDocument], _name: str, value: str
    ) -> QuerySet[LegalDocument]:
        return documents.filter(pk__in=[one.key for one in all_document_findings() if one.problem == value])


class PeriodFilterSet(WagtailFilterSet):
    problem = ChoiceFilter(
        label=_("Problem"), choices=_choices([Problem.OVERLAP, Problem.GAP]), method="filter_problem"
    )
    document_type = ChoiceFilter(
        label=pgettext_lazy("law", "Type"), field_name="document__document_type", choices=DocumentType.choices
    )

    class Meta:
        model = Article
        fields: ClassVar[list[str]] = ["problem", "document_type"]

    def filter_problem(self, articles: QuerySet[Article], _name: str, value: str) -> QuerySet[Article]:
        return articles.filter(overlaps=True) if value == Problem.OVERLAP else articles.filter(gaps=True)


class LabelledColumn(Column):
    """Says its label in each row too, for a phone, where a row is a block."""

    cell_template_name = "laws/admin/report_cell.html"


class LawReportView(ReportView):
    """What the three have in common: who may look, where a row leads, how it is taken away."""

    template_name = "laws/admin/report.html"
    paginate_by = PER_PAGE
    header_icon = "law"
    permission_policy = ModelPermissionPolicy(LegalDocument)
    any_permission_required: ClassVar[list[str]] = ["add", "change", "delete", "view"]
    is_searchable = False

    def get_filename(self) -> str:
        return f"{self.index_url_name.rpartition(':')[2]}-{timezone.localdate():%Y-%m-%d}"

    @cached_property
    def may_edit(self) -> bool:
        return self.permission_policy.user_has_permission(self.request.user, "change")

    def row_url(self, row: LegalDocument | Article) -> str:
        """Those who may only look are led to the public page."""
        if self.may_edit:
            return reverse(
                f"wagtailsnippets_laws_{row._meta.model_name}:edit",  # noqa: SLF001
                args=[quote(row.pk)],
            )
        return row.get_absolute_url()


class DocumentReportView(LawReportView):
    model = LegalDocument
    default_ordering = "-issued_on"

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn(
                "citation", label=pgettext_lazy("law", "Document"), accessor="citation", get_url=self.row_url
            ),
            LabelledColumn("title", label=pgettext_lazy("law", "Title"), accessor="title"),
            LabelledColumn("issuer", label=pgettext_lazy("law", "Issued by"), accessor="issuer"),
            LabelledColumn("issued_on", label=pgettext_lazy("law", "Issued on"), accessor="issued_on"),
            LabelledColumn("problems", label=_("Problem"), accessor="problems"),
        ]

    list_export: ClassVar[list[str]] = [
        "citation",
        "title",
        "issuer",
        "issued_on",
        "effective_on",
        "problems",
    ]
    export_headings: ClassVar[dict[str, Any]] = {
        "citation": pgettext_lazy("law", "Document"),
        "title": pgettext_lazy("law", "Title"),
        "issuer": pgettext_lazy("law", "Issued by"),
        "issued_on": pgettext_lazy("law", "Issued on"),
        "effective_on": _("In force from"),
        "problems": _("Problem"),
    }

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        if self.is_export:
            context["object_list"] = self.decorate_paginated_queryset(context["object_list"])
        return context


class MissingDatesView(DocumentReportView):
    """Documents of which the library does not know enough."""

    page_title = _("Documents with something missing")
    index_url_name = "law_reports:missing"
    index_results_url_name = "law_reports:missing_results"
    filterset_class = MissingFilterSet

    def get_queryset(self) -> QuerySet[LegalDocument]:
        texts = ArticleVersion.objects.filter(article__document=OuterRef("pk"))
        self.queryset = (
            LegalDocument.objects.annotate(
                lacks_effective=Q(effective_on__isnull=True),
                lacks_text=~Exists(texts),
                lacks_source=Q(official_url=""),
            )
            .filter(Q(lacks_effective=True) | Q(lacks_text=True) | Q(lacks_source=True))
            .order_by("-issued_on", "pk")
        )
        return super().get_queryset()

    def decorate_paginated_queryset(self, object_list: Any) -> Any:
        for document in object_list:
            named = (
                (document.lacks_effective, _("day of effect")),
                (document.lacks_text, _("text")),
                (document.lacks_source, _("official source")),
            )
            document.problems = ", ".join(str(label) for lacks, label in named if lacks)
        return object_list


class ContradictionsView(DocumentReportView):
    """Documents whose dates and relations cannot all be true."""

    page_title = _("Contradictions between documents")
    index_url_name = "law_reports:contradictions"
    index_results_url_name = "law_reports:contradictions_results"
    filterset_class = ContradictionFilterSet

    @cached_property
    def findings(self) -> dict[int, list[Finding]]:
        found: dict[int, list[Finding]] = {}
        for finding in all_document_findings():
            found.setdefault(finding.key, []).append(finding)
        return found

    def get_queryset(self) -> QuerySet[LegalDocument]:
        self.queryset = LegalDocument.objects.filter(pk__in=list(self.findings)).order_by("-issued_on", "pk")
        return super().get_queryset()

    def decorate_paginated_queryset(self, object_list: Any) -> Any:
        documents = list(object_list)
        others = {
            key
            for document in documents
            for one in self.findings[document.pk]
            for key in one.others[:MOST_NAMED]
        }
        named = LegalDocument.objects.in_bulk(others)
        for document in documents:
            sentences = [_sentence(finding, named) for finding in self.findings[document.pk]]
            document.problems = "; ".join(dict.fromkeys(sentences))
        return documents


class PeriodsView(LawReportView):
    """Articles whose texts overlap or leave days without text."""

    page_title = _("Texts that overlap or leave a gap")
    index_url_name = "law_reports:periods"
    index_results_url_name = "law_reports:periods_results"
    filterset_class = PeriodFilterSet
    model = Article
    list_export: ClassVar[list[str]] = ["citation", "problems"]
    export_headings: ClassVar[dict[str, Any]] = {"citation": _("Article"), "problems": _("Problem")}

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("citation", label=_("Article"), accessor="citation", get_url=self.row_url),
            LabelledColumn("problems", label=_("Problem"), accessor="problems"),
        ]

    def get_queryset(self) -> QuerySet[Article]:
        """The database finds the articles; ``version_findings`` says of those on the page what is wrong."""
        one = ArticleVersion.objects.filter(article=OuterRef("pk"))
        alike = ArticleVersion.objects.filter(
            article=OuterRef("article"), text_kind=OuterRef("text_kind"), language=OuterRef("language")
        ).exclude(pk=OuterRef("pk"))
        goes_on = Q(effective_to__isnull=True) | Q(effective_to__gt=OuterRef("effective_from"))
        overlaps = one.filter(Exists(alike.filter(goes_on, effective_from__lte=OuterRef("effective_from"))))
        covered = Q(effective_to__isnull=True) | Q(effective_to__gt=OuterRef("effective_to"))
        gaps = one.filter(
            Exists(alike.filter(effective_from__gt=OuterRef("effective_to"))),
            ~Exists(alike.filter(covered, effective_from__lte=OuterRef("effective_to"))),
            effective_to__isnull=False,
        )
        self.queryset = (
            Article.objects.with_document()
            .annotate(overlaps=Exists(overlaps), gaps=Exists(gaps))
            .filter(Q(overlaps=True) | Q(gaps=True))
            .order_by("document_id", "order")
        )
        return super().get_queryset()

    def decorate_paginated_queryset(self, object_list: Any) -> Any:
        articles = list(object_list)
        rows = ArticleVersion.objects.filter(article__in=[article.pk for article in articles]).values_list(
            "article_id", "text_kind", "language", "effective_from", "effective_to"
        )
        found: dict[int, list[str]] = {}
        for finding in version_findings(
            Period(key, (kind, language), begins, ends) for key, kind, language, begins, ends in rows
        ):
            found.setdefault(finding.key, []).append(_sentence(finding, {}))
        for article in articles:
            article.problems = "; ".join(found.get(article.pk, []))
        return articles

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        if self.is_export:
            context["object_list"] = self.decorate_paginated_queryset(context["object_list"])
        return context


def all_document_findings() -> list[Finding]:
    """Two queries whatever the size of the library."""
    documents = LegalDocument.objects.values_list("pk", "issued_on", "effective_on", "expired_on")
    relations = DocumentRelation.objects.annotate(
        since=Coalesce("effective_on", F("from_document__effective_on"))
    ).values_list("kind", "from_document_id", "to_document_id", "to_article_id", "to_part", "since")
    return document_findings(
        [DocumentDates(*row) for row in documents.iterator()],
        [
            RelationDates(kind, acting, other, article is None and not part, since)
            for kind, acting, other, article, part, since in relations.iterator()
        ],
    )


def _sentence(finding: Finding, named: dict[int, LegalDocument]) -> str:
    """ "replaced or repealed before it was issued (Luật X; 01/01/2020)"."""
    details = [named[key].citation for key in finding.others[:MOST_NAMED] if key in named]
    if len(finding.others) > MOST_NAMED:
        details.append("…")
    if finding.day:
        details.append(f"{finding.day:%d/%m/%Y}")
    label = str(PROBLEM_LABELS[finding.problem])
    return f"{label} ({', '.join(details)})" if details else label
