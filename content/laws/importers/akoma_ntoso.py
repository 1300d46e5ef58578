"""Akoma Ntoso 3.0 XML (OASIS LegalDocML) as lines of text and facts.

The numbers come from ``num``, so that a file of another maker reads as well as this library's own export; ``eId``
only stands in where a ``num`` is missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _
from lxml import etree

from content.laws.choices import DocumentType, SourceFormat
from content.laws.exports.own_words import SIGNED

from .safe_xml import parse_xml
from .source_text import SourceText, finish, refuse, table_row

NAMESPACE = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
DIVISIONS = {"part": "Phần", "chapter": "Chương", "section": "Mục", "subsection": "Tiểu mục"}
_CLAUSES = {"paragraph", "subparagraph", "point", "clause", "indent", "item", "list"}
_PARTS = ("preface", "preamble", "body", "conclusions")
_ID_NUMBER = re.compile(r"_([0-9A-Za-z.]+)$")


def is_akoma_ntoso(root: etree._Element) -> bool:
    return etree.QName(root).localname == "akomaNtoso"


def read_akoma_ntoso(data: bytes, file: str) -> SourceText:
    """Raises ``RefusedFile`` for XML that is broken, dangerous, or no act."""
    root = parse_xml(data, file)
    if not is_akoma_ntoso(root):
        refuse(file, _("this XML is not Akoma Ntoso"))
    act = next((child for child in root if _tag(child) in {"act", "bill", "doc"}), None)
    if act is None:
        refuse(file, _("this Akoma Ntoso file holds no act"))
    lines: list[str] = []
    for part in _PARTS:
        for element in act.findall(f"{{*}}{part}"):
            lines += _front(element) if part in {"preface", "conclusions"} else _block(element)
    for attachment in act.iterfind("{*}attachments/{*}attachment"):
        lines += _attachment(attachment)
    return finish(file, SourceFormat.AKOMA_NTOSO, "\n".join(lines), hints=_hints(act))


def _tag(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _words(element: etree._Element | None) -> str:
    if element is None:
        return ""
    return re.sub(r"[^\S\n]+", " ", "".join(_in_order(element))).strip()


def _in_order(element: etree._Element) -> Iterator[str]:
    """Text in reading order; a line break element is a line break, line breaks in the source are not."""
    if element.text:
        yield re.sub(r"\s+", " ", element.text)
    for child in element:
        if _tag(child) in {"br", "eol"}:
            yield "\n"
        elif _tag(child):
            yield from _in_order(child)
        if child.tail:
            yield re.sub(r"\s+", " ", child.tail)


def _front(element: etree._Element) -> list[str]:
    """Number, date, type and title on lines of their own, as a printed heading has them."""
    lines = []
    for child in element:
        words = _words(child)
        if _tag(child) == "table":
            lines += _table(child)
            continue
        if child.find(".//{*}docType") is not None:
            words = words.upper()
        if child.find(".//{*}signature") is not None:
            if words in lines:
                continue  # the text of the closing names them already
            if SIGNED not in lines:
                lines.append(SIGNED)
        lines.append(words)
    return lines


def _block(element: etree._Element) -> list[str]:
    lines: list[str] = []
    for child in element:
        tag = _tag(child)
        if tag in {"article", *DIVISIONS} or (tag == "hcontainer" and child.find("{*}num") is not None):
            lines += _numbered(child, tag)
        elif tag in _CLAUSES:
            lines += _clause(child)
        elif tag == "table":
            lines += _table(child)
        elif tag in {"num", "heading", "subheading"}:
            continue
        elif tag in {"p", "block", "formula", "recital", "citation"} and child.find(".//{*}p") is None:
            lines.append(_words(child))
        elif tag:
            lines += _block(child) if len(child) else [_words(child)]
    return lines


def _numbered(element: etree._Element, tag: str) -> list[str]:
    label = _words(element.find("{*}num")) or _label_from_id(element, tag)
    heading = _words(element.find("{*}heading"))
    if tag in DIVISIONS:
        # On one line, so that the text below is not taken for more of the heading.
        has_text = element.find("{*}intro") is not None and heading and not heading.isupper()
        return [*([f"{label}. {heading}"] if has_text else [label, heading]), *_block(element)]
    label = label.rstrip(". ")
    body = _block(element)
    if heading and body:
        return [f"{label}. {heading}", *body]
    return [f"{label}. {heading or ' '.join(body[:1])}", *body[1:]]


def _label_from_id(element: etree._Element, tag: str) -> str:
    match = _ID_NUMBER.search(element.get("eId", ""))
    return f"{DIVISIONS.get(tag, 'Điều')} {match[1]}" if match else DIVISIONS.get(tag, "Điều")


def _clause(element: etree._Element) -> list[str]:
    number = _words(element.find("{*}num"))
    body = _block(element)
    if not number:
        return body
    heading = _words(element.find("{*}heading"))
    first = " ".join(filter(None, (number, heading, *body[:1])))
    return [first, *body[1:]]


def _table(element: etree._Element) -> list[str]:
    return [
        table_row([_words(cell) for cell in row if _tag(cell) in {"td", "th"}])
        for row in element.iter("{*}tr")
    ]


def _attachment(element: etree._Element) -> list[str]:
    document = next((child for child in element if _tag(child) in {"doc", "act"}), None)
    if document is None:
        return []
    label = _words(element.find("{*}heading")) or _words(document.find(".//{*}preface//{*}docNumber"))
    title = _words(document.find(".//{*}preface//{*}docTitle"))
    lines = [f"{label}. {title}" if title else label]
    for part in ("mainBody", "body"):
        for body in document.findall(f"{{*}}{part}"):
            lines += _block(body)
    return lines


def _hints(act: etree._Element) -> dict[str, str]:
    """Facts that the metadata states outright."""
    preface = act.find("{*}preface")
    hints = {
        "number": _value(act, ".//{*}FRBRWork/{*}FRBRnumber")
        or _words(act.find(".//{*}preface//{*}docNumber")),
        "title": _words(act.find(".//{*}preface//{*}docTitle")),
        "issuer": _words(act.find(".//{*}preface//{*}docAuthority")),
        "issued_on": _attribute(act, ".//{*}FRBRWork/{*}FRBRdate", "date"),
        "signers": ", ".join(_words(one) for one in act.iterfind(".//{*}conclusions//{*}person")),
    }
    kind = _words(preface.find(".//{*}docType")) if preface is not None else ""
    found = DocumentType.from_vietnamese_name(kind) or DocumentType.from_slug(act.get("name", ""))
    hints["document_type"] = found.value if found else ""
    for event in act.iterfind(".//{*}lifecycle/{*}eventRef"):
        if event.get("refersTo") == "#effective":
            hints["effective_on"] = event.get("date", "")
    return {name: value for name, value in hints.items() if value}


def _value(act: etree._Element, path: str) -> str:
    return _attribute(act, path, "value")


def _attribute(act: etree._Element, path: str, name: str) -> str:
    found = act.find(path)
    return found.get(name, "") if found is not None else ""
