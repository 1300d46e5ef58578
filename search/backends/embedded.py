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
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

import tantivy
from tantivy import Occur, Query

from search.backends.base import (
    COUNT_LIMIT,
    FACET_VALUES,
    FACETS,
    FURTHER_HITS,
    INDEX_MISSING,
    INDEX_OUTDATED,
    Answer,
    Counts,
    Differences,
    Filters,
    Hit,
    IndexBusyError,
    RebuildRunningError,
    Reload,
    SearchRequest,
    SearchUnavailableError,
    Status,
    Versioned,
)
from search.backends.tantivy_index import (
    KINDS,
    ORDERED_FIELDS,
    SCHEMA,
    SORTED_BY,
    Prepared,
    build_query,
    condition,
    fast_values,
    prepare,
    stored_at,
    tantivy_documents,
)
from search.choices import Force, Kind, Order
from search.documents import SCHEMA_VERSION, Passage, SearchDocument, code_of
from search.ranking import TANTIVY_SCALE, final_score

#: Memory of a writer; tantivy refuses less than 15 MB a thread.
WRITER_BYTES = 32_000_000
#: … and of one that builds a whole index: fewer and larger segments, which are found in faster.
REBUILD_BYTES = 200_000_000
WRITER_THREADS = 1
#: One for each object.
_FIRST_PASSAGES = Query.const_score_query(Query.term_query(SCHEMA, "place", 0), 0.0)
SECONDS_TO_WAIT_FOR_WRITER = 10.0
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
        self._facet_values: dict[int, str] = {}

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
        searcher = self._searcher()
        known: Known = {}  # the requests of one page share their words, and with them most of their matches
        return [self._answer(searcher, request, known) for request in requests]

    def _matches(self, searcher: tantivy.Searcher, request: SearchRequest, known: Known) -> Matches:
        """See ``_found``; what was looked for already is not looked for again."""
        same = replace(_widened(request), limit=0, is_counted=False)
        if same not in known:
            known[same] = self._found(searcher, request)
        return known[same]

    def _found(self, searcher: tantivy.Searcher, request: SearchRequest) -> Matches:
        """A passage of each matching object in the order that is asked for, its best one if it is relevance.

        A filter that nearly everything passes (laws, what is in force) is applied afterwards: one pass then
        answers for the hits and for the counts of that facet.
        """
        wide = _widened(request)
        query = build_query(wide)
        if request.is_ranked:
            found = searcher.search(query, limit=COUNT_LIMIT, count=False).hits
        else:
            field, order = SORTED_BY[request.order]
            found = searcher.search(
                query, limit=COUNT_LIMIT, count=False, order_by_field=field, order=order
            ).hits
        addresses = [address for _, address in found]
        if not request.is_ranked and request.order is not Order.RELEVANCE:
            positions = fast_values(searcher, "position", addresses)
            sign = -1 if request.order is Order.NEWEST else 1
            days = [(sign * day, position) for (day, _), position in zip(found, positions, strict=True)]
            addresses = [addresses[place] for place in sorted(range(len(addresses)), key=days.__getitem__)]
        every: dict[int, tuple[float, tantivy.DocAddress]] = {}
        further: dict[int, list[tantivy.DocAddress]] = {}
        codes = fast_values(searcher, "object_code", addresses)
        for (score, _), address, object_code in zip(found, addresses, codes, strict=True):
            if object_code not in every:
                value = score * TANTIVY_SCALE if request.is_ranked else -float(len(every))
                every[object_code] = (value, address)
            elif request.is_ranked:
                further.setdefault(object_code, []).append(address)
        of_every = [address for _, address in every.values()]
        return Matches(
            every=every,
            further=further,
            kinds=[KINDS[code] for code in fast_values(searcher, "kind_code", of_every)],
            forces=_forces(searcher, of_every, request.filters.day.toordinal()),
            is_more=len(found) == COUNT_LIMIT,
        )

    def _with_best_passages(
        self,
        searcher: tantivy.Searcher,
        request: SearchRequest,
        shown: dict[int, tuple[float, tantivy.DocAddress]],
    ) -> dict[int, tuple[float, tantivy.DocAddress]]:
        """Objects sorted by date, each with the passage that matches best."""
        of_these = Query.term_set_query(SCHEMA, "object_code", list(shown))
        query = Query.boolean_query([(Occur.Must, build_query(request)), condition(of_these)])
        found = searcher.search(query, limit=COUNT_LIMIT, count=False).hits
        addresses = [address for _, address in found]
        hashes = searcher.fast_field_values("object_code", addresses) if addresses else []
        best: dict[int, tantivy.DocAddress] = {}
        for object_code, address in zip(hashes, addresses, strict=True):
            best.setdefault(int(object_code or 0), address)
        return {
            object_code: (score, best.get(object_code, address))
            for object_code, (score, address) in shown.items()
        }

    def _answer(self, searcher: tantivy.Searcher, request: SearchRequest, known: Known) -> Answer:
        matches = self._matches(searcher, request, known)
        matched = matches.passing(request.filters)
        shown = dict(islice(matched.items(), request.limit))
        if shown and request.words and not request.is_ranked:
            shown = self._with_best_passages(searcher, request, shown)
        hits = []
        for place, (object_code, (engine_score, address)) in enumerate(shown.items()):
            document, passage, _ = stored_at(searcher, address)
            score = engine_score
            if request.is_ranked:
                score = final_score(
                    engine_score,
                    document.kind,
                    day=request.filters.day,
                    effective_from=document.effective_from,
                    effective_to=document.effective_to,
                )
            further: list[tantivy.DocAddress] = []
            if place < FURTHER_HITS:
                further = matches.further.get(object_code, [])[: request.further_passages]
            others = [other for one in further if (other := stored_at(searcher, one)[1])]
            hits.append(Hit(document, passage or Passage(lines=()), score, tuple(others)))
        hits.sort(key=lambda hit: -hit.score)
        counts = self._count(searcher, request, known) if request.is_counted else None
        return Answer(tuple(hits), total=len(matched), is_more=matches.is_more, counts=counts)

    def count(self, request: SearchRequest) -> Counts:
        searcher = self._searcher()
        return self._count(searcher, request, {})

    def _count(self, searcher: tantivy.Searcher, request: SearchRequest, known: Known) -> Counts:
        """Facets without a condition of their own share the objects that were found; others look again."""
        matches = self._matches(searcher, request, known)
        filters, wide = request.filters, _widened(request).filters
        found = [address for _, address in matches.passing(filters).values()]

        def without(facet: str, unset: Any = ()) -> tuple[Filters, Matches]:
            freed = replace(filters, **{facet: unset})
            if getattr(wide, facet) == unset:
                return freed, matches
            return freed, self._matches(searcher, replace(request, filters=freed), known)

        of_facets = {}
        for name, field in FACETS.items():
            addresses = found
            if getattr(filters, name):
                freed, others = without(name)
                addresses = [address for _, address in others.passing(freed).values()]
            of_facets[name] = self._values(searcher, field, addresses)
        freed, others = without("kinds")
        kinds = Counter(kind for kind, force in others.pairs() if freed.force in {None, force})
        freed, others = without("force", None)
        forces = Counter(force for kind, force in others.pairs() if not freed.kinds or kind in freed.kinds)
        return Counts(kinds=dict(kinds.most_common()), forces=dict(forces), facets=of_facets)

    def _values(
        self, searcher: tantivy.Searcher, field: str, addresses: Sequence[tantivy.DocAddress]
    ) -> dict[str | int, int]:
        """The most frequent values of a facet's field. Texts are counted by their code, then read from one
        object that has it.
        """
        column = field if field in ORDERED_FIELDS else f"{field}_code"
        codes = fast_values(searcher, column, addresses)
        counts = Counter(code for code in codes if code)
        one_of = dict(zip(codes, addresses, strict=True))
        common = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:FACET_VALUES]
        if column == field:
            return dict(common)
        values: dict[str | int, int] = {}
        for code, count in common:
            if code not in self._facet_values:
                self._facet_values[code] = getattr(stored_at(searcher, one_of[code])[0], field)
            values[self._facet_values[code]] = count
        return values

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
        return [stored_at(searcher, address)[0] for _, address in found]

    def get(self, keys: Sequence[str]) -> dict[str, SearchDocument]:
        searcher = self._searcher()
        documents = {}
        for key in keys:
            query = Query.term_query(SCHEMA, "key", key)
            stored = sorted(
                (stored_at(searcher, address) for _, address in searcher.search(query, COUNT_LIMIT).hits),
                key=lambda entry: entry[2],
            )
            if stored:
                passages = tuple(passage for _, passage, _ in stored if passage)
                documents[key] = replace(stored[0][0], passages=passages)
        return documents

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
            keys.add(stored_at(searcher, address)[0].key)
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
                stored_at(searcher, one_of[code])[0].key for code in indexed if code not in expected
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


