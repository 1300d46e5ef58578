"""What one import of the codification keeps in hand: what is known, what was found, and how rows are written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

from django.db import models

from content.laws.models import CodificationTopic
from portal.lib.bulk_rows import insert_rows, next_keys

from .codification_documents import DocumentIndex
from .codification_edition import Edition
from .codification_library import ArticleKey, CodificationReport, Library
from .codification_notes import Change, SourceNote
from .codification_records import ArticlePiece, Finding, Remark

ROWS_PER_STATEMENT = 500

Places = list[tuple[ArticlePiece, ArticleKey]]
Row = TypeVar("Row", bound=models.Model)


@dataclass(slots=True)
class Links:
    """What a file says about an article beyond its text; stored when all articles are there."""

    code: str
    anchor: str
    article: int
    document: int
    note: SourceNote
    related: tuple[str, ...]
    places: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class Pending:
    """A file whose articles are stored and whose links are not; without its texts, which fill the memory."""

    file: str
    digest: str
    code: str
    subject: int
    links: list[Links] = field(default_factory=list)


class Snapshot(NamedTuple):
    """What memory took for stored at one moment."""

    new: Counter[str]
    changed: Counter[str]
    unchanged: Counter[str]
    remarks: int
    pending: int
    seen: dict[ArticleKey, tuple[str, str]]
    codes_of_files: dict[str, str]


class Storing:
    """One import. In a dry run rows are counted and get keys that no stored row has, and nothing is written."""

    def __init__(self, edition: Edition, report: CodificationReport, *, dry_run: bool) -> None:
        self.edition = edition
        self.report = report
        self.counts = report.counts
        self.dry_run = dry_run
        self.library = Library()
        self.index = DocumentIndex()
        self.topics: dict[int, CodificationTopic] = {}
        self.pending: list[Pending] = []
        self.seen: dict[ArticleKey, tuple[str, str]] = {}
        self.codes_of_files: dict[str, str] = {}
        self.undated_amendments: set[tuple[str, str]] = set()

    def remark(self, remark: Remark) -> None:
        self.report.remarks.append(remark)

    def document_of(self, change: Change, file: str) -> int | None:
        """The row of the document that made a change, if the edition dates it."""
        found = self.index.find(change.by, file)
        return None if isinstance(found, Finding) else self.library.document_pk(found)

    def create(self, rows: list[Row], kind: str) -> list[Row]:
        self.counts.new[kind] += len(rows)
        if not rows:
            return rows
        if self.dry_run:
            for row, pk in zip(rows, self.library.fake_pks(len(rows)), strict=True):
                row.pk = pk
            return rows
        manager = type(rows[0])._default_manager  # noqa: SLF001
        return manager.bulk_create(rows, batch_size=ROWS_PER_STATEMENT)

    def insert(
        self, model: type[models.Model], names: Sequence[str], rows: Sequence[tuple[object, ...]], kind: str
    ) -> None:
        """Where there are tens of thousands."""
        self.counts.new[kind] += len(rows)
        if rows and not self.dry_run:
            insert_rows(model, names, rows)

    def keys(self, model: type[models.Model], count: int) -> Sequence[int]:
        return self.library.fake_pks(count) if self.dry_run else next_keys(model, count)

    def update(self, rows: list[Row], fields: list[str], kind: str) -> None:
        self.counts.changed[kind] += len(rows)
        if rows and not self.dry_run:
            type(rows[0])._default_manager.bulk_update(rows, fields, batch_size=ROWS_PER_STATEMENT)  # noqa: SLF001

    def snapshot(self) -> Snapshot:
        counts = self.counts
        return Snapshot(
            Counter(counts.new),
            Counter(counts.changed),
            Counter(counts.unchanged),
            len(self.report.remarks),
            len(self.pending),
            dict(self.seen),
            dict(self.codes_of_files),
        )

    def go_back_to(self, moment: Snapshot) -> None:
        """What came after was not stored: forget it, and read again what the database holds."""
        self.counts.new, self.counts.changed, self.counts.unchanged = moment[:3]
        del self.report.remarks[moment.remarks :], self.pending[moment.pending :]
        self.seen, self.codes_of_files = moment.seen, moment.codes_of_files
        self.library = Library()
