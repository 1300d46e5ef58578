"""A law read from Word, PDF, HTML, plain text and Akoma Ntoso: the same text; what is refused, and why."""

import io
import unicodedata

import docx
import pikepdf
import pytest
from django.utils import translation

from content.laws.choices import SourceFormat
from content.laws.importers import pdf_text, safe_zip, source_text
from content.laws.importers.legacy_encodings import from_tcvn3, from_vni
from content.laws.importers.read_source import read_source
from content.laws.importers.records import RefusedFile
from content.laws.structure_tree import parse_document

from . import law_files as files
from .test_structure_tree import DECREE

LONG = "Thư viện xã phục vụ mọi người đọc trong xã, không phân biệt tuổi, nghề nghiệp và nơi cư trú; "
LAW = "\n".join(
    [
        "Chương I",
        "QUY ĐỊNH CHUNG",
        *(
            f"Điều {number}. Giờ mở cửa của phòng đọc số {number}\n1. {LONG * 3}như sau:\na) {LONG * 2}\nb) {LONG}\n"
            f"đ) Ngày lễ.\n2. {LONG}" + "\n| Loại | Số chỗ |\n| Nhỏ | 10 |"
            for number in range(1, 13)
        ),
    ]
)


def shape(text):
    """Every division, article, clause and point with its text, without white space."""
    return [
        (
            [(division.label, division.heading) for division in above],
            article.number,
            article.heading,
            ["".join(part) for part in article.parsed.provisions()],
        )
        for above, article in parse_document(text).articles()
    ]


def reason_against(data, name="luat.docx"):
    with translation.override("en"), pytest.raises(RefusedFile) as refused:
        read_source(data, name)
    return refused.value.refusals[0].reason


class TestOneLawInEveryFormat:
    @pytest.mark.parametrize("law", [LAW, DECREE], ids=["law", "decree"])
    def test_word(self, law):
        source = read_source(files.word_bytes(law), "luat.docx")

        assert source.source_format == SourceFormat.WORD
        assert shape(source.text) == shape(law)

    @pytest.mark.parametrize("law", [LAW, DECREE], ids=["law", "decree"])
    def test_html(self, law):
        source = read_source(files.html_bytes(law), "luat.html")

        assert source.source_format == SourceFormat.HTML
        assert shape(source.text) == shape(law)

    def test_pdf_without_its_page_numbers_and_running_heads(self, tmp_path):
        source = read_source(files.pdf_bytes(LAW, tmp_path), "luat.pdf")

        assert source.source_format == SourceFormat.PDF
        assert "Thư viện pháp luật xã" not in source.text
        assert shape(source.text) == shape(LAW)

    def test_pdf_with_a_heading_in_two_columns(self, tmp_path):
        law = (
            "| CHÍNH PHỦ | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM |\n"
            "| Số: 12/2030/NĐ-CP | Hà Nội, ngày 5 tháng 3 năm 2030 |\n"
            + DECREE[DECREE.index("NGHỊ ĐỊNH\n") :]
        )

        text = read_source(files.pdf_bytes(law, tmp_path), "luat.pdf").text

        assert "Số: 12/2030/NĐ-CP" in text.split("\n")
        assert shape(text) == shape(law)

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1258"])
    def test_plain_text_in_every_encoding(self, encoding):
        data = _windows_1258(DECREE) if encoding == "cp1258" else DECREE.encode(encoding)

        assert shape(read_source(data, "luat.txt").text) == shape(DECREE)

    def test_text_in_nfd_becomes_nfc(self):
        source = read_source(unicodedata.normalize("NFD", DECREE).encode(), "luat.txt")

        assert source.text == unicodedata.normalize("NFC", source.text)
        assert shape(source.text) == shape(DECREE)


