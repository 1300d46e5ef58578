"""Completions of what is being typed, for the search box."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from search.analysis import words
from search.backends import get_backend
from search.backends.base import SearchUnavailableError
from search.queries import clean

MAX_SUGGESTIONS = 7
MIN_CHARACTERS = 2


@require_safe
@cache_control(public=True, max_age=120)
def suggest(request: HttpRequest) -> JsonResponse:
    """``{"suggestions": [{"text": …, "kind": …, "url": …}]}``; nothing rather than an error."""
    text, _ = clean(request.GET.get("q", ""))
    suggestions = []
    if len(text) >= MIN_CHARACTERS:
        try:
            found = get_backend().suggest(words(text), language=get_language() or "vi", limit=MAX_SUGGESTIONS)
        except SearchUnavailableError:
            found = []
        suggestions = [
            {
                "text": document.citation or document.title,
                "kind": str(document.kind.label),
                "url": document.url,
            }
            for document in found
        ]
    return JsonResponse({"suggestions": suggestions}, json_dumps_params={"ensure_ascii": False})
