"""The index in Elasticsearch 8, through ``elasticsearch.dsl``.

One document an object, its passages nested in it, so that a write is one atomic, versioned step and counts
are of
objects. ``<prefix>`` is the alias that searches use; a rebuild fills a new index beside the live one and
moves the
alias. ``<prefix>-write`` names every index that a change must reach: during a rebuild that is both.

Words come folded and cut by ``search.analysis``: the built-in ``whitespace`` analyzer is all the server has
to know.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from elasticsearch import ApiError, ConflictError, Elasticsearch, NotFoundError, TransportError
from elasticsearch.dsl import (
    A,
    Integer,
    Keyword,
    Long,
    Mapping,
    MultiSearch,
    Nested,
    Object,
    Q,
    Search,
    Text,
)
from elasticsearch.dsl.aggs import Agg
from elasticsearch.dsl.query import Query
from elasticsearch.helpers import streaming_bulk

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
    RebuildRunningError,
    Reload,
    SearchRequest,
    SearchUnavailableError,
    Status,
    Versioned,
)
from search.choices import Force, Kind, Order
from search.documents import (
    SCHEMA_VERSION,
    Passage,
    SearchDocument,
    filter_fields,
    passage_fields,
)
from search.ranking import FUSION, LONG_FIELD_B, LONG_FIELD_K1, final_score
from search.stored import pack_document, pack_passage, unpack_document, unpack_passage

SEARCH_SECONDS = 5
BULK_SECONDS = 120
BULK_OBJECTS = 250
#: A rebuild that has not been heard of for so long is dead and may be taken over.
REBUILD_SILENCE_SECONDS = 600
#: Deleted documents keep their version so long, so that a late job cannot bring one back.
GC_DELETES = "1h"
PATH = "passages"
KEYWORD_FACETS = tuple(field for field in FACETS.values() if field != "year")

SETTINGS = {
    "number_of_shards": 1,
    "refresh_interval": "1s",
    "gc_deletes": GC_DELETES,
    "similarity": {"long_field": {"type": "BM25", "k1": LONG_FIELD_K1, "b": LONG_FIELD_B}},
}


def build_mapping() -> Mapping:
    """Strict: a field that is not here is refused."""
    long_text: dict[str, Any] = {"analyzer": "whitespace", "similarity": "long_field"}
    mapping = Mapping()
    mapping.meta("dynamic", "strict")
    mapping.meta("_meta", {"schema_version": SCHEMA_VERSION})
    # Of a hit only what is shown is read back; everything else is in the index.
    mapping.meta("_source", {"includes": ["shown", "version", f"{PATH}.shown"]})
    for name in ("key", "kind", "group", "found_in", "numbers", *KEYWORD_FACETS):
        mapping.field(name, Keyword())
    for name in ("year", "dated", "position", "effective_from", "effective_to"):
        mapping.field(name, Integer())
    mapping.field("version", Long())
    mapping.field("suggestion", Text(analyzer="whitespace"))
    mapping.field("shown", Object(enabled=False))
    mapping.field(
        PATH,
        Nested(
            properties={
                "u": Text(**long_text),
                "g": Text(**long_text),
                "title": Text(analyzer="whitespace"),
                "title_bigram": Text(analyzer="whitespace"),
                "shown": Object(enabled=False),
            }
        ),
    )
    return mapping


def to_source(document: SearchDocument, version: int) -> dict[str, Any]:
    shown_passages = document.passages or (None,)
    return filter_fields(document) | {
        "version": version,
        "shown": pack_document(document),
        PATH: [
            {
                "u": fields.u,
                "g": fields.g,
                "title": fields.title,
                "title_bigram": fields.title_bigram,
                "shown": pack_passage(passage, document) if passage else None,
            }
            for fields, passage in zip(passage_fields(document), shown_passages, strict=True)
        ],
    }


# ------------------------------------------------------------------ pure query building


def force_query(force: Force, today: int) -> Query:
    started = Q("range", effective_from={"lte": today})
    not_ended = Q("range", effective_to={"gt": today})
    return {
        Force.IN_FORCE: Q("bool", filter=[started, not_ended]),
        Force.NOT_YET: Q("bool", filter=[Q("range", effective_from={"gt": today}), not_ended]),
        Force.EXPIRED: Q("range", effective_to={"lte": today}),
    }[force]


def filter_queries(filters: Filters) -> list[Query]:
    """Conditions of everything but the facets' own fields, which ``build_search`` adds."""
    return [
        Q("term", **{field: value})
        for field, value in (
            ("found_in", filters.language),
            ("numbers", filters.number),
            ("group", filters.group),
        )
        if value
    ]


