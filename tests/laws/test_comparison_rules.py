"""Two texts beside each other: aligned by clause and point, then word by word."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.laws.amendments import INSERT, REPEAL, Change, apply_change
from content.laws.comparison import (
    ADDED,
    CHANGED,
    REMOVED,
    SAME,
    Gap,
    Piece,
    compare,
    compare_words,
    split_units,
)

TEXT = """Người tham gia giao thông:
1. Người lái xe mang theo các giấy tờ sau đây:
a) Chứng nhận đăng ký xe;
b) Giấy phép lái xe.
Các giấy tờ này có thể là điện tử.
2. Phạt tiền từ 800.000 đồng đến 1.000.000 đồng.
3. Người đi bộ đi đúng phần đường của mình."""


def kinds(comparison):
    return [row.kind for row in comparison.rows]


def words(pieces, kind):
    return [piece.text for piece in pieces if piece.kind == kind]


def test_a_text_and_itself():
    comparison = compare(TEXT, TEXT)

    assert set(kinds(comparison)) == {SAME}
    assert not comparison.has_changes


def test_words_are_syllables_with_their_marks():
    pieces = compare_words("Phạt tiền từ 800.000 đồng", "Phạt tiền từ 900.000 đồng")

    assert pieces == (
        Piece(SAME, "Phạt tiền từ "),
        Piece(REMOVED, "800"),
        Piece(ADDED, "900"),
        Piece(SAME, ".000 đồng"),
    )


def test_a_phrase_that_changed_reads_as_a_phrase():
    pieces = compare_words("người đi bộ sang đường", "xe máy điện sang đường")

    assert words(pieces, REMOVED) == ["người đi bộ"]
    assert words(pieces, ADDED) == ["xe máy điện"]


def test_a_clause_in_between_leaves_the_others_alone():
    comparison = compare(TEXT, apply_change(TEXT, Change(INSERT, "2a", text="Lời mới hoàn toàn.")))

    assert [row.new.label for row in comparison.rows if row.kind != SAME] == ["2a"]
    assert (comparison.added_count, comparison.changed_count, comparison.removed_count) == (1, 0, 0)


def test_a_repealed_clause_is_changed_not_removed():
    comparison = compare(TEXT, apply_change(TEXT, Change(REPEAL, "2")))

    (row,) = [row for row in comparison.rows if row.kind != SAME]
    assert (row.kind, row.old.label, row.new.label) == (CHANGED, "2", "2")
    assert words(row.pieces, ADDED) == [" (được bãi bỏ)"]


def test_clauses_that_were_renumbered_are_paired_by_their_words():
    renumbered = TEXT.replace("3. Người", "4. Người").replace(
        "2. Phạt tiền", "2. Cấm đi ngược chiều trên mọi đoạn đường.\n3. Phạt tiền"
    )

    comparison = compare(TEXT, renumbered)

    changed = {row.old.label: row.new.label for row in comparison.rows if row.kind == CHANGED}
    assert changed == {"2": "3", "3": "4"}
    assert comparison.added_count == 1


def test_a_clause_that_moved_is_neither_added_nor_removed():
    lines = TEXT.splitlines()
    moved = "\n".join(
        [lines[0], f"1. {lines[6][3:]}", f"2. {lines[1][3:]}", *lines[2:5], f"3. {lines[5][3:]}"]
    )

    comparison = compare(TEXT, moved)

    assert comparison.moved_count == 1
    assert (comparison.added_count, comparison.removed_count) == (0, 0)


def test_an_article_that_is_new_or_gone():
    assert set(kinds(compare("", TEXT))) == {ADDED}
    assert set(kinds(compare(TEXT, ""))) == {REMOVED}
    assert compare("", "").rows == ()


def test_an_excerpt_leaves_out_what_is_far_from_a_change():
    long = "\n".join(f"{number}. Khoản thứ {number}." for number in range(1, 11))
    comparison = compare(long, long.replace("Khoản thứ 5", "Lời khác của khoản thứ 5"))

    assert [row.count if isinstance(row, Gap) else row.new.label for row in comparison.excerpt] == [
        3, "4", "5", "6", 4,
    ]  # fmt: skip
    assert compare(long, long).excerpt == [Gap(10)]


def test_units_are_clauses_points_and_what_follows_the_points():
    assert [(unit.clause, unit.point) for unit in split_units(TEXT)] == [
        ("", ""), ("1", ""), ("1", "a"), ("1", "b"), ("1", ""), ("2", ""), ("3", ""),
    ]  # fmt: skip


LINES = st.one_of(
    st.builds(
        "{}{} {}".format,
        st.sampled_from(["1", "2", "2a", "3", "a", "b", "đ"]),
        st.sampled_from(".)"),
        st.sampled_from(
            ["Người lái xe", "Xe máy  chạy.", "phạt tiền;", "“đèn đỏ”.", "đường e\u0323\u0302 ", ""]
        ),
    ),
    st.text(max_size=20),
    st.sampled_from(["Đoạn văn.", "", " ", "\r", "“1. Trong ngoặc", "hết”."]),
)
TEXTS = st.lists(LINES, max_size=9).map("\n".join)


@given(TEXTS, TEXTS)
def test_both_texts_can_be_rebuilt(old, new):
    comparison = compare(old, new)

    assert comparison.old_text == old
    assert comparison.new_text == new


@given(TEXTS)
def test_units_joined_are_the_text(text):
    assert "".join(unit.text for unit in split_units(text)) == text


@given(st.text(max_size=60), st.text(max_size=60))
def test_words_rebuild_both_texts_too(old, new):
    pieces = compare_words(old, new)

    assert "".join(piece.text for piece in pieces if piece.kind != ADDED) == old
    assert "".join(piece.text for piece in pieces if piece.kind != REMOVED) == new


@pytest.mark.parametrize("count", [100, 900])
def test_a_very_long_article_is_compared_in_reasonable_time(count):
    old = "\n".join(
        f"{n % 999 + 1}. Khoản số {n} nói về việc thứ {n * 7} của năm {n * 13}." for n in range(count)
    )
    new = old.replace("việc thứ", "chuyện thứ")
    began = time.perf_counter()

    comparison = compare(old, new)

    assert comparison.changed_count == count
    assert time.perf_counter() - began < 20
