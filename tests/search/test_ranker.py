"""The learned order: staircases and weights that are summed, read from a file that is checked."""

import datetime
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import reranking
from search.backends.base import Hit
from search.choices import Kind
from search.features import FEATURES
from search.ranker import Ranker, RankerFormatError, Staircase, staircase_of
from search.reranking import default_ranker, reranked
from search.statistics import CorpusFrequencies, count
from tests.search.conftest import law_article

DAY = datetime.date(2026, 11, 22)
STORED = {"format": 2, "features": {}, "weights": {}, "provenance": {}}


def test_a_staircase_holds_up_to_its_threshold():
    stairs = Staircase((0.5, 1.0), (-1.0, 0.0, 2.0))
    assert [stairs.at(number) for number in (-9, 0.5, 0.51, 1.0, 1.01)] == [-1, -1, 0, 0, 2]


@given(
    st.lists(st.tuples(st.integers(-3, 3), st.integers(-9, 9), st.integers(-9, 9)), min_size=1),
    st.integers(-5, 5),
)
def test_many_splits_are_one_staircase(splits, number):
    by_trees = sum(below if number <= threshold else above for threshold, below, above in splits)
    assert staircase_of(splits).at(number) == by_trees


def test_a_missing_feature_counts_as_nothing():
    stairs = {"bm25": Staircase((1.0,), (0.0, 1.0)), "run": Staircase((), (5.0,))}
    ranker = Ranker(stairs, {"bm25": 0.5, "line": 7.0})
    assert ranker.score({"bm25": 2.0}) == 2.0
    assert ranker.score({}) == 0


def test_a_ranker_survives_its_file():
    ranker = Ranker({"bm25": Staircase((1.0,), (0.0, 1.0))}, {"run": -0.25}, {"questions": 3})
    assert Ranker.from_json(json.loads(json.dumps(ranker.to_json())), FEATURES) == ranker


@pytest.mark.parametrize(
    "stored",
    [
        None,
        [],
        {},
        {"format": 1, "features": {}, "provenance": {}},
        STORED | {"format": 1},
        STORED | {"weights": None},
        STORED | {"weights": {"year": 1.0}},
        STORED | {"weights": {"bm25": "much"}},
        STORED | {"features": {"year": {"thresholds": [], "values": [1]}}},
        STORED | {"features": {"bm25": {"thresholds": [1], "values": [1]}}},
        STORED | {"features": {"bm25": {"thresholds": [2, 1], "values": [1, 2, 3]}}},
        STORED | {"features": {"bm25": {"thresholds": ["x"], "values": [1, 2]}}},
    ],
)
def test_a_file_that_is_no_ranker_is_refused(stored):
    assert Ranker.from_json(STORED, FEATURES)
    with pytest.raises(RankerFormatError):
        Ranker.from_json(stored, FEATURES)


# ------------------------------------------------------------------ the second look at hits


def hit(document, score):
    return Hit(replace(document, passages=()), document.passages[0], score)


@pytest.fixture
def articles():
    return [
        law_article(10, "Quy tắc chung", "Người lái xe phải thắt dây an toàn khi đi trên đường."),
        law_article(58, "Điểm của giấy phép lái xe", "Giấy phép lái xe có 12 điểm."),
        law_article(9, "Các hành vi bị nghiêm cấm", "Đua xe trái phép trên đường."),
    ]


@pytest.fixture
def hits(articles):
    return [hit(article, score) for article, score in zip(articles, (9.0, 8.0, 7.0), strict=True)]


def order_of(found):
    return [one.document.object_id for one in found]


def second_look(text, hits, ranker=None):
    frequencies = CorpusFrequencies(1_000, 40.0, {"xe": 500, "duong": 400})
    return reranked(text, hits, frequencies=frequencies, ranker=ranker, day=DAY)


def test_the_article_that_names_the_question_comes_first_and_scores_stay_with_places(hits):
    found = second_look("điểm của giấy phép lái xe", hits)
    assert order_of(found)[0] == 58
    assert [one.score for one in found] == [9.0, 8.0, 7.0]
    assert sorted(order_of(found)) == [9, 10, 58]


def test_a_whole_law_keeps_its_place(hits):
    law = replace(hits[0].document, kind=Kind.LEGAL_DOCUMENT, object_id=1)
    found = second_look("điểm của giấy phép lái xe", [replace(hits[0], document=law), *hits])
    assert order_of(found)[:2] == [1, 58]


def test_what_no_longer_applies_stands_behind_its_equal(hits):
    expired = replace(hits[1].document, effective_to=datetime.date(2025, 6, 1), object_id=59)
    found = second_look("điểm của giấy phép lái xe", [replace(hits[1], document=expired), hits[1]])
    assert order_of(found) == [58, 59]


def test_later_hits_are_left_alone(hits, monkeypatch):
    monkeypatch.setattr(reranking, "RERANKED", 2)
    assert order_of(second_look("đua xe trái phép", hits))[2] == 9


def test_the_shipped_ranker_orders_by_its_staircases(hits):
    ranker = Ranker({"title_asked": Staircase((0.5,), (1.0, 0.0))})
    assert order_of(second_look("điểm của giấy phép lái xe", hits, ranker))[-1] == 58


def test_the_shipped_ranker_puts_what_no_longer_applies_behind_its_equal(hits):
    expired = replace(hits[1].document, effective_to=datetime.date(2025, 6, 1), object_id=59)
    twice = [replace(hits[1], document=expired), hits[1]]
    assert order_of(second_look("điểm của giấy phép lái xe", twice, default_ranker())) == [58, 59]


def test_the_library_is_counted_by_articles(articles):
    counted = count(articles)
    assert counted.passages == 3
    assert counted.of("lai_xe") == 2
    assert counted.of("trai_phep") == 0, "what occurs once is as rare as what never occurs"
    assert count([]) is None
