"""A document as a Word file, laid out as Vietnamese documents are (Decree 30/2020/NĐ-CP, Appendix I).

Divisions and articles are headings of Word, so that its navigation and its table of contents know them.
"""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from content.laws.exports.heading import heading
from content.laws.exports.own_words import SIGNED
from content.laws.exports.plain_text import unofficial_notice
from content.laws.exports.records import (
    ExportArticle,
    ExportDivision,
    ExportDocument,
    ExportNode,
    text_blocks,
)
from content.laws.tables import Table
from portal.lib.vietnamese import normalise

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FONT = "Times New Roman"
BODY_SIZE = Pt(14)
SMALL_SIZE = Pt(10)
INDENT = Mm(10)
DEEPEST_HEADING = 9

_NOT_XML = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(document: ExportDocument) -> bytes:
    """An A4 .docx in Vietnamese."""
    file = Document()
    _set_page(file, document)
    _set_styles(file)
    _set_properties(file, document)
    _write_heading(file, document)
    _write_paragraphs(file, document.preamble, italic=True)
    _write_nodes(file, document.nodes, level=1)
    _write_paragraphs(file, document.closing, italic=True)
    for line in [SIGNED, *document.signers_below] if document.signers_below else []:
        _centred(file, line, bold=line != SIGNED).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for appendix in document.appendices:
        file.add_page_break()
        _write_article(file, appendix, level=1, centred=True)
    written = io.BytesIO()
    file.save(written)
    return written.getvalue()


def _set_page(file: Any, document: ExportDocument) -> None:
    """Margins of the decree; the footer says the source, the day and the page, the header what is not official."""
    section = file.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    if document.is_unofficial:
        notice = section.header.paragraphs[0]
        notice.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _run(notice, unofficial_notice(document), bold=True, size=SMALL_SIZE)
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    text = _("%(site)s. Text as of %(day)s.") % {
        "site": document.source_name,
        "day": f"{document.as_of:%d/%m/%Y}",
    }
    _run(footer, f"{document.citation} · {text} · {document.url} · ", size=SMALL_SIZE)
    _page_number(footer)


def _set_styles(file: Any) -> None:
    normal = file.styles["Normal"]
    _set_font(normal, BODY_SIZE)
    normal.paragraph_format.space_after = Pt(6)
    normal.paragraph_format.line_spacing = 1.15
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "vi-VN")
    normal.element.get_or_add_rPr().append(language)
    for level in range(1, DEEPEST_HEADING + 1):
        style = file.styles[f"Heading {level}"]
        _set_font(style, BODY_SIZE)
        style.font.bold, style.font.italic = True, False
        style.font.color.rgb = RGBColor(0, 0, 0)
        style.paragraph_format.space_before = Pt(12)
        style.paragraph_format.space_after = Pt(6)
        style.paragraph_format.keep_with_next = True


def _set_font(style: Any, size: Any) -> None:
    """Also for letters outside ASCII: half of Vietnamese would else be set in another face."""
    style.font.name, style.font.size = FONT, size
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        fonts.attrib.pop(qn(theme), None)
    for script in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(script), FONT)


def _set_properties(file: Any, document: ExportDocument) -> None:
    properties = file.core_properties
    properties.title = _clean(document.citation)[:255]
    properties.subject = _clean(document.title)[:255]
    properties.author = _clean(document.issuer)[:255]
    properties.language = "vi-VN"
    properties.identifier = document.work_uri
    properties.comments = document.url
    noon = datetime.time(12)
    properties.created = datetime.datetime.combine(document.issued_on, noon)
    properties.modified = datetime.datetime.combine(document.as_of, noon)


def _write_heading(file: Any, document: ExportDocument) -> None:
    said = heading(document)
    table = file.add_table(rows=1, cols=2)
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    left, right = table.rows[0].cells
    left.width, right.width = Mm(66), Mm(99)
    _lines(left, [(said.issuer, True, False), ("_______", False, False), (said.number, False, False)])
    motto = [(line, True, False) for line in said.motto]
    _lines(right, [*motto, ("_______________", False, False), (said.day, False, True)])
    _centred(file, "")
    _centred(file, said.document_type, bold=True)
    title = file.add_paragraph(style="Title")
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _set_font(file.styles["Title"], BODY_SIZE)
    file.styles["Title"].font.color.rgb = RGBColor(0, 0, 0)
    _without_rule(file.styles["Title"])
    _run(title, said.title, bold=True)
    _centred(file, "_______")