def _windows_1258(text):
    """Letters precomposed, tones combining, as Windows wrote them."""
    pieces = []
    for character in text:
        try:
            pieces.append(character.encode("cp1258"))
        except UnicodeEncodeError:
            decomposed = unicodedata.normalize("NFD", character)
            tone = next(mark for mark in decomposed[1:] if mark in "\u0300\u0301\u0303\u0309\u0323")
            base = unicodedata.normalize("NFC", decomposed.replace(tone, ""))
            pieces.append(base.encode("cp1258") + tone.encode("cp1258"))
    return b"".join(pieces)


IN_TCVN3 = "§iÒu 1. Ph¹m vi\nNghÞ ®Þnh nµy quy ®Þnh vÒ quyÒn cña ng\xadêi ®äc vµ c¸c c¬ quan"
IN_VNI = "Ñieàu 1. Phaïm vi\nNghò ñònh naøy quy ñònh veà quyeàn cuûa ngöôøi ñoïc vaø caùc cô quan"


class TestOldEncodings:
    @pytest.mark.parametrize(
        ("old", "read", "expected"),
        [
            ("§iÒu 7. QuyÒn cña ng\xadêi ®äc", from_tcvn3, "Điều 7. Quyền của người đọc"),
            ("Ñieàu 7. Quyeàn cuûa ngöôøi ñoïc", from_vni, "Điều 7. Quyền của người đọc"),
            ("THÖ VIEÄN XAÕ; kyõ thuaät, yù kieán, myõ", from_vni, "THƯ VIỆN XÃ; kỹ thuật, ý kiến, mỹ"),
        ],
    )
    def test_the_tables(self, old, read, expected):
        assert read(old) == expected

    @pytest.mark.parametrize(
        ("data", "encoding"),
        [
            (IN_TCVN3.encode("latin-1"), "TCVN3"),
            (IN_VNI.encode("cp1252"), "VNI"),
        ],
    )
    def test_they_are_told_from_the_words(self, data, encoding):
        source = read_source(data, "luat.txt")

        assert source.lines[0] == "Điều 1. Phạm vi"
        assert source.lines[1].endswith("quyền của người đọc và các cơ quan")
        assert encoding in source.notes[0]

    def test_an_old_font_inside_a_word_file_is_read(self):
        source = read_source(
            files.word_bytes(IN_TCVN3),
            "a.docx",
        )

        assert source.lines[0] == "Điều 1. Phạm vi"

    def test_an_unknown_encoding_is_refused(self):
        assert "encoding" in reason_against("Привет, мир: закон и порядок".encode("koi8-r"), "luat.txt")


class TestWord:
    def test_automatic_numbers_are_written_out(self):
        document = docx.Document()
        files.add_law_numbering(document)
        for words, level in [
            ("Phạm vi", 0), ("Một", 1), ("Hai", 1), ("a của hai", 2), ("b của hai", 2), ("Đối tượng", 0), ("Một", 1),
        ]:  # fmt: skip
            files.with_number(document, words, level)

        assert read_source(files.saved(document), "luat.docx").lines == (
            "Điều 1. Phạm vi", "1. Một", "2. Hai", "a) a của hai", "b) b của hai", "Điều 2. Đối tượng", "1. Một",
        )  # fmt: skip

    def test_tracked_changes_are_accepted(self):
        document = docx.Document()
        paragraph = document.add_paragraph("Mở cửa ")
        files.tracked(paragraph, inserted="cả tuần", deleted="ngày chẵn")
        source = read_source(files.saved(document), "luat.docx")

        assert source.lines == ("Mở cửa cả tuần",)
        assert source.notes

    def test_text_boxes_and_line_breaks_are_kept(self):
        document = docx.Document()
        paragraph = document.add_paragraph("Một")
        paragraph.add_run().add_break()
        paragraph.add_run("Hai")
        files.with_text_box(paragraph, "Trong khung")

        assert read_source(files.saved(document), "luat.docx").lines == ("Một", "Hai", "Trong khung")

    def test_merged_cells_stand_once(self):
        document = docx.Document()
        table = document.add_table(rows=2, cols=2)
        table.cell(0, 0).merge(table.cell(1, 0)).text = "Loại"
        table.cell(0, 1).text, table.cell(1, 1).text = "a|b", "c"

        assert read_source(files.saved(document), "luat.docx").lines == (r"| Loại | a\|b |", "| | c |")

    def test_a_layout_table_is_no_table_of_the_law(self):
        document = docx.Document()
        table = document.add_table(rows=1, cols=2)
        table.cell(0, 0).text = "CHÍNH PHỦ\nSố: 12/2030/NĐ-CP"
        table.cell(0, 1).text = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"

        assert read_source(files.saved(document), "luat.docx").lines == (
            "CHÍNH PHỦ", "Số: 12/2030/NĐ-CP", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        )  # fmt: skip


