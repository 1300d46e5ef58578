"""The list of documents with its filters."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from content.laws.as_of import asked_day
from content.laws.choices import DocumentType
from content.laws.filters import LibraryFilter
from content.laws.kept_pages import TAGS
from content.laws.models import LegalDocument
from portal.page_cache import cached_page

PER_PAGE = 20


@cached_page(*TAGS)
def library(request: HttpRequest) -> HttpResponse:
    """All documents; every filter is part of the address and works without script."""
    as_of = asked_day(request)
    day = as_of.date.isoformat() if as_of.is_asked else ""
    filters = LibraryFilter.from_query(request.GET, today=as_of.date, day=day)
    documents = filters.apply(LegalDocument.objects.all()).for_standing()
    page_obj = Paginator(documents, PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "laws/library.html",
        {
            "section": "laws",
            "filters": filters,
            "as_of": as_of,
            "page_obj": page_obj,
            "total": page_obj.paginator.count,
        },
    )


def library_of_type(request: HttpRequest, type_slug: str, year: int) -> HttpResponse:
    """An address cut short after the year leads to the list of that type and year."""
    kind = DocumentType.from_slug(type_slug)
    if kind is None:
        raise Http404
    return redirect(f"{reverse('laws:library')}?{urlencode({'loai': kind.slug, 'nam': str(year)})}")
