"""The embedded index as tantivy knows it: its fields, what is written of an object, and requests as queries. Pure.

A tantivy document is one passage and carries the filters of its object.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import tantivy
from tantivy import FieldType, Occur, Query

from search.backends.base import FACETS, Filters, SearchRequest
from search.choices import Force, Kind, Order
from search.documents import (
    FIRST_DAY,
    LAST_DAY,
    Passage,
    SearchDocument,
    code_of,
    filter_fields,
    passage_fields,
)
from search.ranking import FUSION
from search.stored import pack_document, pack_passage, unpack_document, unpack_passage

_TEXT_FIELDS = ("u", "g", "title", "title_bigram", "suggestion")
#: Facets whose values are texts; tantivy counts them by a code.
TEXT_FACETS = tuple(field for field in FACETS.values() if field != "year")
_KEYWORD_FIELDS = ("key", "kind", "group", "found_in", "numbers", *TEXT_FACETS)
ORDERED_FIELDS = (
    "object_code",
    "kind_code",
    "effective_from",
    "effective_to",
    "position",
    "year",
    "dated",
    "version",
    "digest",
    "place",
    *(f"{field}_code" for field in TEXT_FACETS),
)
#: What results without a ranking are sorted by; the objects of one day stand in the order of their law.
SORTED_BY = {
    Order.RELEVANCE: ("position", tantivy.Order.Asc),
    Order.NEWEST: ("dated", tantivy.Order.Desc),
    Order.OLDEST: ("dated", tantivy.Order.Asc),
}
KIND_CODES = {kind: code for code, kind in enumerate(Kind)}
KINDS = {code: kind for kind, code in KIND_CODES.items()}


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in _TEXT_FIELDS:
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="position")
    for name in _KEYWORD_FIELDS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in ORDERED_FIELDS:
        builder.add_integer_field(name, indexed=True, fast=True)
    builder.add_bytes_field("stored", stored=True)
    return builder.build()


SCHEMA = _schema()


@dataclass(frozen=True, slots=True)
class Prepared:
    """All that tantivy takes of an object, as plain values: made in any process, written in one."""

    key: str
    version: int
    #: Folded words, pairs, title, pairs of the title, and what is shown, of each passage.
    passages: list[tuple[str, str, str, str, bytes]]
    suggestion: str
    keywords: list[tuple[str, str]]
    numbers: list[tuple[str, int]]


def prepare(document: SearchDocument, version: int) -> Prepared:
    filters = filter_fields(document)
    shown = _as_json(pack_document(document))
    passages = [
        (
            fields.u,
            fields.g,
            fields.title,
            fields.title_bigram,
            f"[{shown},{_as_json(pack_passage(passage, document)) if passage else 'null'},{number}]".encode(),
        )
        for number, (fields, passage) in enumerate(
            zip(passage_fields(document), document.passages or (None,), strict=True)
        )
    ]
    keywords = [(name, filters[name]) for name in ("key", "kind", "group", *TEXT_FACETS) if filters[name]]
    keywords += [(name, value) for name in ("found_in", "numbers") for value in filters[name]]
    numbers = [
        (name, filters[name]) for name in ("effective_from", "effective_to", "position", "year", "dated")
    ]
    numbers += [(f"{name}_code", code_of(filters[name])) for name in TEXT_FACETS]
    numbers += [
        ("object_code", code_of(filters["key"])),
        ("kind_code", KIND_CODES[document.kind]),
        ("version", version),
        ("digest", filters["digest"]),
    ]
    return Prepared(document.key, version, passages, filters["suggestion"], keywords, numbers)


_as_json = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode


def tantivy_documents(prepared: Prepared) -> Iterator[tantivy.Document]:
    """One for each passage; the suggestion stands with the first."""
    for number, (u, g, title, title_bigram, stored) in enumerate(prepared.passages):
        entry = tantivy.Document()
        entry.add_text("u", u)
        entry.add_text("g", g)
        entry.add_text("title", title)
        entry.add_text("title_bigram", title_bigram)
        if number == 0:
            entry.add_text("suggestion", prepared.suggestion)
        for name, text in prepared.keywords:
            entry.add_text(name, text)
        for name, value in prepared.numbers:
            entry.add_integer(name, value)
        entry.add_integer("place", number)
        entry.add_bytes("stored", stored)
        yield entry


def fast_values(searcher: tantivy.Searcher, field: str, addresses: Sequence[tantivy.DocAddress]) -> list[int]:
    """A number of each of some passages."""
    values = searcher.fast_field_values(field, list(addresses)) if addresses else []
    return [int(value or 0) for value in values]


def stored_at(
    searcher: tantivy.Searcher, address: tantivy.DocAddress
) -> tuple[SearchDocument, Passage | None, int]:
    """The document of a passage, the passage, and its place in the document."""
    packed: Any = searcher.doc(address).get_first("stored")
    document, passage, number = json.loads(bytes(packed))
    unpacked = unpack_document(document)
    return unpacked, unpack_passage(passage, unpacked) if passage else None, number


# ------------------------------------------------------------------ pure query building


def condition(query: Query) -> tuple[Occur, Query]:
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
    return [condition(query) for query in conditions]


def build_query(request: SearchRequest) -> Query:
    """The request as tantivy's query: conditions that add nothing, and the fused BM25 terms."""
    clauses = filter_conditions(request.filters)
    clauses += [condition(_phrase("u", phrase)) for phrase in request.phrases]
    if request.required and request.required == len(request.content):
        # An intersection is skipped through; the general case below looks at every passage that has a word.
        clauses += [condition(Query.term_query(SCHEMA, "u", word)) for word in request.content]
    elif request.required:
        wanted = [(Occur.Should, Query.term_query(SCHEMA, "u", word)) for word in request.content]
        clauses.append(condition(Query.boolean_query(wanted, request.required)))
    scored = [
        (Occur.Should, Query.boost_query(Query.term_query(SCHEMA, term.field, value), term.weight))
        for term in FUSION
        for value in getattr(request, term.source)
    ]
    clauses += scored
    return Query.boolean_query(clauses) if clauses else Query.all_query()
