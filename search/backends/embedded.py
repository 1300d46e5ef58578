"""The index in this folder, through tantivy: no server, one file lock, readers in every process.

::

    search/
        current            the name of the live index (replaced atomically)
        writer.lock        held while somebody writes; the worker, usually
        rebuild.lock       held for the whole of a rebuild
        index-<time>/      tantivy's files
            changed        keys written while a newer index is built, to be brought up to date before the swap

A process opens the live index and looks at each search whether it was replaced or written to.
"""

from __future__ import annotations

import contextlib
import fcntl
import shutil
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import tantivy
from tantivy import Occur, Query

from search.backends.base import (
    COUNT_LIMIT,
    INDEX_MISSING,
    INDEX_OUTDATED,
    Answer,
    Counts,
    Differences,
    IndexBusyError,
    RebuildRunningError,
    Reload,
    SearchRequest,
    SearchUnavailableError,
    Status,
    TermCounts,
    Versioned,
)
from search.backends.tantivy_index import (
    SCHEMA,
    Prepared,
    Stored,
    condition,
    fast_values,
    prepare,
    tantivy_documents,
)
from search.backends.tantivy_matches import KnownFacts, Looking
from search.documents import SCHEMA_VERSION, SearchDocument, code_of

#: Memory of a writer; tantivy refuses less than 15 MB a thread.
WRITER_BYTES = 32_000_000
#: … and of one that builds a whole index: fewer and larger segments, which are found in faster.
REBUILD_BYTES = 200_000_000
WRITER_THREADS = 1
#: One for each object.
_FIRST_PASSAGES = Query.const_score_query(Query.term_query(SCHEMA, "place", 0), 0.0)
SECONDS_TO_WAIT_FOR_WRITER = 10.0
#: Different words and pairs: a library of 62,000 articles has 300,000.
MOST_TERMS = 5_000_000
#: The journal of changes is shortened when it has more lines.
JOURNAL_LINES = 5_000
#: How long a deleted object is remembered, against jobs that come late.
TOMBSTONE_MICROSECONDS = 3_600 * 1_000_000


@contextlib.contextmanager
def _as_unavailable() -> Iterator[None]:
    """tantivy's own errors (a full disk, a file that is gone) as the one that callers handle."""
    try:
        yield
    except (OSError, ValueError) as error:
        raise SearchUnavailableError(f"the search index cannot be written: {error}") from error


