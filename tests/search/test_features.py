"""What speaks for a candidate, as numbers."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.features import (
    FEATURES,
    Candidate,
    Question,
    Weighed,
    evidence,
    head_of,
    opened,
    plain_score,
    rows,
)


class Frequencies:
    """A library in which grammar is frequent and everything else is rare."""

    passages = 10_000
    average_length = 80.0

    def of(self, term):
        return 5_000 if term in {"cua", "la", "duoc", "nguoi", "khong"} else 20


DEFINITIONS = Candidate(
    title="Giải thích từ ngữ",
    context=("Luật Người khuyết tật", "Người khuyết tật"),
    passages=("1. Người khuyết tật là người bị khiếm khuyết một hoặc nhiều bộ phận cơ thể.",),
    law="document:1",
)
RIGHTS = Candidate(
    title="Quyền và nghĩa vụ của người khuyết tật",
    context=("Luật Người khuyết tật", "Người khuyết tật"),
    passages=("1. Được tham gia bình đẳng vào các hoạt động xã hội.",),
    law="document:1",
)
POLICE = Candidate(
    title="Xử lý việc rút tố cáo",
    context=("Thông tư Quy trình giải quyết tố cáo trong Công an nhân dân",),
    passages=("Người tố cáo rút tố cáo.",),
    law="document:2",
)
EVERYONE = Candidate(
    title="Rút tố cáo",
    context=("Nghị định Biện pháp thi hành Luật Tố cáo",),
    passages=("Người tố cáo rút tố cáo.",),
    law="document:3",
)


def shown(text, candidate):
    return evidence(Weighed(Question.of(text), Frequencies()), candidate)


def best(text, *candidates):
    made = rows(Question.of(text), candidates, Frequencies())
    return max(zip(made, candidates, strict=True), key=lambda pair: plain_score(pair[0]))[1]


def test_a_definition_answers_what_something_is():
    assert best("Người khuyết tật là gì?", RIGHTS, DEFINITIONS) is DEFINITIONS
    assert best("quyền của người khuyết tật", RIGHTS, DEFINITIONS) is RIGHTS


def test_marks_change_nothing():
    marked = rows(Question.of("quyền của người khuyết tật"), [RIGHTS, DEFINITIONS], Frequencies())
    assert rows(Question.of("quyen cua nguoi khuyet tat"), [RIGHTS, DEFINITIONS], Frequencies()) == marked


def test_a_law_for_others_shows_that_it_says_more_than_was_asked():
    question = "rút tố cáo được quy định như thế nào"
    assert shown(question, EVERYONE).context_precision > shown(question, POLICE).context_precision


def test_what_the_names_above_do_not_say_is_looked_for_below_them():
    found = shown("người khuyết tật có nghĩa vụ gì", RIGHTS)
    assert 0 < found.context_content < 1
    assert found.rest_title == pytest.approx(0.5, abs=0.2)


def test_words_that_are_nowhere_are_missing():
    assert shown("karaoke", RIGHTS).missing == 1
    assert shown("khuyết tật", RIGHTS).missing == 0


def test_the_best_passage_counts():
    candidate = Candidate(title="", passages=("Phí.", "Lệ phí cấp giấy phép lái xe.", "Hồ sơ."))
    alone = Candidate(title="", passages=("Lệ phí cấp giấy phép lái xe.",))
    assert shown("lệ phí giấy phép", candidate).bm25 == shown("lệ phí giấy phép", alone).bm25


def test_a_passage_beside_the_best_is_weighed_too():
    fees, licences = "Lệ phí cấp giấy phép lái xe.", "Giấy phép lái xe."
    both = Candidate(title="", passages=(licences, fees))
    found = shown("lệ phí giấy phép", both)
    assert found.bm25_next == shown("lệ phí giấy phép", Candidate(title="", passages=(licences,))).bm25
    assert shown("lệ phí giấy phép", replace(both, passages=(fees, licences))).bm25_next == found.bm25_next
    assert shown("lệ phí giấy phép", replace(both, passages=(fees,))).bm25_next == 0


def test_an_article_that_begins_as_the_question_does_shows_it():
    authority = Candidate(title="Thẩm quyền cấp giấy phép", passages=("1. Hồ sơ gồm đơn.",))
    papers = Candidate(title="Giấy phép", passages=("1. Thẩm quyền cấp do tỉnh quyết định.",))
    question = "Thẩm quyền cấp giấy phép được quy định như thế nào?"
    assert (shown(question, authority).title_opening, shown(question, authority).head_opening) == (2, 0)
    assert (shown(question, papers).title_opening, shown(question, papers).head_opening) == (0, 2)
    assert shown(question, authority).title_run == 1


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        ("tham quyen cap", "tham quyen", 2),
        ("tham phan", "tham quyen", 1),
        ("quyen tham", "tham quyen", 0),
        ("phi", "phi", 1),
        ("", "phi", 0),
        ("phi", "", 0),
    ],
)
def test_an_opening_is_the_words_that_both_begin_with(first, second, words):
    assert opened(first.split(), tuple(second.split())) == words


def test_a_few_words_that_do_not_ask_have_no_opening_and_no_definition_leads_them():
    assert Question.of("Hồ sơ cấp giấy phép lái xe").opening == ("ho", "so")
    assert Question.of("giấy phép lái xe").opening == ()
    assert Question.of("Vi bằng là gì?").opening == ("vi", "bang")
    assert shown("người khuyết tật", DEFINITIONS).head_opening == 0
    alone, asked = (
        rows(Question.of(text), [DEFINITIONS], Frequencies())[0]
        for text in ("người khuyết tật", "người khuyết tật là gì")
    )
    assert alone["defining_head"] == 0 < asked["defining_head"]


def test_a_question_about_a_law_names_it():
    question = "quyền theo Luật Người khuyết tật"
    assert shown(question, RIGHTS).law_name > 0.7
    assert shown(question, POLICE).law_name < 0.1


@pytest.mark.parametrize(
    ("line", "head"),
    [
        ("1 nguoi khuyet tat la nguoi bi", "nguoi khuyet tat"),
        ("a ho so gom don de nghi", "ho so"),
        ("12a xe co gioi", "xe co gioi"),
        ("", ""),
        ("1", ""),
        ("la gi", "la gi"),
        (
            "mot hai ba bon nam sau bay tam chin muoi muoi mot muoi hai",
            "mot hai ba bon nam sau bay tam chin muoi muoi mot",
        ),
    ],
)
def test_a_head_ends_where_a_line_begins_to_explain(line, head):
    assert list(head_of(line.split())) == head.split()


def test_no_candidates_give_no_rows():
    assert rows(Question.of("ly hôn"), [], Frequencies()) == []


WORDS = st.text("aăâđeêơư 1.,\n", max_size=40)


@given(
    WORDS,
    st.lists(
        st.builds(
            Candidate,
            title=WORDS,
            context=st.tuples(WORDS, WORDS),
            passages=st.lists(WORDS, max_size=3).map(tuple),
            law=st.sampled_from("ab"),
            engine_score=st.floats(-5, 50),
        ),
        max_size=4,
    ),
)
def test_whatever_comes_each_candidate_has_every_feature_and_shares_are_shares(text, candidates):
    made = rows(Question.of(text), candidates, Frequencies())
    assert len(made) == len(candidates)
    for row in made:
        assert set(FEATURES) <= set(row)
        assert all(math.isfinite(row[name]) for name in FEATURES)
        for name in (
            "title_asked",
            "title_content",
            "title_run",
            "law_name",
            "context_precision",
            "rest_title",
            "missing",
            "head",
            "run",
        ):
            assert -1e-9 <= row[name] <= 1 + 1e-9, name
