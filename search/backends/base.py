"""What the rest of the room asks of an engine. Everything above this line is the same for both."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from search.choices import Force, Kind, Order
from search.documents import Passage, SearchDocument

#: Objects that a request brings back at most: what a reader can page through.
MAX_HITS = 100
#: The first articles by relevance bring more than one passage, for those who look at them again.
FURTHER_HITS = 60
FURTHER_PASSAGES = 1
#: Beyond this many an engine may say "more than".
COUNT_LIMIT = 5_000
#: Values that a facet counts at most: those with most objects.
FACET_VALUES = 30
LAST_YEAR = 9_999
#: Longer than any value of a facet.
MAX_VALUE_CHARACTERS = 1_000
#: The facets that are counted by their values: the field of ``Filters`` → the field of the index.
FACETS = {
    "document_types": "document_type",
    "issuers": "issuer",
    "years": "year",
    "topics": "topic",
    "languages": "language",
    "audiences": "audience",
}


INDEX_MISSING = "the search index has not been built: run manage.py rebuild_search"
INDEX_OUTDATED = "the search index is of another version: run manage.py rebuild_search"


class SearchUnavailableError(Exception):
    """The engine does not answer, or its index has not been built yet."""


class WriteRefusedError(SearchUnavailableError):
    """The engine answers, but will not take a document; the others of the same call were written."""


class IndexBusyError(Exception):
    """Another process is writing or rebuilding; try again in a moment."""


class RebuildRunningError(IndexBusyError):
    """Another rebuild is running; two would only undo each other."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What a hit must satisfy. Empty means no condition; of several values of one field any will do.

    ``language`` is the reader's, who finds laws too; ``languages`` those in which a thing is written.
    """

    kinds: tuple[Kind, ...] = ()
    document_types: tuple[str, ...] = ()
    issuers: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    topics: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    language: str = ""
    force: Force | None = None
    day: datetime.date = field(default_factory=datetime.date.today)
    number: str = ""
    group: str = ""

    def values_of(self, facet: str) -> list[str | int]:
        """The values of one of ``FACETS``. Engines refuse numbers and texts beyond a size: those match nothing."""
        return [
            value[:MAX_VALUE_CHARACTERS] if isinstance(value, str) else min(max(value, -1), LAST_YEAR + 1)
            for value in getattr(self, facet)
        ]


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """Folded words and pairs to score by, and conditions.

    ``required`` of the ``content`` words must occur in one passage; each of ``phrases`` must occur as it
    stands. Without words every object that passes the filters is a hit, in the order of the law.
    ``is_counted``: the answer carries the counts of its facets too, which costs less than asking for them
    apart.
    """

    words: tuple[str, ...] = ()
    word_pairs: tuple[str, ...] = ()
    content: tuple[str, ...] = ()
    required: int = 0
    phrases: tuple[tuple[str, ...], ...] = ()
    filters: Filters = field(default_factory=Filters)
    order: Order = Order.RELEVANCE
    limit: int = MAX_HITS
    is_counted: bool = False

    @property
    def is_ranked(self) -> bool:
        """Are the best matches wanted first? Else an engine sorts by a field."""
        return bool(self.words) and self.order is Order.RELEVANCE

    @property
    def further_passages(self) -> int:
        """How many a hit brings beside its best: articles by relevance are looked at again."""
        return FURTHER_PASSAGES if self.is_ranked and Kind.LAW_ARTICLE in self.filters.kinds else 0


@dataclass(frozen=True, slots=True)
class Hit:
    """An object and the passage of it that matched best. ``document`` comes without its passages.

    ``score`` falls from hit to hit whatever the order; it is a measure of relevance only in that order. ``further``:
    the next best passages of an article, ``FURTHER_PASSAGES`` at most, of the first ``FURTHER_HITS`` at least.
    """

    document: SearchDocument
    passage: Passage
    score: float
    further: tuple[Passage, ...] = ()


@dataclass(frozen=True, slots=True)
class Counts:
    """Objects for each value of a facet, each facet under all filters but its own.

    ``facets``: the field of ``Filters`` → value → objects, most first, for each of ``FACETS``.
    """

    forces: dict[Force, int] = field(default_factory=dict)
    facets: dict[str, dict[str | int, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """Hits, best first, and how many objects match; ``is_more``: the total is a lower bound. ``counts`` if they
    were asked for.
    """

    hits: tuple[Hit, ...] = ()
    total: int = 0
    is_more: bool = False
    counts: Counts | None = None


@dataclass(frozen=True, slots=True)
class Status:
    """For `doctor`, the health check and the end of a rebuild."""

    name: str
    answers: bool
    documents: int = 0
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Differences:
    """Objects that an index lacks, has as they no longer are, or has without them being there any more."""

    missing: frozenset[str] = frozenset()
    stale: frozenset[str] = frozenset()
    orphaned: frozenset[str] = frozenset()

    @property
    def keys(self) -> frozenset[str]:
        return self.missing | self.stale | self.orphaned

    def among(self, keys: Iterable[str]) -> Differences:
        kept = frozenset(keys)
        return Differences(self.missing & kept, self.stale & kept, self.orphaned & kept)


@dataclass(frozen=True, slots=True)
class TermCounts:
    """In how many of the passages each folded word occurs, and each pair joined by ``_``."""

    passages: int
    counts: Mapping[str, int]


Versioned = tuple[SearchDocument, int]
#: Asked with keys that changed during a rebuild; yields those that still exist.
Reload = Callable[[Sequence[str]], Iterable[SearchDocument]]


class SearchBackend(Protocol):
    """An engine. Versions are increasing integers (microseconds): an older one never replaces a newer."""

    name: str

    @staticmethod
    def prepare(document: SearchDocument, version: int) -> Any:
        """A document as this engine writes it: plain data, which may be made in another process."""

    def search(self, requests: Sequence[SearchRequest]) -> list[Answer]:
        """One answer for each request, in one round trip. Raises SearchUnavailableError."""

    def count(self, request: SearchRequest) -> Counts:
        """Facet counts of a request. Raises SearchUnavailableError."""

    def suggest(self, words: Sequence[str], *, language: str, limit: int) -> list[SearchDocument]:
        """Documents whose suggestion contains all words, the last one as a beginning. Raises
        SearchUnavailableError.
        """

    def get(self, keys: Sequence[str]) -> dict[str, SearchDocument]:
        """The indexed documents of these keys, with their passages; for repairs and tests."""

    def differences(self, digests: Mapping[str, int]) -> Differences:
        """The index against the digest of everything that may be found. Raises SearchUnavailableError."""

    def replace(self, documents: Iterable[SearchDocument], *, version: int) -> None:
        """Add or replace. Raises IndexBusyError, SearchUnavailableError."""

    def delete(self, keys: Iterable[str], *, version: int) -> None:
        """Remove objects; unknown ones are no error."""

    def term_counts(self) -> TermCounts | None:
        """What the whole index knows of its words; None where an engine does not tell. Raises
        SearchUnavailableError.
        """

    def keys_of_group(self, group: str) -> set[str]:
        """All objects folded under a group: the articles of a law."""

    def rebuild(self, documents: Iterable[Versioned], *, reload: Reload) -> int:
        """Build a new index beside the live one, then swap. A failure leaves the live one. Returns the
        objects.

        Objects written or deleted while it runs are brought up to date through ``reload`` before the swap.
        Raises RebuildRunningError.
        """

    def rebuild_prepared(self, prepared: Iterable[Any], *, reload: Reload, threads: int = 1) -> int:
        """The same of what ``prepare`` made. ``threads`` may ask ``prepared`` for more, one at a time."""

    def status(self) -> Status:
        """Never raises."""
