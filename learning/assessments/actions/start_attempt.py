"""Begin an attempt: the draw, the option order and the items are written with it, or nothing is."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime
from random import Random

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from learning.assessments.choices import QuestionKind
from learning.assessments.drawing import (
    BankQuestion,
    NotEnoughQuestions,
    SlotToFill,
    draw_questions,
    shuffled,
)
from learning.assessments.errors import AssessmentHasNoQuestions
from learning.assessments.models import (
    Answer,
    Assessment,
    Attempt,
    AttemptItem,
    Question,
    QuestionVersion,
    Slot,
    TaggedQuestion,
)
from learning.assessments.paths import same_site_path
from learning.assessments.standing import standing_of
from portal.accounts.models import User

SEED_BITS = 62


def start_attempt(person: User, assessment: Assessment, cycle: str, return_path: str = "") -> Attempt:
    """The open attempt if there is one, else a new one.

    Two requests at once get the same attempt: the database allows one open attempt for a person, an
    assessment and a cycle, and whoever comes second reads the winner's.

    Raises ``AttemptsUsedUp``, ``CooldownNotOver``, ``AssessmentNotOpenYet``, ``AssessmentClosed`` (all
    ``CannotStart``), and ``AssessmentHasNoQuestions`` when the bank cannot fill the slots.
    """
    already_open = _open_attempt(person, assessment, cycle)
    if already_open:
        return already_open
    try:
        with transaction.atomic():
            return _start(person, assessment, cycle, return_path, timezone.now())
    except IntegrityError:
        winner = _open_attempt(person, assessment, cycle)
        if winner is None:
            raise
        return winner


def _open_attempt(person: User, assessment: Assessment, cycle: str) -> Attempt | None:
    """An open attempt past its deadline is still returned: its own page submits it and says so."""
    return Attempt.objects.in_cycle(person, assessment, cycle).open().first()


def _start(person: User, assessment: Assessment, cycle: str, return_path: str, now: datetime) -> Attempt:
    standing = standing_of(person, assessment, cycle, now)
    if standing.open_attempt:
        return standing.open_attempt
    standing.raise_if_closed()
    random_seed = secrets.randbits(SEED_BITS)
    random = Random(random_seed)  # noqa: S311  (the draw must be repeatable; the seed itself is secret)
    attempt = Attempt.objects.create(
        person=person,
        assessment=assessment,
        cycle=cycle,
        number=standing.next_number,
        started_at=now,
        deadline_at=assessment.deadline_for(now),
        pass_mark=assessment.pass_mark,
        draw_seed=random_seed,
        return_path=same_site_path(return_path),
    )
    items = _draw_items(attempt, assessment, random)
    AttemptItem.objects.bulk_create(items)
    Answer.objects.bulk_create([Answer(item=item) for item in items])
    _mark_as_used([item.question_version for item in items], now)
    return attempt


def _draw_items(attempt: Attempt, assessment: Assessment, random: Random) -> list[AttemptItem]:
    slots = {
        slot.pk: slot for slot in Slot.objects.filter(assessment=assessment).order_by("sort_order", "pk")
    }
    bank = drawable_questions(assessment.language, slots.values())
    try:
        drawn = draw_questions(slots_to_fill(slots.values()), bank, random)
    except NotEnoughQuestions as error:
        raise AssessmentHasNoQuestions(str(error)) from error
    if not drawn:
        raise AssessmentHasNoQuestions("The assessment has no slots.")
    if assessment.shuffle:
        drawn = tuple(shuffled(drawn, random))
    versions = {
        version.question_id: version
        for version in QuestionVersion.objects.ready()
        .filter(question__in=[question.question_id for question in drawn])
        .prefetch_related("choices")
    }
    items = []
    for position, question in enumerate(drawn, start=1):
        version, slot = versions[question.question_id], slots[question.slot_id]
        items.append(
            AttemptItem(
                attempt=attempt,
                slot=slot,
                question_version=version,
                position=position,
                choice_order=_choice_order(version, random),
                max_mark=version.default_mark if slot.mark is None else slot.mark,
            )
        )
    return items


def slots_to_fill(slots: Iterable[Slot]) -> list[SlotToFill]:
    return [
        SlotToFill(
            slot_id=slot.pk,
            question_id=slot.question_id,
            count=slot.size,
            topic_id=slot.topic_id,
            tag_id=slot.tag_id,
            difficulty=slot.difficulty,
        )
        for slot in slots
    ]


def drawable_questions(language: str, slots: Iterable[Slot]) -> list[BankQuestion]:
    """The bank as a draw sees it: a draw stays in ``language``; a fixed question was chosen by a person."""
    fixed = [slot.question_id for slot in slots if slot.question_id]
    tags: dict[int, set[int]] = {}
    for question_id, tag_id in TaggedQuestion.objects.values_list("content_object_id", "tag_id"):
        tags.setdefault(question_id, set()).add(tag_id)
    return [
        BankQuestion(question_id, topic_id, difficulty, frozenset(tags.get(question_id, ())))
        for question_id, topic_id, difficulty in Question.objects.drawable()
        .filter(Q(language=language) | Q(pk__in=fixed))
        .order_by("pk")
        .values_list("pk", "topic_id", "difficulty")
    ]


def _choice_order(version: QuestionVersion, random: Random) -> list[int]:
    choice_ids = [choice.pk for choice in version.choices.all()]
    if not version.shuffle_choices or version.kind == QuestionKind.TRUE_FALSE:
        return choice_ids
    return shuffled(choice_ids, random)


def _mark_as_used(versions: list[QuestionVersion], now: datetime) -> None:
    """From here on these versions are immutable."""
    unused = [version for version in versions if not version.is_used]
    for version in unused:
        version.used_at = now
        version.digest = version.content_digest()
    QuestionVersion.objects.bulk_update(unused, ["used_at", "digest"])
