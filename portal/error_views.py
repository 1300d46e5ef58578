"""Pages for when something is wrong. They say what happened and where to go from there.

400, 403 and 404 are ordinary pages of the site. 500 and 503 are drawn without request, context processors
or database: whatever broke may be one of these.
"""

import sys

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template import loader
from django.utils.translation import get_language, get_language_from_path, override
from django.views.decorators.csrf import requires_csrf_token

from portal.lib.addresses import language_home

RETRY_AFTER_SECONDS = 60
LAST_RESORT = "<!DOCTYPE html><html lang='vi'><title>Luật Dễ Hiểu</title><h1>Trang đang gặp sự cố</h1></html>"


@requires_csrf_token
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "400.html", status=400)


@requires_csrf_token
def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "403.html", status=403)


@requires_csrf_token
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose secret has run out: usually a page left open over night, not an attack."""
    return render(request, "403.html", {"is_stale_form": True}, status=403)


@requires_csrf_token
def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 where the database does not answer: that is worth trying again soon."""
    if isinstance(sys.exc_info()[1], (OperationalError, InterfaceError)):
        return unavailable(request)
    return HttpResponseServerError(_render_alone("500.html", request))


def unavailable(request: HttpRequest) -> HttpResponse:
    response = HttpResponse(_render_alone("503.html", request), status=503)
    response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


def _render_alone(template_name: str, request: HttpRequest) -> str:
    language = get_language_from_path(request.path) or get_language() or settings.LANGUAGE_CODE
    try:
        with override(language):
            return loader.get_template(template_name).render(
                {
                    "site_name": settings.SITE_NAME,
                    "language": language,
                    "home": language_home(language),
                    "path": request.path,
                }
            )
    except Exception:  # noqa: BLE001 RUF100  (a broken template must not hide the first error)
        return LAST_RESORT
