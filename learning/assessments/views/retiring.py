"""Retiring a question and bringing it back, each after a page that says what it means."""

from __future__ import annotations

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.log_actions import log

from learning.assessments.actions.bring_back_question import bring_back_question
from learning.assessments.actions.retire_question import retire_question
from learning.assessments.choices import VersionState
from learning.assessments.models import Assessment, Attempt, QuestionVersion

RETIRE, BRING_BACK = "retire", "bring_back"


@permission_required("assessments.change_questionversion", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def retire(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """``verb``: retire or bring_back. GET explains and asks; POST does it and writes down who did."""
    version = get_object_or_404(QuestionVersion.objects.select_related("question"), pk=pk)
    if request.method == "POST":
        _do(request, version, verb)
        return redirect("question_bank:index")
    question = version.question
    in_use = question.versions.exclude(state=VersionState.RETIRED).exists()
    if in_use != (verb == RETIRE):
        messages.info(request, _("Nothing was done: the question already is as you want it."))
        return redirect("question_bank:index")
    context = {
        "version": version,
        "verb": verb,
        "header_title": _("Retire this question?") if verb == RETIRE else _("Use this question again?"),
        "attempts": Attempt.objects.filter(items__question_version__question=question).distinct().count(),
        "assessments": Assessment.objects.filter(slots__question=question).distinct().order_by("title"),
        "edit_url": reverse("question_bank:edit", args=[version.pk]),
    }
    return TemplateResponse(request, "assessments/admin/retire.html", context)


def _do(request: HttpRequest, version: QuestionVersion, verb: str) -> None:
    code = {"code": version.question.code}
    if verb == RETIRE:
        if retire_question(version.question):
            log(instance=version, action="assessments.retire", user=request.user)
            messages.success(request, _("Question %(code)s is retired.") % code)
        return
    if brought_back := bring_back_question(version.question):
        log(instance=brought_back, action="assessments.bring_back", user=request.user)
        if brought_back.state == VersionState.READY:
            messages.success(request, _("Question %(code)s is in use again.") % code)
        else:
            messages.success(
                request, _("Question %(code)s is back as a draft: nobody was asked it yet.") % code
            )
