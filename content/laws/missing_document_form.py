"""The form that adds a document which texts cite and the library lacks."""

from __future__ import annotations

import datetime
import re
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from content.laws.choices import DocumentType
from content.laws.citations import clean_number, number_shape
from content.laws.importers.recognition import ISSUERS, document_type, issuer
from content.laws.models import LegalDocument
from portal.lib.vietnamese import normalise

_YEAR = re.compile(r"/((?:19|20)\d{2})/|\s((?:19|20)\d{2})$")


class MissingDocumentForm(forms.ModelForm):
    """Number, type and issuer are guessed from the name; the days must be looked up."""

    class Meta:
        model = LegalDocument
        fields: ClassVar[list[str]] = [
            "document_type",
            "number",
            "title",
            "issuer",
            "issued_on",
            "effective_on",
            "official_url",
        ]
        widgets: ClassVar[dict[str, Any]] = {
            "title": forms.Textarea(attrs={"rows": 2}),
            "issued_on": AdminDateInput,
            "effective_on": AdminDateInput,
        }

    def clean_number(self) -> str:
        number = clean_number(normalise(self.cleaned_data["number"]))
        if number and number_shape(number) is None:
            raise forms.ValidationError(
                _("“%(number)s” is no number of a document, such as 168/2024/NĐ-CP."),
                params={"number": number},
            )
        return number

    def clean_title(self) -> str:
        return normalise(" ".join(self.cleaned_data["title"].split()))

    def clean_issued_on(self) -> datetime.date:
        """A number with a year belongs to that year."""
        issued_on: datetime.date = self.cleaned_data["issued_on"]
        year = _YEAR.search(self.cleaned_data.get("number") or "")
        if year and year[1] and int(year[1]) != issued_on.year:
            raise forms.ValidationError(
                _("The number says %(year)s. Check the day."), params={"year": year[1]}
            )
        return issued_on


def guesses(name: str) -> dict[str, Any]:
    """What a citation's name tells: "156/2013/TT-BTC" → circular, Bộ Tài chính."""
    name = normalise(" ".join(name.split()))[:300]
    number = clean_number(name) if number_shape(clean_number(name)) else ""
    kind = document_type(name, number)
    if kind is None and re.search(r"/(?:UBTV)?QH\d+$", number):
        kind = DocumentType.LAW if "/QH" in number else DocumentType.RESOLUTION
    title = "" if number else _YEAR.sub("", name).strip()
    return {
        "document_type": kind.value if kind else None,
        "number": number,
        "title": title,
        "issuer": issuer(number, None) if number else _issuer_of(kind),
    }


def _issuer_of(kind: DocumentType | None) -> str:
    if kind in {DocumentType.LAW, DocumentType.CODE, DocumentType.CONSTITUTION}:
        return "Quốc hội"
    return ISSUERS["CP"] if kind is DocumentType.DECREE else ""
