"""The results page."""

from __future__ import annotations

from dataclasses import replace

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from search.analysis import WORD
from search.asking import understand
from search.editorial import live_rules
from search.finding import find, pages_of
from search.log import log_search
from search.result_pages import RESULTS_PER_PAGE
from search.selection import Selection, address, read_selection
from search.sources import ways_on


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """``?q=`` with the parameters of ``search.selection``."""
    selection = read_selection(request.GET)
    rules = live_rules()
    query = understand(request.GET.get("q", ""), rules)
    language = get_language() or "vi"
    found = find(query, selection, language=language, today=timezone.localdate(), rules=rules)
    page_obj = Paginator(pages_of(found), RESULTS_PER_PAGE).get_page(selection.page)
    context = {
        "results": found,
        "query": query.text,
        "page_obj": page_obj,
        "is_past_the_end": selection.page > page_obj.paginator.num_pages,
        "event": log_search(found, language),
        "content_words": WORD.findall(query.searched),
        "as_typed_url": address(query.text, replace(selection, is_as_typed=True, page=1)),
        "unfiltered_url": address(query.text, Selection()),
        "ways_on": ways_on(language) if found.is_empty or found.is_unavailable else (),
    }
    return render(request, "search/results.html", context)
