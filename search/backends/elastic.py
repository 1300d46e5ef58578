"""The index in Elasticsearch 8, through ``elasticsearch.dsl``.

One document an object, its passages nested in it, so that a write is one atomic, versioned step and counts
are of objects. ``<prefix>`` is the alias that searches use; a rebuild fills a new index beside the live one
and moves the alias. ``<prefix>-write`` names every index that a change must reach: during a rebuild that is
both.

Words come folded and cut by ``search.analysis``: the built-in ``whitespace`` analyzer is all the server has
to know.
"""

from __future__ import annotations

import contextlib
import os
import socket
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from elastic_transport import TlsError
from elasticsearch import (
    ApiError,
    AuthenticationException,
    AuthorizationException,
    ConflictError,
    Elasticsearch,
    NotFoundError,
    TransportError,
)
from elasticsearch.dsl import MultiSearch, Q, Search
from elasticsearch.helpers import parallel_bulk, streaming_bulk

from search.backends.base import (
    INDEX_MISSING,
    INDEX_OUTDATED,
    Answer,
    Counts,
    Differences,
    Hit,
    RebuildRunningError,
    Reload,
    SearchRequest,
    SearchUnavailableError,
    Status,
    Versioned,
    WriteRefusedError,
)
from search.backends.elastic_index import (
    META,
    PATH,
    SETTINGS,
    Prepared,
    build_count,
    build_mapping,
    build_search,
    build_suggestion,
    prepare,
    read_counts,
)
from search.documents import SCHEMA_VERSION, Passage, SearchDocument
from search.ranking import final_score
from search.stored import document_of, passage_of

SEARCH_SECONDS = 5
WORK_SECONDS = 60
BULK_SECONDS = 120
BULK_OBJECTS = 500
BULK_BYTES = 8_000_000
COMPARED_AT_ONCE = 5_000
#: A rebuild on another machine that has not been heard of for so long is dead and may be taken over.
REBUILD_SILENCE_SECONDS = 300
#: … and one that lives says so this often.
SECONDS_BETWEEN_SIGNS = 10
#: While an index is filled nobody reads it; a crash in between costs nothing, it is thrown away.
SETTINGS_WHILE_FILLING = {
    "index.refresh_interval": "-1",
    "index.translog.durability": "async",
    "index.number_of_replicas": "0",
    "index.auto_expand_replicas": "false",
}
#: Goes before the templates of others that match any name.
TEMPLATE_PRIORITY = 300


@contextlib.contextmanager
def _as_unavailable() -> Iterator[None]:
    """The client's many errors as the one that a view handles, each with what is to be mended."""
    try:
        yield
    except NotFoundError as error:
        raise SearchUnavailableError(INDEX_MISSING) from error
    except AuthenticationException as error:
        raise SearchUnavailableError(
            "Elasticsearch does not accept the key: check ELASTICSEARCH_API_KEY"
        ) from error
    except AuthorizationException as error:
        reason = error.info.get("error", {}) if isinstance(error.info, dict) else {}
        detail = reason.get("reason", "") if isinstance(reason, dict) else str(reason)
        raise SearchUnavailableError(
            f"Elasticsearch forbids this to the key of ELASTICSEARCH_API_KEY: {detail}"
        ) from error
    except TlsError as error:
        raise SearchUnavailableError(
            f"Elasticsearch's certificate is not trusted, check ELASTICSEARCH_CA_CERTS: {error.message}"
        ) from error
    except (ApiError, TransportError) as error:
        raise SearchUnavailableError(f"Elasticsearch does not answer: {error}") from error


