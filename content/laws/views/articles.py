"""To be written next."""

from django.http import Http404, HttpRequest, HttpResponse


def article(
    request: HttpRequest, type_slug: str, year: int, document_slug: str, article_number: str
) -> HttpResponse:
    raise Http404
