"""The answers that a page sends by itself, as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.shortcuts import resolve_url
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from learning.assessments.actions.flag_item import flag_item
from learning.assessments.actions.save_answer import save_answer
from learning.assessments.errors import (
    AnswerNotUnderstood,
    AttemptNotOpen,
    CannotSave,
    DeadlinePassed,
    StaleAnswer,
)
from learning.assessments.forms.answers import AnswerForm
from learning.assessments.models import Attempt, AttemptItem

LARGEST_BODY = 4096  # bytes; a real answer takes a few hundred
JsonView = Callable[..., JsonResponse]


def json_endpoint(view: JsonView) -> JsonView:
    """Signed in, POST, an object as body; says so in JSON where it is not."""

    @never_cache
    @require_POST
    @wraps(view)
    def checked(request: HttpRequest, attempt: UUID, position: int) -> JsonResponse:
        if not request.user.is_authenticated:
            return JsonResponse(
                {"status": "signed_out", "sign_in": resolve_url(settings.LOGIN_URL)}, status=401
            )
        try:
            return view(request, attempt, position, _body_of(request))
        except (Attempt.DoesNotExist, AttemptItem.DoesNotExist):
            return JsonResponse({"status": "not_found"}, status=404)
        except CannotSave as error:
            return _refusal(error, attempt)

    return checked


@json_endpoint
def save(request: HttpRequest, attempt: UUID, position: int, body: dict[str, Any]) -> JsonResponse:
    """Body: ``seq``, ``client_uuid``, ``choice`` (places). Answers ``saved`` only after the commit."""
    form = AnswerForm(body)
    if not form.is_valid():
        raise AnswerNotUnderstood("The answer lacks a part.")
    saved = save_answer(
        request.user,  # type: ignore[arg-type]
        attempt,
        position,
        chosen_places=form.cleaned_data["choice"],
        seq=form.cleaned_data["seq"],
        client_uuid=form.cleaned_data["client_uuid"],
    )
    return JsonResponse({"status": "saved", "seq": saved.seq, "saved_at": saved.saved_at})


@json_endpoint
def flag(request: HttpRequest, attempt: UUID, position: int, body: dict[str, Any]) -> JsonResponse:
    """Body: ``flagged``, true or false."""
    if not isinstance(body.get("flagged"), bool):
        raise AnswerNotUnderstood("Flagged is true or false.")
    flag_item(request.user, attempt, position, is_flagged=body["flagged"])  # type: ignore[arg-type]
    return JsonResponse({"status": "saved", "flagged": body["flagged"]})


def _body_of(request: HttpRequest) -> dict[str, Any]:
    """Raises ``AnswerNotUnderstood`` for anything but a small JSON object."""
    try:
        if int(request.headers.get("Content-Length") or 0) > LARGEST_BODY:
            raise AnswerNotUnderstood("Too much for an answer.")
        body = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise AnswerNotUnderstood("Not JSON.") from error
    if not isinstance(body, dict):
        raise AnswerNotUnderstood("Not a JSON object.")
    return body


def _refusal(error: CannotSave, attempt: UUID) -> JsonResponse:
    """``next`` is the attempt's door: it submits what was saved and leads to the result."""
    door = reverse("assessments:attempt", kwargs={"attempt": attempt})
    match error:
        case StaleAnswer():
            return JsonResponse({"status": "stale", "seq": error.current_seq}, status=409)
        case DeadlinePassed():
            return JsonResponse({"status": "deadline_passed", "next": door}, status=409)
        case AttemptNotOpen():
            return JsonResponse({"status": "closed", "next": door}, status=409)
        case _:
            return JsonResponse({"status": "not_understood"}, status=400)
