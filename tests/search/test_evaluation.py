"""Measures, files of questions, and what a comparison says."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.evaluation import (
    Judged,
    QuestionsError,
    article_name,
    by_kind,
    falls,
    judge,
    percentile,
    read_questions,
    summarise,
)

ONE = Judged("ly hôn", {"a": 1})


@pytest.mark.parametrize(
    ("found", "rank", "reciprocal", "ndcg"),
    [
        (["a", "b"], 1, 1.0, 1.0),
        (["b", "a"], 2, 0.5, 1 / math.log2(3)),
        (["b"] * 10 + ["a"], 11, 0.0, 0.0),
        ([], None, 0.0, 0.0),
        (["b", "a", "a"], 2, 0.5, 1 / math.log2(3)),
    ],
)
def test_a_question_with_one_answer(found, rank, reciprocal, ndcg):
    outcome = judge(ONE, found)
    assert (outcome.rank, outcome.reciprocal) == (rank, reciprocal)
    assert outcome.ndcg == pytest.approx(ndcg)


def test_grades_weigh_and_recall_counts_answers():
    judged = Judged("x", {"best": 2, "good": 1})
    worse = judge(judged, ["good", "best"])
    assert judge(judged, ["best", "good"]).ndcg == 1
    assert worse.ndcg == pytest.approx((1 + 3 / math.log2(3)) / (3 + 1 / math.log2(3)))
    assert (worse.recall[1], worse.recall[10]) == (0.5, 1.0)


@given(
    st.lists(st.sampled_from("abcdef"), max_size=30),
    st.dictionaries(st.sampled_from("abc"), st.integers(1, 3), min_size=1),
)
def test_measures_are_shares(found, answers):
    outcome = judge(Judged("x", answers), found)
    for figure in (outcome.reciprocal, outcome.ndcg, *outcome.recall.values()):
        assert 0 <= figure <= 1 + 1e-9


def test_a_summary_names_the_worst_first_and_none_that_is_right():
    outcomes = [
        judge(Judged("right", {"a": 1}), ["a"], 0.010),
        judge(Judged("late", {"a": 1}), ["b", "b", "a"], 0.020),
        judge(Judged("lost", {"a": 1}), ["b"], 0.040),
    ]
    summary = summarise(outcomes)
    assert summary.mrr == pytest.approx((1 + 1 / 3) / 3)
    assert [one["text"] for one in summary.worst] == ["lost", "late"]
    assert (summary.p50_ms, summary.p95_ms) == (20, 40)


def test_kinds_are_summed_up_apart():
    outcomes = [judge(Judged("x", {"a": 1}, kind), found) for kind, found in (("k", ["a"]), ("c", []))]
    assert [(kind, summary.mrr) for kind, summary in by_kind(outcomes)] == [("k", 1.0), ("c", 0.0)]


def test_a_percentile_is_a_measured_value():
    assert percentile([1, 2, 3, 4], 0.5) == 2
    assert percentile([7], 0.95) == 7


def test_names_ignore_case():
    assert article_name("168/2024/NĐ-CP", "20A") == article_name(" 168/2024/nđ-cp", "20a")


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ([], "no question"),
        (["{"], "line 1 is not JSON"),
        (["[]"], 'line 1 has no "text"'),
        (['{"text": " "}'], 'line 1 has no "text"'),
        (["", '{"text": "x", "relevant": []}'], "line 2"),
        (['{"text": "x", "relevant": [{"number": "1"}]}'], '"article"'),
        (['{"text": "x", "relevant": ["1"]}'], "line 1"),
        (['{"text": "x", "relevant": [{"number": "1", "article": "2", "grade": 0}]}'], "grade"),
    ],
)
def test_a_bad_file_says_which_line(lines, reason):
    with pytest.raises(QuestionsError, match=reason):
        read_questions(lines)


def test_a_good_file_is_read():
    (judged,) = read_questions(
        ['{"id": 1, "text": "x", "relevant": [{"number": "1/A", "article": 2}]}\n', "\n"]
    )
    assert judged == Judged("x", {"1/a#2": 1})


def test_a_fall_within_what_is_allowed_is_none():
    baseline = {"mrr": 0.80, "recall_10": 0.94}
    assert falls({"mrr": 0.7901, "recall_10": 0.95}, baseline, 0.01) == []
    assert falls({"mrr": 0.7899, "recall_10": 0.95}, baseline, 0.01) == ["mrr fell from 0.8000 to 0.7899"]
