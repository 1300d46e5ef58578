"""What a document says about itself, recognised from its heading, its last articles and its signatures."""

import datetime

import pytest

from content.laws.choices import DocumentType
from content.laws.importers.heading import FactDoubt, basis_references, recognise_facts
from content.laws.structure_tree import parse_document

from .test_structure_tree import DECREE

LAW = """| QUỐC HỘI | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM |
| Luật số: 7 /2030/QH16 | Độc lập - Tự do - Hạnh phúc |
LUẬT
THƯ VIỆN, PHÒNG ĐỌC VÀ HỘI ĐỒNG NHÂN DÂN
Căn cứ Hiến pháp nước Cộng hòa xã hội chủ nghĩa Việt Nam;
Quốc hội ban hành Luật Thư viện.
Điều 1. Phạm vi điều chỉnh
Luật này quy định về thư viện.
Điều 2. Hiệu lực thi hành
1. Luật này có hiệu lực thi hành từ ngày 01 tháng 01 năm 2031, trừ trường hợp quy định tại khoản 2 Điều này.
2. Điều 1 của Luật này có hiệu lực từ ngày 01 tháng 7 năm 2031.
Luật này được Quốc hội khóa XVI, kỳ họp thứ 2 thông qua ngày 20 tháng 6 năm 2030.
CHỦ TỊCH QUỐC HỘI
Nguyễn Thị Bình
"""

DECISION = """ỦY BAN NHÂN DÂN
TỈNH HÀ GIANG
-------
Số: 14/2030/QĐ-UBND
Hà Giang, ngày 06 tháng 02 năm 2030
QUYẾT ĐỊNH
Về việc quy định giá dịch vụ thư viện
ỦY BAN NHÂN DÂN TỈNH HÀ GIANG
Căn cứ Luật Tổ chức chính quyền địa phương số 65/2025/QH15 ngày 19/02/2025;
QUYẾT ĐỊNH:
Điều 1. Ban hành giá dịch vụ.
Điều 2. Quyết định này có hiệu lực kể từ ngày ký.
TM. ỦY BAN NHÂN DÂN
KT. CHỦ TỊCH
PHÓ CHỦ TỊCH
(Đã ký)
Trung tướng Lê Văn Bé
"""


def facts_of(text):
    return recognise_facts(parse_document(text))


def test_a_decree_names_itself():
    facts = facts_of(DECREE)

    assert (facts.document_type, facts.number, facts.title, facts.issuer) == (
        DocumentType.DECREE,
        "12/2030/NĐ-CP",
        "Quy định về thư viện xã",
        "Chính phủ",
    )
    assert (facts.place, facts.issued_on, facts.effective_on, facts.signers) == (
        "Hà Nội",
        datetime.date(2030, 3, 5),
        datetime.date(2030, 5, 1),
        "Nguyễn Văn An",
    )
    assert facts.doubts == {}


def test_a_law_has_its_date_in_its_last_sentence_and_its_heading_in_a_table():
    facts = facts_of(LAW)

    assert (facts.document_type, facts.number, facts.title, facts.issuer) == (
        DocumentType.LAW,
        "7/2030/QH16",
        "Luật Thư viện, phòng đọc và Hội đồng nhân dân",
        "Quốc hội",
    )
    assert (facts.issued_on, facts.effective_on, facts.signers) == (
        datetime.date(2030, 6, 20),
        datetime.date(2031, 1, 1),
        "Nguyễn Thị Bình",
    )


def test_a_province_is_guessed_and_the_day_of_signing_is_calculated():
    facts = facts_of(DECISION)

    assert (facts.issuer, facts.title) == (
        "Ủy ban nhân dân tỉnh Hà Giang",
        "Về việc quy định giá dịch vụ thư viện",
    )
    assert facts.effective_on == facts.issued_on == datetime.date(2030, 2, 6)
    assert facts.signers == "Trung tướng Lê Văn Bé"
    assert facts.doubts == {"issuer": FactDoubt.GUESSED, "effective_on": FactDoubt.CALCULATED}


def test_what_is_not_there_is_missing():
    assert facts_of("Điều 1. A\nx").doubts == dict.fromkeys(
        ["document_type", "number", "title", "issuer", "issued_on", "effective_on"], FactDoubt.MISSING
    )


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ("Căn cứ Luật Tổ chức Chính phủ ngày 18 tháng 02 năm 2025;",
         [("Luật Tổ chức Chính phủ", "", datetime.date(2025, 2, 18))]),
        ("Căn cứ Luật Đất đai số 31/2024/QH15 ngày 18/01/2024;",
         [("Luật Đất đai", "31/2024/QH15", datetime.date(2024, 1, 18))]),
        ("Căn cứ Nghị định số 123/2016/NĐ-CP ngày 01 tháng 9 năm 2016 của Chính phủ;",
         [("", "123/2016/NĐ-CP", datetime.date(2016, 9, 1))]),
        ("Căn cứ Hiến pháp nước Cộng hòa xã hội chủ nghĩa Việt Nam năm 2013;",
         [("Hiến pháp nước Cộng hòa xã hội chủ nghĩa Việt Nam", "", None)]),
        ("Căn cứ Luật Thư viện ngày 21 tháng 11 năm 2019; Luật sửa đổi Luật Thư viện ngày 1 tháng 2 năm 2025",
         [("Luật Thư viện", "", datetime.date(2019, 11, 21))]),
        ("Căn cứ chức năng, nhiệm vụ;", []),
    ],
)  # fmt: skip
def test_the_basis_names_documents(item, expected):
    found = [
        (basis.reference.title, basis.reference.number, basis.reference.issued_on)
        for basis in basis_references(item)
    ]

    assert found[: len(expected)] == expected
    assert bool(found) == bool(expected)


def test_an_impossible_date_is_no_date():
    facts = facts_of("Số: 1/2030/NĐ-CP\nHà Nội, ngày 31 tháng 02 năm 2030\nNGHỊ ĐỊNH\nThư viện\nĐiều 1. A\nx")

    assert facts.issued_on is None
    assert facts.doubts["issued_on"] == FactDoubt.MISSING
