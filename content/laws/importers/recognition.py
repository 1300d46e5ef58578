"""Recognises what a law says about itself: type, issuer, dates, signers, own dates of its provisions. Pure."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable

from content.laws.choices import DivisionKind, DocumentType
from content.laws.citations import NUMBER_PATTERN, THIS, find_citations
from content.laws.structure import parse_article_text
from portal.lib.vietnamese import fold

from .markup import Ending
from .records import ArticleRecord, DivisionRecord, EffectRecord

# The last letters of a number → who issued it.
ISSUERS = {
    "CP": "Chính phủ",
    "TTg": "Thủ tướng Chính phủ",
    "CTN": "Chủ tịch nước",
    "TW": "Ban Chấp hành Trung ương Đảng",
    "BCA": "Bộ Công an",
    "BQP": "Bộ Quốc phòng",
    "BNG": "Bộ Ngoại giao",
    "BTP": "Bộ Tư pháp",
    "BTC": "Bộ Tài chính",
    "BKHĐT": "Bộ Kế hoạch và Đầu tư",
    "BCT": "Bộ Công Thương",
    "BNNPTNT": "Bộ Nông nghiệp và Phát triển nông thôn",
    "BGTVT": "Bộ Giao thông vận tải",
    "BXD": "Bộ Xây dựng",
    "BTNMT": "Bộ Tài nguyên và Môi trường",
    "BTTTT": "Bộ Thông tin và Truyền thông",
    "BLĐTBXH": "Bộ Lao động - Thương binh và Xã hội",
    "BVHTTDL": "Bộ Văn hóa, Thể thao và Du lịch",
    "BKHCN": "Bộ Khoa học và Công nghệ",
    "BGDĐT": "Bộ Giáo dục và Đào tạo",
    "BYT": "Bộ Y tế",
    "BNV": "Bộ Nội vụ",
    "NHNN": "Ngân hàng Nhà nước Việt Nam",
    "TTCP": "Thanh tra Chính phủ",
    "VKSNDTC": "Viện kiểm sát nhân dân tối cao",
    "TANDTC": "Tòa án nhân dân tối cao",
}
_ASSEMBLY = re.compile(r"/(UBTVQH|QH)\d+$")

_DAY = r"(\d{1,2})(?:/|\s+tháng\s+)(\d{1,2})(?:/|\s+năm\s+)(\d{4})"
_TAKES_EFFECT = re.compile(
    rf"\s+có hiệu lực(?:\s+thi hành)?\s+(?:(?:kể\s+)?từ\s+(?:ngày\s+)?{_DAY}|(theo\s+[^;.]+))"
)
_PASSED = re.compile(rf"^(?P<sentence>[^\n]*thông qua\s+ngày\s+{_DAY}[^\n]*)$", re.MULTILINE)
_DIVISION = re.compile(
    r"(?<!\w)(Phần|Chương|Mục|Tiểu mục)\s+((?:thứ\s+\w+)|[IVXLC]+|\d{1,3}[a-zđ]?)\s*[.:]\s*", re.IGNORECASE
)
_OFFICE = re.compile(r"^(TM|KT|TL|TUQ|Q)\.|\(đã ký\)", re.IGNORECASE)


def document_type(name: str, number: str) -> DocumentType | None:
    """From the first words of the name, else from the letters in the number."""
    by_length = sorted(DocumentType, key=lambda one: len(one.vietnamese_name), reverse=True)
    lowered = name.lower()
    for one in by_length:
        if one is not DocumentType.OTHER and re.match(rf"{one.vietnamese_name.lower()}(?!\w)", lowered):
            return one
    letters = re.search(r"(?:^|[/-])([A-ZĐ][A-Za-zĐđ]{0,4})[-/]", number)
    return DocumentType.from_abbreviation(letters[1]) if letters else None


def title_without_number(name: str, number: str, kind: DocumentType) -> str:
    """ "Nghị định 168/2024/NĐ-CP xử phạt …" → "Xử phạt …"; "Luật Đất đai 2024" → "Luật Đất đai"."""
    title = name.replace(number, " ") if number else name
    title = re.sub(r"\s+", " ", title).strip()
    if kind.is_cited_by_title:
        return re.sub(r"\s+(?:số|năm)?\s*(?:(?:19|20)\d{2})?$", "", title)
    title = re.sub(rf"^{re.escape(kind.vietnamese_name)}\s+(?:số\s+)?", "", title, flags=re.IGNORECASE)
    return title[:1].upper() + title[1:]


def issuer(number: str, ending: Ending | None) -> str:
    """From the number's last letters, else from "TM. …" in the signatures."""
    if assembly := _ASSEMBLY.search(number):
        return "Quốc hội" if assembly[1] == "QH" else "Ủy ban thường vụ Quốc hội"
    known = ISSUERS.get(re.split(r"[/-]", number)[-1])
    if known:
        return known
    for line in ending.right if ending else ():
        if line.upper().startswith("TM."):
            return line[3:].strip().capitalize()
    return ""


