"""Brings the library in step with an edition of the codification."""

from __future__ import annotations

import datetime
import logging
import time
from collections.abc import Callable
from concurrent.futures import Executor

from django.db import DatabaseError, reset_queries, transaction

from content.laws.importers.codification_documents import DocumentIndex
from content.laws.importers.codification_edition import Edition, read_members, readers, scan_members
from content.laws.importers.codification_library import CodificationReport
from content.laws.importers.codification_pages import file_digest
from content.laws.importers.codification_places import links_of, placed_articles
from content.laws.importers.codification_records import Finding, Remark, SubjectRecord
from content.laws.importers.codification_storing import Pending, Storing
from content.laws.models import LegalDocument
from content.laws.signals import library_imported

from .store_codification_topics import store_codification_topics
from .store_codified_articles import store_codified_articles
from .store_codified_documents import store_codified_documents
from .store_codified_links import store_codified_links
from .store_codified_places import store_codified_places
from .store_codified_subject import store_codified_subject
from .store_codified_versions import store_codified_versions

# One transaction stores so many articles: a kill loses no more, and no reader waits long.
ARTICLES_PER_TRANSACTION = 2000

Progress = Callable[[int, int], None]
logger = logging.getLogger(__name__)


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
    storing = Storing(edition, report, dry_run=dry_run)
    unchanged = set() if force else _unchanged(storing)
    with readers(processes if len(edition.members) > max(1, len(unchanged)) else 1) as pool:
        _store_files(storing, unchanged, pool, on_progress or (lambda _done, _all: None))
    report.seconds = time.monotonic() - begun
    if report.has_changes and not dry_run:
        transaction.on_commit(lambda: library_imported.send(LegalDocument, citations_later=citations_later))
    return report


def _store_files(storing: Storing, unchanged: set[str], pool: Executor | None, on_progress: Progress) -> None:
    members = storing.edition.members
    steps = len(members) * 3
    done = 0
    storing.report.files = len(members)
    storing.report.skipped_files = len(unchanged)
    mentions = []
    # A document may be dated in any file, so all are scanned as soon as one is to be stored.
    for found in scan_members(members if len(unchanged) < len(members) else [], pool):
        mentions.append(found)
        done += 1
        on_progress(done, steps)
    storing.index = DocumentIndex.of(mentions)
    waiting = [member for member in members if member.name not in unchanged]
    done += len(unchanged)
    store_codification_topics(storing)
    batch: list[SubjectRecord] = []
    for record in read_members(waiting, pool):
        if isinstance(record, Remark):
            storing.remark(record)
        else:
            batch.append(record)
            storing.report.remarks += record.remarks
        if sum(len(one.articles) for one in batch) >= ARTICLES_PER_TRANSACTION:
            _store_batch(storing, batch)
            batch = []
        done += 1
        on_progress(done, steps)
    _store_batch(storing, batch)
    done += len(unchanged)
    for _file in store_codified_links(storing, ARTICLES_PER_TRANSACTION):
        done += 1
        on_progress(done, steps)
    on_progress(steps, steps)


def _unchanged(storing: Storing) -> set[str]:
    """The files that were stored to the end, byte for byte the same."""
    stored = {subject.digest for subject in storing.library.subjects.values() if subject.digest}
    unchanged = set()
    for member in storing.edition.members if stored else []:
        try:
            if file_digest(member.path.read_bytes()) in stored:
                unchanged.add(member.name)
        except OSError:
            continue
    return unchanged


def _store_batch(storing: Storing, records: list[SubjectRecord]) -> None:
    """All or nothing; when it fails, file by file, so that a bad one takes no other with it."""
    if not records:
        return
    before = storing.snapshot()
    try:
        with transaction.atomic():
            _store_records(storing, records)
        # With DEBUG every statement is kept with its text; an import would fill the memory with the law twice.
        reset_queries()
    except DatabaseError as error:
        storing.go_back_to(before)
        if len(records) > 1:
            for record in records:
                _store_batch(storing, [record])
            return
        logger.warning("%s of the codification could not be stored", records[0].file, exc_info=True)
        storing.remark(Remark(Finding.FAILED, records[0].file, records[0].code, str(error)[:200]))


def _store_records(storing: Storing, records: list[SubjectRecord]) -> None:
    taken = [record for record in records if _is_first_of_subject(storing, record)]
    store_codified_documents(storing, taken)
    placed = [
        (record, store_codified_subject(storing, record), list(placed_articles(storing, record)))
        for record in taken
    ]
    store_codified_articles(storing, [places for _record, _subject, places in placed])
    store_codified_versions(storing, [(record, places) for record, _subject, places in placed])
    for record, subject, places in placed:
        links = links_of(storing, record, places)
        storing.pending.append(Pending(record.file, record.digest, record.code, subject.pk, links))
        store_codified_places(storing, record, subject, places)


def _is_first_of_subject(storing: Storing, record: SubjectRecord) -> bool:
    first = storing.codes_of_files.setdefault(record.source_id, record.file)
    if first != record.file:
        storing.remark(Remark(Finding.SAME_SUBJECT, record.file, record.code, first))
    return first == record.file
