"""What a reader narrows the library by."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.laws.as_of import PARAMETER
from content.laws.choices import DocumentType, LegalStatus
from content.laws.models import LegalDocument, LegalDocumentQuerySet
from portal.lib.vietnamese import normalise

LONGEST_WORDS = 200
SORTS = {
    "moi": (gettext_lazy("Newest first"), ("-issued_on", "number", "pk")),
    "cu": (gettext_lazy("Oldest first"), ("issued_on", "number", "pk")),
    "hieu-luc": (gettext_lazy("Latest in force first"), ("-effective_on", "-issued_on", "pk")),
    "ten": (gettext_lazy("By title"), ("title_folded", "pk")),
}
DEFAULT_SORT = "moi"


@dataclass(frozen=True)
class Option:
    """One choice of a filter."""

    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True)
class ActiveFilter:
    """A filter in use and the address without it."""

    label: str
    url: str


@dataclass(frozen=True)
class LibraryFilter:
    """What stands in the address; values that mean nothing are dropped silently."""

    today: datetime.date
    words: str = ""
    document_type: DocumentType | None = None
    issuer: str = ""
    year: int | None = None
    status: LegalStatus | None = None
    sort: str = DEFAULT_SORT
    # The day asked for, as it stands in the address; empty for today.
    day: str = ""

    @classmethod
    def from_query(cls, query: Mapping[str, str], *, today: datetime.date, day: str = "") -> LibraryFilter:
        """``today`` is the day for which statuses are shown; ``day`` keeps it in addresses when it was asked for."""
        year = query.get("nam", "")
        status = query.get("tinh-trang", "")
        sort = query.get("sap-xep", "")
        return cls(
            today=today,
            words=" ".join(normalise(query.get("q", "").replace("\x00", "")).split())[:LONGEST_WORDS],
            document_type=DocumentType.from_slug(query.get("loai", "")),
            issuer=normalise(query.get("co-quan", "").replace("\x00", "")).strip()[:255],
            year=int(year) if year.isdecimal() and len(year) == 4 and 1900 <= int(year) <= 2999 else None,
            status=LegalStatus(status) if status in LegalStatus.values else None,
            sort=sort if sort in SORTS else DEFAULT_SORT,
            day=day,
        )

    def apply(self, documents: LegalDocumentQuerySet) -> LegalDocumentQuerySet:
        if self.words:
            documents = documents.matching(self.words)
        if self.document_type:
            documents = documents.of_type(self.document_type)
        if self.issuer:
            documents = documents.filter(issuer=self.issuer)
        if self.year:
            documents = documents.issued_in(self.year)
        if self.status:
            documents = documents.with_status(self.status, self.today)
        return documents.order_by(*SORTS[self.sort][1])

    @property
    def query(self) -> str:
        """The address's query, without defaults."""
        pairs = {
            "q": self.words,
            "loai": self.document_type.slug if self.document_type else "",
            "co-quan": self.issuer,
            "nam": str(self.year or ""),
            "tinh-trang": self.status.value if self.status else "",
            "sap-xep": self.sort if self.sort != DEFAULT_SORT else "",
            PARAMETER: self.day,
        }
        return urlencode({name: value for name, value in pairs.items() if value})

    @property
    def active(self) -> list[ActiveFilter]:
        """What narrows the list now, each removable."""
        found = []
        if self.words:
            found.append((_("“%(words)s”") % {"words": self.words}, replace(self, words="")))
        if self.document_type:
            found.append((str(self.document_type.label), replace(self, document_type=None)))
        if self.issuer:
            found.append((self.issuer, replace(self, issuer="")))
        if self.year:
            found.append((str(self.year), replace(self, year=None)))
        if self.status:
            found.append((str(self.status.label), replace(self, status=None)))
        if self.day:
            shown = date_format(self.today, "SHORT_DATE_FORMAT")
            found.append((_("on %(date)s") % {"date": shown}, replace(self, day="")))
        return [ActiveFilter(label, f"?{without.query}") for label, without in found]

    @property
    def types(self) -> list[Option]:
        return [Option(one.slug, str(one.label), one is self.document_type) for one in self._types_there]

    @property
    def issuers(self) -> list[Option]:
        names = LegalDocument.objects.order_by("issuer").values_list("issuer", flat=True).distinct()
        return [Option(name, name, name == self.issuer) for name in names]

    @property
    def years(self) -> list[Option]:
        days = LegalDocument.objects.dates("issued_on", "year", order="DESC")
        return [Option(str(day.year), str(day.year), day.year == self.year) for day in days]

    @property
    def statuses(self) -> list[Option]:
        return [Option(one.value, str(one.label), one is self.status) for one in LegalStatus]

    @property
    def sorts(self) -> list[Option]:
        return [Option(name, str(label), name == self.sort) for name, (label, _order) in SORTS.items()]

    @cached_property
    def _types_there(self) -> list[DocumentType]:
        return types_there(LegalDocument.objects.all())


def types_there(documents: LegalDocumentQuerySet) -> list[DocumentType]:
    """The types of which there is any document, in their own order."""
    there = set(documents.order_by().values_list("document_type", flat=True).distinct())
    return [one for one in DocumentType if one.value in there]
