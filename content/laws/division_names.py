"""Which division of a document "Mục 2 Chương III" means. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from content.laws.citations import THIS, DivisionName
from content.laws.structure_tree import division_value


@dataclass(frozen=True, slots=True)
class KnownDivision:
    """A row of the library. ``value`` orders its number and is one for "II", "2" and "thứ hai"."""

    pk: int
    parent: int | None
    kind: str
    value: int | None


def divisions_named(
    divisions: Mapping[int, KnownDivision], path: Sequence[DivisionName], standing_in: int | None = None
) -> list[int]:
    """The keys that fit a path, smallest first; one, or several where the words leave it open.

    ``standing_in`` is the division of the text that cites: it tells what "Chương này" is, and of two alike the nearer
    one is meant.
    """
    own = list(_upwards(divisions, standing_in))
    fitting = [one for one in divisions.values() if _fits(divisions, one, path, own)]
    for above in own:
        nearer = [one for one in fitting if above in list(_upwards(divisions, one.pk))]
        if nearer:
            return [one.pk for one in nearer]
    return [one.pk for one in fitting]


def _fits(
    divisions: Mapping[int, KnownDivision],
    division: KnownDivision,
    path: Sequence[DivisionName],
    own: Sequence[KnownDivision],
) -> bool:
    smallest, *larger = path
    if not _is_called(division, smallest, own):
        return False
    _self, *above = _upwards(divisions, division.pk)
    return all(any(_is_called(one, name, own) for one in above) for name in larger)


def _is_called(division: KnownDivision, name: DivisionName, own: Sequence[KnownDivision]) -> bool:
    if division.kind != name.kind:
        return False
    if name.number == THIS:
        return division in own
    return division.value is not None and division.value == division_value(name.number)


def _upwards(divisions: Mapping[int, KnownDivision], key: int | None) -> Iterator[KnownDivision]:
    """The division and what it stands in; each once, though a fault made the parents a circle."""
    seen: set[int] = set()
    while key is not None and key in divisions and key not in seen:
        seen.add(key)
        yield divisions[key]
        key = divisions[key].parent
