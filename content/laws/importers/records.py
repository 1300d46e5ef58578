"""What an importer hands over: a document as typed records, and what it refused."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

from content.laws.choices import ArticleKind, DivisionKind, DocumentType, TextKind, TextLanguage


@dataclass(frozen=True)
class DivisionRecord:
    """A heading above articles, and what stands between it and the first of them."""

    kind: DivisionKind
    number: str
    heading: str
    text: str = ""


@dataclass(frozen=True)
class ArticleRecord:
    """An article's text; ``divisions`` from the largest to the smallest."""

    number: str
    heading: str
    text: str
    divisions: tuple[DivisionRecord, ...] = ()
    notes: tuple[str, ...] = ()
    kind: ArticleKind = ArticleKind.ARTICLE
    # Where they differ from the document's own: since and until when this text holds, and who speaks in it.
    effective_from: datetime.date | None = None
    effective_to: datetime.date | None = None
    text_kind: TextKind | None = None


@dataclass(frozen=True)
class EffectRecord:
    """Own date of a provision, decided by another provision of the same document."""

    article: str
    clause: str
    point: str
    effective_from: datetime.date | None
    condition: str
    decided_by: str
    decided_by_clause: str
    expired_on: datetime.date | None = None


@dataclass(frozen=True)
class DocumentRecord:
    """A whole document, ready to be stored."""

    document_type: DocumentType
    number: str
    title: str
    issuer: str
    issued_on: datetime.date
    effective_on: datetime.date | None
    articles: tuple[ArticleRecord, ...]
    signers: str = ""
    closing: str = ""
    source_note: str = ""
    text_kind: TextKind = TextKind.OFFICIAL
    language: TextLanguage = TextLanguage.VIETNAMESE
    effects: tuple[EffectRecord, ...] = ()
    short_title: str = ""
    expired_on: datetime.date | None = None
    official_url: str = ""
    preamble: str = ""


@dataclass(frozen=True)
class Refusal:
    """Why something was not taken; ``item`` counts from 1, ``line`` is the file's line; both None for the file."""

    file: str
    reason: str
    item: int | None = None
    line: int | None = None

    def __str__(self) -> str:
        place = self.file
        if self.line is not None:
            place += f":{self.line}"
        if self.item is not None:
            place += f" [{self.item}]"
        return f"{place}: {self.reason}"


class RefusedFile(Exception):  # noqa: N818  (it is an answer, not a failure of the program)
    """A file that is not taken, with every reason found."""

    def __init__(self, refusals: list[Refusal]) -> None:
        super().__init__("; ".join(str(refusal) for refusal in refusals))
        self.refusals = refusals


@dataclass
class ImportReport:
    """What became of one file. ``new`` and ``changed`` count articles; a changed document counts too."""

    file: str
    document: str = ""
    document_id: int | None = None
    document_is_new: bool = False
    new: list[str] = field(default_factory=list)
    corrected: list[str] = field(default_factory=list)
    new_versions: list[str] = field(default_factory=list)
    unchanged: int = 0
    changed_details: list[str] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)

    @property
    def changed(self) -> int:
        return len(self.corrected) + len(self.new_versions)

    @property
    def has_changes(self) -> bool:
        return bool(self.document_is_new or self.new or self.changed or self.changed_details)
