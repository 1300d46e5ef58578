"""Takes a document away: ``…/tai-ve/pdf/?ngay=2025-01-01``."""

from __future__ import annotations

from allauth.core.internal import ratelimit
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, urlencode
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from content.laws import tasks
from content.laws.actions.export_document import Prepared, export_document, prepare_export
from content.laws.as_of import PARAMETER, asked_day
from content.laws.exports.formats import FORMATS
from content.laws.models import LegalDocument
from content.laws.views.documents import find_document

# New PDFs that one address may have made: what is kept costs nothing and is not counted.
MOST_NEW_PDFS, NEW_PDFS_WITHIN = 30, 3600  # seconds


@require_safe
def export(
    request: HttpRequest, type_slug: str, year: int, document_slug: str, format_slug: str
) -> HttpResponse:
    """The file; 202 and a page that waits while a long PDF is made; 429 when too many were asked for."""
    export_format = FORMATS.get(format_slug)
    if export_format is None:
        raise Http404(_("There is no such format."))
    document = find_document(request, type_slug, year, document_slug, f"tai-ve/{format_slug}/")
    if isinstance(document, HttpResponse):
        return document
    as_of = asked_day(request)
    if not as_of.is_valid:
        # The law's page says what is wrong with the day; a file of another day would hide it.
        return redirect(f"{document.get_absolute_url()}?{urlencode({PARAMETER: as_of.typed})}")
    # Names of laws in the file are Vietnamese in every language of the site.
    with override("vi"):
        prepared = prepare_export(document, export_format, as_of.date)
    etag = f'"{prepared.tag}"'
    other = _instead_of_a_pdf(request, document, prepared) if format_slug == "pdf" else None
    other = other or get_conditional_response(request, etag=etag)
    if other is not None:
        return other
    response = HttpResponse(export_document(prepared), content_type=export_format.content_type)
    response.headers["Content-Disposition"] = disposition(prepared)
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "public, max-age=0, must-revalidate"
    response.headers["Content-Language"] = "vi"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def disposition(prepared: Prepared) -> str:
    """RFC 6266: a plain name for old programs, the readable Vietnamese one as RFC 5987 writes it."""
    extension = prepared.export_format.extension
    plain = f"{prepared.document.file_stem}.{extension}"
    readable = f"{prepared.document.readable_file_stem}.{extension}"
    header = content_disposition_header(as_attachment=True, filename=readable) or ""
    _kind, _semicolon, names = header.partition("; ")
    if names.startswith("filename*="):
        return f'attachment; filename="{plain}"; {names}'
    return header


def _instead_of_a_pdf(
    request: HttpRequest, document: LegalDocument, prepared: Prepared
) -> HttpResponse | None:
    """A page that waits, that says it is there, or that says no; None when the file itself is the answer."""
    if prepared.kept() is not None:
        return _ready(request) if request.headers.get("HX-Request") else None
    if prepared.is_slow:
        return _made_by_a_worker(request, document, prepared)
    return None if _may_make_another(request) else _too_many(request)


def _made_by_a_worker(request: HttpRequest, document: LegalDocument, prepared: Prepared) -> HttpResponse:
    if prepared.begin():
        if not _may_make_another(request):
            cache.delete(f"{prepared.cache_key}:making")
            return _too_many(request)
        tasks.make_pdf.delay_on_commit(document.pk, prepared.document.as_of.isoformat())
    progress = prepared.progress
    is_fragment = bool(request.headers.get("HX-Request"))
    response = render(
        request,
        "laws/includes/export_progress.html" if is_fragment else "laws/export_waiting.html",
        {
            "section": "laws",
            "document": document,
            "progress": progress,
            "address": request.get_full_path(),
            "back": f"{document.get_absolute_url()}{asked_day(request).query}",
        },
        # htmx leaves the page as it is when the answer is an error.
        status=503 if progress.has_failed and not is_fragment else 202,
    )
    return _not_kept(response, retry_after=120 if progress.has_failed else 10)


def _ready(request: HttpRequest) -> HttpResponse:
    """What the waiting page shows when the file is there; its script fetches it."""
    response = render(
        request,
        "laws/includes/export_progress.html",
        {"is_ready": True, "address": request.get_full_path()},
    )
    return _not_kept(response, retry_after=1)


def _may_make_another(request: HttpRequest) -> bool:
    key = f"law-export:new:{ratelimit.get_ip(request)}"
    cache.add(key, 0, NEW_PDFS_WITHIN)
    try:
        return cache.incr(key) <= MOST_NEW_PDFS
    except ValueError:
        # It ran out between the two lines: the count begins anew.
        return True


def _too_many(request: HttpRequest) -> HttpResponse:
    response = render(request, "laws/export_refused.html", {"section": "laws"}, status=429)
    return _not_kept(response, retry_after=600)


def _not_kept(response: HttpResponse, *, retry_after: int) -> HttpResponse:
    response.headers["Retry-After"] = str(retry_after)
    response.headers["Cache-Control"] = "no-store"
    return response
