"""What the note under a codified article says: own document, day, and what changed it."""

from __future__ import annotations

import datetime

import pytest

from content.laws.choices import ArticleKind, DocumentType, RelationKind
from content.laws.importers.codification_notes import Link, UnreadableNote, clean_number, read_note

D = datetime.date


def test_first_mention_carries_title_day_and_issuer():
    note = read_note(
        "(Điều 1 Luật số 900/2020/QH14 Chợ phiên vùng cao ngày 13/11/2020 của Quốc hội, "
        "có hiệu lực thi hành kể từ ngày 01/07/2021 )",
        [Link("77", "Chuong_I_Dieu_1")],
    )
    assert (note.kind, note.number, note.effective_on) == (ArticleKind.ARTICLE, "1", D(2021, 7, 1))
    assert note.document.document_type is DocumentType.LAW
    assert (note.document.number, note.document.title) == ("900/2020/QH14", "Chợ phiên vùng cao")
    assert (note.document.issued_on, note.document.issuer) == (D(2020, 11, 13), "Quốc hội")
    assert note.document.item == "77"
    assert (note.changes, note.not_understood) == ((), "")


def test_later_mention_carries_only_the_number():
    note = read_note("(Điều 22a Nghị định số 905/2018/NĐ-CP, có hiệu lực thi hành kể từ ngày 15/05/2018)")
    assert (note.number, note.document.number, note.document.issued_on) == ("22a", "905/2018/NĐ-CP", None)


def test_title_that_itself_names_a_document_with_day_and_issuer():
    note = read_note(
        "(Điều 3 Thông tư số 901/2007/TT-BTC Hướng dẫn Nghị định số 902/2006/NĐ-CP ngày 28/12/2006 của Chính phủ "
        "về đò ngang ngày 16/04/2007 của Bộ Tài chính, có hiệu lực thi hành kể từ ngày 10/06/2007)"
    )
    assert note.document.number == "901/2007/TT-BTC"
    assert (note.document.issued_on, note.document.issuer) == (D(2007, 4, 16), "Bộ Tài chính")
    assert note.document.title.endswith("về đò ngang")


@pytest.mark.parametrize(
    ("words", "kinds", "partly"),
    [
        ("có nội dung được sửa đổi", (RelationKind.AMENDS,), True),
        (
            "có nội dung được sửa đổi, có nội dung được bổ sung",
            (RelationKind.AMENDS, RelationKind.SUPPLEMENTS),
            True,
        ),
        ("có nội dung bị bãi bỏ", (RelationKind.REPEALS,), True),
        ("bị bãi bỏ", (RelationKind.REPEALS,), False),
        ("được bổ sung", (RelationKind.SUPPLEMENTS,), False),
        ("bị ngưng hiệu lực", (RelationKind.SUSPENDS,), False),
    ],
)
def test_what_another_document_did(words, kinds, partly):
    note = read_note(
        f"(Điều 8 Thông tư số 910/2014/TT-BGTVT, có hiệu lực thi hành kể từ ngày 01/01/2015, {words} bởi "
        "Điều 2 Thông tư số 911 /2019/TT-BGTVT có hiệu lực thi hành kể từ ngày 01/11/2019)",
        [Link("1", "Dieu_8"), Link("2", "Dieu_2")],
    )
    (change,) = note.changes
    assert (change.kinds, change.partly) == (kinds, partly)
    assert (change.by.number, change.by.item, change.article) == ("911/2019/TT-BGTVT", "2", "2")
    assert note.text_from == change.effective_on == D(2019, 11, 1)


def test_several_amending_documents_in_order():
    note = read_note(
        "(Điều 55 Thông tư số 910/2017/TT-BGTVT, có hiệu lực thi hành kể từ ngày 01/08/2017, có nội dung được sửa đổi "
        "bởi Điều 1 Thông tư số 911/2020/TT-BGTVT có hiệu lực thi hành kể từ ngày 15/06/2020; khoản 3 Điều 2 "
        "Thông tư số 912/2021/TT-BGTVT có hiệu lực thi hành kể từ ngày 02/02/2022)"
    )
    assert [(one.by.number, one.article, one.clause) for one in note.changes] == [
        ("911/2020/TT-BGTVT", "1", ""),
        ("912/2021/TT-BGTVT", "2", "3"),
    ]
    assert note.text_from == D(2022, 2, 2)


