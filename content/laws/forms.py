"""Forms of the library's editor: what one row alone cannot see, said where it is wrong."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from content.laws.choices import DivisionKind
from content.laws.consistency import ACYCLIC, closes_a_circle
from content.laws.models import Division, DocumentRelation, first_overlap
from content.laws.numbers import tidy_number
from content.laws.validation import clean_provision
from portal.lib.vietnamese import normalise


class NormalisingForm(WagtailAdminModelForm):
    """Text comes in every form of Unicode; the library holds one."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name, value in cleaned.items():
            if isinstance(value, str):
                cleaned[name] = normalise(value)
        return cleaned


class LegalDocumentForm(NormalisingForm):
    """Repairs a number with stray spaces; refuses days in an order that cannot be."""

    def clean_number(self) -> str:
        return tidy_number(self.cleaned_data["number"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        issued, begins, ends = (cleaned.get(name) for name in ("issued_on", "effective_on", "expired_on"))
        if issued and begins and begins < issued:
            self.add_error("effective_on", _("A document cannot take effect before it was issued."))
        earliest = begins or issued
        if ends and earliest and ends < earliest:
            self.add_error("expired_on", _("A document cannot lapse before it takes effect."))
        return cleaned


class DivisionForm(NormalisingForm):
    """A division belongs to a larger one of the same document, never to itself or to what stands in it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = Division.objects.filter(document=self.instance.document_id)
        self.fields["parent"].queryset = own.exclude(pk=self.instance.pk)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        parent, kind, document = (cleaned.get(name) for name in ("parent", "kind", "document"))
        if parent and document and parent.document_id != document.pk:
            self.add_error("parent", _("This division is of another document."))
        elif parent and kind and DivisionKind(parent.kind).level >= DivisionKind(kind).level:
            # A larger one each time: so a division can never stand in itself.
            self.add_error("parent", _("A division can only belong to a larger one."))
        elif kind and self.instance.pk and self._holds_as_large(kind):
            self.add_error("kind", _("It holds a division that is as large."))
        return cleaned

    def _holds_as_large(self, kind: str) -> bool:
        levels = [DivisionKind(one.kind).level for one in self.instance.children.all()]
        return any(level <= DivisionKind(kind).level for level in levels)


class DocumentRelationForm(NormalisingForm):
    """Each article is of its document, each clause and point is really there, and nothing goes in a circle."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for side in ("from", "to"):
            self._check_side(cleaned, side)
        begins, ends = cleaned.get("effective_on"), cleaned.get("ended_on")
        if begins and ends and ends <= begins:
            self.add_error("ended_on", _("It must end after it begins."))
        if not self.errors:
            self._check_order(cleaned)
        return cleaned

    def _check_side(self, cleaned: dict[str, Any], side: str) -> None:
        document, article = cleaned.get(f"{side}_document"), cleaned.get(f"{side}_article")
        clause, point = cleaned.get(f"{side}_clause") or "", cleaned.get(f"{side}_point") or ""
        if article is None:
            for part in ("clause", "point"):
                if cleaned.get(f"{side}_{part}"):
                    self.add_error(f"{side}_{part}", _("Choose the article first."))
            return
        if document and article.document_id != document.pk:
            self.add_error(f"{side}_article", _("This article is of another document."))
            return
        try:
            cleaned[f"{side}_clause"], cleaned[f"{side}_point"] = clean_provision(article, clause, point)
        except ValidationError as error:
            for part, messages in error.message_dict.items():
                self.add_error(f"{side}_{part}", messages)

    def _check_order(self, cleaned: dict[str, Any]) -> None:
        kind, acting, other = cleaned["kind"], cleaned["from_document"], cleaned["to_document"]
        whole = cleaned.get("to_article") is None and not cleaned.get("to_part")
        kinds = next((one for one in ACYCLIC if kind in one), None)
        if kinds is None or acting == other or not (whole or kind == "based_on"):
            return
        there = DocumentRelation.objects.filter(kind__in=kinds).exclude(pk=self.instance.pk)
        counted = there.filter(Q(to_article__isnull=True, to_part=False) | Q(kind="based_on"))
        if closes_a_circle(counted.values_list("from_document", "to_document"), acting.pk, other.pk):
            self.add_error("to_document", _("The other document already does this to the first: a circle."))


class ArticleForm(NormalisingForm):
    """Offers only the divisions of the article's own document; refuses texts that overlap in time."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "division" in self.fields:
            own = Division.objects.filter(document=self.instance.document_id).select_related("document")
            self.fields["division"].queryset = own

    def is_valid(self) -> bool:
        valid: bool = super().is_valid()
        formset = self.formsets.get("versions")
        if not valid or formset is None:
            return valid
        kept = [form for form in formset.forms if form.cleaned_data and not form.cleaned_data.get("DELETE")]
        overlapping = first_overlap(form.instance for form in kept)
        for form in kept:
            if form.instance is overlapping:
                form.add_error("effective_from", _("Another text of this kind is valid on the same days."))
        return overlapping is None
