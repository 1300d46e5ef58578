"""The filters beside the results: which values there are, how many each would leave, which are set."""

from __future__ import annotations

from search.backends.base import Answer, Counts
from search.choices import Force, KindGroup
from search.results import FacetValue, Selection


def group_facet(answers: dict[KindGroup, Answer], selection: Selection) -> tuple[FacetValue, ...]:
    return tuple(
        FacetValue(group.value, group.label, answers[group].total, is_set=group is selection.group)
        for group in KindGroup
        if answers[group].total or group is selection.group
    )


def force_facet(counts: Counts, selection: Selection) -> tuple[FacetValue, ...]:
    values = tuple(
        FacetValue(force.value, force.label, counts.forces.get(force, 0), is_set=force is selection.force)
        for force in Force
        if counts.forces.get(force) or force is selection.force
    )
    return values if len(values) > 1 or selection.force else ()
