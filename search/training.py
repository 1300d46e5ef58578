"""Trains the ranker from judged questions: many small trees, kept as one staircase a feature. For developers.

LambdaMART (Burges 2010) with trees of one split each was as good in cross-validation as with trees of seven leaves
(.827 and .825), and needs neither the library at run time nor a guess at what it does.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from search.evaluation import DEPTH
from search.features import FEATURES, Row
from search.ranker import Ranker, Staircase, staircase_of

FOLDS = 5
ROUNDS = 300
#: Ensembles with different draws of rows and features are summed; they cost nothing once they are staircases.
SEEDS = (1, 2, 3)
PARAMETERS: dict[str, Any] = {
    "objective": "lambdarank",
    "learning_rate": 0.05,
    "num_leaves": 2,
    "min_data_in_leaf": 40,
    "feature_fraction": 0.4,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "lambda_l2": 10,
    "lambdarank_truncation_level": 12,
    "max_bin": 63,
    "force_col_wise": True,
    "deterministic": True,
    "num_threads": 1,
    "verbose": -1,
}
#: Figures in the file; more only make it longer.
DIGITS = 6


@dataclass(frozen=True, slots=True)
class Lesson:
    """A question's candidates: their features, whether each answers it, and the law that does."""

    rows: tuple[Row, ...]
    answers: tuple[bool, ...]
    law: str

    @property
    def is_useful(self) -> bool:
        return any(self.answers) and not all(self.answers)


def train(lessons: Sequence[Lesson], seeds: Sequence[int] = SEEDS) -> dict[str, Staircase]:
    """Nothing is learned from nothing. Raises ModuleNotFoundError without lightgbm, which is for development only."""
    import lightgbm  # noqa: PLC0415  (for development only)
    import numpy as np  # noqa: PLC0415

    useful = [lesson for lesson in lessons if lesson.is_useful]
    if not useful:
        return {}
    table = np.array([[row[name] for name in FEATURES] for lesson in useful for row in lesson.rows])
    data = lightgbm.Dataset(
        table,
        np.array([answer for lesson in useful for answer in lesson.answers], dtype=int),
        group=[len(lesson.rows) for lesson in useful],
        free_raw_data=False,
    )
    splits: dict[str, list[tuple[float, float, float]]] = defaultdict(list)
    for seed in seeds:
        model = lightgbm.train({**PARAMETERS, "seed": seed}, data, ROUNDS).dump_model()
        for tree in model["tree_info"]:
            root = tree["tree_structure"]
            if "split_feature" in root:
                split = root["threshold"], root["left_child"]["leaf_value"], root["right_child"]["leaf_value"]
                splits[FEATURES[root["split_feature"]]].append(split)
    return {name: _mean(staircase_of(of_feature), len(seeds)) for name, of_feature in splits.items()}


def _mean(staircase: Staircase, ensembles: int) -> Staircase:
    values = tuple(round(value / ensembles, DIGITS) for value in staircase.values)
    return Staircase(staircase.thresholds, values)


def cross_validated(lessons: Sequence[Lesson], *, seed: int = 0) -> Iterator[tuple[float, float]]:
    """For each fold (MRR of the plain order, MRR of a ranker that has seen none of the fold's laws)."""
    laws = sorted({lesson.law for lesson in lessons})
    random.Random(seed).shuffle(laws)  # noqa: S311  (no secret)
    fold_of = {law: number % FOLDS for number, law in enumerate(laws)}
    for fold in range(FOLDS):
        held = [lesson for lesson in lessons if fold_of[lesson.law] == fold]
        others = [lesson for lesson in lessons if fold_of[lesson.law] != fold]
        ranker = Ranker(train(others, SEEDS[:1]))
        if held:
            yield (
                sum(reciprocal(lesson, [row["plain"] for row in lesson.rows]) for lesson in held) / len(held),
                sum(reciprocal(lesson, [ranker.score(row) for row in lesson.rows]) for lesson in held)
                / len(held),
            )


def reciprocal(lesson: Lesson, scores: Sequence[float]) -> float:
    """1 ÷ the rank of the first answer, 0 beyond the first page."""
    order = sorted(range(len(scores)), key=lambda index: -scores[index])[:DEPTH]
    return next((1 / rank for rank, index in enumerate(order, start=1) if lesson.answers[index]), 0.0)
