"""Word documents (.docx): paragraphs with their automatic numbers, tables, text boxes, tracked changes accepted.

python-docx opens the package and knows its parts; the body is walked here, because its ``Paragraph.text`` leaves out
insertions that are still tracked, text boxes and automatic numbers.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import docx
from django.utils.translation import gettext as _
from docx.oxml.ns import qn
from lxml import etree

from content.laws.choices import SourceFormat
from content.laws.ordering import roman_number

from .safe_xml import parse_xml
from .safe_zip import open_zip
from .source_text import OnRead, SourceText, finish, refuse, row_lines

MAIN_PART = "word/document.xml"
DEEPEST_TABLE = 20
PARAGRAPHS_BETWEEN_BEATS = 50
LARGEST_NUMBER = 2_000  # of an automatic list; beyond it letters and Roman numbers are not written out
_DELETED = frozenset(qn(name) for name in ("w:del", "w:moveFrom", "w:delText", "w:pPrChange", "w:rPrChange"))
_FIELD_CODE = qn("w:instrText")
_VIETNAMESE_COUNT = ["một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười"]


def read_word(data: bytes, file: str, on_read: OnRead | None = None) -> SourceText:
    """Raises ``RefusedFile`` for what is no Word document or would do harm."""
    with open_zip(data, file) as archive:
        names = set(archive.namelist())
        if MAIN_PART not in names:
            refuse(file, _("this is a ZIP file and no Word document (.docx)"))
        _check_parts(archive, file)
    try:
        document = docx.Document(io.BytesIO(data))
        text = "\n".join(_Reader(document, on_read).lines())
    except (ValueError, KeyError, AttributeError, etree.LxmlError, zipfile.BadZipFile) as error:
        refuse(file, _("the Word document is damaged: %(reason)s") % {"reason": str(error)[:120]})
    notes = []
    body = document.element.body
    if any(True for _one in body.iter(qn("w:ins"), qn("w:del"), qn("w:moveFrom"))):
        notes.append(_("Tracked changes were taken as accepted."))
    if any(True for _one in body.iter(qn("w:footnoteReference"), qn("w:endnoteReference"))):
        notes.append(_("Footnotes are not part of the law's text and were left out."))
    if any(True for _one in body.iter(qn("w:drawing"), qn("w:pict"))):
        notes.append(_("Pictures were left out; text inside text boxes was kept."))
    return finish(file, SourceFormat.WORD, text, notes=tuple(notes))


def _check_parts(archive: zipfile.ZipFile, file: str) -> None:
    """Every XML part is parsed once without entities, so that a document type is refused wherever it hides."""
    for entry in archive.infolist():
        if entry.filename.endswith((".xml", ".rels")):
            try:
                content = archive.read(entry)
            except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, zlib.error):
                refuse(file, _("the file is damaged and cannot be unpacked"))
            parse_xml(content, file)


@dataclass
class _Level:
    number_format: str = "decimal"
    text: str = "%1."
    start: int = 1


@dataclass
class _Numbering:
    """The automatic lists of a document: their levels, and how far each has counted."""

    lists: dict[str, str] = field(default_factory=dict)  # numId → abstractNumId
    levels: dict[str, dict[int, _Level]] = field(default_factory=dict)
    starts: dict[tuple[str, int], int] = field(default_factory=dict)  # overrides by numId
    counts: dict[str, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    restarted: set[str] = field(default_factory=set)

    def label(self, number_id: str, depth: int) -> str:
        """The number that Word would print before this paragraph; counts on."""
        abstract = self.lists.get(number_id)
        if abstract is None:
            return ""
        levels = self.levels.get(abstract, {})
        level = levels.get(depth)
        if level is None:
            return ""
        counts = self.counts[abstract]
        if number_id not in self.restarted:
            self.restarted.add(number_id)
            for (other, at), start in self.starts.items():
                if other == number_id:
                    counts[at] = start - 1
        counts[depth] = counts[depth] + 1 if counts[depth] or depth in counts else level.start
        for deeper in [one for one in counts if one > depth]:
            del counts[deeper]
        if level.number_format == "bullet":
            return "-"
        if level.number_format == "none":
            return ""
        label = level.text
        for at in range(depth + 1):
            shown = levels.get(at, _Level())
            value = counts.get(at, shown.start)
            label = label.replace(f"%{at + 1}", format_number(value, shown.number_format))
        return label


def format_number(value: int, number_format: str) -> str:
    """As Word prints it; letters go on with "aa" after "z"."""
    if not 0 < value <= LARGEST_NUMBER:
        return str(value)
    if number_format in {"lowerLetter", "upperLetter"}:
        letter = chr(ord("a") + (value - 1) % 26) * ((value - 1) // 26 + 1)
        return letter.upper() if number_format == "upperLetter" else letter
    if number_format in {"lowerRoman", "upperRoman"}:
        return roman_number(value) if number_format == "upperRoman" else roman_number(value).lower()
    if number_format == "decimalZero":
        return f"{value:02}"
    if number_format == "vietnameseCounting" and value <= len(_VIETNAMESE_COUNT):
        return _VIETNAMESE_COUNT[value - 1]
    return str(value)


class _Reader:
    """Walks the body once."""

    def __init__(self, document: Any, on_read: OnRead | None = None) -> None:
        self.document = document
        self.on_read = on_read
        self.read = 0
        self.paragraphs = sum(1 for _one in document.element.body.iter(qn("w:p"))) if on_read else 0
        self.styles = {
            style.get(qn("w:styleId")): style for style in document.styles.element.iter(qn("w:style"))
        }
        self.numbering = _read_numbering(document)

    def lines(self) -> Iterator[str]:
        yield from self.blocks(self.document.element.body, 0)

    def blocks(self, parent: Any, depth: int) -> Iterator[str]:
        for child in parent:
            if child.tag in _DELETED:
                continue
            if child.tag == qn("w:p"):
                self.read += 1
                if self.on_read is not None and self.read % PARAGRAPHS_BETWEEN_BEATS == 0:
                    self.on_read(min(self.read, self.paragraphs), self.paragraphs)
                yield from self.paragraph(child, depth)
            elif child.tag == qn("w:tbl"):
                yield from self.table(child, depth + 1)
            elif child.tag in {
                qn("w:sdt"),
                qn("w:sdtContent"),
                qn("w:ins"),
                qn("w:customXml"),
                qn("w:moveTo"),
            }:
                yield from self.blocks(child, depth)

    def paragraph(self, paragraph: Any, depth: int) -> Iterator[str]:
        text = self.text(paragraph)
        label = self.number_of(paragraph)
        if text.strip():
            yield f"{label} {text}" if label else text
        for box in paragraph.iter(qn("w:txbxContent")):
            # Word writes each box twice, once for old readers.
            if not any(above.tag.endswith("}Fallback") for above in box.iterancestors()):
                yield from self.blocks(box, depth)

    def text(self, element: Any) -> str:
        """Runs, also those inserted or moved here while changes are tracked; not what lies in text boxes."""
        pieces = []
        for child in element:
            tag = child.tag
            if tag in _DELETED or tag in {_FIELD_CODE, qn("w:txbxContent"), qn("w:pPr"), qn("w:rPr")}:
                continue
            if tag == qn("w:t"):
                pieces.append(child.text or "")
            elif tag in {qn("w:tab"), qn("w:ptab")}:
                pieces.append("    ")
            elif tag in {qn("w:br"), qn("w:cr")}:
                pieces.append("\n")
            elif tag == qn("w:noBreakHyphen"):
                pieces.append("-")
            elif isinstance(tag, str) and not tag.endswith(("}AlternateContent", "}drawing", "}pict")):
                pieces.append(self.text(child))
        return "".join(pieces)

    def number_of(self, paragraph: Any) -> str:
        """From the paragraph's own list, else from its style's."""
        own = paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        number_id, level = _numbering_of(own)
        style_id = _value(paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}"))
        visited: set[str] = set()
        while number_id is None and style_id and style_id not in visited:
            visited.add(style_id)
            style = self.styles.get(style_id)
            if style is None:
                break
            number_id, style_level = _numbering_of(style.find(f"{qn('w:pPr')}/{qn('w:numPr')}"))
            level = style_level if level is None else level
            style_id = _value(style.find(qn("w:basedOn")))
        if number_id is None or number_id == "0":
            return ""
        return self.numbering.label(number_id, level or 0)

    def table(self, table: Any, depth: int) -> Iterator[str]:
        if depth > DEEPEST_TABLE:
            raise ValueError("tables within tables")
        for row in table.iter(qn("w:tr")):
            if next(row.iterancestors(qn("w:tbl"))) is not table:
                continue
            if row.find(f"{qn('w:trPr')}/{qn('w:del')}") is not None:
                continue
            cells: list[list[str]] = []
            for cell in row.iter(qn("w:tc")):
                if next(cell.iterancestors(qn("w:tr"))) is not row:
                    continue
                merge = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
                is_continued = merge is not None and merge.get(qn("w:val")) in {None, "continue"}
                cells.append([] if is_continued else list(self.blocks(cell, depth)))
            yield from row_lines(cells)


def _read_numbering(document: Any) -> _Numbering:
    numbering = _Numbering()
    try:
        root = document.part.numbering_part.element
    except (KeyError, NotImplementedError):
        return numbering
    for abstract in root.iter(qn("w:abstractNum")):
        levels = {}
        for level in abstract.iter(qn("w:lvl")):
            levels[_integer(level.get(qn("w:ilvl")), 0)] = _Level(
                _value(level.find(qn("w:numFmt"))) or "decimal",
                _value(level.find(qn("w:lvlText"))) or "",
                _integer(_value(level.find(qn("w:start"))), 1),
            )
        numbering.levels[abstract.get(qn("w:abstractNumId"))] = levels
    for number in root.iter(qn("w:num")):
        number_id = number.get(qn("w:numId"))
        numbering.lists[number_id] = _value(number.find(qn("w:abstractNumId"))) or ""
        for override in number.iter(qn("w:lvlOverride")):
            start = _value(override.find(qn("w:startOverride")))
            if start is not None:
                numbering.starts[number_id, _integer(override.get(qn("w:ilvl")), 0)] = _integer(start, 1)
    return numbering


def _numbering_of(properties: Any) -> tuple[str | None, int | None]:
    if properties is None:
        return None, None
    level = _value(properties.find(qn("w:ilvl")))
    return _value(properties.find(qn("w:numId"))), None if level is None else _integer(level, 0)


def _value(element: Any) -> str | None:
    return None if element is None else element.get(qn("w:val"))


def _integer(text: str | None, otherwise: int) -> int:
    try:
        return int(text or "")
    except ValueError:
        return otherwise
