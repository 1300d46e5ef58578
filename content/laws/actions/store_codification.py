"""Brings the library in step with an edition of the codification."""

from __future__ import annotations

import datetime
import logging
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from typing import TypeVar

from django.db import DatabaseError, models, reset_queries, transaction

from content.laws.choices import RelationKind
from content.laws.importers.codification_documents import DocumentIndex, EditionDocument
from content.laws.importers.codification_edition import Edition, read_members, readers, scan_members
from content.laws.importers.codification_library import (
    ArticleKey,
    CodificationReport,
    KnownVersion,
    Library,
    anchors,
    by_code,
    related_pairs,
    relation_keys,
)
from content.laws.importers.codification_notes import Change, SourceNote
from content.laws.importers.codification_pages import file_digest
from content.laws.importers.codification_records import ArticlePiece, Finding, Remark, SubjectRecord
from content.laws.importers.codification_rows import DocumentRow, RelationRow, VersionRow
from content.laws.importers.codification_topics import TOPICS
from content.laws.models import (
    Article,
    ArticleVersion,
    CodificationDivision,
    CodificationSubject,
    CodificationTopic,
    CodifiedArticle,
    DocumentRelation,
    LegalDocument,
    ProvisionEffect,
    RelatedArticle,
)
from content.laws.models.articles import ARTICLE_NUMBER
from content.laws.ordering import unit_order
from content.laws.signals import library_imported
from content.laws.slugs import slugify_vietnamese
from portal.lib.bulk_rows import insert_rows, next_keys

# One transaction stores so many articles: a kill loses no more, and no reader waits long.
ARTICLES_PER_TRANSACTION = 2000
ROWS_PER_STATEMENT = 500
SHIFT_ORDER = 1_000_000
CODIFIED_VALUES = ("division_id", "anchor", "order", "source_note")

Progress = Callable[[int, int], None]
Row = TypeVar("Row", bound=models.Model)
logger = logging.getLogger(__name__)


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


Places = list[tuple[ArticlePiece, ArticleKey]]


def store_codification(
    edition: Edition,
    name: str,
    *,
    edition_date: datetime.date | None = None,
    dry_run: bool = False,
    force: bool = False,
    processes: int = 1,
    citations_later: bool = True,
    on_progress: Progress | None = None,
) -> CodificationReport:
    """Stores what is new or changed; the same edition again changes nothing.

    Files are stored in transactions of about ``ARTICLES_PER_TRANSACTION`` articles. A killed import leaves whole
    files; the next one goes on, because a file counts as done only when its links are stored too. A file that has
    not changed since is skipped, unless ``force``. ``on_progress`` gets (steps done, steps in all). A worker is
    told to find the citations of the new texts, unless ``citations_later`` is false: then the caller does.
    """
    begun = time.monotonic()
    report = CodificationReport(name, edition_date or edition.newest, dry_run, remarks=list(edition.remarks))
    store = _Store(edition, report, dry_run=dry_run)
    store.run(force=force, processes=processes, on_progress=on_progress or (lambda _done, _all: None))
    report.seconds = time.monotonic() - begun
    if report.has_changes and not dry_run:
        transaction.on_commit(lambda: library_imported.send(LegalDocument, citations_later=citations_later))
    return report


