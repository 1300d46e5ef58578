"""Atom feeds of new laws, and a calendar of what takes effect and what lapses."""

from __future__ import annotations

import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from content.laws.calendar import CalendarEntry, entries_between
from content.laws.choices import DocumentType
from content.laws.models import LegalDocument, LegalDocumentQuerySet

NEWEST = 50
CALENDAR_BEFORE = datetime.timedelta(days=31)
CALENDAR_AFTER = datetime.timedelta(days=366)
CALENDAR_REFRESH = datetime.timedelta(hours=12)


class NewLawsFeed(Feed):
    """The documents issued last; of one type where the address names it."""

    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest, type_slug: str = "") -> DocumentType | None:
        if not type_slug:
            return None
        kind = DocumentType.from_slug(type_slug)
        if kind is None:
            raise Http404
        return kind

    def title(self, kind: DocumentType | None) -> str:
        name = _("New laws") if kind is None else _("New laws: %(type)s") % {"type": kind.label}
        return f"{name} – {settings.SITE_NAME}"

    def subtitle(self, _kind: DocumentType | None) -> str:
        return _("The texts of law issued last, with the day on which they take effect.")

    def link(self, kind: DocumentType | None) -> str:
        page = reverse("laws:new")
        return f"{page}?loai={kind.slug}" if kind else page

    def feed_url(self, kind: DocumentType | None) -> str:
        return reverse("laws:new_feed_of_type", args=[kind.slug]) if kind else reverse("laws:new_feed")

    def feed_guid(self, kind: DocumentType | None) -> str:
        return f"{settings.BASE_URL}{self.feed_url(kind)}"

    def items(self, kind: DocumentType | None) -> LegalDocumentQuerySet:
        documents = LegalDocument.objects.filter(issued_on__lte=timezone.localdate())
        if kind:
            documents = documents.of_type(kind)
        return documents.order_by("-issued_on", "number", "pk")[:NEWEST]

    def item_title(self, item: Any) -> str:
        return f"{item.citation}: {item.heading}" if not item.type.is_cited_by_title else item.heading

    def item_description(self, item: Any) -> str:
        issued = _("%(issuer)s, issued %(date)s") % {
            "issuer": item.issuer,
            "date": f"{item.issued_on:%d/%m/%Y}",
        }
        if item.effective_on is None:
            return f"{issued}."
        return f"{issued}; " + _("in force from %(date)s.") % {"date": f"{item.effective_on:%d/%m/%Y}"}

    def item_guid(self, item: Any) -> str:
        """Never changes, even when the address does."""
        host = urlsplit(settings.BASE_URL).hostname
        return f"tag:{host},{item.created_at:%Y-%m-%d}:document-{item.pk}"

    item_guid_is_permalink = False

    def item_author_name(self, item: Any) -> str:
        return str(item.issuer)

    def item_categories(self, item: Any) -> list[str]:
        return [item.type.vietnamese_name]

    def item_pubdate(self, item: Any) -> datetime.datetime:
        return datetime.datetime.combine(item.issued_on, datetime.time(), timezone.get_default_timezone())

    def item_updateddate(self, item: Any) -> datetime.datetime:
        changed_at: datetime.datetime = item.updated_at
        return changed_at


def effect_calendar_feed(_request: HttpRequest) -> HttpResponse:
    """From a month ago to a year ahead, for the reader's own calendar (RFC 5545)."""
    today = timezone.localdate()
    calendar = Calendar()
    calendar.add("prodid", f"-//{settings.SITE_NAME}//{get_language()}//")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    name = _("Laws taking effect")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", CALENDAR_REFRESH, parameters={"value": "DURATION"})
    calendar.add("url", f"{settings.BASE_URL}{reverse('laws:calendar')}")
    for entry in entries_between(today - CALENDAR_BEFORE, today + CALENDAR_AFTER):
        calendar.add_component(_event(entry))
    response = HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="lich-hieu-luc.ics"'
    return response


def _event(entry: CalendarEntry) -> Event:
    event = Event()
    event.add("uid", f"{entry.key}@{urlsplit(settings.BASE_URL).hostname}")
    event.add("dtstamp", entry.document.updated_at.astimezone(datetime.UTC))
    event.add("dtstart", entry.day)
    event.add("dtend", entry.day + datetime.timedelta(days=1))
    event.add("summary", f"{entry.label}: {entry.citation}")
    description = entry.document.heading
    if entry.because_of:
        description += "\n" + _("Because of %(document)s.") % {"document": entry.because_of.citation}
    event.add("description", description)
    event.add("url", f"{settings.BASE_URL}{entry.url}")
    event.add("transp", "TRANSPARENT")
    return event
