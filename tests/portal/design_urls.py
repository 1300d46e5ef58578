"""The site's addresses, the style guide (which only development offers) and pages that break on purpose."""

from django.conf.urls.i18n import i18n_patterns
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.decorators.csrf import csrf_protect

from portal import urls
from portal.error_views import unavailable


def breaks(request: HttpRequest) -> HttpResponse:
    raise RuntimeError


def loses_database(request: HttpRequest) -> HttpResponse:
    raise OperationalError


def is_suspicious(request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation


def is_forbidden(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


@csrf_protect
def takes_form(request: HttpRequest) -> HttpResponse:
    return HttpResponse("taken")


handler400 = urls.handler400
handler403 = urls.handler403
handler404 = urls.handler404
handler500 = urls.handler500

urlpatterns = (
    i18n_patterns(
        path("styleguide/", include("portal.styleguide")),
        path("thu/400/", is_suspicious),
        path("thu/403/", is_forbidden),
        path("thu/500/", breaks),
        path("thu/503/", unavailable),
        path("thu/mat-du-lieu/", loses_database),
        path("thu/bieu-mau/", takes_form),
        prefix_default_language=False,
    )
    + urls.urlpatterns
)
