"""Which answers may be kept: only those that say so."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase

ATTRIBUTE = "page_cache_tags"


def mark(response: HttpResponseBase, tags: Iterable[str]) -> HttpResponseBase:
    """Let the page cache keep this answer until one of ``tags`` is purged."""
    setattr(response, ATTRIBUTE, frozenset(tags))
    return response


def cached_page(*tags: str) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """A view whose page is the same for every visitor who is not signed in."""

    def decorate(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def marked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            return mark(view(request, *args, **kwargs), tags)

        return marked

    return decorate
