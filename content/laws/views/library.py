"""To be written next."""

from django.http import Http404, HttpRequest, HttpResponse


def library(request: HttpRequest) -> HttpResponse:
    raise Http404
