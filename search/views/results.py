"""The results page."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from search.choices import Force, KindGroup
from search.finding import find, pages_of
from search.queries import parse_query
from search.result_pages import RESULTS_PER_PAGE
from search.results import Selection
from search.sources import ways_on

MAX_PAGE = 1_000


def _page_number(raw: str) -> int:
    return min(int(raw), MAX_PAGE) if raw.isascii() and raw.isdigit() and int(raw[:6]) > 0 else 1


def _selection(request: HttpRequest) -> Selection:
    """Unknown values are no filter: an old link still answers."""
    group = request.GET.get("loai", "")
    force = request.GET.get("hieu_luc", "")
    return Selection(
        group=KindGroup(group) if group in KindGroup.values else None,
        force=Force(force) if force in Force.values else None,
        page=_page_number(request.GET.get("page", "")),
    )


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """``?q=`` with ``loai``, ``hieu_luc`` and ``page``."""
    query = parse_query(request.GET.get("q", ""))
    language = get_language() or "vi"
    found = find(query, _selection(request), language=language, day=timezone.localdate())
    page_obj = Paginator(pages_of(found), RESULTS_PER_PAGE).get_page(found.selection.page)
    context = {
        "results": found,
        "query": query.text,
        "page_obj": page_obj,
        "ways_on": ways_on(language) if found.is_empty or found.is_unavailable else (),
    }
    return render(request, "search/results.html", context)
