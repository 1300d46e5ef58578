"""Text of a codified article: from the edition's HTML to plain lines. Pure, apart from lxml.

Each paragraph, clause or point starts a line. A row of a table is one line, "| first cell | second cell |"; after a
row of headings stands "| --- | --- |"; a cell over several columns is followed by empty cells. Raised text is
written with raised characters where they exist ("m²"), else after "^"; lowered text likewise ("CO₂") or after "_".
A picture is a line of its own or a word of it: ``PICTURE``.
"""

from __future__ import annotations

import html
import re

from lxml import etree

PICTURE = "[hình]"
MOST_COLUMNS = 100
MOST_ROWS = 5000

_INLINE = {
    "a",
    "abbr",
    "b",
    "big",
    "code",
    "del",
    "em",
    "font",
    "i",
    "img",
    "ins",
    "label",
    "s",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "sup",
    "tt",
    "u",
}
_BLOCKS = {"br", "center", "dd", "div", "dl", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "p", "pre"}
_TABLES = {"table", "tbody", "thead", "tfoot", "tr", "td", "th", "caption", "col", "colgroup"}
_LISTS = {"ul", "ol", "li"}
_DROPPED = {"script", "style", "template", "iframe", "object", "embed"}
KNOWN_TAGS = _INLINE | _BLOCKS | _TABLES | _LISTS | _DROPPED

_NAMES = "|".join(sorted((tag for name in KNOWN_TAGS for tag in (name, name.upper())), key=len, reverse=True))
# "x <5km" is text: only a known tag begins a tag.
_STRAY_BRACKET = re.compile(rf"<(?!/?(?:{_NAMES})\b|!--)")
_STARTS_LINE = re.compile(r"<(?=/?(?:[pP]|[dD][iI][vV]|[bB][rR]|[hH][1-6rR]|pre|center|d[dlt])\b)")
_NEEDS_TREE = re.compile(
    r"<(?:table|TABLE|t[rdh]\b|T[RDH]\b|sup|sub|SUP|SUB|img|IMG|ul|UL|ol|OL|li\b|LI\b|!--|script|SCRIPT|style|STYLE"
    r"|iframe|object|embed|template)"
)
_SIMPLE_TAG = re.compile(rf"</?(?:{_NAMES})\b(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>")
_INVISIBLE = re.compile(
    "[\u200b-\u200f\u2028\u2029\u202a-\u202e\u2060-\u2064\ufeff\u00ad\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]"
)
_GLUED_MARKER = re.compile(r"^(\d{1,3}[a-zđ]?\.|[a-zđ]\)|\d{1,3}\))(?=[^\W\d_])")
_RAISED = str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
_PARSER = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)


def plain_text(fragment: str) -> str:
    """The lines of a fragment of HTML, however broken."""
    source = fragment.replace("\r", " ").replace("\n", " ")
    if not _NEEDS_TREE.search(source):
        # Paragraphs, breaks and inline marks only: without its tags it is the text.
        plain = _SIMPLE_TAG.sub("", _STARTS_LINE.sub("\n<", source))
        return "\n".join(_tidied(_unescaped(plain).split("\n")))
    return "\n".join(_tidied(_lines_of_tree(_STRAY_BRACKET.sub("&lt;", source))))


def plain_line(fragment: str) -> str:
    """The same for a heading: always one line."""
    return " ".join(_unescaped(_SIMPLE_TAG.sub("", _STARTS_LINE.sub(" <", fragment))).split())


def _unescaped(text: str) -> str:
    text = html.unescape(text) if "&" in text else text
    return _INVISIBLE.sub("", text) if _INVISIBLE.search(text) else text


def _tidied(lines: list[str]) -> list[str]:
    tidy = []
    for line in lines:
        words = line.split()
        if not words:
            continue
        first = words[0]
        if not first.isalpha() and (glued := _GLUED_MARKER.match(first)):
            words[0] = f"{glued[1]} {first[glued.end() :]}"
        tidy.append(" ".join(words))
    return tidy


def _parse(source: str) -> etree._Element | None:
    if not source.strip():
        return None
    # A lone "<" at the end makes libxml2 give up.
    return etree.fromstring(f"<div>{source}</div>".encode(), _PARSER)


