"""Marks, as pure arithmetic. Fractions inside, decimals at the edge; nothing here knows Django.

The rule for several right choices
    mark = max × max(0, share of the right choices chosen − share of the wrong choices chosen)

    This is Youden's J (sensitivity + specificity − 1; W. J. Youden, "Index for rating diagnostic tests",
    Cancer 3, 1950, p. 32–35), cut off at 0: whoever ticks at random, or ticks everything, expects nothing,
    and each right choice found earns its share. It is what Moodle's multiple-answer question gives when the
    right choices share +100 % and the wrong ones share −100 %.

    Weights set by the author shift the shares: positive weights share the mark in proportion; negative
    weights share the penalty in proportion (a weight of 0 beside negative ones is neutral). Without negative
    weights every wrong choice counts the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

HUNDREDTH = Decimal("0.01")
FULL_SCORE = Decimal("100.00")


class QuestionCannotBeGraded(Exception):  # noqa: N818
    """The kind has no rule here, or its choices leave nothing to earn."""


@dataclass(frozen=True)
class GradedChoice:
    """``weight`` in percent, −100 … 100; above 0 is right."""

    choice_id: int
    weight: Decimal


@dataclass(frozen=True)
class ItemToGrade:
    """``kind`` is a value of ``QuestionKind``; ``chosen`` holds choice ids, in no order."""

    item_id: int
    kind: str
    max_mark: Decimal
    choices: tuple[GradedChoice, ...]
    chosen: frozenset[int]


@dataclass(frozen=True)
class ItemMark:
    """``fraction`` is 0 … 1 and exact; ``mark`` is rounded to hundredths."""

    item_id: int
    fraction: Fraction
    mark: Decimal
    max_mark: Decimal

    @property
    def is_full(self) -> bool:
        return self.fraction == 1

    @property
    def is_partial(self) -> bool:
        return 0 < self.fraction < 1


@dataclass(frozen=True)
class AttemptGrade:
    """``score`` is a percentage of the whole draw, rounded to hundredths; ``passed`` is decided on it."""

    items: tuple[ItemMark, ...]
    mark: Decimal
    max_mark: Decimal
    score: Decimal
    passed: bool


def grade_item(item: ItemToGrade) -> ItemMark:
    """Raises ``QuestionCannotBeGraded`` for a kind without a rule."""
    match item.kind:
        case "single" | "true_false":
            fraction = _single_fraction(item.choices, item.chosen)
        case "multiple":
            fraction = _multiple_fraction(item.choices, item.chosen)
        case _:
            raise QuestionCannotBeGraded(f"No rule marks a question of kind {item.kind!r}.")
    return ItemMark(
        item_id=item.item_id,
        fraction=fraction,
        mark=_rounded(fraction * Fraction(item.max_mark)),
        max_mark=item.max_mark,
    )


def grade_attempt(items: Sequence[ItemToGrade], pass_mark: Decimal) -> AttemptGrade:
    """The score of the whole draw: an item without an answer earns nothing and still counts."""
    marks = tuple(grade_item(item) for item in items)
    earned = sum((mark.fraction * Fraction(mark.max_mark) for mark in marks), Fraction(0))
    possible = sum((Fraction(mark.max_mark) for mark in marks), Fraction(0))
    score = _rounded(100 * earned / possible) if possible else Decimal("0.00")
    return AttemptGrade(
        items=marks,
        mark=_rounded(earned),
        max_mark=_rounded(possible),
        score=score,
        passed=score >= pass_mark,
    )


def score_that_counts(scores: Sequence[Decimal], method: str) -> Decimal | None:
    """``scores`` in the order of the attempts; ``method`` is a value of ``GradingMethod``."""
    if not scores:
        return None
    match method:
        case "highest":
            return max(scores)
        case "last":
            return scores[-1]
        case "first":
            return scores[0]
        case "average":
            return _rounded(sum((Fraction(score) for score in scores), Fraction(0)) / len(scores))
        case _:
            raise ValueError(f"Unknown grading method {method!r}.")


def problems_of_choices(kind: str, choices: Iterable[GradedChoice]) -> list[str]:
    """Why these choices cannot be marked fairly, as codes an interface puts into words.

    ``too_few``: fewer than two · ``not_two``: true/false without exactly two ·
    ``no_full``: nothing earns the whole mark · ``several_full``: a single choice with two right answers ·
    ``no_right`` / ``no_wrong``: several choices that are all wrong / all right.
    """
    choices = tuple(choices)
    right = [choice for choice in choices if choice.weight > 0]
    full = [choice for choice in choices if choice.weight == 100]
    problems = []
    if len(choices) < 2:
        problems.append("too_few")
    if kind == "true_false" and len(choices) != 2:
        problems.append("not_two")
    if kind in {"single", "true_false"}:
        if not full:
            problems.append("no_full")
        if len(full) > 1:
            problems.append("several_full")
    if kind == "multiple":
        if not right:
            problems.append("no_right")
        if len(right) == len(choices):
            problems.append("no_wrong")
    return problems


def _single_fraction(choices: tuple[GradedChoice, ...], chosen: frozenset[int]) -> Fraction:
    if len(chosen) != 1:
        return Fraction(0)
    weight = next((choice.weight for choice in choices if choice.choice_id in chosen), Decimal(0))
    return min(Fraction(1), max(Fraction(0), Fraction(weight) / 100))


def _multiple_fraction(choices: tuple[GradedChoice, ...], chosen: frozenset[int]) -> Fraction:
    rewards = {choice.choice_id: Fraction(choice.weight) for choice in choices if choice.weight > 0}
    wrong = [choice for choice in choices if choice.weight <= 0]
    if not rewards:
        return Fraction(0)
    if any(choice.weight < 0 for choice in wrong):
        penalties = {choice.choice_id: -Fraction(choice.weight) for choice in wrong}
    else:
        penalties = {choice.choice_id: Fraction(1) for choice in wrong}
    return max(Fraction(0), _share(rewards, chosen) - _share(penalties, chosen))


def _share(weights: dict[int, Fraction], chosen: frozenset[int]) -> Fraction:
    total = sum(weights.values(), Fraction(0))
    if not total:
        return Fraction(0)
    return sum((weight for choice_id, weight in weights.items() if choice_id in chosen), Fraction(0)) / total


def _rounded(value: Fraction) -> Decimal:
    """To hundredths, half up, as people do."""
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(HUNDREDTH, rounding=ROUND_HALF_UP)