def _write_nodes(file: Any, nodes: Iterable[ExportNode], level: int) -> None:
    for node in nodes:
        if isinstance(node, ExportDivision):
            _write_division(file, node, level)
        else:
            _write_article(file, node, level)


def _write_division(file: Any, division: ExportDivision, level: int) -> None:
    title = file.add_heading(level=min(level, DEEPEST_HEADING))
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    # One heading on two lines: a line break, so that navigation shows both.
    for position, line in enumerate(division.line.title_lines()):
        if position:
            title.add_run().add_break()
        _run(title, line)
    for line in division.line.text.split("\n"):
        if line.strip():
            _run(file.add_paragraph(), line.strip())
    _write_nodes(file, division.nodes, level + 1)


def _write_article(file: Any, article: ExportArticle, level: int, *, centred: bool = False) -> None:
    title = file.add_heading(level=min(level, DEEPEST_HEADING))
    if centred:
        title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    else:
        title.paragraph_format.first_line_indent = INDENT
    _run(title, article.title)
    for note in article.notes():
        _run(file.add_paragraph(), f"[{note}]", italic=True, size=SMALL_SIZE)
    _write_paragraphs(file, article.text)


def _write_paragraphs(file: Any, text: str, *, italic: bool = False) -> None:
    for block in text_blocks(text):
        if block.table:
            _write_table(file, block.table)
            continue
        paragraph = file.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        paragraph.paragraph_format.first_line_indent = INDENT
        _run(paragraph, block.text, italic=italic)


def _write_table(file: Any, table: Table) -> None:
    rows = [row for row in (table.head, *table.rows) if row]
    written = file.add_table(rows=len(rows), cols=len(rows[0]), style="Table Grid")
    for row, line in zip(rows, written.rows, strict=True):
        for text, cell in zip(row, line.cells, strict=True):
            _run(cell.paragraphs[0], text, bold=row is table.head, size=Pt(12))
    if table.head:
        repeated = OxmlElement("w:tblHeader")
        repeated.set(qn("w:val"), "true")
        written.rows[0]._tr.get_or_add_trPr().append(repeated)  # noqa: SLF001  (python-docx has no name for it)
    file.add_paragraph()


def _lines(cell: Any, lines: list[tuple[str, bool, bool]]) -> None:
    """(text, bold, italic), centred, each a paragraph of the cell."""
    kept = [line for line in lines if line[0]]
    for position, (text, bold, italic) in enumerate(kept):
        paragraph = cell.paragraphs[0] if position == 0 else cell.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.space_after = Pt(0)
        _run(paragraph, text, bold=bold, italic=italic, size=Pt(12))


def _centred(file: Any, text: str, *, bold: bool = False) -> Any:
    paragraph = file.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(paragraph, text, bold=bold)
    return paragraph


def _run(paragraph: Any, text: str, *, bold: bool = False, italic: bool = False, size: Any = None) -> None:
    run = paragraph.add_run(_clean(text))
    # None leaves it to the style: a heading is bold by its own.
    run.bold, run.italic = bold or None, italic or None
    if size is not None:
        run.font.size = size


def _page_number(paragraph: Any) -> None:
    """Word's own field, counted by Word."""
    run = paragraph.add_run()
    run.font.size = SMALL_SIZE
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        if kind:
            part = OxmlElement("w:fldChar")
            part.set(qn("w:fldCharType"), kind)
        else:
            part = OxmlElement("w:instrText")
            part.text = text
        run._r.append(part)  # noqa: SLF001  (python-docx has no name for fields)


def _without_rule(style: Any) -> None:
    """Word's own title has a blue line under it."""
    properties = style.element.get_or_add_pPr()
    for border in properties.findall(qn("w:pBdr")):
        properties.remove(border)


def _clean(text: str) -> str:
    return _NOT_XML.sub("", normalise(text))
