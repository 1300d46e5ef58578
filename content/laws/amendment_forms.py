"""Forms of the amendment desk."""

from __future__ import annotations

import datetime
import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from content.laws.as_of import EARLIEST, LATEST, parse_day
from content.laws.choices import AmendmentKind, ArticleKind
from content.laws.models import Amendment, AmendmentSet, LegalDocument
from content.laws.models.amendments import written_unit
from content.laws.ordering import number_order
from content.laws.structure import point_order
from content.laws.validation import tidy_label
from portal.lib.vietnamese import normalise

LONGEST_TEXT = 200_000


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class DayField(forms.DateField):
    """2026-01-31 as browsers send it, or 31/01/2026 as people type it."""

    widget = DayInput

    def to_python(self, value: Any) -> datetime.date | None:
        if value in self.empty_values:
            return None
        day = parse_day(str(value).strip())
        if day is None or not EARLIEST <= day <= LATEST:
            raise ValidationError(_("This is no day. Write it as 31/01/2025."), code="invalid")
        return day


class AmendmentSetForm(forms.ModelForm[AmendmentSet]):
    """Which law amends which; both are chosen from what was found."""

    class Meta:
        model = AmendmentSet
        fields = ("amending_document", "target_document")
        widgets = {"amending_document": forms.HiddenInput, "target_document": forms.HiddenInput}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        amending: LegalDocument | None = cleaned.get("amending_document")
        if amending is not None and amending == cleaned.get("target_document"):
            self.add_error("target_document", _("A document cannot amend itself."))
        return cleaned


# "Phụ lục II", "mục 3": what stands for an article, written as people write it.
_OTHER_UNIT = re.compile(
    r"^(?P<word>phụ lục|mục)\s+(?:số\s+)?(?P<number>[0-9ivxla-hđ]{1,6}(?:[.-][0-9a-zđ]{1,4})?)$"
)


class AmendmentForm(forms.ModelForm[Amendment]):
    """One change."""

    effective_on = DayField(label=pgettext_lazy("day", "From"))
    new_text = forms.CharField(
        label=_("New text"),
        required=False,
        max_length=LONGEST_TEXT,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 8, "lang": "vi", "spellcheck": "false"}),
        help_text=_("As the amending law gives it, one clause or point a line. Leave empty to repeal."),
    )

    class Meta:
        model = Amendment
        fields = (
            "kind",
            "article_number",
            "clause",
            "point",
            "effective_on",
            "new_heading",
            "new_text",
            "by_clause",
            "by_point",
        )
        widgets = {"kind": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = self.fields["kind"]
        kind.choices = AmendmentKind.choices  # type: ignore[attr-defined]
        for name, field in self.fields.items():
            if name != "kind":
                field.widget.attrs.setdefault("autocomplete", "off")
            if self.is_bound and name in self.errors:
                field.widget.attrs["aria-invalid"] = "true"
                field.widget.attrs["aria-describedby"] = f"{self[name].auto_id}-error"

    def clean_article_number(self) -> str:
        number = normalise(self.cleaned_data["article_number"]).strip().rstrip(".").lower()
        if match := _OTHER_UNIT.match(number):
            kind = ArticleKind.APPENDIX if match["word"] == "phụ lục" else ArticleKind.ITEM
            return written_unit(kind, match["number"])
        number = number.removeprefix("điều").strip()
        try:
            number_order(number)
        except ValueError:
            raise ValidationError(_("A number such as 7 or 20a.")) from None
        return number

    def clean_clause(self) -> str:
        clause = tidy_label(self.cleaned_data["clause"])
        try:
            return clause and str(number_order(clause)) and clause
        except ValueError:
            raise ValidationError(_("A number such as 2 or 2a.")) from None

    def clean_point(self) -> str:
        point = tidy_label(self.cleaned_data["point"])
        try:
            return point and str(point_order(point)) and point
        except (ValueError, IndexError):
            raise ValidationError(_("A letter such as a or đ.")) from None

    def clean_by_clause(self) -> str:
        return tidy_label(self.cleaned_data["by_clause"])

    def clean_by_point(self) -> str:
        return tidy_label(self.cleaned_data["by_point"])

    def clean_new_text(self) -> str:
        lines = normalise(self.cleaned_data["new_text"]).replace("\r\n", "\n").replace("\r", "\n")
        return lines.strip()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        is_repeal = cleaned.get("kind") == AmendmentKind.REPEAL
        if is_repeal:
            cleaned["new_text"] = cleaned["new_heading"] = ""
        elif cleaned.get("kind") and not cleaned.get("new_text") and "new_text" not in self.errors:
            self.add_error("new_text", _("Give the new text."))
        return cleaned
