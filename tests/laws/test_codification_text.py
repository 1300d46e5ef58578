"""From the edition's HTML to plain lines."""

from __future__ import annotations

import pytest

from content.laws.importers.codification_text import PICTURE, plain_line, plain_text
from content.laws.structure import parse_article_text


@pytest.mark.parametrize(
    ("html", "lines"),
    [
        ("<p>1. Một.</p>\n\n<p>a) Hai;</p>", ["1. Một.", "a) Hai;"]),
        ("1. Một.<br>2. Hai.<br/>3. Ba.", ["1. Một.", "2. Hai.", "3. Ba."]),
        ("<p>dòng\n bị   ngắt&nbsp;&nbsp;giữa chừng</p>", ["dòng bị ngắt giữa chừng"]),
        ("<p><p>Lồng nhau</p></p></p>", ["Lồng nhau"]),
        ("<p>Đoạn <em>không <strong>đóng</em> thẻ<p>đoạn sau", ["Đoạn không đóng thẻ", "đoạn sau"]),
        ("<p>Tốc độ <60km/h và nồng độ <ng/ml</p>", ["Tốc độ <60km/h và nồng độ <ng/ml"]),
        ("<p>1 &lt; 2 &amp; 3 &gt; 2</p>", ["1 < 2 & 3 > 2"]),
        ("<p>100 m<sup>2</sup>, 10<sup>-6</sup>, CO<sub>2</sub>, V<sub>max</sub></p>",
         ["100 m², 10⁻⁶, CO₂, V_(max)"]),
        ("<p>Biển <img src='x.png'> cấm</p>", [f"Biển {PICTURE} cấm"]),
        ("<ul><li>một</li><li>- hai</li></ul>", ["- một", "- hai"]),
        ("<ol><li>một</li><li>2. hai</li></ol>", ["1. một", "2. hai"]),
        ("<p>1.Liền chữ</p><p>a)Liền chữ</p><p>1.1. Giữ nguyên</p>",
         ["1. Liền chữ", "a) Liền chữ", "1.1. Giữ nguyên"]),
        ("<script>alert(1)</script><p>chữ</p><style>p{}</style>", ["chữ"]),
        ("<p>không\u200b thấy\ufeff\x00</p>", ["không thấy"]),
        ("", []),
        ("   \n ", []),
        ("<", ["<"]),
    ],
)  # fmt: skip
def test_lines(html, lines):
    assert plain_text(html).split("\n") == (lines or [""])


def test_a_table_is_a_line_a_row():
    html = (
        "<p>1. Mức thu:</p><table><thead><tr><th>STT</th><th>Loại</th></tr></thead><tbody>"
        "<tr><td><p>1</p></td><td><p>Xe máy</p><p>điện | xăng</p></td></tr></tbody></table><p>2. Sau bảng.</p>"
    )
    assert plain_text(html).split("\n") == [
        "1. Mức thu:",
        "| STT | Loại |",
        "| --- | --- |",
        "| 1 | Xe máy điện ¦ xăng |",
        "2. Sau bảng.",
    ]


def test_spans_keep_columns_in_place():
    html = (
        "<table><tr><td rowspan='2'>A</td><td colspan='2'>B</td></tr><tr><td>C</td><td>D</td></tr>"
        "<tr><td>E</td><td>F</td><td>G</td></tr></table>"
    )
    assert plain_text(html).split("\n") == ["| A | B | |", "| | C | D |", "| E | F | G |"]


def test_a_table_inside_a_cell_stays_in_the_cell():
    html = "<table><tr><td>A<table><tr><td>x</td><td>y</td></tr></table></td><td>B</td></tr></table>"
    assert plain_text(html) == "| A ¦ x ¦ y ¦ | B |"


def test_a_table_never_closed_keeps_its_text():
    assert plain_text("<table><tr><td>A<td>B<tr><td>C<td>D").split("\n") == ["| A | B |", "| C | D |"]


@pytest.mark.parametrize("span", ["0", "-3", "999999999", "abc", ""])
def test_absurd_spans_are_bounded(span):
    text = plain_text(f"<table><tr><td colspan='{span}' rowspan='{span}'>A</td><td>B</td></tr></table>")
    assert "A" in text
    assert len(text) < 1000


def test_deep_nesting_is_no_bomb():
    assert "chữ" in plain_text("<div>" * 200 + "chữ")
    plain_text("<div>" * 50_000 + "chữ")


def test_rows_of_a_table_begin_no_clause():
    html = "<p>1. Bảng:</p><table><tr><td>2.</td><td>x</td></tr></table><p>2. Tiếp.</p>"
    assert [clause.label for clause in parse_article_text(plain_text(html)).clauses] == ["1", "2"]


def test_a_heading_is_one_line():
    assert plain_line("<a name='1'></a>Điều 1.<br/> Tên\n điều") == "Điều 1. Tên điều"
