"""The embedded index as tantivy knows it: its fields, what is written of an object, and requests as queries. Pure.

A tantivy document is one passage and carries the filters of its object.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import tantivy
from tantivy import FieldType, Occur, Query

from search.backends.base import FACETS, Filters, SearchRequest
from search.backends.facts import Facts
from search.choices import Force, Order
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
from search.stored import document_from_json, passage_from_json, shown_fields, to_json

_TEXT_FIELDS = ("u", "g", "title", "title_bigram", "suggestion")
_KEYWORD_FIELDS = (
    "key",
    "kind",
    "group",
    "found_in",
    "numbers",
    *(name for name in FACETS.values() if name != "year"),
)
#: Numbers that are looked for …
_INDEXED_FIELDS = ("object_code", "effective_from", "effective_to", "year", "place")
#: … and those that are only read of what was found. ``facts``: what objects are filtered and counted by.
_READ_FIELDS = ("facts", "position", "dated", "version", "digest")
#: What is shown of an object and of its passage, as JSON.
_SHOWN_FIELDS = ("object", "passage")
#: What results without a ranking are sorted by; the objects of one day stand in the order of their law.
SORTED_BY = {
    Order.RELEVANCE: ("position", tantivy.Order.Asc),
    Order.NEWEST: ("dated", tantivy.Order.Desc),
    Order.OLDEST: ("dated", tantivy.Order.Asc),
}


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in _TEXT_FIELDS:
        is_text = name == "u"  # phrases are looked for in it alone, and its words are read again
        builder.add_text_field(
            name,
            stored=is_text,
            tokenizer_name="whitespace",
            index_option="position" if is_text else "freq",
        )
    for name in _KEYWORD_FIELDS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in (*_INDEXED_FIELDS, *_READ_FIELDS):
        builder.add_integer_field(name, indexed=name in _INDEXED_FIELDS, fast=True)
    for name in _SHOWN_FIELDS:
        builder.add_bytes_field(name, stored=True)
    return builder.build()


SCHEMA = _schema()


#: Of an object without text, such as a whole law.
NO_PASSAGE = Passage(lines=())


@dataclass(frozen=True, slots=True)
class Prepared:
    """All that tantivy takes of an object, as plain values: made in any process, written in one."""

    key: str
    version: int
    #: What is shown of the object …
    shown: bytes
    #: … and of each passage, after its folded words, pairs, title and pairs of the title.
    passages: list[tuple[str, str, str, str, bytes]]
    suggestion: str
    keywords: list[tuple[str, str]]
    numbers: list[tuple[str, int]]


def prepare(document: SearchDocument, version: int) -> Prepared:
    filters = filter_fields(document)
    passages = [
        (fields.u, fields.g, fields.title, fields.title_bigram, to_json(passage))
        for fields, passage in zip(passage_fields(document), document.passages or (NO_PASSAGE,), strict=True)
    ]
    keywords = [
        (name, filters[name]) for name in _KEYWORD_FIELDS if filters[name] and isinstance(filters[name], str)
    ]
    keywords += [(name, value) for name in ("found_in", "numbers") for value in filters[name]]
    numbers = [
        (name, filters[name]) for name in ("effective_from", "effective_to", "position", "year", "dated")
    ]
    numbers += [
        ("object_code", code_of(filters["key"])),
        ("facts", Facts.of(document).code),
        ("version", version),
        ("digest", filters["digest"]),
    ]
    shown = to_json(shown_fields(document))
    return Prepared(document.key, version, shown, passages, filters["suggestion"], keywords, numbers)


def tantivy_documents(prepared: Prepared) -> Iterator[tantivy.Document]:
    """One for each passage; the suggestion stands with the first."""
    for number, (u, g, title, title_bigram, passage) in enumerate(prepared.passages):
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
        entry.add_bytes("object", prepared.shown)
        entry.add_bytes("passage", passage)
        yield entry


def fast_values(searcher: tantivy.Searcher, field: str, addresses: list[tantivy.DocAddress]) -> list[int]:
    """A number of each of some passages."""
    values: Any = searcher.fast_field_values(field, addresses) if addresses else []
    return values


@dataclass(frozen=True, slots=True)
class Stored:
    """What is kept of a passage; it is unpacked only where it is shown."""

    kept: tantivy.Document

    @classmethod
    def at(cls, searcher: tantivy.Searcher, address: tantivy.DocAddress) -> Stored:
        return cls(searcher.doc(address))

    def document(self) -> SearchDocument:
        packed: Any = self.kept.get_first("object")
        return document_from_json(packed)

    def passage(self) -> Passage:
        """Without lines, where the object has none."""
        packed: Any = self.kept.get_first("passage")
        return passage_from_json(packed)

    def shared_words(self, content: frozenset[str]) -> int:
        """How many of some words stand in the passage and the names above it."""
        folded: Any = self.kept.get_first("u")
        return len(content.intersection(folded.split()))


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
        conditions.append(_any_of("kind", [kind.value for kind in filters.kinds]))
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


def narrowing_terms(filters: Filters) -> list[tuple[str, list[str]]]:
    """(field, values): the conditions that leave little of a library."""
    terms = (
        ("kind", [kind.value for kind in filters.kinds]),
        ("number", [filters.number]),
        ("group", [filters.group]),
    )
    return [("numbers" if field == "number" else field, values) for field, values in terms if any(values)]


def _required(request: SearchRequest) -> list[tuple[Occur, Query]]:
    """So many of the content words in one passage."""
    if not request.required:
        return []
    each = [Query.term_query(SCHEMA, "u", word) for word in request.content]
    if request.required == len(each):
        # An intersection is skipped through; the general case looks at every passage that has a word …
        return [condition(query) for query in each]
    if narrowing := narrowing_terms(request.filters):
        # … unless each of the words is looked for among a few passages.
        among = [(Occur.Must, _any_of(field, values)) for field, values in narrowing]
        each = [Query.boolean_query([(Occur.Must, query), *among]) for query in each]
    return [condition(Query.boolean_query([(Occur.Should, query) for query in each], request.required))]


def _any_of(field: str, values: Sequence[str]) -> Query:
    return Query.boolean_query([(Occur.Should, Query.term_query(SCHEMA, field, value)) for value in values])


def build_query(request: SearchRequest) -> Query:
    """The request as tantivy's query: conditions that add nothing, and the fused BM25 terms."""
    clauses = _conditions(request) + _required(request) + _scored(request)
    return Query.boolean_query(clauses) if clauses else Query.all_query()


def build_loose_query(request: SearchRequest) -> Query:
    """The same whatever the number of the required words: without conditions the best are found by leaping from one
    to the next.
    """
    return Query.boolean_query(_conditions(request) + _scored(request))


def _conditions(request: SearchRequest) -> list[tuple[Occur, Query]]:
    return filter_conditions(request.filters) + [
        condition(_phrase("u", phrase)) for phrase in request.phrases
    ]


def _scored(request: SearchRequest) -> list[tuple[Occur, Query]]:
    return [
        (Occur.Should, Query.boost_query(Query.term_query(SCHEMA, term.field, value), term.weight))
        for term in FUSION
        for value in getattr(request, term.source)
    ]