class EmbeddedBackend:
    """See ``search.backends.base.SearchBackend``."""

    name = "embedded"

    @staticmethod
    def prepare(document: SearchDocument, version: int) -> Prepared:
        return prepare(document, version)

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._open_lock = threading.Lock()
        self._opened: tuple[str, tantivy.Index] | None = None
        self._seen_commit = -1
        self._facts = KnownFacts()

    # -------------------------------------------------------------- files

    def _live_name(self) -> str:
        try:
            return (self.folder / "current").read_text().strip()
        except FileNotFoundError:
            return ""

    def _point_to(self, name: str) -> None:
        pointer = self.folder / "current.new"
        pointer.write_text(name)
        pointer.replace(self.folder / "current")

    def _create(self, name: str) -> tantivy.Index:
        path = self.folder / name
        path.mkdir(parents=True)
        (path / "schema_version").write_text(str(SCHEMA_VERSION))
        return tantivy.Index(SCHEMA, path=str(path))

    def _new_name(self) -> str:
        return f"index-{time.time_ns()}"

    @contextlib.contextmanager
    def _locked(self, name: str, seconds: float) -> Iterator[None]:
        """An exclusive lock between processes and threads. Raises IndexBusyError after ``seconds``."""
        self.folder.mkdir(parents=True, exist_ok=True)
        deadline = time.monotonic() + seconds
        with (self.folder / name).open("w") as lock:
            while True:
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    if time.monotonic() >= deadline:
                        raise IndexBusyError(f"{name} is held by another process") from None
                    time.sleep(0.02)
            yield

    @contextlib.contextmanager
    def _writer(self, index: tantivy.Index, memory: int = WRITER_BYTES) -> Iterator[tantivy.IndexWriter]:
        """A writer that commits at the end, or rolls back. Raises IndexBusyError, and SearchUnavailableError where
        the disk is full or a file cannot be written.
        """
        try:
            writer = index.writer(memory, WRITER_THREADS)
        except (OSError, ValueError) as error:
            if "LockBusy" in str(error):
                raise IndexBusyError("another process holds the index's writer") from error
            raise SearchUnavailableError(f"the search index cannot be written: {error}") from error
        try:
            yield writer
            with _as_unavailable():
                writer.commit()
        except BaseException:
            with contextlib.suppress(Exception):
                writer.rollback()
            raise
        finally:
            with _as_unavailable():
                writer.wait_merging_threads()

    def _open(self) -> tantivy.Index:
        """The live index, as of now. Raises SearchUnavailableError before the first rebuild."""
        name = self._live_name()
        if not name:
            raise SearchUnavailableError(INDEX_MISSING)
        with self._open_lock:
            try:
                if self._opened is None or self._opened[0] != name:
                    self._check_schema(name)
                    index = tantivy.Index.open(str(self.folder / name))
                    index.config_reader("manual")
                    self._opened = (name, index)
                    self._seen_commit = -1
                index = self._opened[1]
                commit = (self.folder / name / "meta.json").stat().st_mtime_ns
                if commit != self._seen_commit:
                    index.reload()
                    self._seen_commit = commit
            except (OSError, ValueError) as error:
                self._opened = None
                raise SearchUnavailableError(f"the search index cannot be opened: {error}") from error
            return index

    def _check_schema(self, name: str) -> None:
        built_with = (self.folder / name / "schema_version").read_text().strip()
        if built_with != str(SCHEMA_VERSION):
            raise SearchUnavailableError(INDEX_OUTDATED)

    def _searcher(self) -> tantivy.Searcher:
        return self._open().searcher()

    # -------------------------------------------------------------- reading

    def search(self, requests: Sequence[SearchRequest]) -> list[Answer]:
        looking = Looking(self._searcher(), self._facts)
        return [looking.answer(request) for request in requests]

    def count(self, request: SearchRequest) -> Counts:
        return Looking(self._searcher(), self._facts).counts(request)

    def suggest(self, words: Sequence[str], *, language: str, limit: int) -> list[SearchDocument]:
        if not words:
            return []
        searcher = self._searcher()
        *whole, beginning = words
        clauses = [condition(Query.term_query(SCHEMA, "suggestion", word)) for word in whole]
        endings = [term for term, _ in searcher.terms_with_prefix("suggestion", beginning, limit=64)]
        if not endings:
            return []
        clauses.append(condition(Query.term_set_query(SCHEMA, "suggestion", endings)))
        clauses.append(condition(Query.term_query(SCHEMA, "found_in", language)))
        # Short suggestions in which the words stand in order come first.
        clauses += [(Occur.Should, Query.term_query(SCHEMA, "suggestion", word)) for word in whole]
        clauses += [(Occur.Should, Query.term_query(SCHEMA, "suggestion", term)) for term in endings[:16]]
        found = searcher.search(Query.boolean_query(clauses), limit=limit, count=False).hits
        return [Stored.at(searcher, address).document() for _, address in found]

    def get(self, keys: Sequence[str]) -> dict[str, SearchDocument]:
        searcher = self._searcher()
        documents = {}
        for key in keys:
            query = Query.term_query(SCHEMA, "key", key)
            addresses = [address for _, address in searcher.search(query, COUNT_LIMIT).hits]
            places = fast_values(searcher, "place", addresses)
            stored = [
                Stored.at(searcher, addresses[at])
                for at in sorted(range(len(places)), key=places.__getitem__)
            ]
            if stored:
                passages = tuple(passage for one in stored if (passage := one.passage()).lines)
                documents[key] = replace(stored[0].document(), passages=passages)
        return documents

    def term_counts(self) -> TermCounts:
        searcher = self._searcher()
        counts = {
            term: number
            for field in ("u", "g")
            for term, number in searcher.terms_with_prefix(field, "", limit=MOST_TERMS)
        }
        return TermCounts(searcher.num_docs, counts)

    def keys_of_group(self, group: str) -> set[str]:
        searcher = self._searcher()
        query = Query.term_query(SCHEMA, "group", group)
        limit = max(1, searcher.num_docs)
        hits = searcher.search(query, limit=limit, count=False).hits
        first_of_object: dict[Any, tantivy.DocAddress] = {}
        addresses = [address for _, address in hits]
        if addresses:
            for address, value in zip(
                addresses, searcher.fast_field_values("object_code", addresses), strict=True
            ):
                first_of_object.setdefault(value, address)
        keys = set()
        for address in first_of_object.values():
            keys.add(Stored.at(searcher, address).document().key)
        return keys

    def differences(self, digests: Mapping[str, int]) -> Differences:
        searcher = self._searcher()
        found = searcher.search(_FIRST_PASSAGES, limit=max(1, searcher.num_docs), count=False).hits
        addresses = [address for _, address in found]
        codes = fast_values(searcher, "object_code", addresses)
        indexed = dict(zip(codes, fast_values(searcher, "digest", addresses), strict=True))
        one_of = dict(zip(codes, addresses, strict=True))
        expected = {code_of(key): key for key in digests}
        return Differences(
            missing=frozenset(key for code, key in expected.items() if code not in indexed),
            stale=frozenset(
                key for code, key in expected.items() if indexed.get(code, digests[key]) != digests[key]
            ),
            orphaned=frozenset(
                Stored.at(searcher, one_of[code]).document().key for code in indexed if code not in expected
            ),
        )

    def status(self) -> Status:
        try:
            searcher = self._searcher()
            found: Any = searcher.search(_FIRST_PASSAGES, limit=1, count=True)
            return Status(self.name, answers=True, documents=found.count, detail=self._live_name())
        except SearchUnavailableError as error:
            return Status(self.name, answers=False, detail=str(error))

    # -------------------------------------------------------------- writing

    def replace(self, documents: Iterable[SearchDocument], *, version: int) -> None:
        self._write(list(documents), [], version)

    def delete(self, keys: Iterable[str], *, version: int) -> None:
        self._write([], list(keys), version)

    def _write(self, documents: Sequence[SearchDocument], deleted: Sequence[str], version: int) -> None:
        if not documents and not deleted:
            return
        with self._locked("writer.lock", SECONDS_TO_WAIT_FOR_WRITER):
            name = self._live_name()
            if not name:
                return  # nothing to keep up to date: the first rebuild reads everything
            self._check_schema(name)
            index = tantivy.Index.open(str(self.folder / name))
            index.reload()
            newer = self._versions(index.searcher(), [*(d.key for d in documents), *deleted])
            for key, deleted_at in self._tombstones(name).items():
                newer[key] = max(deleted_at, newer.get(key, 0))
            writable = [document for document in documents if newer.get(document.key, 0) <= version]
            deletable = [key for key in deleted if newer.get(key, 0) <= version]
            if not writable and not deletable:
                return
            with _as_unavailable(), (self.folder / name / "changed").open("a") as journal:
                for key in [*(document.key for document in writable), *deletable]:
                    journal.write(f"{key}\t{version}\t{'deleted' if key in deletable else ''}\n")
            with self._writer(index) as writer:
                for key in [*deletable, *(document.key for document in writable)]:
                    writer.delete_documents_by_term("key", key)
                for document in writable:
                    self._add(writer, prepare(document, version))
            self._shorten_journal(name)

    def _versions(self, searcher: tantivy.Searcher, keys: Sequence[str]) -> dict[str, int]:
        versions = {}
        for key in keys:
            hits = searcher.search(Query.term_query(SCHEMA, "key", key), 1, count=False).hits
            if hits:
                (version,) = searcher.fast_field_values("version", [hits[0][1]])
                versions[key] = int(version or 0)
        return versions

    def _changes(self, name: str) -> list[tuple[str, int, bool]]:
        """(key, version, was deleted) of everything written to an index since it went live."""
        with contextlib.suppress(FileNotFoundError):
            lines = (self.folder / name / "changed").read_text().splitlines()
            return [
                (key, int(version), mark == "deleted")
                for key, version, mark in (line.split("\t") for line in lines)
            ]
        return []

    def _shorten_journal(self, name: str) -> None:
        """Keep the deletions of the last hour. Not during a rebuild, which counts the lines."""
        changes = self._changes(name)
        if len(changes) <= JOURNAL_LINES:
            return
        with contextlib.suppress(IndexBusyError), self._locked("rebuild.lock", 0):
            oldest = max(version for _, version, _ in changes) - TOMBSTONE_MICROSECONDS
            kept = [
                f"{key}\t{version}\tdeleted\n"
                for key, version, was_deleted in changes
                if was_deleted and version >= oldest
            ]
            shorter = self.folder / name / "changed.new"
            shorter.write_text("".join(kept))
            shorter.replace(self.folder / name / "changed")

    def _tombstones(self, name: str) -> dict[str, int]:
        """Versions at which objects were deleted: a late job must not bring one back."""
        return {key: version for key, version, was_deleted in self._changes(name) if was_deleted}

    @staticmethod
    def _add(writer: tantivy.IndexWriter, prepared: Prepared) -> None:
        for entry in tantivy_documents(prepared):
            with _as_unavailable():
                writer.add_document(entry)

    def rebuild(self, documents: Iterable[Versioned], *, reload: Reload) -> int:
        return self.rebuild_prepared(
            (prepare(document, version) for document, version in documents), reload=reload
        )

    def rebuild_prepared(self, prepared: Iterable[Prepared], *, reload: Reload, threads: int = 1) -> int:
        del threads  # tantivy has its own
        try:
            with self._locked("rebuild.lock", 0):
                return self._rebuild(prepared, reload)
        except RebuildRunningError:
            raise
        except OSError as error:
            raise SearchUnavailableError(f"the search index cannot be written: {error}") from error
        except IndexBusyError as error:
            if "rebuild.lock" in str(error):
                raise RebuildRunningError("another rebuild is running") from error
            raise

    def _rebuild(self, prepared: Iterable[Prepared], reload: Reload) -> int:
        old = self._live_name()
        if not old:  # changes made while the first index is built need a place to be noted
            old = self._new_name()
            self._create(old)
            self._point_to(old)
        changes_before = len(self._changes(old))
        name = self._new_name()
        count = 0
        try:
            index = self._create(name)
            with self._writer(index, REBUILD_BYTES) as writer:
                for one in prepared:
                    self._add(writer, one)
                    count += 1
            with self._locked("writer.lock", SECONDS_TO_WAIT_FOR_WRITER):
                if changed := self._changes(old)[changes_before:]:
                    count += self._bring_up_to_date(index, name, changed, reload)
                self._point_to(name)
        except BaseException:
            shutil.rmtree(self.folder / name, ignore_errors=True)
            raise
        self._remove_others(keep={name, old})
        return count

    def _bring_up_to_date(
        self, index: tantivy.Index, name: str, changed: Sequence[tuple[str, int, bool]], reload: Reload
    ) -> int:
        versions = {key: version for key, version, _ in changed}
        index.reload()
        searcher = index.searcher()
        had = len(self._versions(searcher, list(versions)))
        have = 0
        with self._writer(index) as writer, (self.folder / name / "changed").open("a") as journal:
            for key in versions:
                writer.delete_documents_by_term("key", key)
            present = set()
            for document in reload(list(versions)):
                present.add(document.key)
                have += 1
                self._add(writer, prepare(document, versions.get(document.key, 0)))
            for key in set(versions) - present:
                journal.write(f"{key}\t{versions[key]}\tdeleted\n")
        return have - had

    def _remove_others(self, keep: set[str]) -> None:
        """Older indexes go; the one just replaced stays until the next rebuild, for readers that still use
        it.
        """
        for path in self.folder.glob("index-*"):
            if path.name not in keep:
                shutil.rmtree(path, ignore_errors=True)
