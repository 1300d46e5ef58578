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
import json
import shutil
import threading
import time
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from typing import Any

import tantivy
from tantivy import FieldType, Occur, Query

from search.backends.base import (
    COUNT_LIMIT,
    FACET_VALUES,
    FACETS,
    INDEX_MISSING,
    INDEX_OUTDATED,
    Answer,
    Counts,
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
from search.choices import Force, Kind, Order
from search.documents import (
    FIRST_DAY,
    LAST_DAY,
    SCHEMA_VERSION,
    SearchDocument,
    display_fields,
    filter_fields,
    from_display_fields,
    passage_fields,
    passage_from_json,
    passage_to_json,
)
from search.ranking import FUSION, TANTIVY_SCALE, final_score

#: Memory of a writer; tantivy refuses less than 15 MB a thread.
WRITER_BYTES = 32_000_000
WRITER_THREADS = 1
SECONDS_TO_WAIT_FOR_WRITER = 10.0
#: A rebuild commits after this many objects, so that memory stays small.
OBJECTS_PER_COMMIT = 5_000
#: The journal of changes is shortened when it has more lines.
JOURNAL_LINES = 5_000
#: How long a deleted object is remembered, against jobs that come late.
TOMBSTONE_MICROSECONDS = 3_600 * 1_000_000

_TEXT_FIELDS = ("u", "g", "title", "title_bigram", "suggestion")
#: Facets whose values are texts; tantivy counts them by a code.
_TEXT_FACETS = tuple(field for field in FACETS.values() if field != "year")
_KEYWORD_FIELDS = ("key", "kind", "group", "found_in", "numbers", *_TEXT_FACETS)
_ORDERED_FIELDS = (
    "object_hash",
    "kind_code",
    "effective_from",
    "effective_to",
    "position",
    "year",
    "dated",
    "version",
    *(f"{field}_code" for field in _TEXT_FACETS),
)
#: What results without a ranking are sorted by; the objects of one day stand in the order of their law.
_SORTED_BY = {
    Order.RELEVANCE: ("position", tantivy.Order.Asc),
    Order.NEWEST: ("dated", tantivy.Order.Desc),
    Order.OLDEST: ("dated", tantivy.Order.Asc),
}
_KIND_CODES = {kind: code for code, kind in enumerate(Kind)}
_KINDS = {code: kind for kind, code in _KIND_CODES.items()}


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in _TEXT_FIELDS:
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="position")
    for name in _KEYWORD_FIELDS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in _ORDERED_FIELDS:
        builder.add_integer_field(name, indexed=True, fast=True)
    builder.add_bytes_field("stored", stored=True)
    return builder.build()


SCHEMA = _schema()


def _code(value: str) -> int:
    """63 bits of a key or a facet's value: tantivy reads numbers of many hits at once, but not texts."""
    if not value:
        return 0
    return int.from_bytes(blake2b(value.encode(), digest_size=8).digest()) >> 1


def _tantivy_documents(document: SearchDocument, version: int) -> Iterator[tantivy.Document]:
    filters = filter_fields(document)
    shown = display_fields(document)
    passages = document.passages or (None,)
    for number, (fields, passage) in enumerate(zip(passage_fields(document), passages, strict=True)):
        entry = tantivy.Document()
        for name in ("u", "g", "title", "title_bigram"):
            entry.add_text(name, getattr(fields, name))
        if number == 0:  # one suggestion for each object
            entry.add_text("suggestion", filters["suggestion"])
        for name in ("key", "kind", "group", *_TEXT_FACETS):
            entry.add_text(name, filters[name])
        for name in ("found_in", "numbers"):
            for value in filters[name]:
                entry.add_text(name, value)
        entry.add_integer("object_hash", _code(document.key))
        entry.add_integer("kind_code", _KIND_CODES[document.kind])
        for name in ("effective_from", "effective_to", "position", "year", "dated"):
            entry.add_integer(name, filters[name])
        for name in _TEXT_FACETS:
            entry.add_integer(f"{name}_code", _code(filters[name]))
        entry.add_integer("version", version)
        stored = {
            "document": shown,
            "passage": passage_to_json(passage) if passage else None,
            "number": number,
            "version": version,
        }
        entry.add_bytes("stored", zlib.compress(json.dumps(stored, ensure_ascii=False).encode(), 1))
        yield entry


