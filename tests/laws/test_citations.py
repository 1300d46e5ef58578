"""Citations: writing them, finding them, and leaving dates alone."""

from __future__ import annotations

import datetime

import pytest

from content.laws.citations import (
    THIS,
    DocumentReference,
    Provision,
    find_citations,
    find_numbers,
    format_citation,
    number_shape,
)

P = Provision
D = DocumentReference

REAL_CITATIONS = [
    ("khoản 2 Điều 71 Nghị định 78/2025/NĐ-CP", [P("71", "2")], D("Nghị định", "78/2025/NĐ-CP")),
    ("điểm d khoản 1 Điều 2 Nghị định 154/2020/NĐ-CP", [P("2", "1", "d")], D("Nghị định", "154/2020/NĐ-CP")),
    ("Điều 62 Nghị định 34/2016/NĐ-CP", [P("62")], D("Nghị định", "34/2016/NĐ-CP")),
    ("Điều 10 Nghị quyết 351/2017/UBTVQH14", [P("10")], D("Nghị quyết", "351/2017/UBTVQH14")),
    ("khoản 1 Điều 68 của Nghị định số 78/2025/NĐ-CP", [P("68", "1")], D("Nghị định", "78/2025/NĐ-CP")),
    (
        "khoản 48 Điều 1 Luật Ban hành văn bản quy phạm pháp luật sửa đổi 2020",
        [P("1", "48")],
        D("Luật", "", "Luật Ban hành văn bản quy phạm pháp luật sửa đổi", 2020),
    ),
    ("khoản 2 Điều 8 của Luật này", [P("8", "2")], D("Luật", is_this=True)),
    (
        "khoản 2 Điều 9 Luật Thuế xuất khẩu, thuế nhập khẩu số 107/2016/QH13",
        [P("9", "2")],
        D("Luật", "107/2016/QH13", "Luật Thuế xuất khẩu, thuế nhập khẩu"),
    ),
    (
        "các điểm a, b, c, d, đ, e khoản 1 Điều 18 Thông tư số 72/2015/TT-BTC",
        [P("18", "1", letter) for letter in "abcdđe"],
        D("Thông tư", "72/2015/TT-BTC"),
    ),
    ("khoản 1, khoản 2 Điều 18 Thông tư này", [P("18", "1"), P("18", "2")], D("Thông tư", is_this=True)),
    ("Luật số 33/2005/QH11, Điều 3, khoản 9, điểm b", [P("3", "9", "b")], D("Luật", "33/2005/QH11")),
    ("Điều 20a", [P("20a")], None),
    ("khoản 2 Điều 15 Luật Đất đai 2024", [P("15", "2")], D("Luật", "", "Luật Đất đai", 2024)),
    (
        "Nghị quyết số 66-NQ/TW ngày 30/4/2025",
        [],
        D("Nghị quyết", "66-NQ/TW", issued_on=datetime.date(2025, 4, 30)),
    ),
    ("Quyết định số 18/2020/QĐ-TTg", [], D("Quyết định", "18/2020/QĐ-TTg")),
    ("Điều 5 Khoản 3 80/2021/NĐ-CP", [P("5", "3")], D("", "80/2021/NĐ-CP")),
    ("điểm b, điểm d khoản 6 Điều 7", [P("7", "6", "b"), P("7", "6", "d")], None),
    ("khoản 2a Điều 1", [P("1", "2a")], None),
    ("khoản 1 Điều này", [P(THIS, "1")], None),
    ("Điều 6, Điều 7 và Điều 8", [P("6"), P("7"), P("8")], None),
    (
        "điểm m khoản 3 Điều 6, điểm e khoản 4 Điều 26, điểm b khoản 1 Điều 27 của Nghị định này",
        [P("6", "3", "m"), P("26", "4", "e"), P("27", "1", "b")],
        D("Nghị định", is_this=True),
    ),
    (
        "Bộ luật Dân sự năm 2015",
        [],
        D("Bộ luật", "", "Bộ luật Dân sự", 2015),
    ),
    ("khoản 1; điểm c khoản 2 Điều 12", [P("12", "1"), P("12", "2", "c")], None),
]