class _Store:
    """One import."""

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

    def run(self, *, force: bool, processes: int, on_progress: Progress) -> None:
        unchanged = set() if force else self._unchanged()
        members = len(self.edition.members)
        with readers(processes if members > max(1, len(unchanged)) else 1) as pool:
            self._run(unchanged, pool, on_progress)

    def _run(self, unchanged: set[str], pool: Executor | None, on_progress: Progress) -> None:
        members = self.edition.members
        steps = len(members) * 3
        done = 0
        self.report.files = len(members)
        self.report.skipped_files = len(unchanged)
        mentions = []
        # A document may be dated in any file, so all are scanned as soon as one is to be stored.
        for found in scan_members(members if len(unchanged) < len(members) else [], pool):
            mentions.append(found)
            done += 1
            on_progress(done, steps)
        self.index = DocumentIndex.of(mentions)
        waiting = [member for member in members if member.name not in unchanged]
        done += len(unchanged)
        self._store_topics()
        batch: list[SubjectRecord] = []
        for record in read_members(waiting, pool):
            if isinstance(record, Remark):
                self._remark(record)
            else:
                batch.append(record)
                self.report.remarks += record.remarks
            if sum(len(one.articles) for one in batch) >= ARTICLES_PER_TRANSACTION:
                self._store_batch(batch)
                batch = []
            done += 1
            on_progress(done, steps)
        self._store_batch(batch)
        done += len(unchanged)
        for _one in self._store_links():
            done += 1
            on_progress(done, steps)
        on_progress(steps, steps)

    # ------------------------------------------------------------------ helpers
    def _remark(self, remark: Remark) -> None:
        self.report.remarks.append(remark)

    def _unchanged(self) -> set[str]:
        """The files that were stored to the end, byte for byte the same."""
        stored = {subject.digest for subject in self.library.subjects.values() if subject.digest}
        unchanged = set()
        for member in self.edition.members if stored else []:
            try:
                if file_digest(member.path.read_bytes()) in stored:
                    unchanged.add(member.name)
            except OSError:
                continue
        return unchanged

    def _create(self, rows: list[Row], kind: str) -> list[Row]:
        self.counts.new[kind] += len(rows)
        if not rows:
            return rows
        if self.dry_run:
            for row, pk in zip(rows, self.library.fake_pks(len(rows)), strict=True):
                row.pk = pk
            return rows
        manager = type(rows[0])._default_manager  # noqa: SLF001
        return manager.bulk_create(rows, batch_size=ROWS_PER_STATEMENT)

    def _insert(
        self, model: type[models.Model], names: Sequence[str], rows: Sequence[tuple[object, ...]], kind: str
    ) -> None:
        """Where there are tens of thousands."""
        self.counts.new[kind] += len(rows)
        if rows and not self.dry_run:
            insert_rows(model, names, rows)

    def _keys(self, model: type[models.Model], count: int) -> Sequence[int]:
        return self.library.fake_pks(count) if self.dry_run else next_keys(model, count)

    def _update(self, rows: list[Row], fields: list[str], kind: str) -> None:
        self.counts.changed[kind] += len(rows)
        if rows and not self.dry_run:
            type(rows[0])._default_manager.bulk_update(rows, fields, batch_size=ROWS_PER_STATEMENT)  # noqa: SLF001

    # ------------------------------------------------------------------ topics and subjects
    def _store_topics(self) -> None:
        self.topics = {topic.number: topic for topic in CodificationTopic.objects.all()}
        new = [
            CodificationTopic(number=number, title=title, slug=slugify_vietnamese(title)[:120].strip("-"))
            for number, title in TOPICS.items()
            if number not in self.topics
        ]
        self.counts.unchanged["topics"] += len(self.topics)
        self.topics |= {topic.number: topic for topic in self._create(new, "topics")}

    def _subject(self, record: SubjectRecord) -> CodificationSubject:
        topic = self.topics[record.topic]
        subject = self.library.subjects.get(record.source_id)
        if subject is None:
            subject = CodificationSubject(
                topic=topic, number=record.number, title=record.title, source_id=record.source_id
            )
            subject.slug = self._free_subject_slug(subject)
            self._create([subject], "subjects")
            self.library.subjects[record.source_id] = subject
            return subject
        if (subject.topic_id, subject.number, subject.title) != (topic.pk, record.number, record.title):
            subject.topic, subject.number, subject.title = topic, record.number, record.title
            subject.slug = self._free_subject_slug(subject)
            self._update([subject], ["topic", "number", "title", "slug"], "subjects")
        else:
            self.counts.unchanged["subjects"] += 1
        return subject

    def _free_subject_slug(self, subject: CodificationSubject) -> str:
        taken = {
            one.slug
            for one in self.library.subjects.values()
            if one.topic_id == subject.topic_id and one is not subject
        }
        slug = slugify_vietnamese(subject.title)[:120].strip("-")
        return next(
            one for one in (slug, *(f"{slug}-{count}" for count in range(2, 400))) if one not in taken
        )

    def _divisions(self, record: SubjectRecord, subject: CodificationSubject) -> dict[int, int]:
        """Order → row."""
        stored = {one.order: one for one in CodificationDivision.objects.filter(subject_id=subject.pk)}
        absent = [piece.order for piece in record.divisions if piece.order not in stored]
        pks = {order: division.pk for order, division in stored.items()}
        pks |= zip(absent, self._keys(CodificationDivision, len(absent)), strict=True)
        new: list[tuple[object, ...]] = []
        changed = []
        for piece in record.divisions:
            parent = pks[piece.parent] if piece.parent else None
            division = stored.pop(piece.order, None)
            if division is None:
                new.append((pks[piece.order], subject.pk, parent, piece.label, piece.heading, piece.order))
            elif (division.label, division.heading, division.parent_id) != (
                piece.label,
                piece.heading,
                parent,
            ):
                division.label, division.heading, division.parent_id = piece.label, piece.heading, parent
                changed.append(division)
            else:
                self.counts.unchanged["divisions"] += 1
        names = ("id", "subject_id", "parent_id", "label", "heading", "order")
        self._insert(CodificationDivision, names, new, "divisions")
        self._update(changed, ["label", "heading", "parent"], "divisions")
        gone = [one.pk for one in stored.values()]
        if gone and not self.dry_run:
            CodificationDivision.objects.filter(pk__in=gone).delete()
        self.counts.changed["divisions"] += len(gone)
        return pks

    # ------------------------------------------------------------------ articles
    def _store_batch(self, records: list[SubjectRecord]) -> None:
        """All or nothing; when it fails, file by file, so that a bad one takes no other with it."""
        if not records:
            return
        before = (Counter(self.counts.new), Counter(self.counts.changed), Counter(self.counts.unchanged))
        kept, pending, seen = len(self.report.remarks), len(self.pending), dict(self.seen)
        files = dict(self.codes_of_files)
        try:
            with transaction.atomic():
                self._store_records(records)
            # With DEBUG every statement is kept with its text; an import would fill the memory with the law twice.
            reset_queries()
        except DatabaseError as error:
            # What memory took for stored is not; begin again from the database.
            self.counts.new, self.counts.changed, self.counts.unchanged = before
            del self.report.remarks[kept:], self.pending[pending:]
            self.seen, self.codes_of_files = seen, files
            self.library = Library()
            if len(records) > 1:
                for record in records:
                    self._store_batch([record])
                return
            logger.warning("%s of the codification could not be stored", records[0].file, exc_info=True)
            self._remark(Remark(Finding.FAILED, records[0].file, records[0].code, str(error)[:200]))

    def _store_records(self, records: list[SubjectRecord]) -> None:
        taken = [record for record in records if self._is_first_of_subject(record)]
        self._store_documents(taken)
        placed = [(record, self._subject(record), list(self._placed(record))) for record in taken]
        self._store_articles([places for _record, _subject, places in placed])
        self._store_versions([(record, places) for record, _subject, places in placed])
        for record, subject, places in placed:
            self.pending.append(
                Pending(record.file, record.digest, record.code, subject.pk, self._links(record, places))
            )
            self._store_codified(record, subject, places)

    def _is_first_of_subject(self, record: SubjectRecord) -> bool:
        first = self.codes_of_files.setdefault(record.source_id, record.file)
        if first != record.file:
            self._remark(Remark(Finding.SAME_SUBJECT, record.file, record.code, first))
        return first == record.file

    def _store_documents(self, records: Iterable[SubjectRecord]) -> None:
        new: dict[EditionDocument, DocumentRow] = {}
        for record in records:
            for piece in record.articles:
                if piece.note is None:
                    continue
                named = [(piece.note.document, piece.note.effective_on)]
                named += [(change.by, change.effective_on) for change in piece.note.changes]
                for document, effective_on in named:
                    found = self.index.find(document, record.file)
                    if isinstance(found, Finding) or found in new:
                        continue
                    if self.library.document_pk(found) is None:
                        new[found] = self.library.new_document(found, effective_on)
                        if found.day_from_text:
                            self._remark(Remark(Finding.DATE_FROM_TEXT, record.file, found.number))
        pks = self._keys(LegalDocument, len(new))
        rows = [(pk, *row) for pk, row in zip(pks, new.values(), strict=True)]
        self._insert(LegalDocument, ("id", *DocumentRow._fields), rows, "documents")
        for pk, found in zip(pks, new, strict=True):
            self.library.remember_document(pk, found)

    def _placed(self, record: SubjectRecord) -> Iterator[tuple[ArticlePiece, ArticleKey]]:
        """Each article of a file with the key of its row; refuses what has none."""
        codes: dict[tuple[str, ArticleKey], str] = {}
        for piece in record.articles:
            if piece.note is None:
                continue
            found = self.index.find(piece.note.document, record.file)
            if isinstance(found, Finding):
                self._remark(Remark(found, record.file, piece.code, piece.note.document.number))
                continue
            document = self.library.document_pk(found)
            number = piece.note.number
            if document is None or not _is_number(piece.note.kind.value, number):
                self._remark(Remark(Finding.BAD_NUMBER, record.file, piece.code, number))
                continue
            key = self._key(record, piece, (document, piece.note.kind.value, number))
            if (piece.code, key) in codes:
                if codes[piece.code, key] == piece.digest:
                    self._remark(Remark(Finding.REPEATED, record.file, piece.code))
                continue
            codes[piece.code, key] = piece.digest
            yield piece, key

    def _key(self, record: SubjectRecord, piece: ArticlePiece, key: ArticleKey) -> ArticleKey:
        """Tells an article that stands in several subjects from one whose note has another's number."""
        digest, file = self.seen.setdefault(key, (piece.digest, record.file))
        if digest == piece.digest:
            return key
        by_code = (key[0], key[1], piece.number_in_code)
        if by_code not in self.seen and _is_number(key[1], by_code[2]):
            self._remark(
                Remark(Finding.NUMBER_FROM_CODE, record.file, piece.code, f"{key[2]} → {by_code[2]}")
            )
            self.seen[by_code] = (piece.digest, record.file)
            return by_code
        self._remark(
            Remark(
                Finding.TWICE if file == record.file else Finding.OTHER_TEXT, record.file, piece.code, file
            )
        )
        return key

    def _store_articles(self, placed: list[Places]) -> None:
        new: dict[ArticleKey, int] = {}
        for places in placed:
            for _piece, key in places:
                if key in self.library.articles:
                    self.counts.unchanged["articles"] += key not in new
                elif key not in new:
                    new[key] = unit_order(key[1], key[2])
        pks = self._keys(Article, len(new))
        self._insert(
            Article,
            ("id", "document_id", "kind", "number", "order"),
            [(pk, *key, order) for pk, (key, order) in zip(pks, new.items(), strict=True)],
            "articles",
        )
        self.library.articles.update(zip(new, pks, strict=True))

    def _store_versions(self, placed: list[tuple[SubjectRecord, Places]]) -> None:
        new: list[VersionRow] = []
        ending: list[ArticleVersion] = []
        compared: list[tuple[SubjectRecord, ArticlePiece, ArticleKey, KnownVersion]] = []
        for record, places in placed:
            for piece, key in places:
                if self.seen[key] != (piece.digest, record.file):
                    continue
                article = self.library.articles[key]
                versions = self.library.versions.setdefault(article, [])
                if any(one.digest == piece.digest for one in versions):
                    self.counts.unchanged["versions"] += 1
                elif not versions:
                    new.append(self._version(record, piece, key, _note(piece).text_from))
                    versions.append(KnownVersion(0, _note(piece).text_from, None, piece.digest))
                else:
                    compared.append((record, piece, key, versions[-1]))
        self._compare(compared, new, ending)
        # The old text ends before the new one begins: two without an end are forbidden.
        if ending and not self.dry_run:
            ArticleVersion.objects.bulk_update(ending, ["effective_to"], batch_size=ROWS_PER_STATEMENT)
        self.counts.changed["versions"] += len(ending)
        self._insert(ArticleVersion, VersionRow._fields, new, "versions")

    def _compare(
        self,
        compared: list[tuple[SubjectRecord, ArticlePiece, ArticleKey, KnownVersion]],
        new: list[VersionRow],
        ending: list[ArticleVersion],
    ) -> None:
        """Texts that differ from the newest one stored, or that stand beside one of another origin."""
        stored = ArticleVersion.objects.in_bulk([known.pk for *_rest, known in compared])
        for record, piece, key, known in compared:
            version = stored[known.pk]
            if (version.heading, version.text.split()) == (piece.heading, piece.text.split()):
                self.counts.unchanged["versions"] += 1
                continue
            if not known.digest:
                self._remark(Remark(Finding.OVERLAP, record.file, piece.code, str(known.begins)))
                continue
            if file_digest(f"{version.heading}\0{version.text}".encode()) != known.digest:
                self._remark(Remark(Finding.EDITED, record.file, piece.code, str(known.begins)))
                continue
            begins = _note(piece).text_from
            if begins <= known.begins:
                begins = self.report.edition_date or known.begins
            if begins <= known.begins or known.ends is not None:
                self._remark(Remark(Finding.OVERLAP, record.file, piece.code, str(known.begins)))
                continue
            version.effective_to = begins
            ending.append(version)
            new.append(self._version(record, piece, key, begins))
            known.ends = begins
            self.library.versions[self.library.articles[key]].append(
                KnownVersion(0, begins, None, piece.digest)
            )

    def _version(
        self, record: SubjectRecord, piece: ArticlePiece, key: ArticleKey, begins: datetime.date
    ) -> VersionRow:
        latest = max(_note(piece).changes, key=lambda change: change.effective_on, default=None)
        by = self._document_of(latest, record.file) if latest else None
        is_made_by_another = latest is not None and by is not None and by != key[0]
        return VersionRow(
            self.library.articles[key],
            piece.heading,
            piece.text,
            piece.folded,
            begins,
            piece.digest,
            by if is_made_by_another else None,
            latest.provision if latest and is_made_by_another else "",
        )

    def _document_of(self, change: Change, file: str) -> int | None:
        found = self.index.find(change.by, file)
        return None if isinstance(found, Finding) else self.library.document_pk(found)

    def _links(self, record: SubjectRecord, places: Places) -> list[Links]:
        links = []
        for piece, key in places:
            note = _note(piece)
            article = self.library.articles[key]
            links.append(
                Links(piece.code, piece.anchor, article, key[0], note, piece.related, piece.related_places)
            )
            if note.not_understood:
                self._remark(
                    Remark(Finding.NOTE_PARTLY_READ, record.file, piece.code, note.not_understood[:120])
                )
        return links

    def _store_codified(self, record: SubjectRecord, subject: CodificationSubject, places: Places) -> None:
        divisions = self._divisions(record, subject)
        stored = {
            (one.code, one.article_id): one for one in CodifiedArticle.objects.filter(subject_id=subject.pk)
        }
        new: list[tuple[object, ...]] = []
        changed, moved = [], []
        for piece, key in places:
            article = self.library.articles[key]
            values = dict(
                zip(
                    CODIFIED_VALUES,
                    (divisions.get(piece.division), piece.anchor, piece.order, piece.note_text),
                    strict=True,
                )
            )
            one = stored.pop((piece.code, article), None)
            if one is None:
                new.append((subject.pk, article, piece.code, *values.values()))
            elif any(getattr(one, name) != value for name, value in values.items()):
                moved += [one.pk] if one.order != piece.order else []
                for name, value in values.items():
                    setattr(one, name, value)
                changed.append(one)
            else:
                self.counts.unchanged["codified"] += 1
        gone = [one.pk for one in stored.values()]
        if not self.dry_run:
            CodifiedArticle.objects.filter(pk__in=gone).delete()
            # Two rows may not have one order, not even while they change places.
            CodifiedArticle.objects.filter(pk__in=moved).update(order=models.F("order") + SHIFT_ORDER)
        self.counts.changed["codified"] += len(gone)
        self._update(changed, ["division", "anchor", "order", "source_note"], "codified")
        self._insert(CodifiedArticle, ("subject_id", "article_id", "code", *CODIFIED_VALUES), new, "codified")

    # ------------------------------------------------------------------ links
    def _store_links(self) -> Iterator[None]:
        """Related articles, relations between documents, own dates; then a file counts as done."""
        if not self.pending:
            return
        known_anchors = self._anchors()
        pairs, relations = related_pairs(), relation_keys()
        batch: list[Pending] = []
        for position, pending in enumerate(self.pending, start=1):
            batch.append(pending)
            links = sum(len(one.links) for one in batch)
            if links >= ARTICLES_PER_TRANSACTION or position == len(self.pending):
                with transaction.atomic():
                    self._store_related(batch, known_anchors, pairs)
                    self._store_relations(batch, relations)
                    self._store_effects(batch)
                    self._mark_done(batch, known_anchors)
                batch = []
            yield
        self._close_open_links(known_anchors, pairs)

    def _anchors(self) -> dict[str, int]:
        known = anchors()
        if self.dry_run:
            links = [link for pending in self.pending for link in pending.links]
            known |= by_code((link.code, link.article) for link in links)
            known |= {link.anchor: link.article for link in links}
        return known

    def _store_related(
        self, batch: list[Pending], known_anchors: dict[str, int], pairs: set[tuple[int, int]]
    ) -> None:
        new = []
        for pending in batch:
            for link in pending.links:
                related = [known_anchors.get(anchor) for anchor in link.related]
                for item, number in link.places:
                    document = self.library.items.get(item)
                    related.append(
                        self.library.articles.get((document, "article", number)) if document else None
                    )
                for other in related:
                    if other is None or other == link.article:
                        continue
                    if (link.article, other) in pairs:
                        self.counts.unchanged["related"] += 1
                        continue
                    pairs.add((link.article, other))
                    new.append((link.article, other))
        self._insert(RelatedArticle, ("article_id", "related_id"), new, "related")

    def _store_relations(
        self, batch: list[Pending], known: set[tuple[str, int, int, str, str, int, int]]
    ) -> None:
        new: list[RelationRow] = []
        for pending in batch:
            for link in pending.links:
                for change in link.note.changes:
                    by = self._document_of(change, pending.file)
                    if by is None:
                        self._remark_undated(pending.file, change)
                        continue
                    if by == link.document:
                        continue
                    for kind in _kinds(link.note, change):
                        row = self._relation(kind, change, by, link)
                        key = row.key
                        if key in known:
                            self.counts.unchanged["relations"] += 1
                        else:
                            known.add(key)
                            new.append(row)
        self._insert(DocumentRelation, RelationRow._fields, new, "relations")

    def _relation(self, kind: RelationKind, change: Change, by: int, link: Links) -> RelationRow:
        by_article = self.library.articles.get((by, "article", change.article)) if change.article else None
        return RelationRow(
            kind.value,
            by,
            by_article,
            change.clause if by_article else "",
            change.point if by_article else "",
            link.document,
            link.article,
            # "có nội dung bị bãi bỏ": part of the article, never the whole of it.
            change.partly and kind in {RelationKind.REPEALS, RelationKind.SUSPENDS, RelationKind.REPLACES},
            change.effective_on,
            "" if by_article else change.provision,
        )

    def _remark_undated(self, file: str, change: Change) -> None:
        key = (file, change.by.number)
        if key not in self.undated_amendments:
            self.undated_amendments.add(key)
            self._remark(Remark(Finding.UNDATED_AMENDMENT, file, change.by.number))

    def _store_effects(self, batch: list[Pending]) -> None:
        ends = {
            link.article: link.note.ends_on
            for pending in batch
            for link in pending.links
            if link.note.ends_on
        }
        have = set(
            ProvisionEffect.objects.filter(article__in=ends, clause="", point="").values_list(
                "article_id", flat=True
            )
        )
        self.counts.unchanged["own_dates"] += len(have)
        self._create(
            [
                ProvisionEffect(article_id=article, expired_on=day)
                for article, day in ends.items()
                if article not in have
            ],
            "own_dates",
        )

    def _mark_done(self, batch: list[Pending], known_anchors: dict[str, int]) -> None:
        for pending in batch:
            dangling = [
                [link.code, anchor]
                for link in pending.links
                for anchor in link.related
                if anchor not in known_anchors
            ]
            if dangling:
                self._remark(Remark(Finding.OPEN_LINK, pending.file, pending.code, str(len(dangling))))
            if not self.dry_run:
                CodificationSubject.objects.filter(pk=pending.subject).update(
                    digest=pending.digest, open_links=dangling
                )

    def _close_open_links(self, known_anchors: dict[str, int], pairs: set[tuple[int, int]]) -> None:
        """Subjects imported earlier may name articles that came only now."""
        if self.dry_run:
            return
        done = {pending.subject for pending in self.pending}
        for subject in CodificationSubject.objects.exclude(open_links=[]).exclude(pk__in=done):
            found = [one for one in subject.open_links if one[1] in known_anchors]
            if not found:
                continue
            articles = dict(CodifiedArticle.objects.filter(subject=subject).values_list("code", "article_id"))
            wanted = {(articles[code], known_anchors[anchor]) for code, anchor in found if code in articles}
            wanted = {pair for pair in wanted if pair[0] != pair[1]} - pairs
            with transaction.atomic():
                self._create(
                    [RelatedArticle(article_id=one, related_id=other) for one, other in sorted(wanted)],
                    "related",
                )
                subject.open_links = [one for one in subject.open_links if one not in found]
                subject.save(update_fields=["open_links"])
            pairs |= wanted


def _note(piece: ArticlePiece) -> SourceNote:
    if piece.note is None:
        raise ValueError(piece.code)
    return piece.note


def _is_number(kind: str, number: str) -> bool:
    if not ARTICLE_NUMBER.match(number):
        return False
    try:
        unit_order(kind, number)
    except ValueError:
        return False
    return True


def _kinds(note: SourceNote, change: Change) -> tuple[RelationKind, ...]:
    """Where several documents did several things, the note does not say which did what: they amended."""
    if len(note.changes) > 1 and len(change.kinds) > 1:
        return (RelationKind.AMENDS,)
    return change.kinds
