"""What takes effect and what lapses, day by day."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from django.db.models import Max, Min, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from content.laws.models import DocumentRelation, LegalDocument, ProvisionEffect
from content.laws.status import ENDS_WHOLE


@dataclass(frozen=True)
class CalendarEntry:
    """One thing that happens on a day. ``provision`` is "Khoản 2 Điều 7" where it is not the whole document."""

    day: datetime.date
    is_end: bool
    document: LegalDocument
    url: str
    provision: str = ""
    because_of: LegalDocument | None = None

    @property
    def label(self) -> str:
        return _("No longer in force") if self.is_end else _("Takes effect")

    @property
    def citation(self) -> str:
        return f"{self.provision} {self.document.citation}".strip()

    @property
    def says_more(self) -> bool:
        """Whether the title adds to the citation: some documents are known by their number alone."""
        document = self.document
        return not document.type.is_cited_by_title and document.heading != document.citation

    @property
    def key(self) -> str:
        """Tells it from all others, for ever: calendars know an event again by it."""
        return f"{'end' if self.is_end else 'begin'}-{self.day:%Y%m%d}-{self.url.strip('/')}"


def entries_between(start: datetime.date, end: datetime.date) -> list[CalendarEntry]:
    """From ``start`` up to and with ``end``, by day; beginnings before ends. Three queries, however many."""
    days = (start, end)
    found = chain(_documents(days), _replaced(days), _provisions(days))
    # A document that says when it ends and is also replaced on that day ends once.
    once = {(entry.day, entry.is_end, entry.url): entry for entry in found}
    return sorted(once.values(), key=lambda entry: (entry.day, entry.is_end, entry.citation))


def nearest_changes(
    start: datetime.date, end: datetime.date
) -> tuple[datetime.date | None, datetime.date | None]:
    """The last day before ``start`` and the first after ``end`` on which a text takes effect or lapses."""
    relations = DocumentRelation.objects.filter(kind__in=ENDS_WHOLE, to_article__isnull=True, to_part=False)
    sources = [
        (LegalDocument.objects.all(), "effective_on"),
        (LegalDocument.objects.all(), "expired_on"),
        (ProvisionEffect.objects.all(), "effective_from"),
        (ProvisionEffect.objects.all(), "expired_on"),
        (
            relations.annotate(since=Coalesce("effective_on", "from_document__effective_on")),
            "since",
        ),
    ]
    days = [
        rows.order_by().aggregate(
            before=Max(name, filter=Q(**{f"{name}__lt": start})),
            after=Min(name, filter=Q(**{f"{name}__gt": end})),
        )
        for rows, name in sources
    ]
    return (
        max((one["before"] for one in days if one["before"]), default=None),
        min((one["after"] for one in days if one["after"]), default=None),
    )


def _documents(days: tuple[datetime.date, datetime.date]) -> Iterator[CalendarEntry]:
    light = LegalDocument.objects.defer("preamble", "closing")
    concerned = light.filter(effective_on__range=days) | light.filter(expired_on__range=days)
    for document in concerned.order_by("pk"):
        for day, is_end in ((document.effective_on, False), (document.expired_on, True)):
            if day and days[0] <= day <= days[1]:
                yield CalendarEntry(day, is_end, document, document.get_absolute_url())


def _replaced(days: tuple[datetime.date, datetime.date]) -> Iterator[CalendarEntry]:
    """Whole documents that another one replaces or repeals."""
    relations = (
        DocumentRelation.objects.annotate(since=Coalesce("effective_on", "from_document__effective_on"))
        .filter(since__range=days, kind__in=ENDS_WHOLE, to_article__isnull=True, to_part=False)
        .select_related("from_document", "to_document")
    )
    for relation in relations:
        document = relation.to_document
        if document.expired_on is None or document.expired_on >= relation.since:
            yield CalendarEntry(
                relation.since,
                True,
                document,
                document.get_absolute_url(),
                because_of=relation.from_document,
            )


def _provisions(days: tuple[datetime.date, datetime.date]) -> Iterator[CalendarEntry]:
    effects = ProvisionEffect.objects.select_related("article__document")
    concerned = effects.filter(effective_from__range=days) | effects.filter(expired_on__range=days)
    for effect in concerned.order_by("pk"):
        article = effect.article
        for day, is_end in ((effect.effective_from, False), (effect.expired_on, True)):
            if day and days[0] <= day <= days[1]:
                whole = article.citation(effect.clause, effect.point)
                yield CalendarEntry(
                    day,
                    is_end,
                    article.document,
                    article.provision_url(effect.clause, effect.point),
                    whole.removesuffix(article.document.citation).strip(),
                )
