"""Which document a note of the codification means, and what the edition says about it. Pure.

A document is known by number, issuer and day of issue. Where a note gives only the number, the full mention is
looked for in the whole edition, by the link to the official source, the type and the subject. A document that the
edition never names in full gets its day from other texts that name it with its day ("Nghị định số … ngày …"), when
they agree; a day is never made up.
"""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from content.laws.choices import DocumentType
from portal.lib.vietnamese import fold

from .codification_notes import NamedDocument
from .codification_records import Finding, Mentions
from .recognition import ISSUERS, issuer

OFFICIAL_SOURCE = "https://vbpl.vn/TW/Pages/vbpq-toanvan.aspx?ItemID={item}"
LONGEST_TITLE = 1000
LONGEST_ISSUER = 255
# So much of all mentions must agree on a day that only other texts give.
AGREEMENT = 0.75

_SPELLINGS = {
    "uy ban thuong vu quoc hoi": "Ủy ban thường vụ Quốc hội",
    "uy ban nhan dan": "Ủy ban nhân dân",
    "bo cong thuong": "Bộ Công Thương",
    "bo lao dong - thuong binh va xa hoi": "Bộ Lao động - Thương binh và Xã hội",
    "bo van hoa, the thao va du lich": "Bộ Văn hóa, Thể thao và Du lịch",
    "bo van hoa - the thao va du lich": "Bộ Văn hóa, Thể thao và Du lịch",
    "toa an nhan dan toi cao": "Tòa án nhân dân tối cao",
    "vien kiem sat nhan dan toi cao": "Viện kiểm sát nhân dân tối cao",
    "ngan hang nha nuoc": "Ngân hàng Nhà nước Việt Nam",
    "bo giao duc va dao tao": "Bộ Giáo dục và Đào tạo",
    "thu tuong": "Thủ tướng Chính phủ",
}
_STARTS_WITH_OFFICE = re.compile(
    r"^(?:Bộ trưởng|Thống đốc|Tổng Thanh tra|Chánh án|Viện trưởng)\s+", re.IGNORECASE
)
_ENDS_ISSUER = re.compile(r"\s+(?:[Qq]uy định|[Hh]ướng dẫn|[Vv]ề việc|ban hành|sửa đổi)\s.*$", re.DOTALL)
_SEVERAL_ISSUERS = re.compile(r"/(?:TTLT|NQLT)")


@dataclass(frozen=True, slots=True, eq=False)
class EditionDocument:
    """A document as the edition knows it; its index holds each once, so that it is compared by being it."""

    document_type: DocumentType
    number: str
    title: str
    issuer: str
    issued_on: datetime.date
    item: str = ""
    effective_on: datetime.date | None = None
    day_from_text: bool = False

    @property
    def folded_number(self) -> str:
        return fold(self.number)

    @property
    def official_url(self) -> str:
        return OFFICIAL_SOURCE.format(item=self.item) if self.item else ""