@dataclass(frozen=True, slots=True)
class Matches:
    """Objects in order, each with its score and a passage; ``kinds`` and ``forces`` are theirs. ``further``: their
    other passages that match, best first.
    """

    every: dict[int, tuple[float, tantivy.DocAddress]]
    further: dict[int, list[tantivy.DocAddress]]
    kinds: list[Kind]
    forces: list[Force]
    is_more: bool

    def pairs(self) -> Iterator[tuple[Kind, Force]]:
        return zip(self.kinds, self.forces, strict=True)

    def passing(self, filters: Filters) -> dict[int, tuple[float, tantivy.DocAddress]]:
        """Those of the kinds and the force that are asked for."""
        if not filters.kinds and filters.force is None:
            return self.every
        return {
            code: match
            for (code, match), (kind, force) in zip(self.every.items(), self.pairs(), strict=True)
            if (not filters.kinds or kind in filters.kinds) and filters.force in {None, force}
        }


Known = dict[SearchRequest, Matches]


def _widened(request: SearchRequest) -> SearchRequest:
    filters = request.filters
    return replace(
        request,
        filters=replace(
            filters,
            kinds=() if Kind.LAW_ARTICLE in filters.kinds else filters.kinds,
            force=None if filters.force is Force.IN_FORCE else filters.force,
        ),
    )


def _forces(searcher: tantivy.Searcher, addresses: Sequence[tantivy.DocAddress], today: int) -> list[Force]:
    starts = fast_values(searcher, "effective_from", addresses)
    ends = fast_values(searcher, "effective_to", addresses)
    return [
        Force.EXPIRED if end <= today else Force.NOT_YET if start > today else Force.IN_FORCE
        for start, end in zip(starts, ends, strict=True)
    ]
