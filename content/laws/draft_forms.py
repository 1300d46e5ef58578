"""Forms for a law from a file: bringing it, checking what was recognised, deciding when its text begins."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.widgets import AdminAutoHeightTextInput

from content.laws.choices import DocumentType, LawDraftState, TextKind
from content.laws.importers.read_source import EXTENSIONS
from content.laws.importers.source_text import LONGEST_SOURCE
from portal.lib.vietnamese import normalise


class DateInput(forms.DateInput):
    """The browser's own date control; it wants ISO whatever the language."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class BringLawForm(forms.Form):
    """A file or a pasted text, one of the two."""

    file = forms.FileField(
        label=_("File"),
        required=False,
        help_text=_("Word (.docx), PDF with text, web page, plain text or Akoma Ntoso XML; up to 25 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(EXTENSIONS), "class": "law-drop"}),
    )
    text = forms.CharField(
        label=_("or the text itself"),
        required=False,
        max_length=LONGEST_SOURCE,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if self.errors:
            return cleaned
        if bool(cleaned.get("file")) == bool(cleaned.get("text")):
            raise ValidationError(_("Give a file or a text, one of the two."))
        return cleaned


class DraftForm(forms.Form):
    """The facts of the document and its text."""

    document_type = forms.ChoiceField(
        label=pgettext_lazy("law", "Type"), choices=[("", "–"), *DocumentType.choices]
    )
    number = forms.CharField(
        label=pgettext_lazy("law", "Number"),
        max_length=80,
        required=False,
        help_text=_("Empty when it has none."),
    )
    title = forms.CharField(
        label=pgettext_lazy("law", "Title"), max_length=1000, widget=AdminAutoHeightTextInput
    )
    issuer = forms.CharField(label=pgettext_lazy("law", "Issued by"), max_length=255)
    issued_on = forms.DateField(label=pgettext_lazy("law", "Issued on"), widget=DateInput)
    effective_on = forms.DateField(
        label=pgettext_lazy("law", "In force from"), widget=DateInput, required=False
    )
    signers = forms.CharField(label=pgettext_lazy("law", "Signed by"), max_length=255, required=False)
    text_kind = forms.ChoiceField(
        label=pgettext_lazy("law", "Kind of text"),
        choices=[(kind.value, kind.label) for kind in (TextKind.OFFICIAL, TextKind.SUMMARY)],
        initial=TextKind.OFFICIAL,
    )
    basis = forms.CharField(
        label=_("Legal basis"),
        required=False,
        help_text=_("One document a line."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    source_text = forms.CharField(
        label=pgettext_lazy("law", "Text"),
        max_length=LONGEST_SOURCE,
        strip=False,
        help_text=_("One paragraph a line. Correct it here, then read it again."),
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "false", "class": "law-source"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for name, value in cleaned.items():
            if isinstance(value, str):
                cleaned[name] = normalise(value)
        issued_on, effective_on = cleaned.get("issued_on"), cleaned.get("effective_on")
        if issued_on and effective_on and effective_on < issued_on:
            self.add_error("effective_on", _("It would take effect before it was issued."))
        return cleaned

    def point_to_doubts(self, doubted: Iterable[str]) -> None:
        """A screen reader says the doubt with its field."""
        for name in doubted:
            parts = [f"id_{name}_helptext"] if self.fields[name].help_text else []
            self.fields[name].widget.attrs["aria-describedby"] = " ".join([*parts, f"doubt-{name}"])

    def raw(self) -> dict[str, str]:
        """What was typed, valid or not."""
        return {name: str(self.data.get(name, "")).strip() for name in self.fields if name != "source_text"}


class AcceptDraftForm(forms.Form):
    """Only asked when the library has the document already."""

    text_from = forms.DateField(
        label=_("From which day does the changed text hold?"),
        widget=DateInput,
        help_text=_(
            "The day the old text took effect corrects it; a later day makes a new version and keeps the old one."
        ),
    )


class DraftFilterForm(forms.Form):
    """The list of drafts."""

    q = forms.CharField(label=_("Search"), required=False)
    state = forms.ChoiceField(
        label=pgettext_lazy("law", "State"), required=False, choices=[("", _("All")), *LawDraftState.choices]
    )
