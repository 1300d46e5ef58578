"""Whose attempt it is. What is not yours does not exist."""

from __future__ import annotations

import logging
from functools import wraps
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache

from learning.assessments.errors import AskedQuestionChanged
from learning.assessments.models import Attempt
from learning.assessments.paths import same_site_path

security_log = logging.getLogger("portal.security")

__all__ = ["own_attempt", "quiz_page"]


def quiz_page(view):
    """Signed in, and never kept by a browser or a proxy.

    An attempt whose questions were changed behind the models' back gets no grade: its answers stay, the person is
    told so, and the log gets a line that names the rows and nobody.
    """

    @wraps(view)
    def guarded(request: HttpRequest, attempt: UUID, *args: object, **kwargs: object) -> HttpResponse:
        try:
            return view(request, attempt, *args, **kwargs)
        except AskedQuestionChanged as error:
            security_log.error(
                "Questions were changed after they were asked: attempt %s, question versions %s",
                error.attempt_id,
                ", ".join(map(str, error.version_ids)),
            )
            return _withheld(request, attempt)

    return never_cache(login_required(guarded))


def _withheld(request: HttpRequest, public_id: UUID) -> HttpResponse:
    own = own_attempt(request, public_id)
    context = {
        "section": "learn",
        "attempt": own,
        "assessment": own.assessment,
        "return_path": same_site_path(own.return_path),
    }
    return render(request, "assessments/withheld.html", context, status=409)


def own_attempt(request: HttpRequest, public_id: UUID) -> Attempt:
    """Raises ``Http404`` for an attempt that is not there and for somebody else's alike."""
    return get_object_or_404(
        Attempt.objects.for_person(request.user).select_related("assessment"),
        public_id=public_id,
    )
