"""The two columns above the title of a Vietnamese document, after Decree 30/2020/NĐ-CP, Appendix I. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from content.laws.choices import DocumentType
from content.laws.exports.records import ExportDocument

_PARTY_NUMBER = re.compile(r"^\d{1,4}-[A-ZĐ][A-Za-zĐđ]{0,3}/T[WƯ]|-[A-ZĐ]+/(?:TU|ĐU)$")


@dataclass(frozen=True)
class Heading:
    """``left``: who issued it and the number; ``right``: the motto and the day; then type and title in the middle."""

    issuer: str
    number: str
    motto: tuple[str, ...]
    day: str
    document_type: str
    title: str


def heading(document: ExportDocument) -> Heading:
    """A law's number is written "Luật số: …"; papers of the Party carry no motto of the State."""
    is_of_party = bool(_PARTY_NUMBER.search(document.number)) or "Đảng" in document.issuer
    motto = (
        ("ĐẢNG CỘNG SẢN VIỆT NAM",)
        if is_of_party
        else ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
    )
    day = document.issued_on
    return Heading(
        issuer=document.issuer.upper(),
        number=_number(document),
        motto=motto,
        day=f"ngày {day.day:02} tháng {day.month:02} năm {day.year}",
        document_type=document.document_type.vietnamese_name.upper(),
        title=_title(document),
    )


def _number(document: ExportDocument) -> str:
    if not document.number:
        return ""
    if document.document_type in {DocumentType.LAW, DocumentType.CODE}:
        return f"{document.document_type.vietnamese_name} số: {document.number}"
    return f"Số: {document.number}"


def _title(document: ExportDocument) -> str:
    """Without the type, which stands above it: "Luật Đất đai" → "Đất đai"."""
    name = document.document_type.vietnamese_name
    if document.title.lower().startswith(f"{name.lower()} "):
        rest = document.title[len(name) :].strip()
        return rest[:1].upper() + rest[1:]
    return document.title
