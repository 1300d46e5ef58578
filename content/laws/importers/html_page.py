"""Web pages: the text of their blocks, tables kept, menus and scripts left out.

lxml's HTML parser reads what browsers read and runs nothing; only text is taken over, no markup survives.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _
from lxml import etree, html

from content.laws.choices import SourceFormat

from .plain_text import decode_text
from .source_text import SourceText, finish, refuse, row_lines
from .word import format_number

DEEPEST = 200  # elements within elements
_LEFT_OUT = frozenset(
    [
        "script", "style", "noscript", "template", "nav", "aside", "footer", "form", "button", "select", "iframe",
        "object", "svg", "head", "title",
    ]
)  # fmt: skip
_INLINE = frozenset(
    [
        "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "font", "i", "ins", "kbd", "label",
        "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
        "o:p",
    ]
)  # fmt: skip
_LIST_FORMATS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_CHARSET = re.compile(rb"<meta[^>]+charset=[\"']?\s*([\w-]+)", re.IGNORECASE)
_UNICODE = frozenset({"utf-8", "utf8", "utf-16", "unicode"})


def read_html(data: bytes, file: str) -> SourceText:
    """Raises ``RefusedFile`` when the page is nested without end or holds no text."""
    declared = _CHARSET.search(data[:2048])
    text = ""
    if declared and declared[1].decode().lower() not in _UNICODE:
        try:
            text = data.decode(declared[1].decode())
        except (LookupError, UnicodeDecodeError):
            text = ""
    text = text or decode_text(data, file)[0]
    # An encoding declared inside a decoded text would only mislead.
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    if not text.strip():
        refuse(file, _("there is no text in it"))
    try:
        root = html.document_fromstring(text, parser=html.HTMLParser(huge_tree=False, remove_comments=True))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        refuse(file, _("there is no text in it"))
    title = root.findtext(".//title") or ""
    body = root.find("body")
    lines = "\n".join(_Page(file).blocks(body if body is not None else root, 0))
    return finish(
        file, SourceFormat.HTML, lines, hints={"page_title": " ".join(title.split())} if title else {}
    )


class _Page:
    def __init__(self, file: str) -> None:
        self.file = file

    def blocks(self, element: etree._Element, depth: int) -> Iterator[str]:
        """Lines of an element's content; runs of inline content between blocks are lines too."""
        if depth > DEEPEST:
            refuse(self.file, _("the page is nested too deeply"))
        inline = [_one_space(element.text)]
        count = _start(element)
        for child in element:
            tag = child.tag.lower() if isinstance(child.tag, str) else ""
            if tag in _LEFT_OUT or not tag or _is_hidden(child):
                pass
            elif tag == "br":
                inline.append("\n")
            elif tag in _INLINE and not _holds_blocks(child):
                inline.append(self.inline(child))
            else:
                yield from _flush(inline)
                if tag == "table":
                    yield from self.table(child, depth + 1)
                elif tag == "li":
                    yield from self.item(child, element, count, depth + 1)
                    count += 1
                else:
                    yield from self.blocks(child, depth + 1)
            inline.append(_one_space(child.tail))
        yield from _flush(inline)

    def inline(self, element: etree._Element) -> str:
        pieces = [_one_space(element.text)]
        for child in element:
            tag = child.tag.lower() if isinstance(child.tag, str) else ""
            if tag == "br":
                pieces.append("\n")
            elif tag and tag not in _LEFT_OUT and not _is_hidden(child):
                pieces.append(self.inline(child))
            pieces.append(_one_space(child.tail))
        return "".join(pieces)

    def item(self, item: etree._Element, parent: etree._Element, count: int, depth: int) -> Iterator[str]:
        """An automatic number becomes a written one: "1.", "a)"."""
        lines = list(self.blocks(item, depth))
        if parent.tag == "ol" and lines:
            number_format = _LIST_FORMATS.get(parent.get("type", "1"), "decimal")
            mark = ")" if number_format == "lowerLetter" else "."
            lines[0] = f"{format_number(count, number_format)}{mark} {lines[0]}"
        yield from lines

    def table(self, table: etree._Element, depth: int) -> Iterator[str]:
        for row in table.iter("tr"):
            if next(row.iterancestors("table")) is not table:
                continue
            cells = [list(self.blocks(cell, depth)) for cell in row if cell.tag in {"td", "th"}]
            yield from row_lines(cells)


def _flush(inline: list[str]) -> Iterator[str]:
    text = "".join(inline)
    inline.clear()
    yield from (line for line in (part.strip() for part in text.split("\n")) if line)


def _one_space(text: str | None) -> str:
    return re.sub(r"\s+", " ", text or "")


def _is_hidden(element: etree._Element) -> bool:
    style = element.get("style", "").replace(" ", "").lower()
    return element.get("hidden") is not None or "display:none" in style


def _holds_blocks(element: etree._Element) -> bool:
    return any(
        isinstance(one.tag, str) and one.tag not in _INLINE | {"br", "img"}
        for one in element.iterdescendants()
    )


def _start(element: etree._Element) -> int:
    start = element.get("start", "1") if element.tag == "ol" else "1"
    return int(start) if start.isdigit() else 1
