"""What a reader chose beside the words: filters, order, day, page; read from an address and written into one."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict
from django.utils.http import urlencode

from content.laws.as_of import EARLIEST, LATEST, parse_day
from portal.lib.vietnamese import normalise
from search.backends.base import FACETS, Filters
from search.choices import Force, KindGroup, Order
from search.labels import from_address, in_address

#: The fields of ``Filters`` → their parameters in an address.
PARAMETERS = {
    "topics": "chu_de",
    "document_types": "loai_van_ban",
    "issuers": "co_quan",
    "years": "nam",
    "audiences": "doi_tuong",
    "languages": "ngon_ngu",
}
GROUP, FORCE, DAY, ORDER, PAGE = "loai", "hieu_luc", "ngay", "sap_xep", "page"
#: "1": search what was typed and nothing else.
AS_TYPED = "nguyen_van"
MAX_PAGE = 1_000
#: Values of one filter that an address may set; more add work and no meaning.
MOST_VALUES = 20
LONGEST_VALUE = 255


@dataclass(frozen=True, slots=True)
class Selection:
    """Empty means no condition. ``day`` is None for today; ``misread`` the values of an address that mean nothing."""

    group: KindGroup | None = None
    force: Force | None = None
    topics: tuple[str, ...] = ()
    document_types: tuple[str, ...] = ()
    issuers: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    audiences: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    order: Order = Order.RELEVANCE
    day: datetime.date | None = None
    page: int = 1
    is_as_typed: bool = False
    misread: tuple[str, ...] = ()

    @property
    def is_narrowed(self) -> bool:
        """Is anything left out by a filter?"""
        return bool(self.group or self.force) or any(getattr(self, facet) for facet in FACETS)

    @property
    def chosen(self) -> int:
        """How many values are set in the filters, without the kind, which has its place above the results."""
        return bool(self.force) + bool(self.day) + sum(len(getattr(self, facet)) for facet in FACETS)

    def filters(self, *, language: str, day: datetime.date) -> Filters:
        """The conditions of an engine, without the kinds."""
        return Filters(
            language=language,
            day=day,
            force=self.force,
            **{facet: getattr(self, facet) for facet in FACETS},
        )

    def without(self, facet: str, value: Any = None) -> Selection:
        """The selection once one of its values is taken away; the results then begin again."""
        if facet in FACETS:
            left: Any = tuple(one for one in getattr(self, facet) if one != value)
        else:
            left = None
        return replace(self, **{facet: left}, page=1)

    def pairs(self) -> Iterator[tuple[str, str]]:
        """The parameters of an address, without what goes without saying."""
        if self.group:
            yield GROUP, self.group.value
        if self.force:
            yield FORCE, self.force.value
        for facet, parameter in PARAMETERS.items():
            for value in getattr(self, facet):
                yield parameter, in_address(facet, value)
        if self.day:
            yield DAY, self.day.isoformat()
        if self.order is not Order.RELEVANCE:
            yield ORDER, self.order.value
        if self.is_as_typed:
            yield AS_TYPED, "1"
        if self.page > 1:
            yield PAGE, str(self.page)


def address(query: str, selection: Selection) -> str:
    """ "?q=…&nam=2024": one spelling for one selection, so that an address can be shared."""
    return f"?{urlencode([('q', query), *selection.pairs()])}"


def read_selection(parameters: QueryDict) -> Selection:
    """Never raises. What means nothing is no filter, and is named in ``misread``: an old address still answers."""
    misread: list[str] = []

    def one_of(choices: Any, parameter: str, otherwise: Any) -> Any:
        text = parameters.get(parameter, "")
        if text in choices.values:
            return choices(text)
        if text:
            misread.append(_shown(text))
        return otherwise

    values: dict[str, tuple[str | int, ...]] = {}
    for facet, parameter in PARAMETERS.items():
        found: dict[str | int, None] = {}
        for raw in parameters.getlist(parameter)[:MOST_VALUES]:
            text = _clean(raw)
            value = from_address(facet, text)
            if value is not None:
                found[value] = None
            elif text:
                misread.append(_shown(text))
        values[facet] = tuple(found)
    typed_day = parameters.get(DAY, "").strip()
    day = parse_day(typed_day[:40])
    if day is not None and not EARLIEST <= day <= LATEST:
        day = None
    if typed_day and day is None:
        misread.append(_shown(typed_day))
    return Selection(
        group=one_of(KindGroup, GROUP, None),
        force=one_of(Force, FORCE, None),
        order=one_of(Order, ORDER, Order.RELEVANCE),
        day=day,
        page=_page_number(parameters.get(PAGE, "")),
        is_as_typed=parameters.get(AS_TYPED) == "1",
        misread=tuple(dict.fromkeys(misread)),
        **values,  # type: ignore[arg-type]
    )


def _clean(raw: str) -> str:
    return " ".join(normalise(raw[:LONGEST_VALUE].replace("\x00", "")).split())


def _shown(text: str) -> str:
    cleaned = _clean(text)
    return cleaned if len(cleaned) <= 40 else f"{cleaned[:39]}…"


def _page_number(raw: str) -> int:
    if not (raw.isascii() and raw.isdigit()):
        return 1
    return min(max(int(raw[:6]), 1), MAX_PAGE)
