"""The index as Elasticsearch knows it: its mapping, what is written of an object, requests as queries. Pure."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from elasticsearch.dsl import A, Integer, Keyword, Long, Mapping, Nested, Object, Q, Search, Text
from elasticsearch.dsl.aggs import Agg
from elasticsearch.dsl.query import Query

from search.backends.base import COUNT_LIMIT, FACET_VALUES, FACETS, Counts, Filters, SearchRequest
from search.choices import Force, Kind, Order
from search.documents import SCHEMA_VERSION, SearchDocument, filter_fields, passage_fields
from search.ranking import FUSION, LONG_FIELD_B, LONG_FIELD_K1
from search.stored import pack_document, pack_passage

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
    mapping.field("digest", Long())
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


@dataclass(frozen=True, slots=True)
class Prepared:
    """An object as Elasticsearch takes it: made in any process, sent by one."""

    key: str
    version: int
    source: bytes

    def action(self, index: str) -> dict[str, Any]:
        """An older version is refused, the same one is written again."""
        return {
            "index": {
                "_index": index,
                "_id": self.key,
                "version": self.version,
                "version_type": "external_gte",
            }
        }


def prepare(document: SearchDocument, version: int) -> Prepared:
    return Prepared(document.key, version, _as_json(to_source(document, version)).encode())


_as_json = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode


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
        inner_hits={"size": 1 + request.further_passages, "_source": [f"{PATH}.shown"]},
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
