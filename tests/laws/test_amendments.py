"""What an amendment does to the words of an article."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from content.laws.amendments import (
    INSERT,
    REPEAL,
    REPEALED,
    REPLACE,
    AlreadyThereError,
    AmendmentError,
    BreaksStructureError,
    Change,
    NoSuchClauseError,
    NoSuchPhraseError,
    NoSuchPointError,
    NotALabelError,
    NoTextError,
    WrongMarkerError,
    apply_change,
    apply_changes,
    is_repealed_text,
    replace_phrase,
)
from content.laws.structure import locate_provisions, parse_article_text

TEXT = """Mọi người tham gia giao thông phải:
1. Người lái xe mang theo các giấy tờ sau đây:
a) Chứng nhận đăng ký xe;
b) Giấy phép lái xe;
d) Giấy chứng nhận bảo hiểm.
Các giấy tờ này có thể là điện tử.
2. Người đi bộ đi đúng phần đường của mình.
3. Điều này áp dụng cả ban đêm."""
POINTS_ONLY = "Cấm các việc sau đây:\na) Đua xe;\nb) Lạng lách."
PLAIN = "Điều này không có khoản nào."


def lines(text):
    return text.splitlines()


CHANGES = [
    ("replace a clause", Change(REPLACE, "2", text="2. Mới."), [6], ["2. Mới."]),
    ("without its number", Change(REPLACE, "2", text="Mới."), [6], ["2. Mới."]),
    (
        "with points",
        Change(REPLACE, "2", text="Mới:\na) Một;\nb) Hai."),
        [6],
        ["2. Mới:", "a) Một;", "b) Hai."],
    ),
    ("replace a point", Change(REPLACE, "1", "b", "b) Bằng lái;"), [3], ["b) Bằng lái;"]),
    ("the last point before a tail", Change(REPLACE, "1", "d", "Bảo hiểm."), [4], ["d) Bảo hiểm."]),
    ("insert 2a after 2", Change(INSERT, "2a", text="2a. Chen vào."), [], ["2a. Chen vào."]),
    ("insert at the end", Change(INSERT, "4", text="Thêm."), [], ["4. Thêm."]),
    ("insert c between b and d", Change(INSERT, "1", "c", "Kiểm định;"), [], ["c) Kiểm định;"]),
    ("insert đ after d, before the tail", Change(INSERT, "1", "đ", "đ) Khác."), [], ["đ) Khác."]),
    ("repeal a clause", Change(REPEAL, "3"), [7], ["3. (được bãi bỏ)"]),
    ("repeal a clause with points", Change(REPEAL, "1"), [1, 2, 3, 4, 5], ["1. (được bãi bỏ)"]),
    ("repeal a point", Change(REPEAL, "1", "a"), [2], ["a) (được bãi bỏ)"]),
    ("repeal the last point before a tail", Change(REPEAL, "1", "d"), [4], ["d) (được bãi bỏ)"]),
]


@pytest.mark.parametrize(("case", "change", "gone", "new"), CHANGES, ids=[row[0] for row in CHANGES])
def test_a_change_touches_only_the_lines_it_names(case, change, gone, new):
    changed = lines(apply_change(TEXT, change))

    kept = [line for index, line in enumerate(lines(TEXT)) if index not in gone]
    assert [line for line in changed if line not in new] == kept
    assert [line for line in changed if line in new] == new


def test_what_is_inserted_stands_in_its_place():
    text = apply_changes(
        TEXT,
        [
            Change(INSERT, "2b", text="Sau."),
            Change(INSERT, "2a", text="Trước."),
            Change(INSERT, "1", "đ", "Khác."),
            Change(INSERT, "1", "c", "Kiểm định;"),
        ],
    )

    parsed = parse_article_text(text)
    assert [clause.label for clause in parsed.clauses] == ["1", "2", "2a", "2b", "3"]
    assert [point.label for point in parsed.clauses[0].points] == ["a", "b", "c", "d", "đ"]
    assert parsed.clauses[0].tail == "Các giấy tờ này có thể là điện tử."


def test_points_without_a_clause_and_the_first_clause_of_an_article():
    assert apply_change(POINTS_ONLY, Change(REPLACE, "", "a", "Đua.")).splitlines()[1] == "a) Đua."
    assert apply_change(POINTS_ONLY, Change(INSERT, "", "c", "Bấm còi.")).endswith("\nc) Bấm còi.")
    assert apply_change(PLAIN, Change(INSERT, "1", text="Nay có.")) == f"{PLAIN}\n1. Nay có."
    assert apply_change(PLAIN, Change(INSERT, "", "a", "Nay có.")) == f"{PLAIN}\na) Nay có."


def test_a_whole_article_is_replaced_inserted_and_repealed():
    assert apply_change(TEXT, Change(REPLACE, text="Lời mới.")) == "Lời mới."
    assert apply_change("", Change(INSERT, text="Lời mới.")) == "Lời mới."
    assert apply_change(TEXT, Change(REPEAL)) == REPEALED


def test_markers_follow_their_neighbours_and_line_ends_stay():
    other_style = "1) Một.\r\na. Điểm một;\r\nb. Điểm hai.\r\n3) Ba."

    changed = apply_change(other_style, Change(INSERT, "2", text="Hai."))
    changed = apply_change(changed, Change(INSERT, "1", "c", "Điểm ba."))

    assert changed == "1) Một.\r\na. Điểm một;\r\nb. Điểm hai.\r\nc. Điểm ba.\r\n2) Hai.\r\n3) Ba."


WRONG = [
    (Change(REPLACE, "7", text="x"), NoSuchClauseError, "1, 2, 3"),
    (Change(REPEAL, "7"), NoSuchClauseError, "1, 2, 3"),
    (Change(REPLACE, "7", "a", "x"), NoSuchClauseError, "1, 2, 3"),
    (Change(REPLACE, "1", "c", "x"), NoSuchPointError, "a, b, d"),
    (Change(REPEAL, "2", "a"), NoSuchPointError, ""),
    (Change(INSERT, "2", text="x"), AlreadyThereError, ""),
    (Change(INSERT, "1", "b", "x"), AlreadyThereError, ""),
    (Change(INSERT, text="x"), AlreadyThereError, ""),
    (Change(INSERT, "9", "a", "x"), NoSuchClauseError, "1, 2, 3"),
    (Change(REPLACE, "2", text="  "), NoTextError, ""),
    (Change(INSERT, "2a"), NoTextError, ""),
    (Change(REPLACE, "2", text="3. Nhầm."), WrongMarkerError, "3"),
    (Change(REPLACE, "1", "b", "c) Nhầm;"), WrongMarkerError, "c"),
    (Change(REPLACE, "1", "b", "Một;\nc) Hai;"), BreaksStructureError, "1 c"),
    (Change(REPLACE, "2", text="Hai.\n2a. Lẻn vào."), BreaksStructureError, "2a"),
    (Change(INSERT, "1", "đ", "Khác;"), BreaksStructureError, "1 tail"),
    (Change(REPLACE, "hai", text="x"), NotALabelError, ""),
    (Change(REPLACE, "1", "w", "x"), NotALabelError, ""),
]


@pytest.mark.parametrize(("change", "error", "detail"), WRONG, ids=str)
def test_a_change_that_does_not_fit_is_named(change, error, detail):
    with pytest.raises(error) as caught:
        apply_change(TEXT, change)

    assert (caught.value.change, caught.value.detail) == (change, detail)


def test_a_phrase_is_replaced_only_where_it_is_named():
    place = Change(REPLACE, "1", "b")

    assert replace_phrase(TEXT, place, "Giấy phép", "Bằng") == "Bằng lái xe;"
    assert replace_phrase(TEXT, Change(REPLACE), "xe", "ô tô").count("ô tô") == TEXT.count("xe")
    with pytest.raises(NoSuchPhraseError):
        replace_phrase(TEXT, place, "bảo hiểm", "")
    with pytest.raises(NoSuchClauseError):
        replace_phrase(TEXT, Change(REPLACE, "9"), "xe", "")


@pytest.mark.parametrize("text", ["(được bãi bỏ)", "(bãi bỏ).", "(Được bãi bỏ);", " (đã bãi bỏ) "])
def test_what_is_repealed_is_recognised(text):
    assert is_repealed_text(text)
    assert not is_repealed_text(f"Điều 5 {text}")


CLAUSES = st.lists(st.sampled_from(["1", "2", "2a", "3", "3đ", "4", "10"]), unique=True, max_size=5).map(
    lambda labels: sorted(labels, key=lambda one: (int(re.match(r"\d+", one)[0]), one.strip("0123456789")))
)
POINTS = st.lists(st.sampled_from("abcdđeg"), unique=True, max_size=4).map(
    lambda letters: sorted(letters, key="abcdđeg".index)
)
WORDS = st.sampled_from(
    ["Người lái xe dừng lại.", "Phạt tiền;", "Không được vượt “đèn đỏ”.", "Xe máy  chạy."]
)
END = st.sampled_from(["\n", "\r\n", "\n\n"])


@st.composite
def articles(draw):
    out = [draw(WORDS)] if draw(st.booleans()) else []
    for clause in draw(CLAUSES):
        out.append(f"{clause}. {draw(WORDS)}")
        letters = draw(POINTS)
        out += [f"{letter}) {draw(WORDS)}" for letter in letters]
        if letters and draw(st.booleans()):
            out.append(draw(WORDS))
    return draw(END).join(out)


@given(articles())
def test_every_provision_is_located_where_it_is_read(text):
    parsed = parse_article_text(text)

    located = {(one.clause, one.point): text[one.body : one.end] for one in locate_provisions(text)}

    assert set(located) == {(clause, point) for clause, point, _words in parsed.provisions()}
    for (clause, point), words in located.items():
        assert "".join(words.split()) == "".join(parsed.find(clause, point).split())


@given(
    articles(),
    st.sampled_from([REPLACE, INSERT, REPEAL]),
    st.sampled_from(["", "1", "2", "2a", "2b", "3", "5"]),
    st.sampled_from(["", *"abcdđe"]),
    st.sampled_from(["Lời mới.", "Lời mới;\nĐoạn hai.", "Gồm:\na) Một;\nb) Hai."]),
)
def test_the_new_words_are_found_and_all_others_stay(text, kind, clause, point, words):
    assume(clause or point)
    change = Change(kind, clause, point, words)
    before = parse_article_text(text)
    try:
        changed = apply_change(text, change)
    except AmendmentError:
        return
    after = parse_article_text(changed)

    wanted = REPEALED if kind == REPEAL else words
    assert "".join(after.find(clause, point).split()) == "".join(wanted.split())
    for other_clause, other_point, other_words in before.provisions():
        concerned = (
            other_clause == clause
            if not point
            else (other_clause, other_point) in {(clause, point), (clause, "")}
        )
        if not concerned:
            assert after.find(other_clause, other_point) == other_words
    assert after.intro == before.intro
    # Byte for byte: what came before and after the change is still there.
    size = min(len(text), len(changed))
    head = next((at for at in range(size) if text[at] != changed[at]), size)
    removed = text[head:]
    tail = next(
        (at for at in range(1, min(len(removed), len(changed) - head) + 1) if text[-at] != changed[-at]),
        min(len(removed), len(changed) - head) + 1,
    )
    located = {(one.clause, one.point): one for one in locate_provisions(text)}
    if kind == INSERT:
        assert len(text) - (tail - 1) <= head
    else:
        place = located[clause, point]
        assert place.start <= head
        assert len(text) - (tail - 1) <= place.end or changed == text
