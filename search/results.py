"""What a results page shows, as plain frozen data. Pure."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from search.choices import Kind, KindGroup
from search.highlighting import Fragment
from search.queries import ParsedQuery
from search.selection import Selection


@dataclass(frozen=True, slots=True)
class Link:
    """A place of the same law that was found too."""

    label: str
    url: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """One thing found. ``lead`` is the opening of a clause when ``snippet`` is one of its points; ``rank`` counts
    from 1 over the whole page.
    """

    kind: Kind
    title: tuple[Fragment, ...]
    url: str
    snippet: tuple[Fragment, ...] = ()
    lead: tuple[Fragment, ...] = ()
    heading: tuple[Fragment, ...] = ()
    language: str = ""
    group: str = ""
    group_title: str = ""
    group_url: str = ""
    breadcrumb: tuple[str, ...] = ()
    number: str = ""
    status: Any = None
    since: datetime.date | None = None
    until: datetime.date | None = None
    checked_on: datetime.date | None = None
    minutes: int = 0
    more: tuple[Link, ...] = ()
    is_promoted: bool = False
    rank: int = 0

    @property
    def is_law(self) -> bool:
        return self.kind in {Kind.LAW_ARTICLE, Kind.LEGAL_DOCUMENT}


@dataclass(frozen=True, slots=True)
class ResultGroup:
    """Results of one group; ``total`` counts all of it, not only what is shown."""

    group: KindGroup
    results: tuple[Result, ...]
    total: int
    is_more: bool = False
    url: str = ""

    @property
    def hidden(self) -> int:
        return self.total - len(self.results)


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value of a filter as it stands in an address, how many it would leave, and whether it is set."""

    value: str
    label: Any
    count: int
    is_set: bool
    url: str = ""


@dataclass(frozen=True, slots=True)
class Facet:
    """A filter and its values, those with most results first. ``is_single``: one value at a time."""

    parameter: str
    label: Any
    values: tuple[FacetValue, ...]
    is_single: bool = False

    @property
    def is_set(self) -> bool:
        return any(value.is_set for value in self.values)

    @property
    def is_law_text(self) -> bool:
        """Its values are Vietnamese names, whatever the interface's language."""
        return self.parameter in {"co_quan", "chu_de"}


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is set, and the address without it."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Looser:
    """A search with fewer words that finds something: what is left out, and the words that stay."""

    words: str
    left_out: str
    url: str
    total: int


@dataclass(frozen=True, slots=True)
class Results:
    """A whole results page.

    ``searched_instead``: what was searched because what was typed finds nothing; ``did_you_mean``: what may have
    been meant, to be followed. ``further_terms``: typed words and the terms that were searched besides.
    """

    query: ParsedQuery
    selection: Selection
    direct: Result | None = None
    promoted: tuple[Result, ...] = ()
    answers: ResultGroup | None = None
    laws: ResultGroup | None = None
    learning: ResultGroup | None = None
    paged_total: int = 0
    total: int = 0
    is_more: bool = False
    understood_as: str = ""
    searched_instead: str = ""
    did_you_mean: str = ""
    did_you_mean_url: str = ""
    as_typed_url: str = ""
    further_terms: tuple[tuple[str, str], ...] = ()
    groups: tuple[FacetValue, ...] = ()
    facets: tuple[Facet, ...] = ()
    orders: tuple[FacetValue, ...] = ()
    chips: tuple[Chip, ...] = ()
    looser: tuple[Looser, ...] = ()
    is_unavailable: bool = False
    fallback: tuple[Result, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Nothing was found by these words, whatever the filters leave."""
        found = self.total or self.direct or self.promoted or self.fallback
        return not found and not self.chips and not self.selection.group

    @property
    def is_filtered_out(self) -> bool:
        """Under these filters nothing is left."""
        return not (self.total or self.direct or self.promoted or self.fallback) and not self.is_empty

    @property
    def sections(self) -> tuple[ResultGroup, ...]:
        """The groups that have something to show, plain answers first."""
        return tuple(group for group in (self.answers, self.laws, self.learning) if group is not None)
