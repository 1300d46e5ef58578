"""What an amending article orders, read from its words: real wordings, as a table."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.laws.amendments import INSERT, REPEAL, REPLACE
from content.laws.suggestions import PhraseChange, Suggestion, suggest_amendments

TABLE = [
    (
        "replace a clause",
        "1. Sửa đổi, bổ sung khoản 2 Điều 5 như sau:\n“2. Lời mới.”.",
        [Suggestion(REPLACE, "5", "2", text="2. Lời mới.", by_clause="1")],
    ),
    (
        "replace a point, article named first",
        "1. Sửa đổi điểm c khoản 3 Điều 14 của Luật Đấu thầu số 43/2013/QH13 như sau:\n“c) Lời mới;”.",
        [Suggestion(REPLACE, "14", "3", "c", text="c) Lời mới;", by_clause="1")],
    ),
    (
        "insert an article",
        "23. Bổ sung Điều 41b vào sau Điều 41a như sau:\n“Điều 41b. Tên điều\n1. Một.\n2. Hai.”",
        [Suggestion(INSERT, "41b", heading="Tên điều", text="1. Một.\n2. Hai.", by_clause="23")],
    ),
    (
        "replace an article",
        "1. Sửa đổi, bổ sung Điều 8 như sau:\n“Điều 8. Tên mới\n1. Một.\n2. Hai.”.",
        [Suggestion(REPLACE, "8", heading="Tên mới", text="1. Một.\n2. Hai.", by_clause="1")],
    ),
    (
        "insert a clause after another",
        "1. Bổ sung khoản 4 vào sau khoản 3 Điều 149 như sau:\n“4. Thêm.”",
        [Suggestion(INSERT, "149", "4", text="4. Thêm.", by_clause="1")],
    ),
    (
        "insert a point after another",
        "2. Bổ sung điểm h vào sau điểm g khoản 1 Điều 41 như sau:\n“h) Thêm.”",
        [Suggestion(INSERT, "41", "1", "h", text="h) Thêm.", by_clause="2")],
    ),
    (
        "insert a point into a clause",
        "1. Bổ sung điểm o vào khoản 1 Điều 16 như sau:\n“o) Thêm.”",
        [Suggestion(INSERT, "16", "1", "o", text="o) Thêm.", by_clause="1")],
    ),
    (
        "repeal one point",
        "3. Bãi bỏ điểm c khoản 1 Điều 7.",
        [Suggestion(REPEAL, "7", "1", "c", by_clause="3")],
    ),
    (
        "repeal several",
        "1. Bãi bỏ điểm c khoản 3 Điều 15, khoản 5 Điều 15, khoản 10 Điều 16 và Điều 20.",
        [
            Suggestion(REPEAL, "15", "3", "c", by_clause="1"),
            Suggestion(REPEAL, "15", "5", by_clause="1"),
            Suggestion(REPEAL, "16", "10", by_clause="1"),
            Suggestion(REPEAL, "20", by_clause="1"),
        ],
    ),
    (
        "repeal provisions and words",
        "1. Bãi bỏ khoản 5 Điều 15 và cụm từ “trừ các khoản vay” tại điểm b khoản 1 Điều 20.",
        [
            Suggestion(REPEAL, "15", "5", by_clause="1"),
            Suggestion(REPLACE, "20", "1", "b", phrase=PhraseChange("trừ các khoản vay", ""), by_clause="1"),
        ],
    ),
    (
        "words replaced at one place",
        "1. Thay thế cụm từ “trường trung cấp chuyên nghiệp” bằng cụm từ “trường trung cấp” tại khoản 3 Điều 37;",
        [
            Suggestion(
                REPLACE, "37", "3",
                phrase=PhraseChange("trường trung cấp chuyên nghiệp", "trường trung cấp"), by_clause="1",
            )
        ],
    ),
    (
        "words replaced at several places",
        "Thay thế cụm từ “x” bằng cụm từ “y” tại Điều 5, điểm e khoản 3 Điều 12 và khoản 3 Điều 13.",
        [
            Suggestion(REPLACE, "5", phrase=PhraseChange("x", "y")),
            Suggestion(REPLACE, "12", "3", "e", phrase=PhraseChange("x", "y")),
            Suggestion(REPLACE, "13", "3", phrase=PhraseChange("x", "y")),
        ],
    ),
    (
        "words dropped",
        "b) Bỏ cụm từ “trình độ cao đẳng,” tại khoản 1 Điều 6;",
        [Suggestion(REPLACE, "6", "1", phrase=PhraseChange("trình độ cao đẳng,", ""), by_point="b")],
    ),
    (
        "words put before and after others",
        ("1. Bổ sung từ “dưới” vào trước cụm từ “500.000.000 đồng” tại khoản 1 Điều 241;\n"
        "2. Bổ sung từ “khác” vào sau cụm từ “hoặc gây thiệt hại” tại khoản 1 Điều 356."),
        [
            Suggestion(
                REPLACE, "241", "1",
                phrase=PhraseChange("500.000.000 đồng", "dưới 500.000.000 đồng"), by_clause="1",
            ),
            Suggestion(
                REPLACE, "356", "1",
                phrase=PhraseChange("hoặc gây thiệt hại", "hoặc gây thiệt hại khác"), by_clause="2",
            ),
        ],
    ),
    (
        "points of a clause that names the article",
        ("3. Sửa đổi, bổ sung một số khoản của Điều 7 như sau:\n"
        "a) Sửa đổi, bổ sung khoản 1 như sau:\n“1. Một mới.”;\n"
        "b) Bổ sung khoản 5 vào sau khoản 4 như sau:\n“5. Năm.”;\n"
        "c) Bãi bỏ khoản 3."),
        [
            Suggestion(REPLACE, "7", "1", text="1. Một mới.", by_clause="3", by_point="a"),
            Suggestion(INSERT, "7", "5", text="5. Năm.", by_clause="3", by_point="b"),
            Suggestion(REPEAL, "7", "3", by_clause="3", by_point="c"),
        ],
    ),
    (
        "two clauses in one quotation",
        "1. Sửa đổi, bổ sung khoản 1 và khoản 3 Điều 9 như sau:\n“1. Một.\n3. Ba.”",
        [
            Suggestion(REPLACE, "9", "1", text="Một.", by_clause="1"),
            Suggestion(REPLACE, "9", "3", text="Ba.", by_clause="1"),
        ],
    ),
    (
        "a quoted text that itself speaks of repeal",
        "1. Sửa đổi khoản 2 Điều 4 như sau:\n“2. Bãi bỏ điểm c khoản 1 Điều 7 của Nghị định khác.”",
        [
            Suggestion(
                REPLACE, "4", "2", text="2. Bãi bỏ điểm c khoản 1 Điều 7 của Nghị định khác.", by_clause="1"
            )
        ],
    ),
    (
        "the law was amended before",
        ("1. Bãi bỏ khoản 3 Điều 8 của Luật Đấu thầu số 43/2013/QH13 đã được sửa đổi, bổ sung theo "
        "Luật số 03/2016/QH14."),
        [Suggestion(REPEAL, "8", "3", by_clause="1")],
    ),
    ("nothing ordered", "1. Bộ trưởng Bộ Công an hướng dẫn Điều 5.\n2. Nghị định này có hiệu lực.", []),
    ("empty", "", []),
]  # fmt: skip


@pytest.mark.parametrize(("case", "text", "expected"), TABLE, ids=[row[0] for row in TABLE])
def test_an_amending_article_is_read(case, text, expected):
    assert list(suggest_amendments(text)) == expected


PIECES = st.lists(
    st.sampled_from(
        ["1. ", "a) ", "Sửa đổi", "Bổ sung", "Bãi bỏ", "Thay thế", " cụm từ ", "“", "”", "khoản 2 ", "Điều 5 ",
         " như sau:", "\n", " bằng ", " tại ", "vào sau ", "điểm c ", "x;"]
    ),
    max_size=25,
).map("".join)  # fmt: skip


@given(PIECES)
def test_no_text_however_odd_makes_it_fail_and_every_suggestion_names_an_article(text):
    for suggestion in suggest_amendments(text):
        assert suggestion.article
        assert suggestion.kind in {REPLACE, INSERT, REPEAL}
