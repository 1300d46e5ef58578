"""By what objects are filtered and counted. All articles of a law have the same facts: a search that finds thousands of
articles looks at some hundred facts. Pure.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from search.backends.base import FACETS, Filters
from search.choices import Force, Kind
from search.documents import FIRST_DAY, LAST_DAY, SearchDocument, code_of
from search.ranking import force_on


@dataclass(frozen=True, slots=True)
class Facts:
    """Days are ordinals; ``values`` stand in the order of ``FACETS``."""

    kind: Kind
    effective_from: int
    effective_to: int
    found_in: tuple[str, ...]
    values: tuple[str | int, ...]

    @classmethod
    def of(cls, document: SearchDocument) -> Facts:
        begin, end = document.effective_from, document.effective_to
        return cls(
            document.kind,
            begin.toordinal() if begin else FIRST_DAY,
            end.toordinal() if end else LAST_DAY,
            document.found_in,
            tuple(getattr(document, field) for field in FACETS.values()),
        )

    @property
    def code(self) -> int:
        """The same for the same facts, in every index and for ever."""
        parts = (
            self.kind.value,
            self.effective_from,
            self.effective_to,
            ",".join(self.found_in),
            *self.values,
        )
        return code_of("\x1f".join(map(str, parts)))

    def force_on(self, day: int) -> Force:
        return force_on(day, self.effective_from, self.effective_to)

    def passes(self, filters: Filters) -> bool:
        """All conditions but ``number`` and ``group``, which are the object's own."""
        if filters.kinds and self.kind not in filters.kinds:
            return False
        if filters.language and filters.language not in self.found_in:
            return False
        return filters.force is None or filters.force is self.force_on(filters.day.toordinal())

    def has_values(self, wanted: Mapping[int, Collection[str | int]]) -> bool:
        """Is each of the values that are asked for (place in ``values`` → any of these) one of its own?"""
        return all(self.values[place] in values for place, values in wanted.items())


def passing(tally: Mapping[int, Facts], filters: Filters) -> set[int]:
    """The codes of the facts that satisfy the filters."""
    wanted = {
        place: {value for value in filters.values_of(facet) if value}
        for place, facet in enumerate(FACETS)
        if getattr(filters, facet)
    }
    return {code for code, facts in tally.items() if facts.passes(filters) and facts.has_values(wanted)}
