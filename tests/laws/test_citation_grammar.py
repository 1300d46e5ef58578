"""The grammar of citations: lists, ranges, titles, what is none, and what holds for any text."""

from __future__ import annotations

import json
import random
import time
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from content.laws.citations import (
    THIS,
    KnownTitles,
    Provision,
    clean_number,
    find_citations,
    title_key,
)

P = Provision
SAMPLE = Path(__file__).parent / "data" / "citations_sample.json"

LISTS_AND_RANGES = [
    ("từ điểm a đến điểm d khoản 1 Điều 5", [P("5", "1", letter) for letter in "abcd"]),
    ("từ điểm c đến điểm e khoản này", [P("", THIS, letter) for letter in "cdđe"]),
    ("từ khoản 1 đến khoản 3 Điều 5", [P("5", "1"), P("5", "2"), P("5", "3")]),
    ("các điểm từ a đến c khoản 2 Điều 1", [P("1", "2", letter) for letter in "abc"]),
    ("các khoản 1, 3 và 5 Điều này", [P(THIS, "1"), P(THIS, "3"), P(THIS, "5")]),
    ("Điều 5, 6 và 7", [P("5"), P("6"), P("7")]),
    ("từ Điều 5 đến Điều 8", [P("5"), P("6"), P("7"), P("8")]),
    ("Điều 39 đến Điều 41", [P("39"), P("40"), P("41")]),
    ("khoản 1,2,3 Điều 5", [P("5", "1"), P("5", "2"), P("5", "3")]),
    ("điểm a các khoản 1, 2 Điều 3", [P("3", "1", "a"), P("3", "2", "a")]),
    ("điểm a khoản 1, khoản 2 Điều 3", [P("3", "1", "a"), P("3", "2")]),
    ("Điều 20, Khoản 4 Điều 25", [P("20"), P("25", "4")]),
    ("Điều 3 khoản 9 điểm b", [P("3", "9", "b")]),
    ("Khoản 1 Điều 5 và khoản 2 Điều này", [P("5", "1"), P(THIS, "2")]),
    ("khoản 2 và khoản 3 Điều 23đ", [P("23đ", "2"), P("23đ", "3")]),
    ("điểm a1, đ2 khoản 1a Điều 7", [P("7", "1a", "a1"), P("7", "1a", "đ2")]),
    ("Điều\u00a05 và Điều\u00a07", [P("5"), P("7")]),
    ("điểm 2.1 khoản 2 Điều 5", [P("5", "2", "2.1")]),
    ("các điểm 2.1, 2.3 và 2.4 khoản 2 Điều 5", [P("5", "2", one) for one in ("2.1", "2.3", "2.4")]),
    ("từ điểm 2.1 đến điểm 2.4 khoản 2 Điều 5", [P("5", "2", f"2.{one}") for one in (1, 2, 3, 4)]),
    ("điểm 1.4 khoản 1 mục II", [P("II", "1", "1.4", "item")]),
    ("Mục I, II và III", [P(one, kind="item") for one in ("I", "II", "III")]),
    ("Phụ lục I, II và III", [P(one, kind="appendix") for one in ("I", "II", "III")]),
    ("Phụ lục I và Phụ lục số 02", [P("I", kind="appendix"), P("2", kind="appendix")]),
    ("Phụ lục IIA, Phụ lục 2B", [P("IIA", kind="appendix"), P("2B", kind="appendix")]),
    ("điểm a khoản 1 Phụ lục II", [P("II", "1", "a", "appendix")]),
    ("Điều 5 và Phụ lục I", [P("5"), P("I", kind="appendix")]),
    ("Mục I Phụ lục 1", [P("1", kind="appendix")]),
    ("Điều 5, Điều 7 và Điều này", [P("5"), P("7"), P(THIS)]),
    ("các khoản 1, 2 Điều 5 và điểm a khoản 3 Điều này", [P("5", "1"), P("5", "2"), P(THIS, "3", "a")]),
]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Phụ lục I ban hành kèm theo Nghị định 8/2020/NĐ-CP", "8/2020/NĐ-CP"),
        ("Phụ lục II được ban hành kèm theo Nghị định số 8/2020/NĐ-CP", "8/2020/NĐ-CP"),
        ("Phụ lục 3 kèm theo Thông tư 9/2021/TT-BTC", "9/2021/TT-BTC"),
        ("Phụ lục V của Thông tư 9/2021/TT-BTC", "9/2021/TT-BTC"),
        ("khoản 2 Mục III Quyết định số 90/QĐ-TTg", "90/QĐ-TTg"),
    ],
)
def test_an_appendix_or_a_heading_belongs_to_the_document_after_it(text, number):
    (citation,) = find_citations(f"Thực hiện theo {text}.")

    assert citation.text == text
    assert citation.document is not None
    assert citation.document.number == number
    assert citation.provisions[0].kind in {"appendix", "item"}