class ElasticBackend:
    """See ``search.backends.base.SearchBackend``."""

    name = "elastic"

    @staticmethod
    def prepare(document: SearchDocument, version: int) -> Prepared:
        return prepare(document, version)

    def __init__(
        self,
        url: str,
        *,
        prefix: str,
        api_key: str = "",
        ca_certs: str = "",
        seconds: float | None = None,
    ) -> None:
        options: dict[str, Any] = {"request_timeout": seconds or SEARCH_SECONDS, "max_retries": 1}
        if api_key:
            options["api_key"] = api_key
        if ca_certs:
            options["ca_certs"] = ca_certs
        if ca_certs and not Path(ca_certs).is_file():
            raise SearchUnavailableError(f"the file of ELASTICSEARCH_CA_CERTS is not there: {ca_certs}")
        try:
            self.client = Elasticsearch(url, **options)
        except (OSError, ValueError) as error:
            raise SearchUnavailableError(
                f"check ELASTICSEARCH_URL and ELASTICSEARCH_CA_CERTS: {error}"
            ) from error
        #: For work that nobody waits for before a page: a busy cluster may take its time.
        self._patient = self.client.options(request_timeout=WORK_SECONDS)
        self.alias = prefix
        self.write_alias = f"{prefix}-write"
        self.lock_index = f"{prefix}-lock"

    # -------------------------------------------------------------- reading

    def search(self, requests: Sequence[SearchRequest]) -> list[Answer]:
        if not requests:
            return []
        searches = MultiSearch(using=self.client, index=self.alias)
        for request in requests:
            searches = searches.add(build_search(request))
        with _as_unavailable():
            responses = searches.execute()
        return [
            self._answer(request, response.to_dict())
            for request, response in zip(requests, responses, strict=True)
        ]

    def _answer(self, request: SearchRequest, response: dict[str, Any]) -> Answer:
        hits = []
        for position, found in enumerate(response["hits"]["hits"]):
            document = document_of(found["_source"]["shown"])
            inner = found["inner_hits"][PATH]["hits"]["hits"]
            passages = [passage_of(shown) for one in inner if (shown := one["_source"].get("shown"))]
            score = -float(position)
            if request.is_ranked:
                score = final_score(
                    found["_score"],
                    document.kind,
                    day=request.filters.day,
                    effective_from=document.effective_from,
                    effective_to=document.effective_to,
                )
            best, *further = passages or [Passage(lines=())]
            hits.append(Hit(document, best, score, tuple(further)))
        hits.sort(key=lambda hit: -hit.score)
        total = response["hits"]["total"]
        return Answer(
            tuple(hits),
            total=total["value"],
            is_more=total["relation"] == "gte",
            counts=read_counts(response["aggregations"]) if request.is_counted else None,
        )

    def count(self, request: SearchRequest) -> Counts:
        with _as_unavailable():
            response = build_count(request).using(self.client).index(self.alias).execute().to_dict()
        return read_counts(response["aggregations"])

    def suggest(self, words: Sequence[str], *, language: str, limit: int) -> list[SearchDocument]:
        if not words:
            return []
        search = build_suggestion(words, language, limit).using(self.client).index(self.alias)
        with _as_unavailable():
            response = search.execute().to_dict()
        return [document_of(found["_source"]["shown"]) for found in response["hits"]["hits"]]

    def get(self, keys: Sequence[str]) -> dict[str, SearchDocument]:
        if not keys:
            return {}
        with _as_unavailable():
            found = self.client.mget(index=self.alias, ids=list(keys))["docs"]
        documents = {}
        for entry in found:
            if entry.get("found"):
                document = document_of(entry["_source"]["shown"])
                passages = (passage["shown"] for passage in entry["_source"][PATH])
                documents[entry["_id"]] = replace(
                    document,
                    passages=tuple(passage_of(passage) for passage in passages if passage),
                )
        return documents

    def term_counts(self) -> None:
        """Lucene keeps them, but no request reads them all."""

    def keys_of_group(self, group: str) -> set[str]:
        search = Search(using=self._patient, index=self.alias).query("bool", filter=[Q("term", group=group)])
        with _as_unavailable():
            self._patient.indices.refresh(index=self.alias)
            return {hit.meta.id for hit in search.source(False).scan()}

    def differences(self, digests: Mapping[str, int]) -> Differences:
        search = Search(using=self._patient, index=self.alias).source(False).extra(docvalue_fields=["digest"])
        with _as_unavailable():
            self._patient.indices.refresh(index=self.alias)
            indexed = {hit.meta.id: int(hit.digest[0]) for hit in search.params(size=COMPARED_AT_ONCE).scan()}
        return Differences(
            missing=frozenset(digests.keys() - indexed.keys()),
            stale=frozenset(key for key, value in digests.items() if indexed.get(key, value) != value),
            orphaned=frozenset(indexed.keys() - digests.keys()),
        )

    def status(self) -> Status:
        try:
            with _as_unavailable():
                self.client.cluster.health(timeout="2s")
                count = self.client.count(index=self.alias)["count"]
                (index,) = self.client.indices.get_alias(name=self.alias)
                mapping = self.client.indices.get_mapping(index=index)[index]["mappings"]
        except SearchUnavailableError as error:
            return Status(self.name, answers=False, detail=str(error))
        if mapping.get("_meta") != META:
            return Status(
                self.name,
                answers=False,
                documents=count,
                detail=INDEX_OUTDATED,
            )
        return Status(self.name, answers=True, documents=count, detail=index)

    # -------------------------------------------------------------- writing

    def replace(self, documents: Iterable[SearchDocument], *, version: int) -> None:
        prepared = [prepare(document, version) for document in documents]
        with _as_unavailable():
            for index in self._indices_to_write():
                self._bulk((one.action(index), one.source) for one in prepared)

    def delete(self, keys: Iterable[str], *, version: int) -> None:
        keys = list(keys)
        with _as_unavailable():
            for index in self._indices_to_write():
                target = {"_index": index, "version": version, "version_type": "external_gte"}
                self._bulk(({"delete": {**target, "_id": key}}, None) for key in keys)

    def refresh(self) -> None:
        """Make what was written visible now; otherwise it is within a second."""
        with _as_unavailable():
            self._patient.indices.refresh(index=self.alias)

    def _indices_to_write(self) -> list[str]:
        """The live index and one being built; none before the first rebuild, which reads everything."""
        try:
            return sorted(self._patient.indices.get_alias(name=self.write_alias))
        except NotFoundError:
            return []

    def _bulk(self, operations: Iterable[Any], *, threads: int = 1) -> None:
        """Send all, each an action with its document (or None). A newer version already there (409) and a deletion
        of nothing (404) are as they should be.

        Raises WriteRefusedError at the end if the server took some and refused others.
        """
        client = self.client.options(request_timeout=BULK_SECONDS, max_retries=2, retry_on_status=(429, 503))
        options: dict[str, Any] = {
            "chunk_size": BULK_OBJECTS,
            "max_chunk_bytes": BULK_BYTES,
            "raise_on_error": False,
            "expand_action_callback": lambda operation: operation,
        }
        results = (
            parallel_bulk(client, operations, thread_count=threads, queue_size=threads, **options)
            if threads > 1
            else streaming_bulk(client, operations, max_retries=3, **options)
        )
        refused = ""
        for succeeded, result in results:
            (outcome,) = result.values()
            if not succeeded and outcome["status"] not in {404, 409}:
                refused = refused or f"Elasticsearch refused {outcome['_id']}: {outcome.get('error')}"
        if refused:
            raise WriteRefusedError(refused)

    def rebuild(self, documents: Iterable[Versioned], *, reload: Reload) -> int:
        return self.rebuild_prepared(
            (prepare(document, version) for document, version in documents), reload=reload
        )

    def rebuild_prepared(self, prepared: Iterable[Prepared], *, reload: Reload, threads: int = 1) -> int:
        del reload  # changes reach both indexes through the write alias, their versions settle the order
        with _as_unavailable(), self._rebuild_lock() as still_here:
            self._remove_unfinished()
            index = self._create_index()
            try:
                settings_when_live = self._settings_of(index)
                self._patient.indices.put_settings(index=index, settings=SETTINGS_WHILE_FILLING)
                self._patient.indices.put_alias(index=index, name=self.write_alias)

                def operations() -> Iterator[tuple[dict[str, Any], bytes]]:
                    sign_at = time.monotonic()
                    for one in prepared:
                        if time.monotonic() >= sign_at:
                            still_here()
                            sign_at = time.monotonic() + SECONDS_BETWEEN_SIGNS
                        yield one.action(index), one.source

                self._bulk(operations(), threads=threads)
                self.client.options(request_timeout=BULK_SECONDS).indices.refresh(index=index)
                self._patient.indices.put_settings(index=index, settings=settings_when_live)
                still_here()
                old = self._swap(index)
            except BaseException:
                with contextlib.suppress(ApiError, TransportError):
                    self._patient.indices.delete(index=index, ignore_unavailable=True)
                raise
            for name in old:
                self._patient.indices.delete(index=name, ignore_unavailable=True)
            return int(self._patient.count(index=index)["count"])

    def _create_index(self) -> str:
        """A new index under the deployment's template. Who manages the cluster can add to it (replicas, where its
        shards lie) in a component template named ``<prefix>@custom``.
        """
        template = {"settings": SETTINGS, "mappings": build_mapping().to_dict()}
        with contextlib.suppress(AuthorizationException):  # a key may be for our indexes only
            self._patient.indices.put_index_template(
                name=self.alias,
                index_patterns=[f"{self.alias}-v*"],
                priority=TEMPLATE_PRIORITY,
                template=template,
                composed_of=[f"{self.alias}@custom"],
                ignore_missing_component_templates=[f"{self.alias}@custom"],
                meta={"schema_version": SCHEMA_VERSION},
            )
            template = {}
        index = f"{self.alias}-v{SCHEMA_VERSION}-{time.time_ns()}"
        self._patient.indices.create(
            index=index, settings=template.get("settings"), mappings=template.get("mappings")
        )
        return index

    def _settings_of(self, index: str) -> dict[str, Any]:
        """As an index was made, by our template or by those who manage the cluster: what is set aside while it is
        filled. None means the server's own value.
        """
        found = self._patient.indices.get_settings(index=index, flat_settings=True)[index]["settings"]
        return {name: found.get(name) for name in SETTINGS_WHILE_FILLING}

    def _remove_unfinished(self) -> None:
        """What a rebuild left that was killed: indexes of ours that are not live."""
        live: set[str] = set()
        with contextlib.suppress(NotFoundError):
            live = set(self._patient.indices.get_alias(name=self.alias))
        for name in self._patient.indices.get(index=f"{self.alias}-v*", features="aliases"):
            if name not in live:
                self._patient.indices.delete(index=name, ignore_unavailable=True)

    def _swap(self, index: str) -> list[str]:
        """Move both aliases in one step; returns the indexes that are no longer live."""
        try:
            old = [name for name in self._patient.indices.get_alias(name=self.alias) if name != index]
        except NotFoundError:
            old = []
        actions: list[dict[str, Any]] = [{"add": {"index": index, "alias": self.alias}}]
        actions += [{"remove": {"index": name, "alias": self.alias}} for name in old]
        self._patient.indices.update_aliases(actions=actions)
        return old

    @contextlib.contextmanager
    def _rebuild_lock(self) -> Iterator[Callable[[], None]]:
        """One rebuild at a time in the whole cluster. Yields a function to call now and then: "still
        here".
        """
        lock: dict[str, Any] = {"index": self.lock_index, "id": "rebuild"}
        with contextlib.suppress(ApiError):  # it is there already
            self._patient.indices.create(index=self.lock_index, mappings=LOCK_MAPPINGS)
        try:
            held = self._patient.create(**lock, document=_holder(), refresh=True)
        except ConflictError:
            current = self._patient.get(**lock)
            if not _is_dead(current["_source"], self.alias):
                raise RebuildRunningError("another rebuild is running") from None
            held = self._take(lock, current)

        def still_here() -> None:
            nonlocal held
            held = self._take(lock, held)

        _rebuilding.add(self.alias)
        try:
            yield still_here
        finally:
            _rebuilding.discard(self.alias)
            with contextlib.suppress(ApiError, TransportError):
                self._patient.delete(**lock, if_seq_no=held["_seq_no"], if_primary_term=held["_primary_term"])

    def _take(self, lock: dict[str, Any], held: Any) -> Any:
        """The lock as it was last seen becomes ours. Raises RebuildRunningError if somebody else was faster."""
        try:
            return self._patient.index(
                **lock,
                document=_holder(),
                if_seq_no=held["_seq_no"],
                if_primary_term=held["_primary_term"],
            )
        except ConflictError:
            raise RebuildRunningError("another rebuild took over") from None


LOCK_MAPPINGS = {
    "properties": {"seen": {"type": "double"}, "host": {"type": "keyword"}, "pid": {"type": "long"}}
}


def _holder() -> dict[str, Any]:
    return {"seen": time.time(), "host": socket.gethostname(), "pid": os.getpid()}


#: Indexes that this process is building. A node that dies keeps the lock of a rebuild that failed with it.
_rebuilding: set[str] = set()


def _is_dead(holder: dict[str, Any], alias: str) -> bool:
    """Silent for long, or a process of this machine that is no more, or this one, which knows nothing of it."""
    if time.time() - holder["seen"] >= REBUILD_SILENCE_SECONDS:
        return True
    if holder.get("host") != socket.gethostname():
        return False
    if holder["pid"] == os.getpid():
        return alias not in _rebuilding
    try:
        os.kill(holder["pid"], 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
