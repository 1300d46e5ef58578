"""Which questions an attempt asks, and in what order: pure, seeded, repeatable.

A fixed slot takes its question. A drawing slot takes questions at random from those that fit it. No question
comes twice. Slots may overlap ("two easy ones", "three on alcohol"): the draw is a bipartite matching (Kuhn's
augmenting paths over shuffled candidates), so it fails only when no choice of questions could fill all slots.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import TypeVar

Thing = TypeVar("Thing")


@dataclass(frozen=True)
class BankQuestion:
    """What a draw needs to know of a question."""

    question_id: int
    topic_id: int
    difficulty: str
    tag_ids: frozenset[int] = frozenset()


@dataclass(frozen=True)
class SlotToFill:
    """``question_id`` fixes the slot; otherwise ``count`` questions are drawn, ``None`` or "" fits all."""

    slot_id: int
    question_id: int | None = None
    count: int = 1
    topic_id: int | None = None
    tag_id: int | None = None
    difficulty: str = ""

    def fits(self, question: BankQuestion) -> bool:
        return (
            self.topic_id in (None, question.topic_id)
            and self.difficulty in ("", question.difficulty)
            and (self.tag_id is None or self.tag_id in question.tag_ids)
        )


@dataclass(frozen=True)
class DrawnQuestion:
    slot_id: int
    question_id: int


class NotEnoughQuestions(Exception):  # noqa: N818
    """``missing`` questions more are needed for the slot ``slot_id``."""

    def __init__(self, slot_id: int, missing: int) -> None:
        super().__init__(f"Slot {slot_id} needs {missing} more question(s) than the bank can give.")
        self.slot_id = slot_id
        self.missing = missing


def draw_questions(
    slots: Sequence[SlotToFill], bank: Sequence[BankQuestion], random: Random
) -> tuple[DrawnQuestion, ...]:
    """Slot after slot, in the slots' order. Raises ``NotEnoughQuestions``."""
    in_bank = {question.question_id for question in bank}
    taken = {slot.question_id for slot in slots if slot.question_id is not None}
    for slot in slots:
        if slot.question_id is not None and slot.question_id not in in_bank:
            raise NotEnoughQuestions(slot.slot_id, 1)
    drawing = [slot for slot in slots if slot.question_id is None]
    candidates = {
        slot.slot_id: shuffled(
            sorted(q.question_id for q in bank if q.question_id not in taken and slot.fits(q)), random
        )
        for slot in drawing
    }
    drawn = _match(drawing, candidates)
    return tuple(
        DrawnQuestion(slot.slot_id, question_id)
        for slot in slots
        for question_id in (
            [slot.question_id]
            if slot.question_id is not None
            else shuffled(sorted(drawn[slot.slot_id]), random)
        )
    )


def shuffled(things: Sequence[Thing], random: Random) -> list[Thing]:
    """A shuffled copy."""
    copy = list(things)
    random.shuffle(copy)
    return copy


def _match(slots: Sequence[SlotToFill], candidates: dict[int, list[int]]) -> dict[int, list[int]]:
    """Slot id → question ids; each question at most once."""
    holder: dict[int, int] = {}  # question id → slot id

    def find_one_for(slot_id: int, tried: set[int]) -> bool:
        for question_id in candidates[slot_id]:
            if question_id not in holder:
                holder[question_id] = slot_id
                return True
        for question_id in candidates[slot_id]:
            if question_id in tried or holder[question_id] == slot_id:
                continue
            tried.add(question_id)
            if find_one_for(holder[question_id], tried):
                holder[question_id] = slot_id
                return True
        return False

    for slot in slots:
        for already in range(slot.count):
            if not find_one_for(slot.slot_id, set()):
                raise NotEnoughQuestions(slot.slot_id, slot.count - already)
    drawn: dict[int, list[int]] = {slot.slot_id: [] for slot in slots}
    for question_id, slot_id in holder.items():
        drawn[slot_id].append(question_id)
    return drawn