def test_this_article_in_a_list_keeps_what_follows_for_its_own_document():
    first, second = find_citations("tại khoản 1, khoản 2 Điều này và khoản 3 Điều 8 Luật Đất đai 2024.")

    assert list(first.provisions) == [P(THIS, "1"), P(THIS, "2")]
    assert first.document is None
    assert list(second.provisions) == [P("8", "3")]
    assert second.document is not None
    assert second.document.title == "Luật Đất đai"


@pytest.mark.parametrize(("text", "provisions"), LISTS_AND_RANGES, ids=[row[0] for row in LISTS_AND_RANGES])
def test_lists_and_ranges_name_every_provision(text, provisions):
    (citation,) = find_citations(f"Thực hiện theo {text}.")

    assert citation.text == text
    assert list(citation.provisions) == provisions


def test_a_long_range_keeps_its_ends():
    (citation,) = find_citations("từ Điều 5 đến Điều 900")

    assert citation.provisions == (P("5"), P("900"))


@pytest.mark.parametrize(
    ("text", "type_name"),
    [
        ("khoản 2 Điều 8 của Luật này", "Luật"),
        ("Điều 8 của Bộ luật này", "Bộ luật"),
        ("Điều 8 luật này", "Luật"),
        ("khoản 1 Điều 18 Thông tư liên tịch này", "Thông tư liên tịch"),
        ("Điều 3 Nghị định này", "Nghị định"),
        ("Điều 3 Quy chế này", "Quy chế"),
        ("Điều 14 Chương IV Thông tư này", "Thông tư"),
    ],
)
def test_this_document_is_known_by_its_type(text, type_name):
    (citation,) = find_citations(text)

    assert (citation.document.type_name, citation.document.is_this) == (type_name, True)
    assert citation.text == text


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Thông tư số 105 /2021/TT-BQP", "105/2021/TT-BQP"),
        ("Nghị định số 83/2014/NĐ - CP", "83/2014/NĐ-CP"),
        ("Nghị định số 108/2006/NÐ-CP", "108/2006/NĐ-CP"),
        ("Thông tư liên tịch số 50/2005/TTLT/BTC-BNV", "50/2005/TTLT/BTC-BNV"),
        ("Nghị quyết số 522b/NQ-UBTVQH13", "522b/NQ-UBTVQH13"),
        ("nghị định 168/2024/NĐ-CP", "168/2024/NĐ-CP"),
        ("Quyết định số 42/2008/QĐ-BGD&ĐT", "42/2008/QĐ-BGD&ĐT"),
    ],
)
def test_numbers_are_read_as_people_type_them(text, number):
    (citation,) = find_citations(f"theo {text}, nay")

    assert citation.document.number == number
    assert citation.text == text
    assert clean_number(f" {number} ") == number


@pytest.mark.parametrize(
    ("text", "cited", "number"),
    [
        ("theo Nghị định số 47/2017/NĐ-CPngày 24 tháng 4", "Nghị định số 47/2017/NĐ-CP", "47/2017/NĐ-CP"),
        ("Thông tư số26/2014/TT-BTNMTbao gồm", "Thông tư số26/2014/TT-BTNMT", "26/2014/TT-BTNMT"),
        ("Quyết định 18/2020/QĐ-TTgvà", "Quyết định 18/2020/QĐ-TTg", "18/2020/QĐ-TTg"),
        (
            "quy định tạikhoản 1 Điều 2 Nghị định 1/2024/NĐ-CP",
            "khoản 1 Điều 2 Nghị định 1/2024/NĐ-CP",
            "1/2024/NĐ-CP",
        ),
        ("quy định tạiĐiều 60 Nghị định 1/2024/NĐ-CP", "Điều 60 Nghị định 1/2024/NĐ-CP", "1/2024/NĐ-CP"),
    ],
)
def test_a_lost_space_loses_no_citation(text, cited, number):
    (citation,) = find_citations(text)

    assert (citation.text, citation.document.number) == (cited, number)


TITLES = KnownTitles(
    [
        "Luật Đất đai",
        "Luật Hoà giải ở cơ sở",
        "Luật Thuế xuất khẩu, thuế nhập khẩu",
        "Luật Đầu tư",
        "Luật Đầu tư công",
        "Luật TTATGTĐB",
        "BLDS",
        "Bộ luật Hình sự",
    ]
)