def test_older_wording_with_the_day_in_words():
    note = read_note(
        "(Điều 4 Luật số 913/2008/QH12, có hiệu lực kể từ ngày 01/5/2009, có nội dung được sửa đổi, bổ sung theo "
        "quy định tại khoản 2 Điều 1 của Luật số 914/2013/QH13 sửa đổi Luật Đò ngang, có hiệu lực kể từ ngày "
        "01 tháng 01 năm 2014)"
    )
    (change,) = note.changes
    assert (change.by.number, change.clause, change.effective_on) == ("914/2013/QH13", "2", D(2014, 1, 1))
    assert change.kinds == (RelationKind.AMENDS, RelationKind.SUPPLEMENTS)


def test_double_brackets_headings_and_a_last_day():
    note = read_note(
        "((Mục IV Thông tư liên tịch số 915/1999/TTLT/BTC- BTM, có hiệu lực thi hành kể từ ngày 02/01/2000, "
        "có hiệu lực thi hành đến hết ngày 31/12/2030.))"
    )
    assert (note.kind, note.number) == (ArticleKind.ITEM, "IV")
    assert note.document.document_type is DocumentType.JOINT_CIRCULAR
    assert note.document.number == "915/1999/TTLT/BTC-BTM"
    assert note.ends_on == D(2031, 1, 1)


def test_document_without_a_number():
    note = read_note("(Điều 2 Pháp lệnh Về Đò ngang, có hiệu lực thi hành kể từ ngày 31/05/1995)")
    assert (note.document.number, note.document.title) == ("", "Về Đò ngang")


def test_what_is_not_understood_is_kept():
    note = read_note(
        "(Điều 2 Nghị định số 916/2014/NĐ-CP, có hiệu lực thi hành kể từ ngày 01/06/2014, có nội dung được sửa đổi "
        "bởi Điều 1 Nghị định số 917/2021/NĐ-CP)"
    )
    assert note.changes == ()
    assert "917/2021/NĐ-CP" in note.not_understood


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("(Điều 1 Luật số 918/2020/QH14, có hiệu lực thi hành kể từ ngày 31/02/2021)", "no_such_day"),
        ("(Điều 1 Luật số 918/2020/QH14)", "no_day"),
        ("(Luật số 918/2020/QH14, có hiệu lực thi hành kể từ ngày 01/02/2021)", "no_article"),
        ("(Điều 1 Bản ghi nhớ, có hiệu lực thi hành kể từ ngày 01/02/2021)", "no_document"),
    ],
)
def test_unreadable_notes_say_why(text, reason):
    with pytest.raises(UnreadableNote) as caught:
        read_note(text)
    assert caught.value.reason == reason


@pytest.mark.parametrize(
    ("printed", "cleaned"),
    [
        ("105 /2021/TT-BQP", "105/2021/TT-BQP"),
        ("159/2006/NĐ- CP", "159/2006/NĐ-CP"),
        ("02/2011/TT-BGDÐT", "02/2011/TT-BGDĐT"),
        ('18/2021/QĐ-TTg(1)"', "18/2021/QĐ-TTg"),
        ("21/2019/tt-bgdđt", "21/2019/TT-BGDĐT"),
        ("84-CP(1)", "84-CP"),
    ],
)
def test_numbers_are_cleaned(printed, cleaned):
    assert clean_number(printed) == cleaned


@pytest.mark.parametrize(
    ("named", "issued_on"),
    [
        ("Bãi bỏ Thông tư số 920/2015/TT-BCT ngày 05/06/2019 của Bộ Công Thương", D(2019, 6, 5)),
        ("Sửa đổi Thông tư số 920/2015/TT-BCT ngày 05/06/2015 của Bộ Công Thương", None),
        ("Sửa đổi Thông tư số 920/2019/TT-BCT ngày 05/06/2019 của Bộ Công Thương", None),
    ],
)
def test_a_day_after_another_number_is_taken_only_when_it_cannot_be_the_others(named, issued_on):
    note = read_note(
        f"(Điều 1 Thông tư số 921/2019/TT-BCT {named}, có hiệu lực thi hành kể từ ngày 20/07/2019)"
    )
    assert note.document.issued_on == issued_on
