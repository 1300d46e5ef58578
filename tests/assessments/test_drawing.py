# ruff: noqa: S311  (a draw is not a secret; the seed of a real one is)
"""The draw: seeded, without duplicates, and only impossible when it is."""

from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.assessments.drawing import (
    BankQuestion,
    DrawnQuestion,
    NotEnoughQuestions,
    SlotToFill,
    draw_questions,
)

BANK = [
    BankQuestion(n, topic_id=1 + n % 2, difficulty="easy" if n < 5 else "hard", tag_ids=frozenset({n % 3}))
    for n in range(10)
]


def ids(drawn):
    return [question.question_id for question in drawn]


def test_the_same_seed_draws_the_same_questions():
    slots = [SlotToFill(1, count=5)]
    assert draw_questions(slots, BANK, Random(7)) == draw_questions(slots, BANK, Random(7))
    assert len({tuple(ids(draw_questions(slots, BANK, Random(seed)))) for seed in range(20)}) > 10


def test_a_fixed_question_stands_in_its_place_and_is_never_drawn_again():
    slots = [SlotToFill(1, count=9), SlotToFill(2, question_id=3)]
    drawn = draw_questions(slots, BANK, Random(1))
    assert drawn[-1] == DrawnQuestion(2, 3)
    assert sorted(ids(drawn)) == list(range(10))


@pytest.mark.parametrize(
    ("slot", "fitting"),
    [
        (SlotToFill(1, count=1, topic_id=1), {0, 2, 4, 6, 8}),
        (SlotToFill(1, count=1, difficulty="easy"), {0, 1, 2, 3, 4}),
        (SlotToFill(1, count=1, tag_id=2), {2, 5, 8}),
        (SlotToFill(1, count=1, topic_id=1, difficulty="easy", tag_id=2), {2}),
    ],
)
def test_a_slot_draws_only_what_fits_and_each_of_it(slot, fitting):
    assert {ids(draw_questions([slot], BANK, Random(seed)))[0] for seed in range(100)} == fitting


def test_what_is_missing_is_named():
    with pytest.raises(NotEnoughQuestions) as refused:
        draw_questions([SlotToFill(1, count=1), SlotToFill(2, count=4, tag_id=1)], BANK, Random(1))
    assert (refused.value.slot_id, refused.value.missing) == (2, 1)
    with pytest.raises(NotEnoughQuestions):
        draw_questions([SlotToFill(1, question_id=99)], BANK, Random(1))


def test_overlapping_slots_give_way_to_each_other():
    """ "Any two" must leave the only two of topic 2 to the slot that needs them."""
    bank = [BankQuestion(n, topic_id=2 if n < 2 else 1, difficulty="easy") for n in range(4)]
    slots = [SlotToFill(1, count=2), SlotToFill(2, count=2, topic_id=2)]
    for seed in range(50):
        drawn = draw_questions(slots, bank, Random(seed))
        assert {q.question_id for q in drawn if q.slot_id == 2} == {0, 1}


def test_every_question_comes_about_equally_often():
    counts = Counter(
        question
        for seed in range(2000)
        for question in ids(draw_questions([SlotToFill(1, count=3)], BANK, Random(seed)))
    )
    assert all(480 <= counts[question.question_id] <= 720 for question in BANK)


slots_strategy = st.lists(
    st.builds(
        SlotToFill,
        slot_id=st.integers(1, 10_000),
        count=st.integers(1, 4),
        topic_id=st.sampled_from([None, 1, 2]),
        tag_id=st.sampled_from([None, 0, 1]),
        difficulty=st.sampled_from(["", "easy", "hard"]),
    ),
    max_size=4,
    unique_by=lambda slot: slot.slot_id,
)


@given(slots_strategy, st.integers())
def test_a_draw_fills_every_slot_with_different_fitting_questions(slots, seed):
    by_id = {question.question_id: question for question in BANK}
    try:
        drawn = draw_questions(slots, BANK, Random(seed))
    except NotEnoughQuestions:
        return
    assert len(set(ids(drawn))) == len(drawn)
    assert Counter(q.slot_id for q in drawn) == Counter({slot.slot_id: slot.count for slot in slots})
    of_slot = {slot.slot_id: slot for slot in slots}
    assert all(of_slot[q.slot_id].fits(by_id[q.question_id]) for q in drawn)
