"""Marks: tables for what people expect, properties for what must hold for every question."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.assessments.grading import (
    GradedChoice,
    ItemToGrade,
    QuestionCannotBeGraded,
    grade_attempt,
    grade_item,
    problems_of_choices,
    score_that_counts,
)


def item(kind, weights, chosen, max_mark="1", item_id=1):
    choices = tuple(GradedChoice(n, Decimal(weight)) for n, weight in enumerate(weights, start=1))
    return ItemToGrade(item_id, kind, Decimal(max_mark), choices, frozenset(chosen))


@pytest.mark.parametrize(
    ("kind", "weights", "chosen", "expected"),
    [
        ("single", [0, 100, 0], [2], 1),
        ("single", [0, 100, 0], [1], 0),
        ("single", [0, 100, 0], [], 0),
        ("single", [0, 100, 0], [1, 2], 0),
        ("single", [50, 100, -100], [1], Fraction(1, 2)),
        ("single", [50, 100, -100], [3], 0),
        ("single", [0, 100], [99], 0),
        ("true_false", [100, 0], [1], 1),
        ("true_false", [100, 0], [2], 0),
        ("multiple", [100, 100, 0, 0], [1, 2], 1),
        ("multiple", [100, 100, 0, 0], [1], Fraction(1, 2)),
        ("multiple", [100, 100, 0, 0], [1, 2, 3], Fraction(1, 2)),
        ("multiple", [100, 100, 0, 0], [1, 3], 0),
        ("multiple", [100, 100, 0, 0], [3, 4], 0),
        ("multiple", [100, 100, 0, 0], [], 0),
        ("multiple", [75, 25, 0], [1], Fraction(3, 4)),
        ("multiple", [50, 50, -100, 0], [1, 2, 4], 1),  # a neutral choice beside a penalised one
        ("multiple", [50, 50, -100, 0], [1, 2, 3], 0),
        ("multiple", [0, 0], [1], 0),
    ],
)
def test_what_a_question_earns(kind, weights, chosen, expected):
    assert grade_item(item(kind, weights, chosen)).fraction == expected


def test_a_kind_without_a_rule_is_refused_by_name():
    with pytest.raises(QuestionCannotBeGraded, match="matching"):
        grade_item(item("matching", [100, 0], [1]))


def test_the_score_is_out_of_the_whole_draw():
    grade = grade_attempt(
        [item("single", [100, 0], [1], "2", 1), item("single", [100, 0], [], "1", 2)], Decimal(66)
    )
    assert (grade.mark, grade.max_mark, grade.score, grade.passed) == (
        Decimal("2.00"),
        Decimal("3.00"),
        Decimal("66.67"),
        True,
    )


def test_thirds_add_up_to_the_whole():
    thirds = [item("multiple", [100, 100, 100, 0], [1], item_id=n) for n in range(3)]
    assert grade_attempt(thirds, Decimal(33)).mark == Decimal("1.00")


def test_passing_is_decided_on_the_score_that_is_shown():
    items = [item("single", [100, 0], [1] if n < 2 else [], item_id=n) for n in range(3)]
    assert grade_attempt(items, Decimal("66.67")).passed
    assert not grade_attempt(items, Decimal("66.68")).passed


@pytest.mark.parametrize("items", [[], [item("single", [100, 0], [1], "0")]])
def test_nothing_to_earn_is_a_score_of_nothing(items):
    assert grade_attempt(items, Decimal(50)).score == 0


@pytest.mark.parametrize(
    ("method", "expected"), [("highest", 90), ("last", 70), ("first", 50), ("average", 70), ("other", None)]
)
def test_which_attempt_counts(method, expected):
    scores = [Decimal(50), Decimal(90), Decimal(70)]
    if expected is None:
        with pytest.raises(ValueError, match="other"):
            score_that_counts(scores, method)
    else:
        assert score_that_counts(scores, method) == expected
    assert score_that_counts([], "highest") is None


@pytest.mark.parametrize(
    ("kind", "weights", "problems"),
    [
        ("single", [100, 0], []),
        ("single", [100], ["too_few"]),
        ("single", [50, 0], ["no_full"]),
        ("single", [100, 100], ["several_full"]),
        ("true_false", [100, 0, 0], ["not_two"]),
        ("multiple", [100, 0, 100], []),
        ("multiple", [0, 0], ["no_right"]),
        ("multiple", [100, 100], ["no_wrong"]),
    ],
)
def test_choices_that_cannot_be_marked_fairly_are_named(kind, weights, problems):
    assert problems_of_choices(kind, [GradedChoice(n, Decimal(w)) for n, w in enumerate(weights)]) == problems


# ---------------------------------------------------------------- properties

weights = st.lists(st.integers(-100, 100), min_size=2, max_size=9)
marks = st.decimals(0, 100, places=2)


@st.composite
def any_item(draw):
    kind = draw(st.sampled_from(["single", "true_false", "multiple"]))
    its_weights = draw(weights)
    chosen = draw(st.sets(st.integers(1, len(its_weights))))
    return item(kind, its_weights, chosen, draw(marks))


@st.composite
def fair_multiple(draw):
    """Several right and several wrong choices, in any order, and the places of the right ones."""
    right = draw(st.lists(st.integers(1, 100), min_size=1, max_size=5))
    wrong = draw(
        st.one_of(st.lists(st.just(0), min_size=1, max_size=4), st.lists(st.integers(-100, -1), min_size=1))
    )
    its_weights = draw(st.permutations(right + wrong))
    return its_weights, {place for place, weight in enumerate(its_weights, start=1) if weight > 0}


@given(any_item())
def test_a_mark_lies_between_nothing_and_the_maximum(it):
    graded = grade_item(it)
    assert 0 <= graded.fraction <= 1
    assert 0 <= graded.mark <= it.max_mark


@given(fair_multiple(), marks)
def test_exactly_the_right_choices_earn_the_whole_mark(question, max_mark):
    its_weights, right = question
    assert grade_item(item("multiple", its_weights, right, max_mark)).mark == max_mark


@given(fair_multiple())
def test_choosing_everything_or_nothing_earns_nothing(question):
    its_weights, _ = question
    assert grade_item(item("multiple", its_weights, range(1, len(its_weights) + 1))).fraction == 0
    assert grade_item(item("multiple", its_weights, [])).fraction == 0


@given(fair_multiple(), st.data())
def test_guessing_earns_nothing_on_average_before_the_floor(question, data):
    """Ticking each choice with the same probability: the shares cancel, so the complement cancels the guess."""
    its_weights, _ = question
    everything = set(range(1, len(its_weights) + 1))
    guess = data.draw(st.sets(st.sampled_from(sorted(everything))))
    fractions = [
        grade_item(item("multiple", its_weights, part)).fraction for part in (guess, everything - guess)
    ]
    assert min(fractions) == 0


@given(any_item(), st.randoms())
def test_the_order_of_the_choices_is_irrelevant(it, random):
    shuffled = list(it.choices)
    random.shuffle(shuffled)
    turned = ItemToGrade(it.item_id, it.kind, it.max_mark, tuple(shuffled), it.chosen)
    assert grade_item(turned) == grade_item(it)


@given(st.lists(any_item(), max_size=20), st.decimals(0, 100, places=2))
def test_a_score_is_a_percentage_and_passing_follows_from_it(items, pass_mark):
    grade = grade_attempt(items, pass_mark)
    assert 0 <= grade.score <= 100
    assert grade.mark <= grade.max_mark
    assert grade.passed == (grade.score >= pass_mark)
