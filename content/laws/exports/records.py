"""What every export format is made from: a document as of a day, read once, then only looked at. Pure."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from content.laws.choices import (
    AliasKind,
    ArticleKind,
    DivisionKind,
    DocumentType,
    LegalStatus,
    RelationKind,
    TextKind,
)
from content.laws.exports.own_words import LAPSED, NOT_YET, SUMMARY, TRANSLATION
from content.laws.slugs import slugify_vietnamese
from content.laws.structure import ArticleText, parse_article_text
from content.laws.tables import Block, blocks


def text_blocks(text: str) -> list[Block]:
    """Paragraphs and tables of a text that has one paragraph or row a line."""
    return blocks(line.strip() for line in text.split("\n") if line.strip())


@dataclass(frozen=True)
class ExportArticle:
    """An article, appendix or numbered heading with the text of the day.

    ``is_valid`` is False when the text is not of the day: its own days say whether it lapsed or begins later.
    """

    kind: ArticleKind
    number: str
    label: str
    anchor: str
    url: str
    heading: str
    text: str
    text_kind: TextKind
    effective_from: datetime.date | None
    effective_to: datetime.date | None
    is_valid: bool
    divisions: tuple[ExportDivisionLine, ...] = ()
    made_by: str = ""
    made_by_provision: str = ""

    @property
    def structure(self) -> ArticleText:
        return parse_article_text(self.text)

    @property
    def title(self) -> str:
        """ "Điều 7. Giấy tờ phải mang theo"."""
        return f"{self.label}. {self.heading}" if self.heading else f"{self.label}."

    @property
    def is_summary(self) -> bool:
        return self.text_kind is TextKind.SUMMARY

    @property
    def has_lapsed(self) -> bool:
        return not self.is_valid and self.effective_to is not None

    def notes(self) -> list[str]:
        """What a reader of this text must know about it, a sentence each."""
        found = []
        if self.text_kind is TextKind.SUMMARY:
            found.append(_(SUMMARY))
        elif not self.text_kind.is_official:
            found.append(_(TRANSLATION))
        if not self.is_valid and self.effective_from:
            found.append(_no_text_of_the_day(self))
        return found


def _no_text_of_the_day(article: ExportArticle) -> str:
    if article.has_lapsed:
        return _(LAPSED) % {"day": f"{article.effective_to:%d/%m/%Y}"}
    return _(NOT_YET) % {"day": f"{article.effective_from:%d/%m/%Y}"}


@dataclass(frozen=True)
class ExportDivisionLine:
    """A heading above an article: "Chương II", "QUY TẮC GIAO THÔNG"; ``text`` stands between it and the first one."""

    kind: DivisionKind
    number: str
    heading: str
    text: str = ""

    @property
    def label(self) -> str:
        return f"{self.kind.vietnamese_name} {self.number}"

    def title_lines(self) -> list[str]:
        """Number and heading on two lines, as laws are set; on one where text below would be taken for heading."""
        if not self.heading:
            return [self.label]
        if self.text.strip() and not self.heading.isupper():
            return [f"{self.label}. {self.heading}"]
        return [self.label, self.heading]


@dataclass(frozen=True)
class ExportDivision:
    """A part, chapter, section or subsection with what stands in it, in the order of the document."""

    line: ExportDivisionLine
    nodes: tuple[ExportNode, ...]

    @property
    def label(self) -> str:
        return self.line.label


ExportNode = ExportDivision | ExportArticle


@dataclass(frozen=True)
class ExportRelation:
    """What this document does to another (``is_outgoing``), or another to this one."""

    kind: RelationKind
    is_outgoing: bool
    own_provision: str
    other: ExportReference
    other_provision: str
    effective_on: datetime.date | None
    ended_on: datetime.date | None
    is_whole: bool
    note: str = ""


@dataclass(frozen=True)
class ExportReference:
    """Another document, as far as a reference needs it."""

    citation: str
    document_type: DocumentType
    number: str
    title: str
    issuer: str
    issued_on: datetime.date
    url: str

    @property
    def work_uri(self) -> str:
        return work_uri(self.document_type, self.issued_on, self.number, self.title)


@dataclass(frozen=True)
class ExportEffect:
    """Own dates of a provision."""

    article_number: str
    clause: str
    point: str
    effective_from: datetime.date | None
    expired_on: datetime.date | None
    condition: str
    decided_by: str
    decided_by_clause: str


@dataclass(frozen=True)
class ExportAlias:
    kind: AliasKind
    name: str


@dataclass(frozen=True)
class ExportDocument:
    """Everything an export says. ``nodes`` holds the body, ``appendices`` what follows the signatures."""

    document_type: DocumentType
    number: str
    title: str
    short_title: str
    heading: str
    citation: str
    issuer: str
    signers: str
    issued_on: datetime.date
    effective_on: datetime.date | None
    expired_on: datetime.date | None
    slug: str
    url: str
    official_url: str
    source_note: str
    preamble: str
    closing: str
    as_of: datetime.date
    status: LegalStatus
    status_since: datetime.date | None
    source_name: str
    nodes: tuple[ExportNode, ...]
    appendices: tuple[ExportArticle, ...] = ()
    relations: tuple[ExportRelation, ...] = ()
    effects: tuple[ExportEffect, ...] = ()
    aliases: tuple[ExportAlias, ...] = ()

    def articles(self) -> Iterator[ExportArticle]:
        """Every article and appendix, in order."""
        yield from _articles_in(self.nodes)
        yield from self.appendices

    @property
    def signers_below(self) -> list[str]:
        """Who signed, as far as the closing does not name them already."""
        named = [name for name in (one.strip() for one in self.signers.split(",")) if name]
        return [name for name in named if name not in self.closing]

    @property
    def has_summary(self) -> bool:
        return any(article.is_summary for article in self.articles())

    @property
    def is_unofficial(self) -> bool:
        """True when any of its text is not the State's own."""
        return any(not article.text_kind.is_official for article in self.articles())

    @property
    def work_uri(self) -> str:
        return work_uri(self.document_type, self.issued_on, self.number, self.title)

    @property
    def file_stem(self) -> str:
        """ "36-2024-qh15-2025-01-01": the document and the day, safe in every file system."""
        return f"{self.slug or 'van-ban'}-{self.as_of.isoformat()}"

    @property
    def readable_file_stem(self) -> str:
        """ "Luật Đất đai 2024 (ngày 01-01-2025)", for systems that take letters as they are written."""
        name = re.sub(r'[\\/:*?"<>|\x00-\x1f]+', "-", self.citation)[:120].strip(" .-")
        return f"{name} (ngày {self.as_of:%d-%m-%Y})"


def work_uri(document_type: DocumentType, issued_on: datetime.date, number: str, title: str) -> str:
    """ "/akn/vn/act/luat/2024-06-27/36-2024-qh15", after chapter 4.4 of the Akoma Ntoso Naming Convention 1.0."""
    name = slugify_vietnamese(number) or slugify_vietnamese(title)[:80].strip("-") or "khong-so"
    return f"/akn/vn/act/{document_type.slug}/{issued_on.isoformat()}/{name}"


def _articles_in(nodes: Iterable[ExportNode]) -> Iterator[ExportArticle]:
    for node in nodes:
        if isinstance(node, ExportDivision):
            yield from _articles_in(node.nodes)
        else:
            yield node
