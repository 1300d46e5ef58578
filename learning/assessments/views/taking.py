"""Taking an assessment, page by page. Everything here works without JavaScript."""

from __future__ import annotations

import uuid
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from learning.assessments.actions.flag_item import flag_item
from learning.assessments.actions.save_answer import save_answer
from learning.assessments.actions.submit_attempt import submit_attempt
from learning.assessments.errors import (
    AnswerNotUnderstood,
    AttemptNotOpen,
    CannotSave,
    DeadlinePassed,
    StaleAnswer,
)
from learning.assessments.forms.answers import AnswerForm
from learning.assessments.models import Attempt, AttemptItem
from learning.assessments.paper import Paper, choices_on_paper, paper_of
from learning.assessments.views.access import own_attempt, quiz_page
from portal.accounts.models import User

# Minutes before the end at which the page tells screen readers; the last one is the end itself.
ANNOUNCE_AT_SECONDS = (600, 300, 60, 0)


@quiz_page
@require_safe
def attempt(request: HttpRequest, attempt: UUID) -> HttpResponse:
    """The door: to the question asked for (``?cau=7``), the first open question, or the result."""
    own = own_attempt(request, attempt)
    if closed := _closed_page(request, own):
        return closed
    paper = paper_of(own)
    asked = request.GET.get("cau", "")
    position = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 0
    if not 1 <= position <= paper.count:
        position = paper.first_open_position
    return redirect("assessments:question", attempt=own.public_id, position=position)


@quiz_page
def question(request: HttpRequest, attempt: UUID, position: int) -> HttpResponse:
    """One question. POST saves the answer and goes where the button says."""
    own = own_attempt(request, attempt)
    if request.method == "POST":
        return _take_answer(request, own, position)
    if closed := _closed_page(request, own):
        return closed
    return _question_page(request, own, position)


@quiz_page
@require_safe
def overview(request: HttpRequest, attempt: UUID) -> HttpResponse:
    """What is answered, what is not, and the button that ends it."""
    own = own_attempt(request, attempt)
    if closed := _closed_page(request, own):
        return closed
    return render(request, "assessments/overview.html", _frame(own, paper_of(own)))


@quiz_page
@require_POST
def submit(request: HttpRequest, attempt: UUID) -> HttpResponse:
    """A second submit, another tab or a double click lands on the same result."""
    own = own_attempt(request, attempt)
    if own.is_open:
        submit_attempt(own.pk)
    return redirect("assessments:result", attempt=own.public_id)


def _closed_page(request: HttpRequest, own: Attempt) -> HttpResponse | None:
    """Where a closed attempt leads; one whose time has run out is closed on the way."""
    if own.is_open and own.is_past_deadline(timezone.now()):
        return _time_is_over(request, own)
    return None if own.is_open else redirect("assessments:result", attempt=own.public_id)


def _time_is_over(request: HttpRequest, own: Attempt) -> HttpResponse:
    submit_attempt(own.pk)
    messages.info(
        request, _("The time is over. Everything that was saved before the end has been submitted.")
    )
    return redirect("assessments:result", attempt=own.public_id)


def _take_answer(request: HttpRequest, own: Attempt, position: int) -> HttpResponse:
    go = request.POST.get("go", "next")
    try:
        _store_answer(request, own, position, go)
    except AttemptItem.DoesNotExist as error:
        raise Http404 from error
    except CannotSave as error:
        return _refusal(request, own, position, error)
    return _go(own, position, go)


def _store_answer(request: HttpRequest, own: Attempt, position: int, go: str) -> None:
    """Raises as ``save_answer`` and ``flag_item`` do."""
    form = AnswerForm(request.POST)
    if not form.is_valid():
        raise AnswerNotUnderstood("The form was not filled in by its page.")
    person: User = request.user  # type: ignore[assignment]
    places = [] if go == "clear" else form.cleaned_data["choice"]
    if _changes_answer(own, position, places):
        save_answer(
            person,
            own.public_id,
            position,
            chosen_places=places,
            seq=form.cleaned_data["seq"],
            client_uuid=form.cleaned_data["client_uuid"],
        )
    elif not own.is_open:
        raise AttemptNotOpen("The attempt was submitted.")
    if go in {"flag", "unflag"}:
        flag_item(person, own.public_id, position, is_flagged=go == "flag")


def _refusal(request: HttpRequest, own: Attempt, position: int, error: CannotSave) -> HttpResponse:
    match error:
        case DeadlinePassed():
            return _time_is_over(request, own)
        case AttemptNotOpen():
            return _already_closed(request, own)
        case StaleAnswer():
            return _question_page(request, own, position, refused="stale", status=409)
        case _:
            return _question_page(request, own, position, refused="not_understood", status=400)


def _already_closed(request: HttpRequest, own: Attempt) -> HttpResponse:
    messages.info(request, _("This attempt was already submitted, so the last answer was not taken."))
    return redirect("assessments:result", attempt=own.public_id)


def _changes_answer(own: Attempt, position: int, places: list[int]) -> bool:
    """A page that sends what is saved already saves nothing; JavaScript may have been here before."""
    item = own.items.select_related("answer").get(position=position)
    if any(not 1 <= place <= len(item.choice_order) for place in places):
        return True  # the action refuses it by name
    return {item.choice_order[place - 1] for place in places} != item.answer.chosen_ids


def _go(own: Attempt, position: int, go: str) -> HttpResponse:
    if go.isascii() and go.isdigit() and len(go) < 6:
        target = int(go)
    else:
        target = {"next": position + 1, "previous": position - 1}.get(go, position)
    if go == "overview" or (go == "next" and not own.items.filter(position=target).exists()):
        return redirect("assessments:overview", attempt=own.public_id)
    return redirect("assessments:question", attempt=own.public_id, position=max(1, target))


def _question_page(
    request: HttpRequest, own: Attempt, position: int, *, refused: str = "", status: int = 200
) -> HttpResponse:
    """``refused``: "stale" or "not_understood", why the answer that was sent was not taken."""
    paper = paper_of(own, position)
    item = get_object_or_404(own.items.with_answers().with_questions(), position=position)
    context = _frame(own, paper) | {
        "item": item,
        "version": item.question_version,
        "choices": choices_on_paper(item),
        "client_uuid": uuid.uuid4(),
        "refused": refused,
    }
    return render(request, "assessments/question.html", context, status=status)


def _frame(own: Attempt, paper: Paper) -> dict[str, Any]:
    """What every page of an open attempt shows."""
    seconds_left = own.seconds_left(timezone.now())
    return {
        "section": "learn",
        "attempt": own,
        "assessment": own.assessment,
        "paper": paper,
        "seconds_left": seconds_left,
        "minutes_left": None if seconds_left is None else -(-seconds_left // 60),
        "announce_at": ",".join(map(str, ANNOUNCE_AT_SECONDS)),
    }
