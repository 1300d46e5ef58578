"""Take one answer: compare-and-set, acknowledged only after commit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from learning.assessments.errors import (
    AnswerNotUnderstood,
    AttemptNotOpen,
    DeadlinePassed,
    StaleAnswer,
)
from learning.assessments.models import Answer, AnswerEvent, Attempt, AttemptItem
from portal.accounts.models import User


@dataclass(frozen=True)
class SavedAnswer:
    """``seq`` is what the next save of this item must name; ``was_repeated``: the same save came before."""

    seq: int
    saved_at: datetime
    was_repeated: bool = False


def save_answer(
    person: User,
    attempt_public_id: UUID,
    position: int,
    *,
    chosen_places: Sequence[int],
    seq: int,
    client_uuid: UUID,
) -> SavedAnswer:
    """``chosen_places`` are the places (1 = first) of the choices as this person sees them; empty clears.

    ``seq`` is the number of saves the page knew of. Raises ``Attempt.DoesNotExist`` or
    ``AttemptItem.DoesNotExist`` for what is not this person's, ``StaleAnswer`` when another save came
    between, ``AttemptNotOpen``, ``DeadlinePassed``, ``AnswerNotUnderstood`` (all ``CannotSave``).
    """
    with transaction.atomic():
        # The lock orders this save before or after a submit, never across it.
        attempt = Attempt.objects.select_for_update().for_person(person).get(public_id=attempt_public_id)
        item = attempt.items.select_related("answer", "question_version").get(position=position)
        repeated = AnswerEvent.objects.filter(client_uuid=client_uuid).first()
        if repeated:
            return _repeated(repeated, item)
        now = timezone.now()
        if not attempt.is_open:
            raise AttemptNotOpen("The attempt takes no more answers.")
        if attempt.is_past_deadline(now):
            raise DeadlinePassed("The time is over.")
        payload = {"choices": _chosen_ids(item, chosen_places)}
        if item.answer.seq != seq:
            raise StaleAnswer(current_seq=item.answer.seq, current_payload=item.answer.payload)
        is_set = Answer.objects.filter(pk=item.answer.pk, seq=seq).update(
            seq=seq + 1, payload=payload, saved_at=now
        )
        if not is_set:
            item.answer.refresh_from_db()
            raise StaleAnswer(current_seq=item.answer.seq, current_payload=item.answer.payload)
        AnswerEvent.objects.create(
            item=item, client_uuid=client_uuid, seq=seq + 1, payload=payload, server_time=now
        )
    return SavedAnswer(seq=seq + 1, saved_at=now)


def _repeated(event: AnswerEvent, item: AttemptItem) -> SavedAnswer:
    if event.item_id != item.pk:
        raise AnswerNotUnderstood("This save id belongs to another answer.")
    return SavedAnswer(seq=event.seq, saved_at=event.server_time, was_repeated=True)


def _chosen_ids(item: AttemptItem, chosen_places: Sequence[int]) -> list[int]:
    """Choice ids in the order of the choices' ids, so that equal answers are equal payloads."""
    places = set(chosen_places)
    if not places.issubset(range(1, len(item.choice_order) + 1)):
        raise AnswerNotUnderstood("There is no such choice.")
    if len(places) > 1 and not item.question_version.takes_several_choices:
        raise AnswerNotUnderstood("This question takes one choice.")
    return sorted(item.choice_order[place - 1] for place in places)
