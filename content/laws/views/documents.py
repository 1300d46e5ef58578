"""To be written next."""

from django.http import Http404, HttpRequest, HttpResponse


def document(request: HttpRequest, type_slug: str, year: int, document_slug: str) -> HttpResponse:
    raise Http404