def _fast(searcher: tantivy.Searcher, field: str, addresses: Sequence[tantivy.DocAddress]) -> list[int]:
    """A number of each of some passages."""
    values = searcher.fast_field_values(field, list(addresses)) if addresses else []
    return [int(value or 0) for value in values]


def _stored(searcher: tantivy.Searcher, address: tantivy.DocAddress) -> dict[str, Any]:
    packed: Any = searcher.doc(address).get_first("stored")
    return json.loads(zlib.decompress(bytes(packed)))


# ------------------------------------------------------------------ pure query building


def _condition(query: Query) -> tuple[Occur, Query]:
    """Must hold, and adds nothing to the score."""
    return Occur.Must, Query.const_score_query(query, 0.0)


def _phrase(field: str, phrase_words: Sequence[str]) -> Query:
    if len(phrase_words) == 1:
        return Query.term_query(SCHEMA, field, phrase_words[0])
    return Query.phrase_query(SCHEMA, field, list(phrase_words))


def _days(field: str, lower: int, upper: int) -> Query:
    return Query.range_query(SCHEMA, field, FieldType.Integer, lower_bound=lower, upper_bound=upper)


def filter_conditions(filters: Filters) -> list[tuple[Occur, Query]]:
    conditions = []
    if filters.kinds:
        conditions.append(Query.term_set_query(SCHEMA, "kind", [kind.value for kind in filters.kinds]))
    for name, field in FACETS.items():
        if values := filters.values_of(name):
            conditions.append(Query.term_set_query(SCHEMA, field, list(values)))
    for field, value in (
        ("found_in", filters.language),
        ("numbers", filters.number),
        ("group", filters.group),
    ):
        if value:
            conditions.append(Query.term_query(SCHEMA, field, value))
    today = filters.day.toordinal()
    if filters.force is Force.EXPIRED:
        conditions.append(_days("effective_to", FIRST_DAY, today))
    elif filters.force is Force.NOT_YET:
        conditions.append(_days("effective_from", today + 1, LAST_DAY))
        conditions.append(_days("effective_to", today + 1, LAST_DAY))
    elif filters.force is Force.IN_FORCE:
        conditions.append(_days("effective_from", FIRST_DAY, today))
        conditions.append(_days("effective_to", today + 1, LAST_DAY))
    return [_condition(query) for query in conditions]


def build_query(request: SearchRequest) -> Query:
    """The request as tantivy's query: conditions that add nothing, and the fused BM25 terms."""
    clauses = filter_conditions(request.filters)
    clauses += [_condition(_phrase("u", phrase)) for phrase in request.phrases]
    if request.required:
        wanted = [(Occur.Should, Query.term_query(SCHEMA, "u", word)) for word in request.content]
        clauses.append(_condition(Query.boolean_query(wanted, request.required)))
    scored = [
        (Occur.Should, Query.boost_query(Query.term_query(SCHEMA, term.field, value), term.weight))
        for term in FUSION
        for value in getattr(request, term.source)
    ]
    clauses += scored
    return Query.boolean_query(clauses) if clauses else Query.all_query()


# ------------------------------------------------------------------ the backend