def _lines_of_tree(source: str) -> list[str]:
    tree = _parse(source)
    if tree is None:
        return []
    lines: list[str] = [""]
    _collect(tree, lines)
    return [_INVISIBLE.sub("", line) for line in lines]


def _collect(element: etree._Element, lines: list[str]) -> None:
    """Appends the element's text; the last line is still open."""
    if element.text:
        lines[-1] += element.text
    for child in element:
        _collect_child(child, lines)
        if child.tail:
            lines[-1] += child.tail


def _collect_child(child: etree._Element, lines: list[str]) -> None:
    tag = child.tag if isinstance(child.tag, str) else ""
    if tag in _DROPPED or not tag:
        return
    if tag == "img":
        lines[-1] += f" {PICTURE} "
    elif tag in {"sup", "sub"}:
        lines[-1] += _shifted("".join(child.itertext()).strip(), raised=tag == "sup")
    elif tag == "table":
        lines += [*_rows(child), ""]
    elif tag in {"ul", "ol"}:
        _collect_list(child, lines)
    elif tag in _INLINE:
        _collect(child, lines)
    else:
        lines.append("")
        _collect(child, lines)
        lines.append("")


def _collect_list(element: etree._Element, lines: list[str]) -> None:
    number = 0
    for child in element:
        lines.append("")
        if child.tag == "li":
            number += 1
            typed = "".join(child.itertext()).strip()
            if element.tag == "ul":
                lines[-1] += "" if typed.startswith(("-", "+", "•")) else "- "
            elif not re.match(r"\w{1,3}[.)]", typed):
                lines[-1] += f"{number}. "
            _collect(child, lines)
        else:
            _collect_child(child, lines)
        if child.tail and child.tail.strip():
            lines.append(child.tail)
    lines.append("")


def _shifted(text: str, *, raised: bool) -> str:
    shifted = text.translate(_RAISED if raised else _LOWERED)
    is_complete = all(one != other for one, other in zip(text, shifted, strict=True))
    if is_complete or not text:
        return shifted
    mark = "^" if raised else "_"
    return f"{mark}{text}" if len(text) == 1 else f"{mark}({text.strip('()')})"


def _rows(table: etree._Element) -> list[str]:
    """Rows with spans opened out, so that every row has as many cells as the widest."""
    grid: list[list[str]] = []
    held: dict[int, int] = {}
    heading_rows = 0
    # Rows of a table inside a cell are part of that cell's text.
    own_rows = [row for row in table.iter("tr") if next(row.iterancestors("table"), None) is table]
    for row in own_rows[:MOST_ROWS]:
        cells = [cell for cell in row if cell.tag in {"td", "th"}]
        line: list[str] = []
        for cell in cells:
            _open_held(line, held)
            line.append(_cell_text(cell))
            down = _span(cell, "rowspan")
            columns = min(_span(cell, "colspan"), MOST_COLUMNS - len(line) + 1)
            if down > 1:
                held.update(dict.fromkeys(range(len(line) - 1, len(line) - 1 + columns), down))
            line += [""] * (columns - 1)
        _open_held(line, held)
        held = {column: rows - 1 for column, rows in held.items() if rows > 1}
        if any(line):
            grid.append(line[:MOST_COLUMNS])
            is_heading = bool(cells) and all(cell.tag == "th" for cell in cells)
            heading_rows += is_heading and heading_rows == len(grid) - 1
    width = max((len(line) for line in grid), default=0)
    if width == 1:
        return [line[0] for line in grid]
    rows = ["| " + " | ".join(line + [""] * (width - len(line))) + " |" for line in grid]
    if heading_rows and heading_rows < len(rows):
        rows.insert(heading_rows, "|" + " --- |" * width)
    return rows


def _open_held(line: list[str], held: dict[int, int]) -> None:
    """Empty cells where a cell from a row above reaches down."""
    while len(line) < MOST_COLUMNS and held.get(len(line), 0) > 0:
        line.append("")


def _span(cell: etree._Element, name: str) -> int:
    value = (cell.get(name) or "1").strip()
    return min(max(int(value), 1), MOST_COLUMNS) if value.isdecimal() and len(value) < 5 else 1


def _cell_text(cell: etree._Element) -> str:
    lines: list[str] = [""]
    _collect(cell, lines)
    return " ".join(_tidied(lines)).replace("|", "¦")
