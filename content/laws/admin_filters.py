"""Filters of the library's lists in the editor."""

from __future__ import annotations

from typing import ClassVar

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_filters import CharFilter, ChoiceFilter, ModelChoiceFilter, NumberFilter
from wagtail.admin.filters import WagtailFilterSet

from content.laws.choices import ArticleKind, DivisionKind, DocumentType, LegalStatus, RelationKind
from content.laws.choosers import document_chooser
from content.laws.models import Article, ArticleVersion, Division, DocumentRelation, LegalDocument
from portal.lib.vietnamese import normalise

YES_OR_NO = [("yes", _("Yes")), ("no", _("No"))]


class LegalDocumentFilterSet(WagtailFilterSet):
    document_type = ChoiceFilter(label=pgettext_lazy("law", "Type"), choices=DocumentType.choices)
    issuer = CharFilter(label=pgettext_lazy("law", "Issued by"), method="filter_issuer")
    year = NumberFilter(field_name="issued_on", lookup_expr="year", label=_("Year of issue"))
    status = ChoiceFilter(label=_("Status today"), choices=LegalStatus.choices, method="filter_status")
    lacks_day = ChoiceFilter(
        label=_("Day of effect missing"),
        choices=YES_OR_NO,
        method="filter_lacks_day",
    )
    has_text = ChoiceFilter(label=_("Has text"), choices=YES_OR_NO, method="filter_has_text")

    class Meta:
        model = LegalDocument
        fields: ClassVar[list[str]] = ["document_type", "issuer", "year", "status", "lacks_day", "has_text"]

    def filter_issuer(
        self, documents: QuerySet[LegalDocument], _name: str, value: str
    ) -> QuerySet[LegalDocument]:
        return documents.filter(issuer__icontains=normalise(value).strip())

    def filter_status(
        self, documents: QuerySet[LegalDocument], _name: str, value: str
    ) -> QuerySet[LegalDocument]:
        with_status = LegalDocument.objects.with_status(value, timezone.localdate())
        return documents.filter(pk__in=with_status.values("pk"))

    def filter_lacks_day(
        self, documents: QuerySet[LegalDocument], _name: str, value: str
    ) -> QuerySet[LegalDocument]:
        return documents.filter(effective_on__isnull=value == "yes")

    def filter_has_text(
        self, documents: QuerySet[LegalDocument], _name: str, value: str
    ) -> QuerySet[LegalDocument]:
        has_text = Exists(ArticleVersion.objects.filter(article__document=OuterRef("pk")))
        return documents.filter(has_text if value == "yes" else ~has_text)


def _of_document() -> ModelChoiceFilter:
    return ModelChoiceFilter(
        field_name="document",
        label=pgettext_lazy("law", "Document"),
        queryset=LegalDocument.objects.all(),
        widget=document_chooser.widget_class,
    )


class ArticleFilterSet(WagtailFilterSet):
    document = _of_document()
    kind = ChoiceFilter(label=_("Kind"), choices=ArticleKind.choices)
    document_type = ChoiceFilter(
        field_name="document__document_type", label=pgettext_lazy("law", "Type"), choices=DocumentType.choices
    )
    has_text = ChoiceFilter(label=_("Has text"), choices=YES_OR_NO, method="filter_has_text")

    class Meta:
        model = Article
        fields: ClassVar[list[str]] = ["document", "kind", "document_type", "has_text"]

    def filter_has_text(self, articles: QuerySet[Article], _name: str, value: str) -> QuerySet[Article]:
        has_text = Exists(ArticleVersion.objects.filter(article=OuterRef("pk")))
        return articles.filter(has_text if value == "yes" else ~has_text)


class DivisionFilterSet(WagtailFilterSet):
    document = _of_document()
    kind = ChoiceFilter(label=_("Kind"), choices=DivisionKind.choices)

    class Meta:
        model = Division
        fields: ClassVar[list[str]] = ["document", "kind"]


class DocumentRelationFilterSet(WagtailFilterSet):
    kind = ChoiceFilter(label=_("Kind"), choices=RelationKind.choices)
    document = ModelChoiceFilter(
        label=pgettext_lazy("law", "Document"),
        queryset=LegalDocument.objects.all(),
        widget=document_chooser.widget_class,
        method="filter_document",
    )
    lacks_day = ChoiceFilter(label=_("Without a day"), choices=YES_OR_NO, method="filter_lacks_day")

    class Meta:
        model = DocumentRelation
        fields: ClassVar[list[str]] = ["kind", "document", "lacks_day"]

    def filter_document(
        self, relations: QuerySet[DocumentRelation], _name: str, value: LegalDocument
    ) -> QuerySet[DocumentRelation]:
        return relations & DocumentRelation.objects.touching(value)

    def filter_lacks_day(
        self, relations: QuerySet[DocumentRelation], _name: str, value: str
    ) -> QuerySet[DocumentRelation]:
        return relations.filter(effective_on__isnull=value == "yes")