class EmbeddedBackend:
    """See ``search.backends.base.SearchBackend``."""

    name = "embedded"

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
    def _writer(self, index: tantivy.Index) -> Iterator[tantivy.IndexWriter]:
        """A writer that commits at the end, or rolls back."""
        try:
            writer = index.writer(WRITER_BYTES, WRITER_THREADS)
        except ValueError as error:
            if "LockBusy" in str(error):
                raise IndexBusyError("another process holds the index's writer") from error
            raise
        try:
            yield writer
            writer.commit()
        except BaseException:
            writer.rollback()
            raise
        finally:
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
        return [self._answer(searcher, request) for request in requests]

    def _matches(
        self, searcher: tantivy.Searcher, request: SearchRequest
    ) -> tuple[dict[int, tuple[float, tantivy.DocAddress]], bool]:
        """A passage of each matching object in the order that is asked for, its best one if it is relevance; and
        whether the limit cut some off.
        """
        query = build_query(request)
        if request.is_ranked:
            found = searcher.search(query, limit=COUNT_LIMIT, count=False).hits
        else:
            field, order = _SORTED_BY[request.order]
            found = searcher.search(
                query, limit=COUNT_LIMIT, count=False, order_by_field=field, order=order
            ).hits
        addresses = [address for _, address in found]
        if not request.is_ranked and request.order is not Order.RELEVANCE:
            positions = searcher.fast_field_values("position", addresses) if addresses else []
            sign = -1 if request.order is Order.NEWEST else 1
            days = [(sign * day, position) for (day, _), position in zip(found, positions, strict=True)]
            addresses = [addresses[place] for place in sorted(range(len(addresses)), key=days.__getitem__)]
        objects = searcher.fast_field_values("object_hash", addresses) if addresses else []
        best: dict[int, tuple[float, tantivy.DocAddress]] = {}
        for (score, _), address, object_hash in zip(found, addresses, objects, strict=True):
            if object_hash not in best:
                value = score * TANTIVY_SCALE if request.is_ranked else -float(len(best))
                best[int(object_hash or 0)] = (value, address)
        return best, len(found) == COUNT_LIMIT

    def _with_best_passages(
        self,
        searcher: tantivy.Searcher,
        request: SearchRequest,
        shown: dict[int, tuple[float, tantivy.DocAddress]],
    ) -> dict[int, tuple[float, tantivy.DocAddress]]:
        """Objects sorted by date, each with the passage that matches best."""
        of_these = Query.term_set_query(SCHEMA, "object_hash", list(shown))
        query = Query.boolean_query([(Occur.Must, build_query(request)), _condition(of_these)])
        found = searcher.search(query, limit=COUNT_LIMIT, count=False).hits
        addresses = [address for _, address in found]
        hashes = searcher.fast_field_values("object_hash", addresses) if addresses else []
        best: dict[int, tantivy.DocAddress] = {}
        for object_hash, address in zip(hashes, addresses, strict=True):
            best.setdefault(int(object_hash or 0), address)
        return {
            object_hash: (score, best.get(object_hash, address))
            for object_hash, (score, address) in shown.items()
        }

    def _answer(self, searcher: tantivy.Searcher, request: SearchRequest) -> Answer:
        matches, is_more = self._matches(searcher, request)
        shown = dict(islice(matches.items(), request.limit))
        if shown and request.words and not request.is_ranked:
            shown = self._with_best_passages(searcher, request, shown)
        hits = []
        for engine_score, address in shown.values():
            stored = _stored(searcher, address)
            document = from_display_fields(stored["document"])
            passage = passage_from_json(stored["passage"] or {"lines": []})
            score = engine_score
            if request.is_ranked:
                score = final_score(
                    engine_score,
                    document.kind,
                    day=request.filters.day,
                    effective_from=document.effective_from,
                    effective_to=document.effective_to,
                )
            hits.append(Hit(document, passage, score))
        hits.sort(key=lambda hit: -hit.score)
        counts = self._count(searcher, request, matches) if request.is_counted else None
        return Answer(tuple(hits), total=len(matches), is_more=is_more, counts=counts)

    def count(self, request: SearchRequest) -> Counts:
        searcher = self._searcher()
        matches, _ = self._matches(searcher, request)
        return self._count(searcher, request, matches)

    def _count(
        self,
        searcher: tantivy.Searcher,
        request: SearchRequest,
        matches: dict[int, tuple[float, tantivy.DocAddress]],
    ) -> Counts:
        """Facets without a condition of their own share the objects that were found; others look again."""
        found = [address for _, address in matches.values()]

        def addresses(facet: str, unset: Any = ()) -> list[tantivy.DocAddress]:
            if not getattr(request.filters, facet):
                return found
            others, _ = self._matches(searcher, _with_filters(request, **{facet: unset}))
            return [address for _, address in others.values()]

        kinds = Counter(_KINDS[code] for code in _fast(searcher, "kind_code", addresses("kinds")))
        of_forces = addresses("force", None)
        today = request.filters.day.toordinal()
        forces = Counter(
            Force.EXPIRED if end <= today else Force.NOT_YET if start > today else Force.IN_FORCE
            for start, end in zip(
                _fast(searcher, "effective_from", of_forces),
                _fast(searcher, "effective_to", of_forces),
                strict=True,
            )
        )
        return Counts(
            kinds=dict(kinds.most_common()),
            forces=dict(forces),
            facets={name: self._values(searcher, field, addresses(name)) for name, field in FACETS.items()},
        )

    def _values(
        self, searcher: tantivy.Searcher, field: str, addresses: Sequence[tantivy.DocAddress]
    ) -> dict[str | int, int]:
        """The most frequent values of a facet's field. Texts are counted by their code, then read from one
        object that has it.
        """
        column = field if field in _ORDERED_FIELDS else f"{field}_code"
        codes = _fast(searcher, column, addresses)
        counts = Counter(code for code in codes if code)
        one_of = dict(zip(codes, addresses, strict=True))
        common = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:FACET_VALUES]
        if column == field:
            return dict(common)
        values: dict[str | int, int] = {}
        for code, count in common:
            if code not in self._facet_values:
                self._facet_values[code] = _stored(searcher, one_of[code])["document"][field]
            values[self._facet_values[code]] = count
        return values

    def suggest(self, words: Sequence[str], *, language: str, limit: int) -> list[SearchDocument]:
        if not words:
            return []
        searcher = self._searcher()
        *whole, beginning = words
        clauses = [_condition(Query.term_query(SCHEMA, "suggestion", word)) for word in whole]
        endings = [term for term, _ in searcher.terms_with_prefix("suggestion", beginning, limit=64)]
        if not endings:
            return []
        clauses.append(_condition(Query.term_set_query(SCHEMA, "suggestion", endings)))
        clauses.append(_condition(Query.term_query(SCHEMA, "found_in", language)))
        # Short suggestions in which the words stand in order come first.
        clauses += [(Occur.Should, Query.term_query(SCHEMA, "suggestion", word)) for word in whole]
        clauses += [(Occur.Should, Query.term_query(SCHEMA, "suggestion", term)) for term in endings[:16]]
        found = searcher.search(Query.boolean_query(clauses), limit=limit, count=False).hits
        return [from_display_fields(_stored(searcher, address)["document"]) for _, address in found]

    def get(self, keys: Sequence[str]) -> dict[str, SearchDocument]:
        searcher = self._searcher()
        documents = {}
        for key in keys:
            query = Query.term_query(SCHEMA, "key", key)
            stored = sorted(
                (_stored(searcher, address) for _, address in searcher.search(query, COUNT_LIMIT).hits),
                key=lambda entry: entry["number"],
            )
            if stored:
                passages = tuple(passage_from_json(entry["passage"]) for entry in stored if entry["passage"])
                documents[key] = from_display_fields(stored[0]["document"], passages)
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
                addresses, searcher.fast_field_values("object_hash", addresses), strict=True
            ):
                first_of_object.setdefault(value, address)
        keys = set()
        for address in first_of_object.values():
            shown = _stored(searcher, address)["document"]
            keys.add(f"{shown['kind']}:{shown['object_id']}")
        return keys

    def status(self) -> Status:
        try:
            searcher = self._searcher()
            objects, _ = self._matches(searcher, SearchRequest())
            more = "+" if len(objects) >= COUNT_LIMIT else ""
            return Status(
                self.name, answers=True, documents=len(objects), detail=f"{self._live_name()}{more}"
            )
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
            with (self.folder / name / "changed").open("a") as journal:
                for key in [*(document.key for document in writable), *deletable]:
                    journal.write(f"{key}\t{version}\t{'deleted' if key in deletable else ''}\n")
            with self._writer(index) as writer:
                for key in [*deletable, *(document.key for document in writable)]:
                    writer.delete_documents_by_term("key", key)
                for document in writable:
                    for entry in _tantivy_documents(document, version):
                        writer.add_document(entry)
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

    def rebuild(self, documents: Iterable[Versioned], *, reload: Reload) -> int:
        try:
            with self._locked("rebuild.lock", 0):
                return self._rebuild(documents, reload)
        except RebuildRunningError:
            raise
        except IndexBusyError as error:
            if "rebuild.lock" in str(error):
                raise RebuildRunningError("another rebuild is running") from error
            raise

    def _rebuild(self, documents: Iterable[Versioned], reload: Reload) -> int:
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
            with self._writer(index) as writer:
                for count, (document, version) in enumerate(documents, start=1):
                    for entry in _tantivy_documents(document, version):
                        writer.add_document(entry)
                    if count % OBJECTS_PER_COMMIT == 0:
                        writer.commit()
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
                for entry in _tantivy_documents(document, versions.get(document.key, 0)):
                    writer.add_document(entry)
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


def _with_filters(request: SearchRequest, **changes: Any) -> SearchRequest:
    return replace(request, filters=replace(request.filters, **changes))