@pytest.mark.parametrize(
    ("text", "provisions", "document"), REAL_CITATIONS, ids=[row[0] for row in REAL_CITATIONS]
)
def test_a_citation_is_read_alone(text, provisions, document):
    (citation,) = find_citations(text)

    assert list(citation.provisions) == provisions
    assert citation.document == document
    assert citation.text == text


@pytest.mark.parametrize(
    ("text", "provisions", "document"), REAL_CITATIONS, ids=[row[0] for row in REAL_CITATIONS]
)
def test_a_citation_is_found_inside_a_sentence(text, provisions, document):
    sentence = f"Người vi phạm bị xử lý theo {text}."

    (citation,) = find_citations(sentence)

    assert sentence[citation.start : citation.end] == citation.text == text
    assert list(citation.provisions) == provisions
    assert citation.document == document


def test_two_documents_in_one_sentence_are_two_citations():
    text = "khoản 2 Điều 3 Nghị định 1/2024/NĐ-CP và điểm a khoản 1 Điều 4 Thông tư 2/2024/TT-BTC"

    first, second = find_citations(text)

    assert (first.provisions, first.document.number) == ((P("3", "2"),), "1/2024/NĐ-CP")
    assert (second.provisions, second.document.number) == ((P("4", "1", "a"),), "2/2024/TT-BTC")


def test_a_known_title_is_found_without_number_or_year_longest_first():
    titles = ["Luật Đất đai", "Luật Đất đai và nhà ở"]

    (citation,) = find_citations("theo Điều 85 của Luật Đất đai và nhà ở thì", titles)

    assert citation.document == D("Luật", "", "Luật Đất đai và nhà ở")
    assert citation.provisions == (P("85"),)


@pytest.mark.parametrize(
    "text",
    [
        "ngày 30/4/2025",
        "từ 01/01/2025 đến 31/12/2025",
        "năm học 2024/2025",
        "tháng 12-2024",
        "quý 3/2024",
        "tỷ lệ 1/500",
        "đường 3/2",
        "2024-2025",
        "điều kiện, khoản tiền và điểm đến",
        "Luật sư đọc lại hồ sơ",
    ],
)
def test_dates_and_plain_words_are_no_citations(text):
    assert find_citations(text) == ()
    assert find_numbers(text) == ()


@pytest.mark.parametrize(
    ("number", "shape"),
    [
        ("168/2024/NĐ-CP", "state"),
        ("36/2024/QH15", "state"),
        ("351/2017/UBTVQH14", "state"),
        ("14/2025/QĐ-UBND", "state"),
        ("18/2020/QĐ-TTg", "state"),
        ("72/2015/TT-BTC", "state"),
        ("01/2014/TTLT-BCA-BQP", "state"),
        ("12/2019/TTLT-BTP-VKSNDTC", "state"),
        ("42/2008/QĐ-BGD&ĐT", "state"),
        ("28-LCT/HĐNN8", "old"),
        ("66-NQ/TW", "party"),
        ("19-KH/BTGTW", "party"),
        ("140/NQ-CP", "administrative"),
        ("1234/QĐ-TTg", "administrative"),
        ("405/CP", "old_state"),
        ("47/SL", "old_state"),
    ],
)
def test_numbers_are_known_by_shape(number, shape):
    assert number_shape(number) == shape
    assert find_numbers(f"theo {number}, ban hành") == (number,)


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({"article": "7", "clause": "9", "point": "d"}, "Điểm d khoản 9 Điều 7 Nghị định 168/2024/NĐ-CP"),
        ({"article": "7", "clause": "9"}, "Khoản 9 Điều 7 Nghị định 168/2024/NĐ-CP"),
        ({"article": "20a"}, "Điều 20a Nghị định 168/2024/NĐ-CP"),
        ({}, "Nghị định 168/2024/NĐ-CP"),
    ],
)
def test_a_citation_is_written_from_smallest_to_largest(parts, expected):
    written = format_citation(document="Nghị định 168/2024/NĐ-CP", **parts)

    assert written == expected


@pytest.mark.parametrize(
    "hostile",
    ["Luật " + "A" * 20_000, "điểm a, " * 5_000, "Điều 1 " * 5_000, "1/2024/" * 5_000, "Luật A" * 4_000],
)
def test_long_hostile_text_is_read_quickly(hostile):
    find_citations(hostile)
