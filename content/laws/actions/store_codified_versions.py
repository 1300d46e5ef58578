"""The texts of the articles: one that differs is a new version from its day, never written over the old."""

from __future__ import annotations

import datetime

from content.laws.importers.codification_library import ArticleKey, KnownVersion
from content.laws.importers.codification_pages import file_digest
from content.laws.importers.codification_records import ArticlePiece, Finding, Remark, SubjectRecord
from content.laws.importers.codification_rows import VersionRow
from content.laws.importers.codification_storing import ROWS_PER_STATEMENT, Places, Storing
from content.laws.models import ArticleVersion


def store_codified_versions(storing: Storing, placed: list[tuple[SubjectRecord, Places]]) -> None:
    new: list[VersionRow] = []
    ending: list[ArticleVersion] = []
    compared: list[tuple[SubjectRecord, ArticlePiece, ArticleKey, KnownVersion]] = []
    for record, places in placed:
        for piece, key in places:
            if storing.seen[key] != (piece.digest, record.file):
                continue
            article = storing.library.articles[key]
            versions = storing.library.versions.setdefault(article, [])
            if any(one.digest == piece.digest for one in versions):
                storing.counts.unchanged["versions"] += 1
            elif not versions:
                new.append(_version(storing, record, piece, key, piece.source.text_from))
                versions.append(KnownVersion(0, piece.source.text_from, None, piece.digest))
            else:
                compared.append((record, piece, key, versions[-1]))
    _compare(storing, compared, new, ending)
    # The old text ends before the new one begins: two without an end are forbidden.
    if ending and not storing.dry_run:
        ArticleVersion.objects.bulk_update(ending, ["effective_to"], batch_size=ROWS_PER_STATEMENT)
    storing.counts.changed["versions"] += len(ending)
    storing.insert(ArticleVersion, VersionRow._fields, new, "versions")


def _compare(
    storing: Storing,
    compared: list[tuple[SubjectRecord, ArticlePiece, ArticleKey, KnownVersion]],
    new: list[VersionRow],
    ending: list[ArticleVersion],
) -> None:
    """Texts that differ from the newest one stored, or that stand beside one of another origin."""
    stored = ArticleVersion.objects.in_bulk([known.pk for *_rest, known in compared])
    for record, piece, key, known in compared:
        version = stored[known.pk]
        if (version.heading, version.text.split()) == (piece.heading, piece.text.split()):
            storing.counts.unchanged["versions"] += 1
            continue
        if not known.digest:
            storing.remark(Remark(Finding.OVERLAP, record.file, piece.code, str(known.begins)))
            continue
        if file_digest(f"{version.heading}\0{version.text}".encode()) != known.digest:
            storing.remark(Remark(Finding.EDITED, record.file, piece.code, str(known.begins)))
            continue
        begins = piece.source.text_from
        if begins <= known.begins:
            begins = storing.report.edition_date or known.begins
        if begins <= known.begins or known.ends is not None:
            storing.remark(Remark(Finding.OVERLAP, record.file, piece.code, str(known.begins)))
            continue
        version.effective_to = begins
        ending.append(version)
        new.append(_version(storing, record, piece, key, begins))
        known.ends = begins
        storing.library.versions[storing.library.articles[key]].append(
            KnownVersion(0, begins, None, piece.digest)
        )


def _version(
    storing: Storing, record: SubjectRecord, piece: ArticlePiece, key: ArticleKey, begins: datetime.date
) -> VersionRow:
    latest = max(piece.source.changes, key=lambda change: change.effective_on, default=None)
    by = storing.document_of(latest, record.file) if latest else None
    is_made_by_another = latest is not None and by is not None and by != key[0]
    return VersionRow(
        storing.library.articles[key],
        piece.heading,
        piece.text,
        piece.folded,
        begins,
        piece.digest,
        by if is_made_by_another else None,
        latest.provision if latest and is_made_by_another else "",
    )