@dataclass
class DocumentIndex:
    """Every document that the edition dates. ``find`` answers for one mention."""

    by_number: dict[str, list[EditionDocument]] = field(default_factory=dict)
    by_item: dict[str, EditionDocument] = field(default_factory=dict)
    by_title: dict[tuple[str, str], EditionDocument] = field(default_factory=dict)
    in_file: dict[tuple[str, str], EditionDocument] = field(default_factory=dict)
    days: dict[str, Counter[datetime.date]] = field(default_factory=dict)
    titles: dict[str, Counter[tuple[str, datetime.date]]] = field(default_factory=dict)
    _by_text: dict[tuple[str, str], EditionDocument] = field(default_factory=dict)
    _found: dict[tuple[str, str, str, str, str], EditionDocument | Finding] = field(default_factory=dict)

    @classmethod
    def of(cls, mentions: Iterable[Mentions]) -> DocumentIndex:
        index = cls()
        seen: dict[tuple[str, str, datetime.date, str], EditionDocument] = {}
        for of_file in mentions:
            for named, effective_on in of_file.full:
                document = _document(named, effective_on)
                if document is None:
                    continue
                key = (
                    document.folded_number or fold(document.title),
                    document.issuer,
                    document.issued_on,
                    document.document_type.value,
                )
                document = seen.setdefault(key, document)
                index.in_file.setdefault((of_file.file, document.folded_number), document)
                if named.item:
                    index.by_item.setdefault(named.item, document)
            for number, days in of_file.days.items():
                index.days.setdefault(fold(number), Counter()).update(days)
            for number, titles in of_file.titles.items():
                index.titles.setdefault(fold(number), Counter()).update(titles)
        for document in seen.values():
            if document.number:
                index.by_number.setdefault(document.folded_number, []).append(document)
            index.by_title.setdefault((document.document_type.value, fold(document.title)), document)
        return index

    def find(self, named: NamedDocument, file: str) -> EditionDocument | Finding:
        """The document meant, or why it is not known."""
        key = (
            file,
            named.document_type.value,
            named.number,
            named.title if not named.number else "",
            named.item,
        )
        if key not in self._found:
            self._found[key] = self._find(named, file)
        return self._found[key]

    def _find(self, named: NamedDocument, file: str) -> EditionDocument | Finding:
        if not named.number:
            title = fold(_full_title(named.document_type, named.title, ""))
            return self.by_title.get((named.document_type.value, title)) or Finding.UNDATED
        candidates = self.by_number.get(fold(named.number), [])
        if not candidates:
            by_link = self.by_item.get(named.item)
            if by_link and _begins_alike(by_link.number, named.number):
                # "…/TT-BNNPTTN" for "…/TT-BNNPTNT": a slip of the typist.
                return by_link
            return self._dated_by_text(named)
        for narrower in (
            [one for one in candidates if named.item and self.by_item.get(named.item) is one],
            [one for one in candidates if one.document_type is named.document_type],
            [one for one in candidates if self.in_file.get((file, one.folded_number)) is one],
        ):
            if len(narrower) == 1:
                return narrower[0]
            candidates = narrower or candidates
        return candidates[0] if len(candidates) == 1 else Finding.AMBIGUOUS

    def _dated_by_text(self, named: NamedDocument) -> EditionDocument | Finding:
        titles = self.titles.get(fold(named.number), Counter())
        days = Counter(self.days.get(fold(named.number), {}))
        for (_title, day), times in titles.items():
            days[day] += times
        if not days:
            return Finding.UNDATED
        ((issued_on, times),) = days.most_common(1)
        if times < AGREEMENT * sum(days.values()):
            return Finding.UNDATED
        issued_by = canonical_issuer(named.number, "")
        if not issued_by:
            return Finding.NO_ISSUER
        known = self._by_text.get((fold(named.number), named.document_type.value))
        if known is not None:
            return known
        title = next((title for (title, day), _times in titles.most_common() if day == issued_on), "")
        return self._by_text.setdefault(
            (fold(named.number), named.document_type.value),
            EditionDocument(
                named.document_type,
                named.number,
                _full_title(named.document_type, title, named.number),
                issued_by,
                issued_on,
                named.item,
                day_from_text=True,
            ),
        )


def canonical_issuer(number: str, stated: str) -> str:
    """One spelling for each issuer; the number's own letters go before what a person typed."""
    by_number = "" if _SEVERAL_ISSUERS.search(number) else issuer(number, None)
    if by_number:
        return by_number
    stated = _ENDS_ISSUER.sub("", _STARTS_WITH_OFFICE.sub("", " ".join(stated.split()))).strip(" .,;")
    if stated:
        stated = stated.replace("Ð", "Đ")
        return _SPELLINGS.get(_plain_spelling(stated), stated[:1].upper() + stated[1:])[:LONGEST_ISSUER]
    letters = re.split(r"[/-]", number.partition("TTLT")[2].strip("-/")) if "TTLT" in number else []
    named = [ISSUERS[one] for one in letters if one in ISSUERS]
    if len(named) < 2 or len(named) < len(letters):
        return ""
    return f"{', '.join(named[:-1])} và {named[-1]}"


def _begins_alike(number: str, other: str) -> bool:
    """The same up to the year: "08/2014/…"."""
    return re.split(r"/(?=\D)", number)[0] == re.split(r"/(?=\D)", other)[0]


def _plain_spelling(name: str) -> str:
    """Both places of the tone mark, and i for y, are one spelling."""
    return fold(name)


def _document(named: NamedDocument, effective_on: datetime.date) -> EditionDocument | None:
    issued_by = canonical_issuer(named.number, named.issuer)
    if named.issued_on is None or not issued_by:
        return None
    year = re.search(r"/((?:19|20)\d\d)/", named.number)
    if year and int(year[1]) != named.issued_on.year:
        # The day of a document that the title names.
        return None
    return EditionDocument(
        named.document_type,
        named.number,
        _full_title(named.document_type, named.title, named.number),
        issued_by,
        named.issued_on,
        named.item,
        effective_on,
    )


def _full_title(kind: DocumentType, title: str, number: str) -> str:
    """ "Luật Đất đai" for a law, the bare title for others; the number where the edition gives no title."""
    title = " ".join(title.split()).strip(" .,;")
    name = kind.vietnamese_name
    if not title:
        return f"{name} {number}".strip()
    if not kind.is_cited_by_title or title.lower().startswith(name.lower()):
        return (title[:1].upper() + title[1:])[:LONGEST_TITLE]
    return f"{name} {title}"[:LONGEST_TITLE]
