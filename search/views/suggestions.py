"""Completions of what is being typed, for the search box."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from allauth.core.internal import ratelimit
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from search.politeness import Allowance
from search.suggestions import NotReadyError, Suggestion, suggestions_for

SECONDS_KEPT = 60
#: A commune's office stands behind one address: some dozen people who type at once.
allowance = Allowance(per_second=40.0, at_once=160)


@require_safe
def suggest(request: HttpRequest) -> HttpResponseBase:
    """``?q=`` → ``{"suggestions": [{"kind", "label", "text", "note", "url", "parts": [[text, is typed], …]}, …]}``.

    Those of one kind stand together. ``Retry-After`` with 429 for who asks faster than people type, with 202 in the
    first moments of a process.
    """
    if not allowance.takes(ratelimit.get_ip(request)):
        return _later(429, seconds=2)
    try:
        found = suggestions_for(request.GET.get("q", ""), get_language() or "vi")
    except NotReadyError:
        return _later(202, seconds=1)
    shown = {"suggestions": [as_json(suggestion) for suggestion in found]}
    content = json.dumps(shown, ensure_ascii=False, separators=(",", ":")).encode()
    etag = f'"{hashlib.blake2b(content, digest_size=10).hexdigest()}"'
    response = HttpResponse(content, content_type="application/json", headers={"ETag": etag})
    patch_cache_control(response, public=True, max_age=SECONDS_KEPT)
    return get_conditional_response(request, etag=etag, response=response) or response


def _later(status: int, *, seconds: int) -> HttpResponse:
    headers = {"Retry-After": str(seconds), "Cache-Control": "no-store"}
    return HttpResponse('{"suggestions":[]}', status=status, content_type="application/json", headers=headers)


def as_json(suggestion: Suggestion) -> dict[str, Any]:
    return {
        "kind": suggestion.kind.value,
        "label": str(suggestion.kind.label),
        "text": suggestion.text,
        "note": suggestion.note,
        "url": suggestion.url,
        "parts": [[part.text, part.is_typed] for part in suggestion.parts],
        "note_parts": [[part.text, part.is_typed] for part in suggestion.note_parts],
    }
