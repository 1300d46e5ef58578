"""What a results page shows, as plain frozen data. Pure."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Any

from search.choices import Force, Kind, KindGroup
from search.highlighting import Fragment
from search.queries import ParsedQuery


@dataclass(frozen=True, slots=True)
class Link:
    """A place of the same law that was found too."""

    label: str
    url: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """One thing found. ``lead`` is the opening of a clause when ``snippet`` is one of its points."""

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

    @property
    def hidden(self) -> int:
        return self.total - len(self.results)


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value of a filter, how many it would leave, and whether it is set."""

    value: str
    label: Any
    count: int
    is_set: bool

    @property
    def when_followed(self) -> str | None:
        """What the filter is once the reader follows this value: a set one is taken away."""
        return None if self.is_set else self.value


@dataclass(frozen=True, slots=True)
class Selection:
    """What the reader chose beside the query."""

    group: KindGroup | None = None
    force: Force | None = None
    page: int = 1


@dataclass(frozen=True, slots=True)
class Results:
    """A whole results page."""

    query: ParsedQuery
    selection: Selection
    direct: Result | None = None
    answers: ResultGroup | None = None
    laws: ResultGroup | None = None
    learning: ResultGroup | None = None
    paged_total: int = 0
    total: int = 0
    is_more: bool = False
    understood_as: str = ""
    groups: tuple[FacetValue, ...] = ()
    forces: tuple[FacetValue, ...] = ()
    is_unavailable: bool = False
    fallback: tuple[Result, ...] = field(default=())

    @property
    def is_empty(self) -> bool:
        return not (self.total or self.direct or self.fallback)
