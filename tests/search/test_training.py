"""A ranker learns what tells answers from the rest: its staircases what the trees did, its weights the same."""

import random
from statistics import mean, pstdev

import pytest

from search.features import FEATURES
from search.ranker import Ranker
from search.reranking import default_ranker
from search.training import FALLING, RISING, Lesson, cross_validated, reciprocal, train

pytest.importorskip("lightgbm", reason="lightgbm is installed for development only")


def lessons(number):
    """The answer is the candidate with the highest ``title_asked``, which the plain order does not look at."""
    drawn = random.Random(7)  # noqa: S311
    made = []
    for law in range(number):
        rows = []
        for _ in range(12):
            row = dict.fromkeys(FEATURES, 0.0)
            row["title_asked"] = drawn.random()
            row["plain"] = drawn.random()
            rows.append(row)
        answer = max(range(12), key=lambda place: rows[place]["title_asked"])
        made.append(Lesson(tuple(rows), tuple(place == answer for place in range(12)), f"law {law}"))
    return made


def test_what_tells_answers_apart_is_learned_and_the_rest_is_left_out():
    taught = lessons(60)
    ranker = train(taught, seeds=(1,))
    staircases = ranker.staircases
    assert max(staircases, key=lambda name: max(map(abs, staircases[name].values))) == "title_asked"
    assert ranker.weights.keys() == {"title_asked", "plain"}
    assert ranker.weights["title_asked"] > 5 * abs(ranker.weights["plain"])
    unseen = lessons(80)[60:]
    learned = [reciprocal(one, [ranker.score(row) for row in one.rows]) for one in unseen]
    plain = [reciprocal(one, [row["plain"] for row in one.rows]) for one in unseen]
    assert sum(learned) > 1.5 * sum(plain)


@pytest.mark.parametrize("part", ["staircases", "weights"])
def test_either_half_of_what_was_learned_finds_answers_alone(part):
    ranker = train(lessons(60), seeds=(1,))
    half = Ranker(ranker.staircases) if part == "staircases" else Ranker({}, ranker.weights)
    unseen = lessons(80)[60:]
    found = [reciprocal(one, [half.score(row) for row in one.rows]) for one in unseen]
    assert sum(found) > 0.9 * len(unseen)


def test_the_learned_order_spreads_as_the_plain_one_does():
    """What is not in force loses the same in both."""
    taught = lessons(60)
    ranker = train(taught, seeds=(1,))

    def spread(score):
        scores = [[score(row) for row in one.rows] for one in taught]
        return mean(pstdev(of_question) for of_question in scores)

    assert spread(ranker.score) == pytest.approx(spread(lambda row: row["plain"]), rel=0.1)


def test_every_feature_that_speaks_for_or_against_is_one_that_there_is():
    assert set(FEATURES) >= RISING | FALLING
    assert not RISING & FALLING


def test_what_speaks_for_a_candidate_never_speaks_against_it():
    """Whatever the questions seem to teach."""
    turned = [
        Lesson(tuple(row | {"title_asked": 1 - row["title_asked"]} for row in one.rows), one.answers, one.law)
        for one in lessons(60)
    ]
    learned = train(turned, seeds=(1,)).staircases
    for name, staircase in (learned | default_ranker().staircases).items():
        if name in RISING:
            assert list(staircase.values) == sorted(staircase.values)
        if name in FALLING:
            assert list(staircase.values) == sorted(staircase.values, reverse=True)


def test_nothing_is_learned_from_nothing():
    lost = [Lesson(one.rows, (False,) * 12, one.law) for one in lessons(3)]
    assert train(lost) == Ranker({})


def test_a_law_is_never_on_both_sides_of_a_fold():
    same_law = [Lesson(one.rows, one.answers, "one law") for one in lessons(10)]
    folds = list(cross_validated([*lessons(20), *same_law]))
    assert len(folds) == 5
    assert all(0 <= plain <= 1 and 0 <= learned <= 1 for plain, learned in folds)


def test_a_question_without_its_answer_counts_as_missed():
    lost = Lesson(lessons(1)[0].rows, (False,) * 12, "law")
    assert reciprocal(lost, [0.0] * 12) == 0
    assert not lost.is_useful