@pytest.mark.parametrize(
    ("text", "title", "year"),
    [
        ("khoản 2 Điều 15 Luật Đất đai", "Luật Đất đai", None),
        ("Điều 3 Luật đất đai năm 2013", "Luật đất đai", 2013),
        ("Điều 3 luật đất đai 2024", "luật đất đai", 2024),
        ("Điều 5 Luật Hòa giải ở cơ sở", "Luật Hòa giải ở cơ sở", None),
        ("Điều 5 Luật Đầu tư công", "Luật Đầu tư công", None),
        ("Điều 9 Luật Thuế xuất khẩu, thuế nhập khẩu", "Luật Thuế xuất khẩu, thuế nhập khẩu", None),
        ("Điều 9 Luật TTATGTĐB", "Luật TTATGTĐB", None),
        ("Điều 584 BLDS 2015", "BLDS", 2015),
        ("Điều 134 Bộ Luật Hình sự năm 2015", "Bộ Luật Hình sự", 2015),
        (
            "Điều 1 Luật sửa đổi, bổ sung một số điều của Luật Đất đai",
            "Luật sửa đổi, bổ sung một số điều của Luật Đất đai",
            None,
        ),
    ],
)
def test_known_titles_are_found_in_any_case_longest_first(text, title, year):
    (citation,) = find_citations(f"theo {text} thì", TITLES)

    assert citation.text == text
    assert (citation.document.title, citation.document.year) == (title, year)


def test_one_word_is_one_title_wherever_its_tone_stands():
    assert title_key("Luật Hoà giải, đối thoại") == title_key("luật hòa giải đối thoại")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Điều 5 Luật Xuất bản thì", "Luật Xuất bản"),
        ("Điều 5 Luật Phòng, chống ma túy được", "Luật Phòng, chống ma túy"),
        ("Điều 5 Hiệp định Thương mại tự do.", "Hiệp định Thương mại tự do"),
        ("Điều 16 Chương V của Điều lệ Hội.", "Điều lệ Hội"),
        ("Điều 285 BLTTDS bằng", "BLTTDS"),
        ("Điều 5 Quy chế hoạt động của Quỹ", "Quy chế"),
    ],
)
def test_provisions_of_what_is_not_known_are_not_left_alone(text, named):
    citation = find_citations(f"theo {text}")[0]

    assert citation.document.is_guessed
    assert citation.document.title == named


def test_an_annex_belongs_to_the_decision_that_brings_it_into_force():
    (citation,) = find_citations("Điều 5 Quy chế quản lý ban hành kèm theo Quyết định số 18/2020/QĐ-TTg")

    assert (citation.provisions, citation.document.number) == ((P("5"),), "18/2020/QĐ-TTg")


def test_of_an_amended_and_an_amending_law_the_first_is_meant():
    first, second = find_citations(
        "khoản 2 Điều 3 Luật Đất đai số 45/2013/QH13 đã được sửa đổi, bổ sung bởi Luật số 35/2018/QH14"
    )

    assert (first.provisions, first.document.number) == ((P("3", "2"),), "45/2013/QH13")
    assert (second.provisions, second.document.number) == ((), "35/2018/QH14")


def test_a_list_ends_where_another_document_begins():
    own, other = find_citations("quy định tại khoản 1 Điều này và Điều 3 Nghị định 1/2024/NĐ-CP")

    assert (own.provisions, own.document) == ((P(THIS, "1"),), None)
    assert (other.provisions, other.document.number) == ((P("3"),), "1/2024/NĐ-CP")


def test_a_citation_stays_in_its_paragraph():
    first, _second = find_citations("theo khoản 2 Điều 5\nNghị định này có hiệu lực")

    assert (first.text, first.document) == ("khoản 2 Điều 5", None)


