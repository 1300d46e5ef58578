"""The result: what it came to, and what to learn from it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from learning.assessments.actions.submit_attempt import submit_attempt
from learning.assessments.choices import AttemptState
from learning.assessments.paths import same_site_path
from learning.assessments.reviewing import laws_behind, review_is_open, reviewed_items
from learning.assessments.standing import standing_of
from learning.assessments.views.access import own_attempt, quiz_page


@quiz_page
@require_safe
def result(request: HttpRequest, attempt: UUID) -> HttpResponse:
    own = own_attempt(request, attempt)
    if own.is_open:
        return redirect("assessments:attempt", attempt=own.public_id)
    context = {
        "section": "learn",
        "attempt": own,
        "assessment": own.assessment,
        "return_path": same_site_path(own.return_path),
    }
    if own.state == AttemptState.VOIDED:
        return render(request, "assessments/voided.html", context | {"event": own.events.last()})
    grade = own.current_grade if own.state == AttemptState.GRADED else submit_attempt(own.pk)
    now = timezone.now()
    standing = standing_of(request.user, own.assessment, own.cycle, now)  # type: ignore[arg-type]
    context |= {"grade": grade, "standing": standing, "review_is_open": review_is_open(standing, now)}
    if context["review_is_open"]:
        items = reviewed_items(own, grade)  # type: ignore[arg-type]
        context |= {
            "to_learn": [item for item in items if not item.is_right],
            "known": [item for item in items if item.is_right],
        }
    else:
        context["laws"] = laws_behind(own)
    return render(request, "assessments/result.html", context)