def signers(ending: Ending | None) -> str:
    """The names under the document: lines that are neither an office nor all capitals."""
    lines = ending.right if ending else ()
    names = [line for line in lines if not line.isupper() and not _OFFICE.search(line)]
    return ", ".join(names)


def passing(text: str) -> tuple[datetime.date | None, str]:
    """(date, sentence) of "Luật này được Quốc hội … thông qua ngày 27 tháng 6 năm 2024."."""
    for match in _PASSED.finditer(text):
        lowered = match["sentence"].lower()
        if "này" in lowered or "nầy" in lowered:
            return _date(match[2], match[3], match[4]), match["sentence"]
    return None, ""


def effective_dates(articles: Iterable[ArticleRecord]) -> tuple[datetime.date | None, list[EffectRecord]]:
    """The document's date of effect and the own dates of its provisions, from its article on effect."""
    document_date: datetime.date | None = None
    own: list[EffectRecord] = []
    for article in _articles_on_effect(list(articles)):
        parsed = parse_article_text(article.text)
        for clause in (parsed.lead, *parsed.clauses):
            for citation in find_citations(clause.content):
                rest = _TAKES_EFFECT.match(clause.content, citation.end)
                if rest is None or citation.document is None or not citation.document.is_this:
                    continue
                date = _date(rest[1], rest[2], rest[3]) if rest[1] else None
                if not citation.provisions:
                    document_date = document_date or date
                own += [
                    EffectRecord(
                        article=provision.article,
                        clause=provision.clause,
                        point=provision.point,
                        effective_from=date,
                        condition="" if date else (rest[4] or "").strip(),
                        decided_by=article.number,
                        decided_by_clause=clause.label,
                    )
                    for provision in citation.provisions
                    if provision.article and provision.article != THIS
                ]
        if document_date:
            break
    return document_date, own


def divisions(heading: str) -> tuple[DivisionRecord, ...] | None:
    """ "Chương II. HÀNH VI … Mục 1. VI PHẠM …" → chapter and section; None when nothing is recognised."""
    matches = [match for match in _DIVISION.finditer(heading) if match[1][0].isupper()]
    if not matches or matches[0].start() != 0:
        return None
    records = []
    for match, following in zip(matches, [*matches[1:], None], strict=True):
        text = heading[match.end() : following.start() if following else None].strip()
        kind = next(one for one in DivisionKind if one.vietnamese_name.lower() == match[1].lower())
        records.append(DivisionRecord(kind, match[2], text))
    levels = [record.kind.level for record in records]
    return tuple(records) if levels == sorted(set(levels)) else None


def named_number(text: str) -> str:
    """The number in a text, or nothing."""
    match = NUMBER_PATTERN.search(text)
    return match[0] if match else ""


def _articles_on_effect(articles: list[ArticleRecord]) -> list[ArticleRecord]:
    titled = [article for article in articles if "hieu luc" in fold(article.heading)]
    return titled + [article for article in articles[-5:] if article not in titled]


def _date(day: str, month: str, year: str) -> datetime.date | None:
    try:
        return datetime.date(int(year), int(month), int(day))
    except ValueError:
        return None
