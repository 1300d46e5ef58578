"""Answers visitors who are not signed in from the page cache, before anything else is asked.

A page is kept only if its view marked it (``cached_page``, or ``cached_for_visitors = True`` on a Wagtail page
class), and if it is the same for everybody: no cookie is set with it, no form secret stands in it, nothing
came with the request that could have changed it.
"""

import hashlib
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified
from django.template.response import SimpleTemplateResponse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags
from wagtail.models import Page

from portal.page_cache import store
from portal.page_cache.marking import ATTRIBUTE, mark
from portal.page_cache.release import release

STATE_HEADER = "X-Page-Cache"
# Headers that belong to one answer, or that are made anew for each.
NOT_KEPT = {"set-cookie", "date", "x-request-id", "vary", "cache-control", "etag", "content-length"}
# Parameters that links from social networks and newsletters carry; no page reads them.
TRACKING_PARAMETERS = ("utm_", "fbclid=", "gclid=", "zarsrc=")
# A browser may keep the page but must ask each time, so that a purge reaches it too.
CACHE_CONTROL = "public, max-age=0, must-revalidate"


def _cookies_that_change_pages() -> tuple[str, ...]:
    return (settings.SESSION_COOKIE_NAME, "messages")


def _is_for_visitors(request: HttpRequest) -> bool:
    return (
        request.method in {"GET", "HEAD"}
        and "HTTP_AUTHORIZATION" not in request.META
        and "HTTP_HX_REQUEST" not in request.META
        and not any(name in request.COOKIES for name in _cookies_that_change_pages())
    )


def _is_tracking_only(query: str) -> bool:
    return all(part.startswith(TRACKING_PARAMETERS) for part in query.split("&"))


class PageCacheMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        query = request.META.get("QUERY_STRING", "")
        if not _is_for_visitors(request) or (query and not _is_tracking_only(query)):
            return self.get_response(request)
        key = store.page_key(
            release=release(),
            scheme=request.scheme or "",
            host=request.get_host(),
            path=request.path,
            day=timezone.localdate().isoformat(),
        )
        if page := store.look_up(key):
            return self._answer(request, page.body, page.headers, "hit")
        epoch_before = store.epoch()
        response = self.get_response(request)
        # With tracking parameters in the address they might stand in the page: serve from the cache, never fill.
        if query or request.method == "HEAD" or not _may_be_kept(request, response):
            return response
        headers = tuple((name, value) for name, value in response.items() if name.lower() not in NOT_KEPT)
        body = response.content  # type: ignore[attr-defined]
        store.keep(
            key,
            body=body,
            headers=headers,
            tags=getattr(response, ATTRIBUTE),
            epoch_before=epoch_before,
        )
        return self._answer(request, body, headers, "miss")

    def process_template_response(
        self, request: HttpRequest, response: SimpleTemplateResponse
    ) -> SimpleTemplateResponse:
        """A Wagtail page class opts in with ``cached_for_visitors = True``."""
        page = (response.context_data or {}).get("page")
        if (
            _is_for_visitors(request)
            and isinstance(page, Page)
            and getattr(page, "cached_for_visitors", False)
            and page.live
            and not getattr(request, "is_preview", False)
            and not page.get_view_restrictions().exists()
        ):
            mark(response, {store.PAGES, f"page:{page.pk}"})
        return response

    @staticmethod
    def _answer(
        request: HttpRequest, body: bytes, headers: tuple[tuple[str, str], ...], state: str
    ) -> HttpResponse:
        etag = f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
        known = parse_etags(request.META.get("HTTP_IF_NONE_MATCH", ""))
        response: HttpResponse
        if "*" in known or etag in {tag.removeprefix("W/") for tag in known}:
            response = HttpResponseNotModified()
        else:
            response = HttpResponse(body)
        for name, value in headers:
            if response.status_code != 304 or name.lower() != "content-type":
                response[name] = value
        response["ETag"] = etag
        response["Cache-Control"] = CACHE_CONTROL
        response[STATE_HEADER] = state
        patch_vary_headers(response, ["Cookie"])
        return response


def _may_be_kept(request: HttpRequest, response: Any) -> bool:
    return (
        hasattr(response, ATTRIBUTE)
        and response.status_code == 200
        and not response.streaming
        and not response.cookies
        # A form's secret, or a script's nonce, belongs to one visitor.
        and "CSRF_COOKIE_NEEDS_UPDATE" not in request.META
        and not getattr(request, "_csp_nonce", None)
        and not _is_signed_in(request)
        and "no-store" not in response.get("Cache-Control", "")
        and "private" not in response.get("Cache-Control", "")
    )


def _is_signed_in(request: HttpRequest) -> bool:
    user = getattr(request, "user", None)
    return user is not None and user.is_authenticated
