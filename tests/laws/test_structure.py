"""Clauses and points of an article's text."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.laws.structure import parse_article_text, provision_anchor


def shape(text):
    parsed = parse_article_text(text)
    return [
        (clause.label, [point.label for point in clause.points]) for clause in (parsed.lead, *parsed.clauses)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Chỉ có một đoạn.", [("", [])]),
        ("1. Một\n2. Hai", [("", []), ("1", []), ("2", [])]),
        ("1) Một\n2) Hai", [("", []), ("1", []), ("2", [])]),
        ("1. Một:\na) A;\nb) B.\n2. Hai", [("", []), ("1", ["a", "b"]), ("2", [])]),
        ("1. Một:\na. A;\nb. B.", [("", []), ("1", ["a", "b"])]),
        ("Gồm:\na) A;\nb) B.", [("", ["a", "b"])]),
        ("1. X:\nc) C\nd) D\nđ) Đ\ne) E\ng) G", [("", []), ("1", ["c", "d", "đ", "e", "g"])]),
        ("1. X:\na) A\na1) A1\nb) B", [("", []), ("1", ["a", "a1", "b"])]),
        ("1. X\n2. Y\n2a. Z\n3. T", [("", []), ("1", []), ("2", []), ("2a", []), ("3", [])]),
        ("9. X\n10. Y", [("", []), ("9", []), ("10", [])]),
        # A point whose text begins on the next line.
        ("1. X\na.\nNội dung", [("", []), ("1", ["a"])]),
        # A clause after a repealed one.
        ("1. X\n3. Z", [("", []), ("1", []), ("3", [])]),
        # A list inside a point, in the other style, starts no clause.
        ("1. X:\na) A gồm:\n1) một\n2) hai\nb) B", [("", []), ("1", ["a", "b"])]),
        # Figures at the beginning of a line are no clauses.
        ("1. X\n1.5 triệu đồng\n01/01/2025 là ngày\n2024. Năm", [("", []), ("1", [])]),
        # The text given to another law stays inside the clause that gives it.
        ("1. Sửa đổi như sau:\n“1. Cũ\n2. Mới\na) A”.\n2. Hai", [("", []), ("1", []), ("2", [])]),
        # A quotation that is never closed hides nothing.
        ("1. Nói “thế này\n2. Hai", [("", []), ("1", []), ("2", [])]),
        ("", [("", [])]),
        ("\r\n1. A\r\n2. B\r\n", [("", []), ("1", []), ("2", [])]),
    ],
)
def test_clauses_and_points_are_found(text, expected):
    assert shape(text) == expected


def test_find_returns_the_text_without_its_own_number():
    parsed = parse_article_text("1. Giấy tờ gồm:\na) Một;\nđ) Hai.\n2a. Ba")

    assert parsed.find("1", "a") == "Một;"
    assert parsed.find("1", "Đ") == "Hai."
    assert parsed.find("1") == "Giấy tờ gồm:\na) Một;\nđ) Hai."
    assert parsed.find("2a") == "Ba"
    assert parsed.find() == "1. Giấy tờ gồm:\na) Một;\nđ) Hai.\n2a. Ba"


@pytest.mark.parametrize(("clause", "point"), [("9", ""), ("1", "b"), ("", "a"), ("1", "d")])
def test_find_returns_none_for_what_is_not_there(clause, point):
    assert parse_article_text("1. Giấy tờ gồm:\na) Một;\nđ) Hai.").find(clause, point) is None


def test_a_closing_paragraph_belongs_to_the_clause():
    (clause,) = parse_article_text("1. X:\na) A;\nb) B.\nĐoạn cuối của khoản.").clauses

    assert clause.points[1].text == "B."
    assert clause.tail == "Đoạn cuối của khoản."


def test_a_second_paragraph_belongs_to_the_point_when_its_neighbours_have_several():
    (clause,) = parse_article_text("1. X:\na) A.\nThêm về a;\nb) B.\nThêm về b.").clauses

    assert clause.points[1].text == "B.\nThêm về b."
    assert clause.tail == ""


@pytest.mark.parametrize(
    ("clause", "point", "anchor"),
    [
        ("2", "a", "khoan-2-diem-a"),
        ("2a", "đ", "khoan-2a-diem-dd"),
        ("2", "d", "khoan-2-diem-d"),
        ("", "ư", "diem-uw"),
        ("3", "", "khoan-3"),
        ("", "", ""),
    ],
)
def test_anchors_tell_the_two_letters_d_apart(clause, point, anchor):
    assert provision_anchor(clause, point) == anchor


LINES = st.one_of(
    st.builds(
        "{}{} {}".format,
        st.sampled_from(["1", "2", "2a", "3", "10", "a", "b", "d", "đ", "a1", "ư", "z"]),
        st.sampled_from(".)"),
        st.text(max_size=20),
    ),
    st.text(max_size=40),
    st.sampled_from(["“1. Cũ", "2. Mới”.", "", "   ", "- gạch", "a.", "1."]),
)


@given(st.lists(LINES, max_size=12).map("\n".join))
def test_no_character_is_ever_lost(text):
    without_space = re.compile(r"\s+")

    rejoined = parse_article_text(text).rejoined()

    assert without_space.sub("", rejoined) == without_space.sub("", text)


def test_numeric_points_belong_to_the_clause_that_they_name():
    text = "1. Chung.\n2. Riêng:\n2.1. Một.\n2.2 Hai:\na) chữ;\nb) số.\n2.3. Ba.\n3. Sau:\na) chữ."
    parsed = parse_article_text(text)

    assert [point.label for point in parsed.clause("2").points] == ["2.1", "2.2", "2.3"]
    assert parsed.find("2", "2.2") == "Hai:\na) chữ;\nb) số."
    assert [point.label for point in parsed.clause("3").points] == ["a"]
    assert parsed.rejoined() == text
    assert provision_anchor("2", "2.2") == "khoan-2-diem-2.2"


@pytest.mark.parametrize(
    "text",
    [
        "2. Mức:\n2.5 triệu đồng một người.",
        "2. Mức:\n3.1. Của khoản khác.",
        "2. Mức:\na) một;\n2.1. hai.",
        "2. Mức:\n2.1.1. sâu hơn.",
    ],
)
def test_other_figures_begin_no_point(text):
    assert not [one for one in parse_article_text(text).clauses[0].points if "." in one.label]
