"""What one person sees of an attempt: the questions in their order, without a word about what is right."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from learning.assessments.models import Attempt, AttemptItem


@dataclass(frozen=True)
class ChoiceOnPaper:
    """``place`` counts from 1 as this person sees the choices; it is all the browser is told of a choice."""

    place: int
    text: str
    is_chosen: bool

    @property
    def has_key(self) -> bool:
        return self.place <= 9


@dataclass(frozen=True)
class Place:
    """One square of the question grid."""

    position: int
    is_answered: bool
    is_flagged: bool
    is_current: bool = False

    @property
    def state(self) -> str:
        """``flagged`` wins over ``answered``: the person asked to be reminded."""
        if self.is_flagged:
            return "flagged"
        return "answered" if self.is_answered else "open"


@dataclass(frozen=True)
class Paper:
    """All places of an attempt; ``position`` is the question that is looked at, 0 for the overview."""

    attempt: Attempt
    items: tuple[AttemptItem, ...]
    position: int = 0

    @cached_property
    def places(self) -> tuple[Place, ...]:
        return tuple(
            Place(
                position=item.position,
                is_answered=item.answer.is_given,
                is_flagged=item.is_flagged,
                is_current=item.position == self.position,
            )
            for item in self.items
        )

    @property
    def count(self) -> int:
        return len(self.items)

    @property
    def answered_count(self) -> int:
        return sum(place.is_answered for place in self.places)

    @property
    def unanswered(self) -> tuple[Place, ...]:
        return tuple(place for place in self.places if not place.is_answered)

    @property
    def unsettled(self) -> tuple[Place, ...]:
        """What is worth a look before submitting: without an answer, or marked."""
        return tuple(place for place in self.places if place.state != "answered")

    @property
    def settled(self) -> tuple[Place, ...]:
        return tuple(place for place in self.places if place.state == "answered")

    @property
    def first_open_position(self) -> int:
        """The first question without an answer; the last one when all have one."""
        return self.unanswered[0].position if self.unanswered else self.count

    @property
    def next_position(self) -> int | None:
        return self.position + 1 if self.position < self.count else None

    @property
    def previous_position(self) -> int | None:
        return self.position - 1 if self.position > 1 else None


def paper_of(attempt: Attempt, position: int = 0) -> Paper:
    """One query, whatever the number of questions."""
    items = tuple(attempt.items.with_answers().order_by("position"))
    return Paper(attempt, items, position)


def choices_on_paper(item: AttemptItem) -> tuple[ChoiceOnPaper, ...]:
    return choices_of(item, item.answer.chosen_ids)


def choices_of(item: AttemptItem, chosen_ids: frozenset[int]) -> tuple[ChoiceOnPaper, ...]:
    texts = {choice.pk: choice.text for choice in item.question_version.choices.all()}
    return tuple(
        ChoiceOnPaper(place, texts[choice_id], choice_id in chosen_ids)
        for place, choice_id in enumerate(item.choice_order, start=1)
    )
