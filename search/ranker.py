"""The learned order of candidates: for each feature a weight and a staircase of values, summed. Pure.

A boosted ensemble of trees with one split each is the same as one table a feature, so that is what is kept: it can be
read, it costs a look-up a feature, and nothing is needed here of what it was trained with. The weights are a second
opinion, of a linear model. A feature that is missing counts as nothing; a model made for other features is refused.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

FORMAT = 2


class RankerFormatError(ValueError):
    """The file is no ranker that this version can use."""


@dataclass(frozen=True, slots=True)
class Staircase:
    """``values[i]`` holds up to ``thresholds[i]``, the last one beyond them all."""

    thresholds: tuple[float, ...]
    values: tuple[float, ...]

    def at(self, number: float) -> float:
        return self.values[bisect_left(self.thresholds, number)]


@dataclass(frozen=True, slots=True)
class Ranker:
    """Staircases and weights by the name of their feature, and where they come from."""

    staircases: Mapping[str, Staircase]
    weights: Mapping[str, float] = field(default_factory=dict)
    provenance: Mapping[str, Any] = field(default_factory=dict)

    def score(self, row: Mapping[str, float]) -> float:
        """Higher is better; only comparable within one question."""
        stairs = sum(staircase.at(row[name]) for name, staircase in self.staircases.items() if name in row)
        return stairs + sum(weight * row[name] for name, weight in self.weights.items() if name in row)

    def to_json(self) -> dict[str, Any]:
        return {
            "format": FORMAT,
            "provenance": dict(self.provenance),
            "features": {
                name: {"thresholds": list(staircase.thresholds), "values": list(staircase.values)}
                for name, staircase in sorted(self.staircases.items())
            },
            "weights": dict(sorted(self.weights.items())),
        }

    @classmethod
    def from_json(cls, stored: Any, known_features: Sequence[str]) -> Ranker:
        """Raises RankerFormatError."""
        try:
            written_as = stored["format"]
            staircases = {
                name: Staircase(tuple(map(float, one["thresholds"])), tuple(map(float, one["values"])))
                for name, one in stored["features"].items()
            }
            weights = {name: float(weight) for name, weight in stored["weights"].items()}
            provenance = dict(stored["provenance"])
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise RankerFormatError(f"the ranker's file is incomplete: {error!r}") from error
        if written_as != FORMAT:
            raise RankerFormatError(f"the ranker has format {written_as}, not {FORMAT}")
        if unknown := sorted({*staircases, *weights} - set(known_features)):
            raise RankerFormatError(f"the ranker reads features that there are not: {', '.join(unknown)}")
        for name, staircase in staircases.items():
            if len(staircase.values) != len(staircase.thresholds) + 1:
                raise RankerFormatError(f"{name} has {len(staircase.values)} values")
            if list(staircase.thresholds) != sorted(set(staircase.thresholds)):
                raise RankerFormatError(f"the thresholds of {name} do not ascend")
        return cls(staircases, weights, provenance)


def staircase_of(splits: Sequence[tuple[float, float, float]]) -> Staircase:
    """Many (threshold, value up to it, value above it) as one staircase."""
    thresholds = sorted({threshold for threshold, _, _ in splits})
    values = [
        sum(below if position <= thresholds.index(threshold) else above for threshold, below, above in splits)
        for position in range(len(thresholds) + 1)
    ]
    return Staircase(tuple(thresholds), tuple(values))
