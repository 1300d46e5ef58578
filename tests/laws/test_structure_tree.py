"""A whole document read from plain text: what opens, what does not, what is doubted, and that nothing is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.laws.structure_tree import DoubtReason, division_value, parse_document

DECREE = """CHÍNH PHỦ
-------
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 12/2030/NĐ-CP
Hà Nội, ngày 5 tháng 3 năm 2030
NGHỊ ĐỊNH
Quy định về thư viện xã
Căn cứ Luật Tổ chức Chính phủ ngày 18 tháng 02 năm 2025;
Căn cứ Luật Thư viện ngày 21 tháng 11
năm 2019;
Theo đề nghị của Bộ trưởng Bộ Văn hóa, Thể thao và Du lịch;
Chính phủ ban hành Nghị định quy định về thư viện xã.
Chương I
QUY ĐỊNH CHUNG
Điều 1. Phạm vi điều chỉnh
Nghị định này quy định về thư viện xã.
Điều 2. Đối tượng áp dụng
1. Cơ quan, tổ chức:
a) Ủy ban nhân dân xã;
b) Thư viện.
2. Cá nhân quy định tại
Điều 3 của Nghị định này.
Chương II
THƯ VIỆN
Mục 1. TỔ CHỨC
Điều 3. Phòng đọc
| Loại | Số chỗ |
| Nhỏ | 10 |
Mục 2
HOẠT ĐỘNG CỦA THƯ VIỆN
VÀ NGƯỜI ĐỌC
Điều 4.
Giờ mở cửa
Mở cửa cả tuần.
Điều 4a. Ngày nghỉ
Nghỉ ngày lễ.
Điều 5. Hiệu lực thi hành
Nghị định này có hiệu lực thi hành kể từ ngày 01 tháng 5 năm 2030./.
Nơi nhận:
- Ban Bí thư Trung ương Đảng;
TM. CHÍNH PHỦ
THỦ TƯỚNG
Nguyễn Văn An
PHỤ LỤC I
MẪU THẺ BẠN ĐỌC
(Kèm theo Nghị định số 12/2030/NĐ-CP)
Điều 1. Dòng này thuộc phụ lục
Phụ lục II. Danh mục sách
Sách luật
"""


def numbers(tree):
    return [article.number for _above, article in tree.articles()]


def reasons(tree):
    return [(doubt.reason, doubt.subject) for doubt in tree.doubts]


def lines(*parts):
    return "\n".join(parts)


def test_a_decree_falls_into_its_parts():
    tree = parse_document(DECREE)

    assert [line.text for line in tree.heading][-2:] == ["NGHỊ ĐỊNH", "Quy định về thư viện xã"]
    assert tree.basis == (
        "Căn cứ Luật Tổ chức Chính phủ ngày 18 tháng 02 năm 2025;",
        "Căn cứ Luật Thư viện ngày 21 tháng 11 năm 2019;",
    )
    assert [
        ([(division.kind, division.number, division.heading) for division in above], article.number)
        for above, article in tree.articles()
    ] == [
        ([("chapter", "I", "QUY ĐỊNH CHUNG")], "1"),
        ([("chapter", "I", "QUY ĐỊNH CHUNG")], "2"),
        ([("chapter", "II", "THƯ VIỆN"), ("section", "1", "TỔ CHỨC")], "3"),
        ([("chapter", "II", "THƯ VIỆN"), ("section", "2", "HOẠT ĐỘNG CỦA THƯ VIỆN VÀ NGƯỜI ĐỌC")], "4"),
        ([("chapter", "II", "THƯ VIỆN"), ("section", "2", "HOẠT ĐỘNG CỦA THƯ VIỆN VÀ NGƯỜI ĐỌC")], "4a"),
        ([("chapter", "II", "THƯ VIỆN"), ("section", "2", "HOẠT ĐỘNG CỦA THƯ VIỆN VÀ NGƯỜI ĐỌC")], "5"),
    ]
    assert tree.closing[0].text == "Nơi nhận:"
    assert [(one.number, one.heading, one.text) for one in tree.appendices] == [
        ("I", "MẪU THẺ BẠN ĐỌC", "Điều 1. Dòng này thuộc phụ lục"),
        ("II", "Danh mục sách", "Sách luật"),
    ]
    assert tree.doubts == ()


def test_headings_stand_on_the_same_line_or_the_next():
    articles = {article.number: article for _above, article in parse_document(DECREE).articles()}

    assert articles["4"].heading == "Giờ mở cửa"
    assert articles["4"].text == "Mở cửa cả tuần."
    assert articles["3"].text == "| Loại | Số chỗ |\n| Nhỏ | 10 |"


def test_clauses_and_points_come_from_the_article_parser():
    articles = {article.number: article for _above, article in parse_document(DECREE).articles()}

    assert [(clause, point) for clause, point, _text in articles["2"].parsed.provisions()] == [
        ("1", ""), ("1", "a"), ("1", "b"), ("2", ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("opening", "closing"),
    [("“", "”."), ('"', '".'), ("“", "”;")],
)
def test_an_article_quoted_for_another_law_opens_nothing(opening, closing):
    tree = parse_document(
        lines(
            "Điều 1. Sửa đổi, bổ sung một số điều của Luật Thư viện",
            "1. Sửa đổi Điều 7 như sau:",
            f"{opening}Điều 7. Giờ mở cửa",
            "1. Mở cửa cả tuần.",
            f"Điều 8. Ngày nghỉ{closing}",
            "2. Bãi bỏ Điều 9.",
            "Điều 2. Hiệu lực",
            "Luật này có hiệu lực từ ngày 01 tháng 7 năm 2030.",
        )
    )

    assert numbers(tree) == ["1", "2"]
    assert tree.doubts == ()


def test_an_amended_article_without_quotation_marks_opens_nothing():
    tree = parse_document(
        lines(
            "Điều 1. Sửa đổi",
            "1. Sửa đổi Điều 2 như sau:",
            "Điều 2. Giờ mở cửa",
            "Mở cửa cả tuần.",
            "2. Bổ sung Điều 77a như sau:",
            "Điều 77a. Ngày nghỉ",
            "Nghỉ lễ.",
            "Điều 2. Hiệu lực",
            "Từ ngày mai.",
        )
    )

    assert numbers(tree) == ["1", "2"]
    assert (DoubtReason.ARTICLE_OUT_OF_ORDER, "Điều 2") in reasons(tree)


def test_an_open_quotation_hides_no_articles_and_is_doubted():
    tree = parse_document(
        lines("Điều 1. Một", "Gọi là “thư viện.", "Điều 2. Hai", "Chữ “sách” là sách.", "Điều 3. Ba", "x")
    )

    assert numbers(tree) == ["1", "2", "3"]
    assert [(doubt.line, doubt.reason) for doubt in tree.doubts] == [(2, DoubtReason.QUOTATION_OPEN)]


@pytest.mark.parametrize(
    ("text", "expected_numbers", "expected_doubt"),
    [
        ("Điều 1. A\nx\nĐiều 3. C\nz", ["1", "3"], (DoubtReason.ARTICLE_GAP, "Điều 3")),
        ("Điều 1. A\nx\nĐiều 1. A\ny\nĐiều 2. B\nz", ["1", "2"], (DoubtReason.ARTICLE_TWICE, "Điều 1")),
        (
            "Điều 1. A\nx\nĐiều 2. B\ny\nĐiều 9. Z\nq\nĐiều 3. C\nz",
            ["1", "2", "3"],
            (DoubtReason.ARTICLE_OUT_OF_ORDER, "Điều 9"),
        ),
        ("Điều 1. A\nx\nĐiều 2. B\ny\nĐiều 3.\n1. z\n2. q", ["1", "2", "3"],
         (DoubtReason.ARTICLE_WITHOUT_HEADING, "Điều 3")),
        ("Điều 1. A\nĐiều 2. B\ny", ["1", "2"], None),
        ("Điều 1. A\n1. x\n3. y", ["1"], (DoubtReason.CLAUSE_GAP, "khoản 3 Điều 1")),
        ("Điều 1. A\n1. x:\na) y;\nc) z.", ["1"], (DoubtReason.POINT_GAP, "điểm c khoản 1 Điều 1")),
        ("Chương I\nA\nĐiều 1. A\nx\nChương III\nB\nĐiều 2. B\ny", ["1", "2"],
         (DoubtReason.DIVISION_GAP, "Chương III")),
        ("Chương I\nĐiều 1. A\nx", ["1"], (DoubtReason.DIVISION_WITHOUT_HEADING, "Chương I")),
        ("Thư gửi bạn đọc", [], (DoubtReason.NO_ARTICLES, "")),
    ],
)  # fmt: skip
def test_what_is_not_certain_is_doubted(text, expected_numbers, expected_doubt):
    tree = parse_document(text)

    assert numbers(tree) == expected_numbers
    if expected_doubt:
        assert expected_doubt in reasons(tree)


def test_a_doubt_names_its_line():
    tree = parse_document("Điều 1. A\n\n1. x\n\n3. y")

    assert [(doubt.line, doubt.reason) for doubt in tree.doubts] == [(5, DoubtReason.CLAUSE_GAP)]


def test_prose_that_begins_like_a_heading_opens_nothing():
    tree = parse_document(
        lines(
            "Chương I",
            "QUY ĐỊNH CHUNG",
            "Điều 1. Phạm vi",
            "Theo quy định tại",
            "Chương II của Luật này và",
            "Mục 3 Chương IV Luật Thư viện.",
            "Điều 2 của Luật này áp dụng cho thư viện.",
            "Điều 2. Đối tượng",
            "x",
        )
    )

    assert numbers(tree) == ["1", "2"]
    assert [node.label for node in tree.nodes] == ["Chương I"]
    assert tree.doubts == ()


def test_parts_in_words_and_chapters_that_run_on():
    tree = parse_document(
        lines(
            "PHẦN THỨ NHẤT", "QUY ĐỊNH CHUNG", "Chương I", "MỘT", "Điều 1. A", "x",
            "Phần thứ hai", "TÀI SẢN", "Chương II", "HAI", "Mục 1. BA", "Tiểu mục 1. BỐN", "Điều 2. B", "y",
            "Phần thứ ba", "NĂM", "Chương I", "SÁU", "Điều 3. C", "z",
        )
    )  # fmt: skip

    assert [[division.label for division in above] for above, _article in tree.articles()] == [
        ["Phần THỨ NHẤT", "Chương I"],
        ["Phần thứ hai", "Chương II", "Mục 1", "Tiểu mục 1"],
        ["Phần thứ ba", "Chương I"],
    ]
    assert tree.doubts == ()


def test_articles_of_a_decision_have_text_and_no_heading():
    tree = parse_document(
        lines(
            "QUYẾT ĐỊNH:",
            "Điều 1. Ban hành kèm theo Quyết định này Quy chế thư viện.",
            "Điều 2. Quyết định này có hiệu lực kể từ ngày ký.",
            "Nơi nhận:",
            "- Như Điều 2;",
            "QUY CHẾ",
            "THƯ VIỆN XÃ",
            "(Ban hành kèm theo Quyết định số 5/2030/QĐ-TTg)",
            "Điều 1. Phạm vi",
            "Quy chế này …",
            "Điều 3. Giờ mở cửa",
        )
    )

    assert [(article.heading, article.text) for _above, article in tree.articles()] == [
        ("", "Ban hành kèm theo Quyết định này Quy chế thư viện."),
        ("", "Quyết định này có hiệu lực kể từ ngày ký."),
    ]
    assert [(one.heading, one.text.split("\n")[0]) for one in tree.appendices] == [
        ("QUY CHẾ THƯ VIỆN XÃ", "Điều 1. Phạm vi")
    ]
    assert reasons(tree) == [(DoubtReason.ATTACHED_DOCUMENT, "Phụ lục 1")]


@pytest.mark.parametrize(
    ("number", "value"),
    [
        ("IV", 40),
        ("4", 40),
        ("4a", 41),
        ("thứ tư", 40),
        ("THỨ MƯỜI HAI", 120),
        ("IVa", 41),
        ("thứ xyz", None),
    ],
)
def test_the_number_of_a_division_is_read(number, value):
    assert division_value(number) == value


PIECES = st.sampled_from(
    [
        "Điều 1. A", "Điều 2.", "Điều 2a. B", "ĐIỀU 3: C", "Điều 9", "Chương I", "CHƯƠNG II. XYZ", "Mục 1", "QUY ĐỊNH",
        "Phần thứ nhất", "1. x", "2) y", "a) z", "đ) t", "“Điều 7. Q", "hết”.", '"Điều 5. R', 'hết".', "Căn cứ Luật A;",
        "Nơi nhận:", "TM. CHÍNH PHỦ", "PHỤ LỤC", "Phụ lục II", "| a | b |", "(Kèm theo Nghị định số 1)", "QUY CHẾ", "",
        "như sau:", "Luật này được Quốc hội thông qua ngày 1", "  thường  ",
    ]
)  # fmt: skip


@given(st.lists(st.one_of(PIECES, st.text(max_size=12)), max_size=40))
def test_no_character_is_ever_lost(pieces):
    text = "\n".join(pieces)

    assert "".join(parse_document(text).rejoined().split()) == "".join(text.split())


CIRCULAR = """BỘ TÀI CHÍNH
Số: 06/2007/TT-BTC
Hà Nội, ngày 26 tháng 01 năm 2007
THÔNG TƯ
Hướng dẫn lập dự toán kinh phí
Căn cứ Nghị định số 77/2003/NĐ-CP ngày 01 tháng 7 năm 2003 của Chính phủ;
Bộ Tài chính hướng dẫn như sau:
I. QUY ĐỊNH CHUNG
1. Phạm vi:
a) các bộ;
b) các tỉnh.
2. Nguyên tắc.
II- NỘI DUNG CHI
1. Chi thường xuyên:
1.1. Lương.
1.2. Phụ cấp.
I. Một dòng không đúng thứ tự
2. Chi khác.
III. Tổ chức thực hiện
Thông tư này có hiệu lực sau 15 ngày kể từ ngày đăng Công báo.
Nơi nhận:
- Văn phòng Quốc hội
KT. BỘ TRƯỞNG
THỨ TRƯỞNG
Phạm Sỹ Danh
PHỤ LỤC I
IV. Biểu số 1"""


def test_a_circular_without_articles_is_read_by_its_numbered_headings():
    tree = parse_document(CIRCULAR)
    items = [one for _above, one in tree.articles()]

    assert [(one.label, one.heading) for one in items] == [
        ("Mục I", "QUY ĐỊNH CHUNG"),
        ("Mục II", "NỘI DUNG CHI"),
        ("Mục III", "Tổ chức thực hiện"),
    ]
    assert [clause.label for clause in items[0].parsed.clauses] == ["1", "2"]
    assert items[1].parsed.find("1", "1.2") == "Phụ cấp."
    assert "I. Một dòng không đúng thứ tự" in items[1].text
    assert [one.number for one in tree.appendices] == ["I"]
    assert tree.closing[0].text == "Nơi nhận:"
    assert [one.reason for one in tree.doubts] == [DoubtReason.HEADINGS_FOR_ARTICLES]
    assert tree.rejoined() == CIRCULAR


def test_headings_may_be_figures_where_none_is_roman():
    tree = parse_document(
        "Hướng dẫn như sau:\n1. Đối tượng: cán bộ.\na) một;\nb) hai.\n2. Mức chi.\nMười đồng."
    )

    assert [(one.number, one.heading, one.text) for _above, one in tree.articles()] == [
        ("1", "", "Đối tượng: cán bộ.\na) một;\nb) hai."),
        ("2", "", "Mức chi.\nMười đồng."),
    ]


def test_a_single_figure_is_no_structure():
    tree = parse_document("Hướng dẫn như sau:\n1. Chỉ một.")

    assert not list(tree.articles())
    assert [one.reason for one in tree.doubts] == [DoubtReason.NO_ARTICLES]
