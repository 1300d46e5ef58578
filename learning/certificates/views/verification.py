"""Is this certificate genuine? Open to everyone; says no more than the certificate itself does."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from learning.certificates.forms import PROBLEM_TEXTS, VerificationForm
from learning.certificates.models import Certificate
from learning.certificates.numbering import MistypedCodeError, format_code, read_code


@require_safe
@never_cache
def verify_form(request: HttpRequest) -> HttpResponse:
    form = VerificationForm(request.GET if "ma" in request.GET else None)
    if form.is_bound and form.is_valid():
        return redirect("certificates:verify", code=format_code(form.cleaned_data["ma"]))
    return _not_for_indexes(render(request, "certificates/verify_form.html", {"form": form}))


@require_safe
@never_cache
def verify_certificate(request: HttpRequest, code: str) -> HttpResponse:
    try:
        read = read_code(code)
    except MistypedCodeError as error:
        # What was typed is not shown again: it may be anything.
        return _unknown(request, {"hint": PROBLEM_TEXTS[error.problem]})
    if format_code(read) != code:
        return redirect("certificates:verify", code=format_code(read))
    certificate = (
        Certificate.objects.select_related("superseded_by")
        .prefetch_related("events")
        .filter(code=read)
        .first()
    )
    if certificate is None:
        return _unknown(request, {"code": format_code(read)})
    context = {
        "certificate": certificate,
        "facts": certificate.facts,
        "standing": certificate.standing,
        "last_event": list(certificate.events.all())[-1],
    }
    return _not_for_indexes(render(request, "certificates/verification.html", context))


def _unknown(request: HttpRequest, context: dict[str, object]) -> HttpResponse:
    response = render(
        request,
        "certificates/verification_unknown.html",
        context | {"form": VerificationForm()},
        status=HTTPStatus.NOT_FOUND,
    )
    return _not_for_indexes(response)


def _not_for_indexes(response: HttpResponse) -> HttpResponse:
    """A search engine must not list people's names."""
    response["X-Robots-Tag"] = "noindex, noarchive"
    return response
