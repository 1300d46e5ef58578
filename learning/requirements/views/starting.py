"""Begin a required course in the cycle that is required."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from learning.courses.actions.enrol import enrol
from learning.courses.errors import PrerequisitesMissing
from learning.requirements.duties import assignments_of
from portal.accounts.requests import SignedInRequest


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
def start_required_course(request: SignedInRequest, pk: int) -> HttpResponse:
    """Only for those whom the assignment concerns: a new cycle brings new attempts."""
    assignment = next((one for one in assignments_of(request.user) if one.pk == pk), None)
    if assignment is None:
        raise Http404
    if request.method != "POST":
        return redirect("courses:mine")
    try:
        enrol(request.user, assignment.course, cycle=assignment.cycle)
    except PrerequisitesMissing as refusal:
        messages.error(
            request, _("Please complete this first: %(titles)s") % {"titles": ", ".join(refusal.titles)}
        )
    return redirect(assignment.course.get_url(request) or "/")