class TestHtml:
    def test_only_text_survives(self):
        page = (
            "<html><head><title>T</title></head><body><nav>Menu</nav><script>alert(1)</script>"
            "<p onclick=x>Điều 1. <b>Phạm</b> vi<br>Nghị định này</p><div>rời<p>đoạn</p>cuối</div>"
            "<ol start=3><li>ba<li>bốn</ol><ol type=a><li>điểm</ol><p style='display: none'>ẩn</p>"
        )

        assert read_source(page.encode(), "luat.html").lines == (
            "Điều 1. Phạm vi", "Nghị định này", "rời", "đoạn", "cuối", "3. ba", "4. bốn", "a) điểm",
        )  # fmt: skip

    def test_a_declared_old_encoding_is_used(self):
        page = b"<html><meta charset=windows-1258><p>" + _windows_1258("Điều 1. Phạm vi") + b"</p>"

        assert read_source(page, "luat.html").lines == ("Điều 1. Phạm vi",)


BOMB = b"""<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><akomaNtoso>&c;</akomaNtoso>"""
OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><akomaNtoso>&x;</akomaNtoso>"""


class TestRefused:
    @pytest.mark.parametrize(
        ("data", "name", "why"),
        [
            (b"", "luat.docx", "empty"),
            (b" \n\t ", "luat.txt", "empty"),
            (b"\xef\xbb\xbf", "luat.txt", "empty"),
            (b"<html><body></body></html>", "luat.html", "no text"),
            ("Điều 1. A".encode(), "luat.docx", "its content is “Plain text”"),
            (b"%PDF-1.7\nx", "luat.docx", "its content is “PDF"),
            (files.word_bytes("Điều 1. A"), "luat.pdf", "its content is “Word"),
            (b"%PDF-1.7\nnot really", "luat.pdf", "damaged"),
            (b"PK\x03\x04 torn", "luat.docx", "damaged"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "luat.doc", "old Word format"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "luat.docx", "password"),
            (rb"{\rtf1 Luat}", "luat.rtf", "Rich Text"),
            (b"\x89PNG\r\n\x1a\n" + b"\x00" * 30, "luat.png", "picture"),
            (BOMB, "luat.xml", "document type or entities"),
            (OUTSIDE, "luat.xml", "document type or entities"),
            (b"<?xml version='1.0'?><note>x</note>", "luat.xml", "not Akoma Ntoso"),
            (b"<?xml version='1.0'?><akomaNtoso><act>", "luat.xml", "broken"),
            ("Điều 1\x07. A".encode(), "luat.txt", "U+0007"),
            (b"a\x00\x00b\x01\x02zz", "luat.txt", "not text"),
        ],
    )  # fmt: skip
    def test_files_that_are_not_what_they_should_be(self, data, name, why):
        assert why in reason_against(data, name)

    @pytest.mark.parametrize(
        ("entries", "why"),
        [
            ({"xl/workbook.xml": b"<x/>"}, "no Word document"),
            ({"word/document.xml": b"<x/>", "../../etc/cron.d/x": b"x"}, "path outside"),
            ({"word/document.xml": b"<x/>", "/etc/passwd": b"x"}, "path outside"),
            ({"word/document.xml": b"<x/>", "C:\\windows\\x": b"x"}, "path outside"),
            ({f"word/{number}.xml": b"<x/>" for number in range(safe_zip.MOST_ENTRIES + 1)}, "more than"),
            ({"word/document.xml": b"<x/>", "word/media/a": b"\x00" * (30 * 1024 * 1024)}, "suspiciously tightly"),
        ],
    )  # fmt: skip
    def test_archives_made_to_do_harm(self, entries, why):
        assert why in reason_against(files.zip_bytes(entries))

    def test_ten_gigabytes_inside(self):
        assert "larger than 200 MB" in reason_against(
            files.declared_size(files.word_bytes("A"), 10 * 1024**3)
        )

    def test_an_archive_inside_is_not_opened(self):
        nested = files.zip_bytes({"inner.zip": files.zip_bytes({"a": b"\x00" * 30_000_000})})

        assert "no Word document" in reason_against(nested)

    @pytest.mark.parametrize("part", ["word/document.xml", "word/settings.xml", "word/extra.xml"])
    def test_entities_anywhere_in_a_word_file(self, part):
        assert "entities" in reason_against(files.replaced_part(files.word_bytes("A"), part, BOMB))

    def test_entities_in_utf_16(self):
        hidden = b"\xff\xfe" + BOMB.decode().replace(
            'version="1.0"', 'version="1.0" encoding="UTF-16"'
        ).encode("utf-16-le")

        assert "entities" in reason_against(
            files.replaced_part(files.word_bytes("A"), "word/document.xml", hidden)
        )

    def test_a_pdf_with_a_password(self, tmp_path):
        buffer = io.BytesIO()
        with pikepdf.open(io.BytesIO(files.pdf_bytes("Điều 1. A", tmp_path))) as pdf:
            pdf.save(buffer, encryption=pikepdf.Encryption(owner="a", user="b"))

        assert "password" in reason_against(buffer.getvalue(), "luat.pdf")

    def test_a_scanned_pdf(self):
        pdf = pikepdf.new()
        for _page in range(3):
            pdf.add_blank_page()

        assert "picture of pages" in reason_against(saved_pdf(pdf), "luat.pdf")

    def test_a_pdf_with_too_many_pages(self, monkeypatch):
        monkeypatch.setattr(pdf_text, "MOST_PAGES", 2)
        pdf = pikepdf.new()
        for _page in range(3):
            pdf.add_blank_page()

        assert "more than 2 pages" in reason_against(saved_pdf(pdf), "luat.pdf")

    @pytest.mark.parametrize(
        ("limit", "value", "size"), [("MEMORY", 250 * 1024**2, 400_000_000), ("SECONDS", 1, 60_000_000)]
    )
    def test_a_pdf_that_unpacks_without_end(self, monkeypatch, limit, value, size):
        monkeypatch.setattr(pdf_text, limit, value)
        pdf = pikepdf.new()
        page = pdf.add_blank_page()
        page.Contents = pdf.make_stream(b"0 0 m " * (size // 6))

        assert "too much time or memory" in reason_against(saved_pdf(pdf), "luat.pdf")

    def test_a_file_that_is_too_large(self, monkeypatch):
        monkeypatch.setattr("content.laws.importers.read_source.LARGEST_FILE", 10)

        assert "larger than" in reason_against("Điều 1. A dài hơn".encode(), "luat.txt")

    def test_a_text_that_is_too_long(self, monkeypatch):
        monkeypatch.setattr(source_text, "LONGEST_SOURCE", 10)

        assert "longer than 10" in reason_against("Điều 1. A dài hơn".encode(), "luat.txt")

    def test_the_name_says_nothing_about_where_the_file_was(self):
        with pytest.raises(RefusedFile) as refused:
            read_source(b"", "C:\\Users\\an\\luat.docx")

        assert refused.value.refusals[0].file == "luat.docx"


def saved_pdf(pdf):
    buffer = io.BytesIO()
    pdf.save(buffer, compress_streams=True, recompress_flate=True)
    return buffer.getvalue()
