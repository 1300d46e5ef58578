"""Ways into the library: new laws, the calendar of what takes effect, A to Z, who issued what."""

from __future__ import annotations

import calendar as months
import datetime
from dataclasses import dataclass
from itertools import groupby

from django.core.paginator import Paginator
from django.db.models import Count, Max
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from content.laws.calendar import entries_between, nearest_changes
from content.laws.choices import DocumentType
from content.laws.filters import Option, types_there
from content.laws.kept_pages import TAGS
from content.laws.models import LegalDocument
from portal.lib.vietnamese import ALPHABET, collation_key, first_letter, fold, normalise
from portal.page_cache import cached_page

PER_PAGE = 20
PER_LETTER = 100
NEW_FOR = datetime.timedelta(days=365)
EARLIEST_YEAR, LATEST_YEAR = 1945, 2199


@cached_page(*TAGS)
def new_laws(request: HttpRequest) -> HttpResponse:
    """What was issued in the last year, newest first."""
    today = timezone.localdate()
    kind = DocumentType.from_slug(request.GET.get("loai", ""))
    recent = LegalDocument.objects.filter(issued_on__gt=today - NEW_FOR, issued_on__lte=today)
    there = types_there(recent)
    if kind:
        recent = recent.of_type(kind)
    page_obj = Paginator(recent.order_by("-issued_on", "number", "pk").for_standing(), PER_PAGE).get_page(
        request.GET.get("page")
    )
    feed = reverse("laws:new_feed_of_type", args=[kind.slug]) if kind else reverse("laws:new_feed")
    return render(
        request,
        "laws/new.html",
        {
            "section": "new",
            "page_obj": page_obj,
            "total": page_obj.paginator.count,
            "types": [Option(one.slug, str(one.label), one is kind) for one in there],
            "kind": kind,
            "feed_url": feed,
        },
    )


@dataclass(frozen=True)
class Month:
    """A month of the calendar as a link."""

    first: datetime.date
    url: str

    @classmethod
    def of(cls, year: int, month: int) -> Month | None:
        if not EARLIEST_YEAR <= year <= LATEST_YEAR:
            return None
        url = reverse("laws:calendar_month", kwargs={"year": year, "month": month})
        return cls(datetime.date(year, month, 1), url)


@cached_page(*TAGS)
def effect_calendar(request: HttpRequest, year: int | None = None, month: int | None = None) -> HttpResponse:
    """A month of what takes effect and what lapses, as a list of days."""
    today = timezone.localdate()
    if year is None or month is None:
        year, month = today.year, today.month
    shown = Month.of(year, month) if 1 <= month <= 12 else None
    if shown is None:
        raise Http404
    last = shown.first.replace(day=months.monthrange(year, month)[1])
    entries = entries_between(shown.first, last)
    nearest = () if entries else nearest_changes(shown.first, last)
    return render(
        request,
        "laws/calendar.html",
        {
            "section": "new",
            "month": shown,
            "is_this_month": (year, month) == (today.year, today.month),
            "today": today,
            "days": [(day, list(those)) for day, those in groupby(entries, key=lambda entry: entry.day)],
            "begins": sum(not entry.is_end for entry in entries),
            "ends": sum(entry.is_end for entry in entries),
            "previous": Month.of(year - (month == 1), (month - 2) % 12 + 1),
            "next": Month.of(year + (month == 12), month % 12 + 1),
            # Of an empty month: where the reader finds something.
            "nearest": [one for day in nearest if day and (one := Month.of(day.year, day.month))],
        },
    )


@dataclass(frozen=True)
class Letter:
    """A letter of the alphabet; ``count`` 0 is shown without a link."""

    letter: str
    count: int
    url: str
    is_current: bool


def _filed_under(document: LegalDocument) -> str:
    """The title without its type: "Luật Đất đai" stands under Đ."""
    name = document.type.vietnamese_name
    title = document.title
    return title[len(name) :].strip() if title.lower().startswith(f"{name.lower()} ") else title


@cached_page(*TAGS)
def a_to_z(request: HttpRequest, letter: str = "") -> HttpResponse:
    """Titles in Vietnamese order. Laws that are cited by title unless another type is asked for."""
    kind = DocumentType.from_slug(request.GET.get("loai", ""))
    named = [one for one in DocumentType if one.is_cited_by_title]
    documents = LegalDocument.objects.filter(document_type__in=[kind] if kind else named)
    titles = documents.only("pk", "title", "document_type").order_by()
    filed = [(_filed_under(document), document.pk) for document in titles]
    counts: dict[str, int] = {}
    for title, _pk in filed:
        counts[first_letter(title)] = counts.get(first_letter(title), 0) + 1
    letter = letter.upper()
    if letter and (letter != "#" and letter.lower() not in ALPHABET):
        raise Http404
    if letter:
        filed = [one for one in filed if first_letter(one[0]) == letter]
    filed.sort(key=lambda one: (collation_key(one[0]), one[1]))
    page_obj = Paginator([pk for _title, pk in filed], PER_LETTER).get_page(request.GET.get("page"))
    found = LegalDocument.objects.for_standing().in_bulk(list(page_obj.object_list))
    shown = [found[pk] for pk in page_obj.object_list if pk in found]
    return render(
        request,
        "laws/a_to_z.html",
        {
            "section": "laws",
            "letters": _letters(counts, letter, request.GET.get("loai", "") if kind else ""),
            "letter": letter,
            "groups": [
                (key, list(those))
                for key, those in groupby(shown, key=lambda one: first_letter(_filed_under(one)))
            ],
            "page_obj": page_obj,
            "total": page_obj.paginator.count,
            "types": [
                Option(one.slug, str(one.label), one is kind)
                for one in types_there(LegalDocument.objects.all())
            ],
            "kind": kind,
        },
    )


def _letters(counts: dict[str, int], current: str, type_slug: str) -> list[Letter]:
    query = f"?loai={type_slug}" if type_slug else ""
    shown = [one.upper() for one in ALPHABET if one not in "fjwz" or counts.get(one.upper())]
    shown += ["#"] if counts.get("#") else []
    return [
        Letter(
            one,
            counts.get(one, 0),
            f"{reverse('laws:letter', args=[one.lower()])}{query}",
            one == current,
        )
        for one in shown
    ]


@cached_page(*TAGS)
def issuers(request: HttpRequest) -> HttpResponse:
    """Who issued how many documents, in Vietnamese order."""
    words = request.GET.get("q", "").replace("\x00", "").strip()[:200]
    rows = (
        LegalDocument.objects.order_by().values("issuer").annotate(count=Count("pk"), latest=Max("issued_on"))
    )
    folded = fold(normalise(words))
    chosen = [row for row in rows if folded in fold(row["issuer"])]
    chosen.sort(key=lambda row: collation_key(row["issuer"]))
    page_obj = Paginator(chosen, PER_LETTER).get_page(request.GET.get("page"))
    return render(
        request,
        "laws/issuers.html",
        {"section": "laws", "page_obj": page_obj, "total": page_obj.paginator.count, "words": words},
    )


def calendar_year(_request: HttpRequest, year: int) -> HttpResponse:
    """An address cut short after the year leads to its first month."""
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise Http404
    return redirect("laws:calendar_month", year=year, month=1)