@pytest.mark.parametrize(
    "text",
    [
        "ngày 30/4/2025 và 01/01/2025",
        "tỷ lệ 1/500, 3/4 và 50/50",
        "một khoản 10 triệu đồng; khoản 2 tỷ đồng",
        "khoản tiền, điều kiện, điểm đến, điều lệ",
        "Chọn điểm a hoặc điểm b",
        "đi từ điểm a đến điểm b trên bản đồ",
        "trừ 4 điểm, còn 8 điểm",
        "đạt điểm 9.5 môn Toán, điểm 2.10.3",
        "Danh mục V thuốc, đề mục I, tiểu mục II",
        "Phụ lục này, phụ lục 10 ngày, Phụ lục 4.docx",
        "Mẫu số 02/TB-ĐKT và Biểu số 01/CK-NSNN",
        "QCVN 41:2019/BGTVT, TCVN 5699-2-80",
        "Điều 23.6.LQ.1. Phạm vi",
        "Điều này cho thấy khoản này lớn",
        "Trường Đại học Luật Hà Nội, Đoàn Luật sư, văn phòng Luật Gia Phạm",
        "biển số 29A/1234-XY",
        "đại diện theo pháp Luật ký và đóng dấu, theo Pháp luật Việt Nam",
        "“Điều 29. Điều kiện đối với bảo quản",
    ],
)
def test_plain_words_and_figures_are_no_citations(text):
    assert find_citations(text) == ()


@pytest.mark.parametrize(
    "text", ["quy định tại Điều 5, 10 ngày sau", "theo Điều 5, 02 bộ hồ sơ", "Điều 5 và 6 người"]
)
def test_what_is_counted_after_a_provision_is_not_listed_with_it(text):
    (citation,) = find_citations(text)

    assert citation.provisions == (P("5"),)


PIECES = st.sampled_from(
    [
        *(
            "điểm ",
            "khoản ",
            "Điều ",
            "các ",
            "từ ",
            "đến ",
            "và ",
            ", ",
            "; ",
            "này",
            " ",
            "\n",
            "a",
            "đ",
            "1",
        ),
        *(
            "20a",
            "999",
            "Luật ",
            "Bộ luật ",
            "Nghị định ",
            "số ",
            "168/2024/NĐ-CP",
            "66-NQ/TW",
            "/",
            "-",
            "năm ",
        ),
        *("2024", "ngày 30/4/2025", "của ", "(", ")", "“", "”", "Đất đai", "ban hành kèm theo ", "Quy chế "),
        *("Chương II ", "sửa đổi, bổ sung ", "1.2"),
    ]
)


@given(st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=120))
@settings(max_examples=150, deadline=None)
@example("Điều 1 Luật Đất đai, Điều này của Luật")
@example("từ điểm x đến điểm a")
def test_citations_of_any_text_lie_in_it_in_order(text):
    end = 0
    for citation in find_citations(text, TITLES):
        assert end <= citation.start < citation.end <= len(text)
        assert text[citation.start : citation.end] == citation.text
        end = citation.end


def seconds(text: str) -> float:
    began = time.process_time()
    find_citations(text, TITLES)
    return time.process_time() - began


@pytest.mark.parametrize(
    "piece",
    [
        "khoản 1, ",
        "điểm a, ",
        "Điều 1 ",
        "Luật A",
        "1/2024/",
        "từ khoản 1 đến ",
        "Luật Đất đai ",
        f"khoản 1{' ' * 50}",
        "Điều 5 Quy chế ",
        "“Điều 5 của ",
        "số 1/2024/NĐ-CP ngày ",
    ],
)
def test_a_hostile_text_ten_times_as_long_takes_about_ten_times_as_long(piece):
    short = piece * (20_000 // len(piece))
    long = piece * (200_000 // len(piece))
    seconds(short)

    ratio = min(seconds(long) for _ in range(2)) / max(min(seconds(short) for _ in range(3)), 1e-3)

    assert ratio < 40


def test_every_citation_of_the_hand_read_sample_is_read_as_a_person_reads_it():
    """200 citations drawn at random from the State's codification, each read by hand."""
    sample = json.loads(SAMPLE.read_text())
    known = KnownTitles(
        row["document"].rpartition(" 2")[0] or row["document"] for row in sample if _is_title(row)
    )
    misses = []
    for row in sample:
        found = find_citations(f"theo quy định tại {row['text']} thì", known)
        read = [
            {
                "text": one.text,
                "provisions": [[part.article, part.clause, part.point] for part in one.provisions],
                "document": None
                if one.document is None
                else THIS
                if one.document.is_this
                else one.document.name,
            }
            for one in found
        ]
        if read != [row]:
            misses.append(row["text"])

    assert len(sample) == 200
    assert misses == []


def _is_title(row: dict[str, str]) -> bool:
    return bool(row["document"]) and row["document"] != THIS and "/" not in row["document"]


def test_the_order_of_known_titles_does_not_matter():
    titles = ["Luật Đầu tư", "Luật Đầu tư công", "Luật Đầu tư theo phương thức đối tác công tư"]
    random.shuffle(titles)

    (citation,) = find_citations("theo Luật Đầu tư công này", titles)

    assert citation.document.title == "Luật Đầu tư công"
