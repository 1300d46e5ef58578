"""What can be done to many documents at once in the editor."""

from __future__ import annotations

import csv
import io
import zipfile
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin.widgets import AdminDateInput
from wagtail.log_actions import log
from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction

from content.laws.actions.announce_change import announce_change
from content.laws.actions.export_document import export_document, prepare_export
from content.laws.exports.formats import FORMATS
from content.laws.models import LegalDocument

# What a worker of the site can make while somebody waits.
MOST_EXPORTED = 50
ZIP_FORMATS = ("json", "akn", "txt", "docx")


class SetDatesForm(forms.Form):
    """An empty field changes nothing."""

    effective_on = forms.DateField(label=_("In force from"), required=False, widget=AdminDateInput)
    expired_on = forms.DateField(label=_("No longer in force from"), required=False, widget=AdminDateInput)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        begins, ends = cleaned.get("effective_on"), cleaned.get("expired_on")
        if not self.errors and not (begins or ends):
            raise ValidationError(_("Give at least one day."))
        if begins and ends and ends < begins:
            self.add_error("expired_on", _("A document cannot lapse before it takes effect."))
        return cleaned


class ExportForm(forms.Form):
    export_format = forms.ChoiceField(
        label=_("Format"),
        choices=[
            ("csv", _("List (CSV)")),
            ("json", _("JSON, zipped")),
            ("akn", _("Akoma Ntoso XML, zipped")),
            ("txt", _("Plain text, zipped")),
            ("docx", _("Word, zipped")),
        ],
    )


class DocumentBulkAction(SnippetBulkAction):
    """Only documents, and only for those who may."""

    models: ClassVar[list[Any]] = [LegalDocument]
    permission = "change"
    template_name = "laws/admin/bulk_documents.html"
    explanation: Any = ""

    def check_perm(self, document: LegalDocument) -> bool:
        allowed: bool = self.permission_policy.user_has_permission_for_instance(
            self.request.user, self.permission, document
        )
        return allowed

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"action": self, "title": self.display_name, "explanation": self.explanation}


class SetDates(DocumentBulkAction):
    display_name = _("Set dates")
    aria_label = _("Set the dates of the selected documents")
    explanation = _("These days are set on every document below; an empty field changes nothing.")
    action_type = "set_dates"
    action_priority = 20
    form_class = SetDatesForm

    def form_valid(self, form: forms.Form) -> HttpResponse:
        """All or none: a day that one document cannot have is said, and nothing is changed."""
        objects, _without = self.get_actionable_objects()
        changes = {name: day for name, day in form.cleaned_data.items() if day}
        refused = []
        for document in objects:
            for name, day in changes.items():
                setattr(document, name, day)
            try:
                _check_days(document)
            except ValidationError as error:
                refused.append(f"{document}: {' '.join(error.messages)}")
        if refused:
            form.add_error(None, refused)
            return self.form_invalid(form)
        response: HttpResponse = super().form_valid(form)
        return response

    def get_execution_context(self) -> dict[str, Any]:
        changes = {name: day for name, day in self.cleaned_form.cleaned_data.items() if day}
        return super().get_execution_context() | {"changes": changes, "user": self.request.user}

    @classmethod
    @transaction.atomic
    def execute_action(cls, objects: list[LegalDocument], **kwargs: Any) -> tuple[int, int]:
        changes = kwargs["changes"]
        for document in objects:
            for name, day in changes.items():
                setattr(document, name, day)
            document.save(update_fields=[*changes, "updated_at"])
            log(instance=document, action="wagtail.edit", user=kwargs["user"], content_changed=True)
            announce_change(document.pk)
        return len(objects), 0

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        return ngettext(
            "The dates of %(count)d document were set.",
            "The dates of %(count)d documents were set.",
            num_parent_objects,
        ) % {"count": num_parent_objects}


def _check_days(document: LegalDocument) -> None:
    if document.effective_on and document.effective_on < document.issued_on:
        raise ValidationError(_("A document cannot take effect before it was issued."))
    if document.expired_on and document.expired_on < (document.effective_on or document.issued_on):
        raise ValidationError(_("A document cannot lapse before it takes effect."))


class ExportSelected(DocumentBulkAction):
    display_name = _("Export")
    aria_label = _("Export the selected documents")
    explanation = _("As of today. At most 50 documents in a zip; a list has no limit.")
    action_type = "export"
    action_priority = 10
    form_class = ExportForm
    permission = "view"

    def check_perm(self, document: LegalDocument) -> bool:
        policy = self.permission_policy
        return bool(policy.user_has_any_permission(self.request.user, ["view", "change"]))

    def form_valid(self, form: forms.Form) -> HttpResponse:
        objects, _without = self.get_actionable_objects()
        chosen = form.cleaned_data["export_format"]
        if chosen == "csv":
            return as_csv(objects)
        if len(objects) > MOST_EXPORTED:
            form.add_error(
                None, _("Choose at most %(limit)d documents, or the list.") % {"limit": MOST_EXPORTED}
            )
            return self.form_invalid(form)
        return as_zip(objects, chosen)


def as_csv(documents: list[LegalDocument]) -> HttpResponse:
    """UTF-8 with a mark that Excel needs; a cell never begins a formula."""
    written = io.StringIO()
    rows = csv.writer(written)
    rows.writerow(["number", "type", "title", "issuer", "issued_on", "effective_on", "expired_on", "url"])
    for one in documents:
        cells = [one.number, one.type.vietnamese_name, one.title, one.issuer]
        days = [day.isoformat() if day else "" for day in (one.issued_on, one.effective_on, one.expired_on)]
        rows.writerow([_harmless(cell) for cell in cells] + days + [one.get_absolute_url()])
    return _file(("\ufeff" + written.getvalue()).encode(), "text/csv; charset=utf-8", "csv")


def as_zip(documents: list[LegalDocument], format_slug: str) -> HttpResponse:
    export_format = FORMATS[format_slug]
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for document in documents:
            prepared = prepare_export(document, export_format, timezone.localdate())
            # Two documents can share a number, so the type and the key belong to the name.
            name = (
                f"{document.type.slug}-{prepared.document.file_stem}-{document.pk}.{export_format.extension}"
            )
            archive.writestr(name, export_document(prepared))
    return _file(written.getvalue(), "application/zip", "zip")


def _file(data: bytes, content_type: str, extension: str) -> HttpResponse:
    response = HttpResponse(data, content_type=content_type)
    response.headers["Content-Disposition"] = (
        f'attachment; filename="van-ban-{timezone.localdate():%Y-%m-%d}.{extension}"'
    )
    return response


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell[:1] in {"=", "+", "-", "@", "\t", "\r"} else cell
