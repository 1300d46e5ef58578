"""Every relation of a document, one kind and direction at a time."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from content.laws.kept_pages import TAGS
from content.laws.relation_groups import (
    GROUP,
    LONGEST_WORDS,
    WORDS,
    Side,
    relation_groups,
    relations_of_side,
    relations_url,
    sides_of,
)
from content.laws.views.documents import document_breadcrumbs, find_document
from portal.lib.vietnamese import normalise
from portal.page_cache import cached_page

PER_PAGE = 50


@cached_page(*TAGS)
def relations(request: HttpRequest, type_slug: str, year: int, document_slug: str) -> HttpResponse:
    """The groups as tabs with their numbers; the chosen one with a filter, page by page."""
    document = find_document(request, type_slug, year, document_slug, "quan-he/")
    if isinstance(document, HttpResponse):
        return document
    sides = sides_of(document)
    asked = Side.from_slug(request.GET.get(GROUP, ""))
    chosen = next((one for one in sides if one.side == asked), sides[0] if sides else None)
    words = " ".join(normalise(request.GET.get(WORDS, "").replace("\x00", "")).split())[:LONGEST_WORDS]
    found = relations_of_side(document, chosen.side, words) if chosen else None
    page_obj = Paginator(found or [], PER_PAGE).get_page(request.GET.get("page"))
    groups = relation_groups(document, page_obj.object_list)
    return render(
        request,
        "laws/relations.html",
        {
            "section": "laws",
            "document": document,
            "breadcrumbs": [
                *document_breadcrumbs(document),
                (document.citation, document.get_absolute_url()),
                (_("Relations"), ""),
            ],
            "sides": sides,
            "chosen": chosen,
            "words": words,
            "lines": groups[0].lines if groups else [],
            "page_obj": page_obj,
            "total": page_obj.paginator.count,
            "relations_url": relations_url(document),
        },
    )