def facet_queries(filters: Filters) -> dict[str, Query]:
    """The conditions that a facet does not apply to its own counts, by the field of ``Filters``."""
    conditions = {}
    if filters.kinds:
        conditions["kinds"] = Q("terms", kind=[kind.value for kind in filters.kinds])
    if filters.force:
        conditions["force"] = force_query(filters.force, filters.day.toordinal())
    for name, field in FACETS.items():
        if values := filters.values_of(name):
            conditions[name] = Q("terms", **{field: list(values)})
    return conditions


def facet_aggregations(filters: Filters) -> dict[str, Agg[Any]]:
    """Each facet's counts under the conditions of all others. A year of 0 and an empty text are no values."""
    conditions = facet_queries(filters)
    today = filters.day.toordinal()
    counted: dict[str, Agg[Any]] = {
        "kinds": A("terms", field="kind", size=len(Kind)),
        "force": A("filters", filters={force.value: force_query(force, today) for force in Force}),
    }
    for name, field in FACETS.items():
        counted[name] = A("terms", field=field, size=FACET_VALUES + 1)
    for name, aggregation in counted.items():
        others = [condition for facet, condition in conditions.items() if facet != name]
        counted[name] = A("filter", filter=Q("bool", filter=others), aggs={"values": aggregation})
    return counted


def _phrase(phrase_words: Sequence[str]) -> Query:
    return Q("match_phrase", **{f"{PATH}.u": " ".join(phrase_words)})


def passage_query(request: SearchRequest) -> Query:
    """The fused BM25 of one passage and what it must contain."""
    conditions = [_phrase(phrase) for phrase in request.phrases]
    if request.required:
        wanted = [Q("term", **{f"{PATH}.u": word}) for word in request.content]
        conditions.append(Q("bool", should=wanted, minimum_should_match=request.required))
    scored = [
        Q("term", **{f"{PATH}.{term.field}": {"value": value, "boost": term.weight}})
        for term in FUSION
        for value in getattr(request, term.source)
    ]
    if not scored and not conditions:
        return Q("match_all")
    return Q("bool", filter=conditions, should=scored)


def build_query(request: SearchRequest) -> Query:
    """The best passage's score, under the filters that are no facets."""
    nested = Q(
        "nested",
        path=PATH,
        score_mode="max",
        query=passage_query(request),
        inner_hits={"size": 1, "_source": [f"{PATH}.shown"]},
    )
    return Q("bool", must=[nested], filter=filter_queries(request.filters))


def build_search(request: SearchRequest) -> Search:
    """Hits, and the counts of the facets where they are asked for: then the facets only filter the hits."""
    query, facets = build_query(request), Q("bool", filter=list(facet_queries(request.filters).values()))
    search = Search().source(["shown"]).extra(size=request.limit, track_total_hits=COUNT_LIMIT)
    if request.is_counted:
        search = search.query(query).post_filter(facets)
        for name, aggregation in facet_aggregations(request.filters).items():
            search.aggs.bucket(name, aggregation)
    else:
        search = search.query(query & facets)
    if request.order is not Order.RELEVANCE:
        by_date = {"dated": {"order": "desc" if request.order is Order.NEWEST else "asc"}}
        return search.sort(by_date, "position", "key")
    return search if request.is_ranked else search.sort("position", "key")


def build_count(request: SearchRequest) -> Search:
    nested = Q("nested", path=PATH, score_mode="none", query=passage_query(request))
    search = Search().query("bool", filter=[nested, *filter_queries(request.filters)]).extra(size=0)
    for name, aggregation in facet_aggregations(request.filters).items():
        search.aggs.bucket(name, aggregation)
    return search


def read_counts(aggregations: dict[str, Any]) -> Counts:
    """The counts in an answer to ``facet_aggregations``."""
    by_facet: dict[str, dict[str | int, int]] = {}
    for name in FACETS:
        buckets = aggregations[name]["values"]["buckets"]
        counts = {bucket["key"]: bucket["doc_count"] for bucket in buckets if bucket["key"]}
        by_facet[name] = dict(list(counts.items())[:FACET_VALUES])
    kinds = aggregations["kinds"]["values"]["buckets"]
    forces = aggregations["force"]["values"]["buckets"]
    return Counts(
        kinds={Kind(bucket["key"]): bucket["doc_count"] for bucket in kinds},
        forces={Force(value): bucket["doc_count"] for value, bucket in forces.items() if bucket["doc_count"]},
        facets=by_facet,
    )


