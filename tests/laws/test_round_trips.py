"""What a document says, exported in a format and brought back by the importer of that format, it still says."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from content.laws.choices import ArticleKind, DivisionKind, DocumentType, LegalStatus, TextKind
from content.laws.exports import akoma_ntoso, law_json, plain_text, word
from content.laws.exports.records import (
    ExportArticle,
    ExportDivision,
    ExportDivisionLine,
    ExportDocument,
    ExportNode,
)
from content.laws.importers.from_tree import article_records
from content.laws.importers.heading import recognise_facts
from content.laws.importers.law_json import read_law_bytes
from content.laws.importers.read_source import read_source
from content.laws.structure import parse_article_text
from content.laws.structure_tree import parse_document

DAY = datetime.date(2025, 6, 1)
LINE_FORMATS = {
    "txt": (plain_text.render, "law.txt"),
    "docx": (word.render, "law.docx"),
    "akn": (akoma_ntoso.render, "law.xml"),
}
FORMATS = [*LINE_FORMATS, "json"]


def article(number: str, heading: str, text: str, **more) -> ExportArticle:
    kind = more.pop("kind", ArticleKind.ARTICLE)
    return ExportArticle(
        kind=kind,
        number=number,
        label=f"{kind.vietnamese_name} {number}",
        anchor=f"{kind.slug}-{number}",
        url=f"https://example.org/{number}",
        heading=heading,
        text=text,
        text_kind=more.pop("text_kind", TextKind.OFFICIAL),
        effective_from=datetime.date(2025, 1, 1),
        effective_to=more.pop("effective_to", None),
        is_valid=more.pop("is_valid", True),
        **more,
    )


def document(nodes: Iterable[ExportNode], appendices: Iterable[ExportArticle] = (), **more) -> ExportDocument:
    values = {
        "document_type": DocumentType.DECREE,
        "number": "168/2024/NĐ-CP",
        "title": "Quy định xử phạt vi phạm hành chính về trật tự, an toàn giao thông",
        "issuer": "Chính phủ",
        "signers": "",
        "preamble": "Căn cứ Luật Xử lý vi phạm hành chính ngày 20 tháng 6 năm 2012;\n"
        "Chính phủ ban hành Nghị định quy định xử phạt vi phạm hành chính.",
        "closing": "",
    } | more
    return ExportDocument(
        short_title="",
        heading="",
        citation=f"{values['document_type'].vietnamese_name} {values['number']}",
        issued_on=datetime.date(2024, 12, 26),
        effective_on=datetime.date(2025, 1, 1),
        expired_on=None,
        slug="168-2024-nd-cp",
        url="https://example.org/van-ban/nghi-dinh/2024/168-2024-nd-cp/",
        official_url="https://vbpl.vn/168-2024",
        source_note="",
        as_of=DAY,
        status=LegalStatus.IN_FORCE,
        status_since=datetime.date(2025, 1, 1),
        source_name="Luật Dễ Hiểu",
        nodes=tuple(nodes),
        appendices=tuple(appendices),
        **values,
    )


def within(lines: list[ExportDivisionLine], *articles: ExportArticle) -> ExportDivision:
    """Divisions one in another, with articles that know what stands above them."""
    chain = tuple(lines)
    inner: tuple[ExportNode, ...] = tuple(replace(one, divisions=chain) for one in articles)
    for line in reversed(lines):
        inner = (ExportDivision(line, inner),)
    return inner[0]


def brought_back(written: ExportDocument, export_format: str) -> list:
    """The records that the importer makes of the exported file."""
    if export_format == "json":
        return list(read_law_bytes(law_json.render(written), "law.json").articles)
    render, name = LINE_FORMATS[export_format]
    return list(article_records(parse_document(read_source(render(written), name).text)))


def said(records: Iterable) -> list:
    """Number, heading, place, every clause and point with its text, and the lines as they stand."""
    return [
        (
            one.kind,
            one.number,
            one.heading,
            [(above.kind, above.number, above.heading, above.text) for above in one.divisions],
            list(parse_article_text(one.text).provisions()),
            one.text.split("\n"),
        )
        for one in records
    ]


PART = ExportDivisionLine(DivisionKind.PART, "thứ nhất", "NHỮNG QUY ĐỊNH CHUNG")
CHAPTER = ExportDivisionLine(DivisionKind.CHAPTER, "II", "QUY TẮC GIAO THÔNG")
SECTION = ExportDivisionLine(DivisionKind.SECTION, "1", "NGƯỜI ĐI BỘ")
SUBSECTION = ExportDivisionLine(DivisionKind.SUBSECTION, "2", "Trẻ em")
CASES = {
    "clauses and points": [
        article(
            "1",
            "Phạm vi",
            "Nghị định này quy định:\n1. Xe gồm:\na) Xe đạp;\nb) Xe máy;\nc) Xe thô sơ;\nd) Ô tô;\nđ) Xe khác.\n"
            "2. Khoản hai.\n2a. Khoản chèn thêm:\na) Điểm a;\nb) Điểm b.\nTrừ xe ưu tiên.",
        )
    ],
    "an article with points only": [article("1", "Hành vi", "Các hành vi:\na) Thứ nhất;\nb) Thứ hai.")],
    "an article of one sentence": [article("1", "Hiệu lực", "Nghị định này có hiệu lực từ ngày ký.")],
    "articles without headings": [
        article("1", "", "Ban hành kèm theo Quyết định này Quy chế làm việc."),
        article("2", "", "1. Quyết định này có hiệu lực từ ngày ký.\n2. Các bộ thi hành."),
    ],
    "inserted articles": [article(one, f"Tên điều {one}", "Một câu.") for one in ("1", "2", "2a", "2b", "3")],
    "divisions one in another": [
        within([PART, CHAPTER, SECTION, SUBSECTION], article("1", "Trẻ em", "1. Một.\n2. Hai.")),
    ],
    "text below a heading": [
        within(
            [ExportDivisionLine(DivisionKind.CHAPTER, "I", "QUY ĐỊNH CHUNG", "Chương này quy định chung.")],
            article("1", "Phạm vi", "Một câu."),
        ),
        within(
            [ExportDivisionLine(DivisionKind.CHAPTER, "II", "Quy định khác", "Chương này quy định khác.")],
            article("2", "Đối tượng", "Một câu."),
        ),
    ],
    "a table in a clause": [
        article(
            "1",
            "Mức phạt",
            "1. Mức phạt theo bảng sau:\n| Hành vi | Mức phạt | Ghi chú |\n| Vượt đèn đỏ | 5.000.000 đồng | |\n"
            "| Dùng \\| điện thoại | 3.000.000 đồng | a |\n2. Khoản hai.",
        )
    ],
    "what an amending law gives another": [
        article(
            "1",
            "Sửa đổi, bổ sung một số điều",
            "1. Sửa đổi khoản 1 Điều 5 như sau:\n“1. Người lái xe phải:\na) Có giấy phép;\nb) Có bảo hiểm.”\n"
            "2. Bổ sung Điều 5a như sau:\n“Điều 5a. Xe điện\n1. Xe điện gồm xe đạp điện.”",
        ),
        article("2", "Hiệu lực", "Một câu."),
    ],
}


@pytest.mark.parametrize("export_format", FORMATS)
@pytest.mark.parametrize("case", CASES)
def test_articles_come_back_as_they_went(case, export_format):
    written = document(CASES[case])

    assert said(brought_back(written, export_format)) == said(written.articles())


@pytest.mark.parametrize("export_format", FORMATS)
@pytest.mark.parametrize(
    "ending",
    [
        {},
        {"signers": "Trần Hồng Hà"},
        {"signers": "Trần Thanh Mẫn, Nguyễn Văn Đức", "closing": "Luật này được Quốc hội thông qua ngày 27/6/2024."},
        {"signers": "Trần Hồng Hà", "closing": "TM. CHÍNH PHỦ\nPHÓ THỦ TƯỚNG\nTrần Hồng Hà"},
    ],
)  # fmt: skip
def test_neither_signatures_nor_the_words_of_the_export_get_into_the_last_article(export_format, ending):
    last = article("2", "Hiệu lực", "1. Một.\n2. Hai.")
    appendix = article(
        "I", "Danh mục xe", "Xe gồm:\n| STT | Xe |\n| 1 | Xe đạp |\nHết.", kind=ArticleKind.APPENDIX
    )
    for appendices in ([], [appendix]):
        written = document([article("1", "Phạm vi", "Một câu."), last], appendices, **ending)

        assert said(brought_back(written, export_format)) == said(written.articles())


@pytest.mark.parametrize("export_format", LINE_FORMATS)
def test_who_signed_is_said_once_and_read_again(export_format):
    render, name = LINE_FORMATS[export_format]
    for closing in ("", "TM. CHÍNH PHỦ\nPHÓ THỦ TƯỚNG\nTrần Hồng Hà"):
        written = document([article("1", "Phạm vi", "Một câu.")], signers="Trần Hồng Hà", closing=closing)
        source = read_source(render(written), name)

        assert "\n".join(source.lines).count("Trần Hồng Hà") == 1
        assert recognise_facts(parse_document(source.text)).signers == "Trần Hồng Hà"


@pytest.mark.parametrize("export_format", LINE_FORMATS)
@pytest.mark.parametrize(
    ("kind", "number", "title"),
    [
        (DocumentType.DECREE, "168/2024/NĐ-CP", "Quy định xử phạt vi phạm hành chính về giao thông"),
        (DocumentType.LAW, "36/2024/QH15", "Luật Trật tự, an toàn giao thông đường bộ"),
    ],
)
def test_the_heading_comes_back(export_format, kind, number, title):
    render, name = LINE_FORMATS[export_format]
    written = document([article("1", "Phạm vi", "Một câu.")], document_type=kind, number=number, title=title)

    facts = recognise_facts(parse_document(read_source(render(written), name).text))

    assert (facts.document_type, facts.number, facts.title) == (kind, number, title)
    assert facts.issued_on == datetime.date(2024, 12, 26)


@pytest.mark.parametrize("export_format", LINE_FORMATS)
def test_what_the_export_says_of_a_text_is_told_to_the_editor_and_is_no_law(export_format):
    render, name = LINE_FORMATS[export_format]
    written = document(
        [
            article("1", "Phạm vi", "Một câu.", text_kind=TextKind.SUMMARY),
            article("2", "Cũ", "1. Một.", effective_to=datetime.date(2025, 3, 1), is_valid=False),
        ]
    )

    source = read_source(render(written), name)

    assert said(article_records(parse_document(source.text))) == said(written.articles())
    if export_format != "akn":  # there an attribute says it, not a sentence
        assert len([note for note in source.notes if "“" in note]) == 2


def test_a_rule_of_dashes_in_a_law_takes_nothing_away():
    text = "Điều 1. Phạm vi\n1. Một.\n" + "-" * 40 + "\n2. Hai."

    assert read_source(text.encode(), "law.txt").lines[-1] == "2. Hai."


# Made-up laws: words that begin no unit and end no law.

WORDS = st.sampled_from(
    [
        "người", "xe", "đường", "bộ", "biển", "báo", "tốc", "độ", "khoảng", "cách", "dừng", "đỗ", "vượt", "phải",
        "được", "theo", "quy", "định", "của", "pháp", "luật", "(trừ)", "50%", "1.000.000", "“đèn”", "thông/vận", "a-b",
    ]
)  # fmt: skip
SENTENCES = st.lists(WORDS, min_size=2, max_size=8).map(lambda words: f"Khi {' '.join(words)}.")
HEADINGS = st.lists(WORDS, min_size=1, max_size=6).map(lambda words: f"Tên {' '.join(words)}")
SHOUTED = st.sampled_from(["QUY", "TẮC", "CHUNG", "GIAO", "THÔNG", "ĐƯỜNG", "BỘ"])
CAPITALS = st.lists(SHOUTED, min_size=1, max_size=5).map(" ".join)
CELLS = st.sampled_from(["xe", "5.000.000 đồng", "", "a \\| b", "– 1", "Hành vi"])
ROW = st.lists(CELLS, min_size=3, max_size=3).filter(any)
ROWS = st.lists(ROW.map(lambda cells: f"| {' | '.join(cells)} |".replace("  ", " ")), min_size=2, max_size=4)
POINTS = st.integers(0, 6).flatmap(
    lambda count: st.tuples(
        *(SENTENCES.map(lambda text, letter=letter: f"{letter}) {text}") for letter in "abcdđe"[:count])
    )
)


@st.composite
def texts(draw):
    """Intro, clauses with points and perhaps a table."""
    clauses = draw(st.integers(0, 4))
    lines = [draw(SENTENCES)] if not clauses or draw(st.booleans()) else []
    for number in range(1, clauses + 1):
        lines.append(f"{number}. {draw(SENTENCES)}")
        if draw(st.integers(0, 3)) == 0:
            lines += draw(ROWS)
        lines += draw(POINTS)
    return "\n".join(lines)


@st.composite
def laws(draw):
    nodes: list[ExportNode] = []
    number = 0
    for place in range(draw(st.integers(1, 4))):
        articles = []
        for _one in range(draw(st.integers(1, 4))):
            number += 1
            articles.append(article(str(number), draw(HEADINGS), draw(texts())))
        roman = ["I", "II", "III", "IV"][place]
        heading = draw(st.one_of(CAPITALS, HEADINGS))
        nodes.append(within([ExportDivisionLine(DivisionKind.CHAPTER, roman, heading)], *articles))
    appendices = [
        article(roman, draw(HEADINGS), draw(texts()), kind=ArticleKind.APPENDIX)
        for roman in ["I", "II", "III"][: draw(st.integers(0, 3))]
    ]
    return document(nodes, appendices, signers=draw(st.sampled_from(["", "Trần Hồng Hà"])))


@pytest.mark.parametrize("export_format", FORMATS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(written=laws())
def test_any_law_comes_back_as_it_went(export_format, written):
    assert said(brought_back(written, export_format)) == said(written.articles())
