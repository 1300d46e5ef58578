"""A person's own certificates."""

from __future__ import annotations

import logging
from urllib.parse import quote

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from learning.certificates.models import Certificate
from learning.certificates.numbering import MistypedCodeError, read_code
from learning.courses.models import Completion
from portal.accounts.models import User
from portal.accounts.requests import SignedInRequest

CERTIFICATES_PER_PAGE = 10

logger = logging.getLogger(__name__)


@require_safe
@never_cache
@login_required
def my_certificates(request: SignedInRequest) -> HttpResponse:
    certificates = (
        Certificate.objects.for_person(request.user)
        .select_related("superseded_by")
        .prefetch_related("events")
        .newest_first()
    )
    being_made = Completion.objects.filter(
        enrolment__person=request.user, certificates__isnull=True, snapshot__gives_certificate=True
    )
    return render(
        request,
        "certificates/my_certificates.html",
        {
            "section": "learn",
            "page_obj": Paginator(certificates, CERTIFICATES_PER_PAGE).get_page(request.GET.get("page")),
            "being_made": list(being_made),
        },
    )


@require_safe
@never_cache
@login_required
def download_certificate(request: SignedInRequest, code: str) -> HttpResponse | FileResponse:
    """For its owner and for those who may see all; for everyone else it does not exist."""
    certificate = _certificate_for(request.user, code)
    try:
        file = certificate.pdf.open("rb")
    except FileNotFoundError as error:
        logger.exception("The file of certificate %s is missing.", certificate.pk)
        raise Http404 from error
    response = FileResponse(file, content_type="application/pdf")
    response["Content-Disposition"] = (
        f'attachment; filename="{certificate.ascii_filename}";'
        f" filename*=UTF-8''{quote(certificate.filename, safe='')}"
    )
    response["X-Robots-Tag"] = "noindex"
    return response


def _certificate_for(person: User, code: str) -> Certificate:
    certificates = Certificate.objects.all()
    if not person.has_perm("certificates.view_certificate"):
        certificates = certificates.for_person(person)
    try:
        return certificates.get(code=read_code(code))
    except (MistypedCodeError, Certificate.DoesNotExist) as error:
        raise Http404 from error
