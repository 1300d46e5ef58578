"""Counts an opened result, told by the browser itself (``<a ping>``) or by a beacon: links stay what they are."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from search.clicks import read_click
from search.log import log_click


@csrf_exempt  # a browser's ping has no form; the signed token says that the link stood on our page
@never_cache
@require_POST
def count_click(request: HttpRequest, token: str) -> HttpResponse:
    """204 whatever the token is: nothing is to be learnt here. What the request tells besides is not looked at."""
    if click := read_click(token):
        log_click(click)
    return HttpResponse(status=204)
