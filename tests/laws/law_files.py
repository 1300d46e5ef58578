"""One law in every format that editors bring, made for a test; small files that would do harm."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from portal.lib.pdf import render_pdf

PAGE = """@page { size: A4; margin: 25mm 20mm; @bottom-center { content: counter(page); }
  @top-center { content: "Thư viện pháp luật xã"; } }
body { font: 13pt/1.4 serif; text-align: justify; } p { margin: 0 0 6pt; }
h1 { font-size: 13pt; text-align: center; margin: 0 0 6pt; } table { width: 100%; } td { width: 50%; }"""


def word_bytes(text: str) -> bytes:
    """One paragraph a line; rows "| a | b |" become a table."""
    document = docx.Document()
    for line in text.split("\n"):
        if line.startswith("| "):
            cells = [cell.strip() for cell in line.strip("| ").split("|")]
            table = document.add_table(rows=1, cols=len(cells))
            for cell, words in zip(table.rows[0].cells, cells, strict=True):
                cell.text = words
        else:
            document.add_paragraph(line)
    return saved(document)


def saved(document) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def html_bytes(text: str) -> bytes:
    return f"<!doctype html><meta charset=utf-8><title>Luật</title>{html_blocks(text)}".encode()


def html_blocks(text: str) -> str:
    blocks = []
    for line in text.split("\n"):
        if line.startswith("| "):
            cells = "".join(f"<td>{cell.strip()}</td>" for cell in line.strip("| ").split("|"))
            blocks.append(f"<table><tr>{cells}</tr></table>")
        elif line.isupper():
            blocks.append(f"<h1>{line}</h1>")
        else:
            blocks.append(f"<p>{line}</p>")
    return "".join(blocks)


def pdf_bytes(text: str, folder: Path) -> bytes:
    """A4, justified, with a running head and page numbers, as offices print laws."""
    stylesheet = folder / "page.css"
    stylesheet.write_text(PAGE)
    return render_pdf(
        f'<html lang="vi"><head><title>Luật</title></head><body>{html_blocks(text)}</body></html>', stylesheet
    )


def with_number(document, words: str, level: int, number_id: int = 77):
    """A paragraph whose number Word counts itself."""
    paragraph = document.add_paragraph(words)
    properties = paragraph._p.get_or_add_pPr()
    properties.append(
        parse_xml(
            f"<w:numPr {nsdecls('w')}><w:ilvl w:val='{level}'/><w:numId w:val='{number_id}'/></w:numPr>"
        )
    )
    return paragraph


def add_law_numbering(document, number_id: int = 77) -> None:
    """ "Điều 1.", "1.", "a)" counted by Word."""
    root = document.part.numbering_part.element
    levels = [("decimal", "Điều %1."), ("decimal", "%2."), ("lowerLetter", "%3)")]
    inside = "".join(
        f"<w:lvl w:ilvl='{depth}'><w:start w:val='1'/><w:numFmt w:val='{kind}'/><w:lvlText w:val='{shown}'/></w:lvl>"
        for depth, (kind, shown) in enumerate(levels)
    )
    root.insert(
        0, parse_xml(f"<w:abstractNum {nsdecls('w')} w:abstractNumId='{number_id}'>{inside}</w:abstractNum>")
    )
    root.append(
        parse_xml(
            f"<w:num {nsdecls('w')} w:numId='{number_id}'><w:abstractNumId w:val='{number_id}'/></w:num>"
        )
    )


def tracked(paragraph, inserted: str, deleted: str) -> None:
    paragraph._p.append(
        parse_xml(
            f"<w:del {nsdecls('w')} w:id='1' w:author='A'><w:r><w:delText>{deleted}</w:delText></w:r></w:del>"
        )
    )
    paragraph._p.append(
        parse_xml(f"<w:ins {nsdecls('w')} w:id='2' w:author='A'><w:r><w:t>{inserted}</w:t></w:r></w:ins>")
    )


def with_text_box(paragraph, words: str) -> None:
    run = paragraph.add_run()._r
    run.append(
        parse_xml(
            f"<w:pict {nsdecls('w')}><v:shape xmlns:v='urn:schemas-microsoft-com:vml'><v:textbox><w:txbxContent>"
            f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict>"
        )
    )


def zip_bytes(entries: dict[str, bytes], *, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def replaced_part(word: bytes, part: str, content: bytes) -> bytes:
    """The same Word file with one part exchanged or added."""
    with zipfile.ZipFile(io.BytesIO(word)) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    return zip_bytes(entries | {part: content})


def declared_size(word: bytes, size: int) -> bytes:
    """A ZIP whose directory says that one entry is ``size`` bytes long, as a bomb's would."""
    data = bytearray(word)
    start = data.rfind(b"PK\x01\x02")
    data[start + 24 : start + 28] = min(size, 0xFFFFFFFE).to_bytes(4, "little")
    return bytes(data)


__all__ = ["qn"]