def build_suggestion(words: Sequence[str], language: str, limit: int) -> Search:
    *whole, beginning = words
    conditions = [Q("term", suggestion=word) for word in whole]
    conditions += [Q("prefix", suggestion=beginning), Q("term", found_in=language)]
    scored = [Q("match", suggestion=" ".join(words)), Q("match_phrase_prefix", suggestion=" ".join(words))]
    return Search().query("bool", filter=conditions, should=scored).source(["shown"]).extra(size=limit)


# ------------------------------------------------------------------ the backend


@contextlib.contextmanager
def _as_unavailable() -> Iterator[None]:
    """The client's many errors as the one that a view handles."""
    try:
        yield
    except NotFoundError as error:
        raise SearchUnavailableError(INDEX_MISSING) from error
    except (ApiError, TransportError) as error:
        raise SearchUnavailableError(f"Elasticsearch does not answer: {error}") from error


class ElasticBackend:
    """See ``search.backends.base.SearchBackend``."""

    name = "elastic"

    def __init__(self, url: str, *, prefix: str, api_key: str = "", ca_certs: str = "") -> None:
        options: dict[str, Any] = {"request_timeout": SEARCH_SECONDS, "max_retries": 1}
        if api_key:
            options["api_key"] = api_key
        if ca_certs:
            options["ca_certs"] = ca_certs
        self.client = Elasticsearch(url, **options)
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
            document = unpack_document(found["_source"]["shown"])
            inner = found["inner_hits"][PATH]["hits"]["hits"]
            shown = inner[0]["_source"].get("shown") if inner else None
            score = -float(position)
            if request.is_ranked:
                score = final_score(
                    found["_score"],
                    document.kind,
                    day=request.filters.day,
                    effective_from=document.effective_from,
                    effective_to=document.effective_to,
                )
            hits.append(Hit(document, unpack_passage(shown, document) if shown else Passage(lines=()), score))
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
        return [unpack_document(found["_source"]["shown"]) for found in response["hits"]["hits"]]

    def get(self, keys: Sequence[str]) -> dict[str, SearchDocument]:
        if not keys:
            return {}
        with _as_unavailable():
            found = self.client.mget(index=self.alias, ids=list(keys))["docs"]
        documents = {}
        for entry in found:
            if entry.get("found"):
                document = unpack_document(entry["_source"]["shown"])
                passages = (passage["shown"] for passage in entry["_source"][PATH])
                documents[entry["_id"]] = replace(
                    document,
                    passages=tuple(unpack_passage(passage, document) for passage in passages if passage),
                )
        return documents

    def keys_of_group(self, group: str) -> set[str]:
        search = Search(using=self.client, index=self.alias).query("bool", filter=[Q("term", group=group)])
        with _as_unavailable():
            self.client.indices.refresh(index=self.alias)
            return {hit.meta.id for hit in search.source(False).scan()}

    def status(self) -> Status:
        try:
            with _as_unavailable():
                self.client.cluster.health(timeout="2s")
                count = self.client.count(index=self.alias)["count"]
                (index,) = self.client.indices.get_alias(name=self.alias)
                mapping = self.client.indices.get_mapping(index=index)[index]["mappings"]
        except SearchUnavailableError as error:
            return Status(self.name, answers=False, detail=str(error))
        if mapping.get("_meta", {}).get("schema_version") != SCHEMA_VERSION:
            return Status(
                self.name,
                answers=False,
                documents=count,
                detail=INDEX_OUTDATED,
            )
        return Status(self.name, answers=True, documents=count, detail=index)

    # -------------------------------------------------------------- writing

    def replace(self, documents: Iterable[SearchDocument], *, version: int) -> None:
        documents = list(documents)
        with _as_unavailable():
            for index in self._indices_to_write():
                self._bulk(self._index_actions(index, ((document, version) for document in documents)))

    def delete(self, keys: Iterable[str], *, version: int) -> None:
        keys = list(keys)
        with _as_unavailable():
            for index in self._indices_to_write():
                self._bulk(
                    {
                        "_op_type": "delete",
                        "_index": index,
                        "_id": key,
                        "version": version,
                        "version_type": "external_gte",
                    }
                    for key in keys
                )

    def refresh(self) -> None:
        """Make what was written visible now; otherwise it is within a second."""
        with _as_unavailable():
            self.client.indices.refresh(index=self.alias)

    def _indices_to_write(self) -> list[str]:
        """The live index and one being built; none before the first rebuild, which reads everything."""
        try:
            return sorted(self.client.indices.get_alias(name=self.write_alias))
        except NotFoundError:
            return []

    def _index_actions(self, index: str, documents: Iterable[Versioned]) -> Iterator[dict[str, Any]]:
        for document, version in documents:
            yield {
                "_op_type": "index",
                "_index": index,
                "_id": document.key,
                "version": version,
                "version_type": "external_gte",
                "_source": to_source(document, version),
            }

    def _bulk(self, actions: Iterable[dict[str, Any]]) -> int:
        """Send; a newer version already there (409) and a deletion of nothing (404) are as they should be."""
        sent = 0
        client = self.client.options(request_timeout=BULK_SECONDS)
        for succeeded, result in streaming_bulk(
            client, actions, chunk_size=BULK_OBJECTS, raise_on_error=False, max_retries=3
        ):
            (outcome,) = result.values()
            if not succeeded and outcome["status"] not in {404, 409}:
                reason = f"Elasticsearch refused {outcome['_id']}: {outcome.get('error')}"
                raise SearchUnavailableError(reason)
            sent += succeeded
        return sent

    def rebuild(self, documents: Iterable[Versioned], *, reload: Reload) -> int:
        del reload  # changes reach both indexes through the write alias, their versions settle the order
        with _as_unavailable(), self._rebuild_lock() as still_here:
            index = f"{self.alias}-{time.time_ns()}"
            self.client.indices.create(index=index, settings=SETTINGS, mappings=build_mapping().to_dict())
            try:
                self.client.indices.put_alias(index=index, name=self.write_alias)

                def counted() -> Iterator[Versioned]:
                    for number, entry in enumerate(documents):
                        if number % BULK_OBJECTS == 0:
                            still_here()
                        yield entry

                self._bulk(self._index_actions(index, counted()))
                self.client.indices.refresh(index=index)
                old = self._swap(index)
            except BaseException:
                self.client.indices.delete(index=index, ignore_unavailable=True)
                raise
            for name in old:
                self.client.indices.delete(index=name, ignore_unavailable=True)
            return int(self.client.count(index=index)["count"])

    def _swap(self, index: str) -> list[str]:
        """Move both aliases in one step; returns the indexes that are no longer live."""
        try:
            old = [name for name in self.client.indices.get_alias(name=self.alias) if name != index]
        except NotFoundError:
            old = []
        actions: list[dict[str, Any]] = [{"add": {"index": index, "alias": self.alias}}]
        actions += [{"remove": {"index": name, "alias": self.alias}} for name in old]
        self.client.indices.update_aliases(actions=actions)
        return old

    @contextlib.contextmanager
    def _rebuild_lock(self) -> Iterator[Any]:
        """One rebuild at a time in the whole cluster. Yields a function to call now and then: "still
        here".
        """
        lock: dict[str, Any] = {"index": self.lock_index, "id": "rebuild"}
        with contextlib.suppress(ConflictError, ApiError):
            self.client.indices.create(
                index=self.lock_index, mappings={"properties": {"seen": {"type": "double"}}}
            )
        try:
            held = self.client.create(**lock, document={"seen": time.time()}, refresh=True)
        except ConflictError:
            current = self.client.get(**lock)
            if time.time() - current["_source"]["seen"] < REBUILD_SILENCE_SECONDS:
                raise RebuildRunningError("another rebuild is running") from None
            try:
                held = self.client.index(
                    **lock,
                    document={"seen": time.time()},
                    if_seq_no=current["_seq_no"],
                    if_primary_term=current["_primary_term"],
                )
            except ConflictError:
                raise RebuildRunningError("another rebuild is running") from None

        def still_here() -> None:
            nonlocal held
            try:
                held = self.client.index(
                    **lock,
                    document={"seen": time.time()},
                    if_seq_no=held["_seq_no"],
                    if_primary_term=held["_primary_term"],
                )
            except ConflictError:
                raise RebuildRunningError("another rebuild took over") from None

        try:
            yield still_here
        finally:
            with contextlib.suppress(ConflictError, NotFoundError):
                self.client.delete(**lock, if_seq_no=held["_seq_no"], if_primary_term=held["_primary_term"])
