"""The one index definition: what is found, and which folded fields the engines index of it. Pure.

An object (an article of law, an explainer, a course …) is one ``SearchDocument`` with one ``Passage`` per
clause or section. Each passage carries the head of its object and is scored by itself; the object scores as
its best passage.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from itertools import chain, islice
from typing import Any

import msgspec

from search.analysis import bigrams, bigrams_of_segments, lines_of_words, words
from search.choices import Kind
from search.queries import number_keys

#: Bump when a field is added or changes its meaning: `rebuild_search` is needed then, and the health check
#: says so.
SCHEMA_VERSION = 5

#: Days are indexed as ordinals; an open end is a day that no search asks for.
FIRST_DAY = 1
LAST_DAY = datetime.date.max.toordinal()
#: Elasticsearch keeps places in 32 bits; an article whose number reads "10.000.480" has a place beyond them.
LAST_POSITION = 2**31 - 1
#: The fields of a document that are days.
DATES = ("effective_from", "effective_to", "checked_on", "dated")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a passage as it stands. A point of a law has a citation and an address of its own."""

    text: str
    citation: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """One clause of an article or one section of a page; ``citation`` and ``url`` name this very clause."""

    lines: tuple[Line, ...]
    clause: str = ""
    citation: str = ""
    url: str = ""

    @property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines)


@dataclass(frozen=True, slots=True)
class SearchDocument:
    """One thing that can be found.

    ``found_in``: the interface languages whose readers find it (laws: all; a page: its own). ``context``:
    names that stand above it and help to find it (the law's name, the topic); ``subjects``: the titles under
    which the codification files an article. Both are scored with every passage. ``group``: what results are
    folded under. ``dated``: the day by which results are sorted, of issue for laws.
    """

    kind: Kind
    object_id: int
    title: str
    url: str
    passages: tuple[Passage, ...] = ()
    language: str = "vi"
    found_in: tuple[str, ...] = ("vi",)
    context: tuple[str, ...] = ()
    group: str = ""
    group_title: str = ""
    group_url: str = ""
    citation: str = ""
    summary: str = ""
    breadcrumb: tuple[str, ...] = ()
    number: str = ""
    article_number: str = ""
    document_type: str = ""
    type_name: str = ""
    issuer: str = ""
    topic: str = ""
    subjects: tuple[str, ...] = ()
    audience: str = ""
    year: int = 0
    dated: datetime.date | None = None
    status: str = ""
    effective_from: datetime.date | None = None
    effective_to: datetime.date | None = None
    checked_on: datetime.date | None = None
    minutes: int = 0
    questions: int = 0
    order: int = 0

    @property
    def key(self) -> str:
        return object_key(self.kind, self.object_id)

    @property
    def group_key(self) -> str:
        return self.group or self.key

    @property
    def names_above(self) -> tuple[str, ...]:
        """What is scored with every passage beside the title."""
        return (*self.context, *self.subjects)


_as_json = msgspec.json.Encoder().encode


def digest(document: SearchDocument) -> int:
    """63 bits of everything in a document: an index that has another number has another text or status."""
    return _63_bits(_as_json(document))


def code_of(value: str) -> int:
    """63 bits of a text, 0 of an empty one: engines read numbers of many hits at once, but not texts."""
    return _63_bits(value.encode(errors="replace")) if value else 0


def _63_bits(value: bytes) -> int:
    return int.from_bytes(blake2b(value, digest_size=8).digest()) >> 1


def object_key(kind: Kind | str, object_id: int) -> str:
    """The name of an object in every index, for ever: "law_article:123"."""
    return f"{Kind(kind).value}:{object_id}"


def split_key(key: str) -> tuple[Kind, int]:
    kind, _, object_id = key.partition(":")
    return Kind(kind), int(object_id)


@dataclass(frozen=True, slots=True)
class PassageFields:
    """What an engine indexes of a passage: folded words, joined by a space."""

    u: str
    g: str
    title: str
    title_bigram: str


@dataclass(frozen=True, slots=True)
class DocumentWords:
    """The folded words of an object, stretch by stretch: of each name above it and of its title, which comes last;
    of each line of each passage. A pair of words never reaches from one stretch into the next.
    """

    head: list[list[str]]
    passages: list[list[list[str]]]

    @property
    def title(self) -> list[str]:
        return self.head[-1]


def document_words(document: SearchDocument) -> DocumentWords:
    passages = document.passages or (Passage(lines=()),)
    title, *names = _words_of([document.title, *document.names_above])
    lines = iter(_words_of([line.text for passage in passages for line in passage.lines]))
    return DocumentWords(
        head=[*names, title], passages=[list(islice(lines, len(passage.lines))) for passage in passages]
    )


def passage_fields(document: SearchDocument) -> Iterator[PassageFields]:
    """``u`` = names above + title + clause; ``g`` its bigrams; the title once more by itself."""
    found = document_words(document)
    head_text = " ".join(chain.from_iterable(found.head))
    head_pairs = " ".join(bigrams_of_segments(found.head))
    title_text, title_bigram = " ".join(found.title), " ".join(bigrams(found.title))
    for clause in found.passages:
        yield PassageFields(
            u=" ".join([head_text, *chain.from_iterable(clause)]).strip(),
            g=" ".join([head_pairs, *bigrams_of_segments(clause)]).strip(),
            title=title_text,
            title_bigram=title_bigram,
        )


def _words_of(texts: list[str]) -> list[list[str]]:
    """The words of each text; all at once, since every article of the library comes by here."""
    found = lines_of_words("\n".join(texts)) if texts else []
    return found if len(found) == len(texts) else [words(text) for text in texts]  # one of several lines


def filter_fields(document: SearchDocument) -> dict[str, Any]:
    """What an engine filters and counts by. Same names and values in both engines."""
    return {
        "key": document.key,
        "kind": document.kind.value,
        "group": document.group_key,
        "found_in": list(document.found_in),
        "topic": document.topic,
        "document_type": document.document_type,
        "issuer": document.issuer,
        "language": document.language,
        "audience": document.audience,
        "year": document.year,
        "dated": document.dated.toordinal() if document.dated else FIRST_DAY,
        "numbers": list(lookup_keys(document)),
        "effective_from": document.effective_from.toordinal() if document.effective_from else FIRST_DAY,
        "effective_to": document.effective_to.toordinal() if document.effective_to else LAST_DAY,
        "position": min(document.order, LAST_POSITION),
        "digest": digest(document),
        "suggestion": " ".join(words(text)) if (text := suggestion_text(document)) else "",
    }


def article_key(group: str, article_number: str) -> str:
    """The name under which an article of a law is looked up: "document:12/7"."""
    return f"{group}/{article_number}"


#: All articles of a law share them.
_number_keys = lru_cache(maxsize=1_024)(number_keys)


def lookup_keys(document: SearchDocument) -> tuple[str, ...]:
    """Exact names of a document: its number in every shape, and an article's place in its law."""
    keys = _number_keys(document.number, document.type_name)
    if document.article_number:
        keys = (*keys, article_key(document.group_key, document.article_number))
    return keys


def suggestion_text(document: SearchDocument) -> str:
    """What is completed while somebody types: titles, law names and numbers; articles would drown them."""
    if document.kind is Kind.LAW_ARTICLE:
        return ""
    return f"{document.citation or document.title} {document.number}".strip()
