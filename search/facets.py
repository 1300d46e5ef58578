"""The filters beside the results: which values there are, how many each would leave, which are set. Pure."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from search.backends.base import FACETS, Answer, Counts, Hit
from search.choices import Force, KindGroup, Order
from search.labels import in_address, label_of
from search.ranking import force_on
from search.results import Chip, Facet, FacetValue
from search.selection import FORCE, PARAMETERS, Selection, address

#: In the order in which they are shown.
LABELS = {
    "topics": pgettext_lazy("filter", "Topic"),
    "document_types": pgettext_lazy("filter", "Type of document"),
    "issuers": pgettext_lazy("law", "Issued by"),
    "years": gettext_lazy("Year of issue"),
    "audiences": pgettext_lazy("filter", "Written for"),
    "languages": gettext_lazy("Language"),
}
#: A filter shows so many values, and those that are set.
SHOWN_VALUES = 12


def counts_of_hits(hits: Iterable[Hit], day: datetime.date) -> Counts:
    """The facets of results that are all at hand."""
    forces: Counter[Force] = Counter()
    facets: dict[str, Counter[str | int]] = {facet: Counter() for facet in FACETS}
    for hit in hits:
        forces[force_on(day, hit.document.effective_from, hit.document.effective_to)] += 1
        for facet, field in FACETS.items():
            if value := getattr(hit.document, field):
                facets[facet][value] += 1
    return Counts(
        forces=dict(forces), facets={facet: dict(count.most_common()) for facet, count in facets.items()}
    )


def group_values(
    answers: Mapping[KindGroup, Answer], selection: Selection, query: str
) -> tuple[FacetValue, ...]:
    """All, then each group that has something; every address begins at the first page."""
    start = replace(selection, page=1)
    groups = [group for group in KindGroup if answers[group].total or group is selection.group]
    if len(groups) < 2 and selection.group is None:
        return ()
    everything = FacetValue(
        "",
        pgettext_lazy("search group", "All"),
        sum(answer.total for answer in answers.values()),
        is_set=selection.group is None,
        url=address(query, replace(start, group=None)),
    )
    return (
        everything,
        *(
            FacetValue(
                group.value,
                group.label,
                answers[group].total,
                is_set=group is selection.group,
                url=address(query, replace(start, group=group)),
            )
            for group in groups
        ),
    )


def facets_of(counts: Counts, selection: Selection) -> tuple[Facet, ...]:
    """Filters that would change something, or are set."""
    found = [_force_facet(counts, selection)]
    found += [
        Facet(parameter, LABELS[facet], _values(facet, counts, selection))
        for facet, parameter in ((facet, PARAMETERS[facet]) for facet in LABELS)
    ]
    return tuple(facet for facet in found if len(facet.values) > 1 or facet.is_set)


def _force_facet(counts: Counts, selection: Selection) -> Facet:
    values = tuple(
        FacetValue(force.value, force.label, counts.forces.get(force, 0), is_set=force is selection.force)
        for force in Force
        if counts.forces.get(force) or force is selection.force
    )
    return Facet(FORCE, gettext_lazy("In force or not"), values, is_single=True)


def _values(facet: str, counts: Counts, selection: Selection) -> tuple[FacetValue, ...]:
    counted = counts.facets.get(facet, {})
    chosen = getattr(selection, facet)
    shown: list[Any] = [value for value in counted if value][:SHOWN_VALUES]
    if facet == "years":
        shown.sort(reverse=True)
    shown += [value for value in chosen if value not in shown]
    return tuple(
        FacetValue(
            in_address(facet, value),
            label_of(facet, value),
            counted.get(value, 0),
            is_set=value in chosen,
        )
        for value in shown
    )


def order_values(selection: Selection, query: str) -> tuple[FacetValue, ...]:
    return tuple(
        FacetValue(
            order.value,
            order.label,
            0,
            is_set=order is selection.order,
            url=address(query, replace(selection, order=order, page=1)),
        )
        for order in Order
    )


def chips_of(selection: Selection, query: str) -> tuple[Chip, ...]:
    """What narrows the results now, each with the address that takes it away."""
    chips = []
    if selection.force:
        chips.append(Chip(str(selection.force.label), address(query, selection.without("force"))))
    for facet in LABELS:
        chips += [
            Chip(str(label_of(facet, value)), address(query, selection.without(facet, value)))
            for value in getattr(selection, facet)
        ]
    if selection.day:
        shown = date_format(selection.day, "SHORT_DATE_FORMAT")
        chips.append(Chip(_("on %(date)s") % {"date": shown}, address(query, selection.without("day"))))
    return tuple(chips)
