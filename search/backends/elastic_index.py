"""The index as Elasticsearch knows it: its mapping, what is written of an object, requests as queries. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from elasticsearch.dsl import A, Integer, Keyword, Long, Mapping, Nested, Object, Q, Search, Text
from elasticsearch.dsl.aggs import Agg
from elasticsearch.dsl.query import Query

from search.analysis import BIGRAM_JOINER
from search.backends.base import COUNT_LIMIT, FACET_VALUES, FACETS, Counts, Filters, SearchRequest
from search.choices import Force, Order
from search.documents import SCHEMA_VERSION, SearchDocument, document_words, filter_fields
from search.ranking import FUSION, LONG_FIELD_B, LONG_FIELD_K1
from search.stored import shown_fields, to_json

#: Deleted documents keep their version so long, so that a late job cannot bring one back.
GC_DELETES = "1h"
PATH = "passages"
KEYWORD_FACETS = tuple(field for field in FACETS.values() if field != "year")
#: Bump when the mapping changes and what is indexed of an object does not: `rebuild_search` is needed then too.
MAPPING_VERSION = 1
#: An index says by this what it was built with.
META = {"schema_version": SCHEMA_VERSION, "mapping_version": MAPPING_VERSION}

#: The fields of ``search.ranking.FUSION`` as they are called here. The title stands once for all passages.
FIELDS = {"u": f"{PATH}.u", "g": f"{PATH}.u.pairs", "title": "title", "title_bigram": "title.pairs"}

SETTINGS = {
    "number_of_shards": 1,
    "refresh_interval": "1s",
    "gc_deletes": GC_DELETES,
    "similarity": {"long_field": {"type": "BM25", "k1": LONG_FIELD_K1, "b": LONG_FIELD_B}},
    # Pairs of words are made by the server: what is sent is half as long. Folded words stay whole in its standard
    # tokenizer.
    "analysis": {
        "filter": {
            "pairs": {"type": "shingle", "output_unigrams": False, "token_separator": BIGRAM_JOINER},
        },
        "analyzer": {"pairs": {"type": "custom", "tokenizer": "standard", "filter": ["pairs"]}},
    },
}


def build_mapping() -> Mapping:
    """Strict: a field that is not here is refused. Nothing is kept of a field that no query asks for."""
    mapping = Mapping()
    mapping.meta("dynamic", "strict")
    mapping.meta("_meta", META)
    # Of a hit only what is shown is read back; everything else is in the index.
    mapping.meta("_source", {"includes": ["shown", "version", f"{PATH}.shown"]})
    for name in ("key", "kind", *KEYWORD_FACETS):
        mapping.field(name, Keyword())
    for name in ("group", "found_in", "numbers"):
        mapping.field(name, Keyword(doc_values=False))
    for name in ("year", "effective_from", "effective_to"):
        mapping.field(name, Integer())
    for name in ("dated", "position"):
        mapping.field(name, Integer(index=False))
    mapping.field("digest", Long(index=False))
    mapping.field("version", Long(index=False, doc_values=False))
    mapping.field("suggestion", Text(analyzer="whitespace"))
    mapping.field("shown", Object(enabled=False))
    mapping.field("title", Text(analyzer="whitespace", index_options="freqs", fields={"pairs": _pairs()}))
    words = Text(
        analyzer="whitespace",
        similarity="long_field",
        position_increment_gap=0,  # a phrase may go on in the next line
        fields={"pairs": _pairs(similarity="long_field")},
    )
    mapping.field(PATH, Nested(properties={"u": words, "shown": Object(enabled=False)}))
    return mapping


def _pairs(**options: Any) -> Text:
    """The pairs of words of each stretch by itself."""
    return Text(analyzer="pairs", index_options="freqs", **options)


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
    return Prepared(document.key, version, to_json(to_source(document, version)))


def to_source(document: SearchDocument, version: int) -> dict[str, Any]:
    found = document_words(document)
    head = [" ".join(stretch) for stretch in found.head]
    shown_passages = document.passages or (None,)
    return filter_fields(document) | {
        "version": version,
        "shown": shown_fields(document),
        "title": head[-1],
        PATH: [
            {
                "u": [*head, *(" ".join(line) for line in lines)],
                "shown": passage,
            }
            for lines, passage in zip(found.passages, shown_passages, strict=True)
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
    kinds = [Q("terms", kind=[kind.value for kind in filters.kinds])] if filters.kinds else []
    return kinds + [
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
        "force": A("filters", filters={force.value: force_query(force, today) for force in Force}),
    }
    for name, field in FACETS.items():
        counted[name] = A("terms", field=field, size=FACET_VALUES + 1)
    for name, aggregation in counted.items():
        others = [condition for facet, condition in conditions.items() if facet != name]
        if others:
            counted[name] = A("filter", filter=Q("bool", filter=others), aggs={"values": aggregation})
    return counted


def _phrase(phrase_words: Sequence[str]) -> Query:
    return Q("match_phrase", **{FIELDS["u"]: " ".join(phrase_words)})


def _scored(request: SearchRequest, *, in_passages: bool) -> list[Query]:
    """The terms of the fused BM25 that belong to a passage, or to the object as a whole."""
    return [
        Q("term", **{FIELDS[term.field]: {"value": value, "boost": term.weight}})
        for term in FUSION
        if FIELDS[term.field].startswith(f"{PATH}.") is in_passages
        for value in getattr(request, term.source)
    ]


def passage_query(request: SearchRequest) -> Query:
    """The fused BM25 of one passage and what it must contain."""
    conditions = [_phrase(phrase) for phrase in request.phrases]
    if request.required:
        wanted = [Q("term", **{FIELDS["u"]: word}) for word in request.content]
        conditions.append(Q("bool", should=wanted, minimum_should_match=request.required))
    scored = _scored(request, in_passages=True)
    if not scored and not conditions:
        return Q("match_all")
    return Q("bool", filter=conditions, should=scored)


def build_query(request: SearchRequest) -> Query:
    """The best passage's score and the title's, under the filters that are no facets."""
    nested = Q(
        "nested",
        path=PATH,
        score_mode="max",
        query=passage_query(request),
        inner_hits={"size": 1 + request.further_passages, "_source": [f"{PATH}.shown"]},
    )
    title = _scored(request, in_passages=False)
    return Q("bool", must=[nested], should=title, filter=filter_queries(request.filters))


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
    values = {name: counted.get("values", counted) for name, counted in aggregations.items()}
    by_facet: dict[str, dict[str | int, int]] = {}
    for name in FACETS:
        buckets = values[name]["buckets"]
        counts = {bucket["key"]: bucket["doc_count"] for bucket in buckets if bucket["key"]}
        by_facet[name] = dict(list(counts.items())[:FACET_VALUES])
    forces = values["force"]["buckets"]
    return Counts(
        forces={Force(value): bucket["doc_count"] for value, bucket in forces.items() if bucket["doc_count"]},
        facets=by_facet,
    )


def build_suggestion(words: Sequence[str], language: str, limit: int) -> Search:
    *whole, beginning = words
    conditions = [Q("term", suggestion=word) for word in whole]
    conditions += [Q("prefix", suggestion=beginning), Q("term", found_in=language)]
    scored = [Q("match", suggestion=" ".join(words)), Q("match_phrase_prefix", suggestion=" ".join(words))]
    return Search().query("bool", filter=conditions, should=scored).source(["shown"]).extra(size=limit)
