"""Trains the ranker from judged questions: many small trees, kept as one staircase a feature, and weights of a linear
model. For developers.

With 708 questions each of the two errs in its own way: their mean is better than either (.839 by cross-validation;
.836 and .834), and as good as with trees of seven leaves. Neither needs a library at run time.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from search.analysis import listed
from search.evaluation import DEPTH
from search.features import FEATURES, Row
from search.ranker import Ranker, Staircase, staircase_of

FOLDS = 5
ROUNDS = 330
#: Ensembles with different draws of rows and features are summed; they cost nothing once they are staircases.
SEEDS = (1, 2, 3)
#: What more of can only speak for a candidate, or against it; of the rest the trees may find out. So few questions
#: would else teach exceptions that are none (.838 without, .840 with).
RISING = frozenset(
    listed(
        "bm25 bm25_next bm25_share bm25_z content_share context_precision defining defining_head engine_share head"
        " head_opening head_pairs head_precision law_name law_share line pairs pairs_share passage plain plain_share"
        " rest_passage rest_title run title_asked title_opening title_order title_order_back title_pairs_asked"
        " title_pairs_share title_precision title_run title_words_share words words_share"
    )
)
FALLING = frozenset({"missing", "plain_gap", "plain_place", "subject_place"})
#: LambdaMART (Burges 2010) with trees of one split each.
PARAMETERS: dict[str, Any] = {
    "objective": "lambdarank",
    "learning_rate": 0.15,
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
    "monotone_constraints": [(name in RISING) - (name in FALLING) for name in FEATURES],
    "num_threads": 1,
    "verbose": -1,
}
#: The linear model: how dear a weight is (of a feature that spreads by 1), and when its steps are small enough.
RIDGE = 15.0
MOST_STEPS = 25
SMALL_GAIN = 1e-3
SMALLEST_STEP = 1e-3
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


def train(lessons: Sequence[Lesson], seeds: Sequence[int] = SEEDS) -> Ranker:
    """Half of the order is the staircases', half the weights', in the scale of the plain order. Nothing is learned from
    nothing. Raises ModuleNotFoundError without lightgbm, which is for development only.
    """
    useful = [lesson for lesson in lessons if lesson.is_useful]
    if not useful:
        return Ranker({})
    stairs, linear = Ranker(_staircases(useful, seeds)), Ranker({}, _weights(useful))
    half = _spread([[row["plain"] for row in lesson.rows] for lesson in useful]) / 2
    of_stairs, of_linear = (_share_of(half, ranker, useful) for ranker in (stairs, linear))
    return Ranker(
        {name: _scaled(staircase, of_stairs) for name, staircase in stairs.staircases.items()},
        {name: round(weight * of_linear, DIGITS) for name, weight in linear.weights.items()},
    )


def _share_of(half: float, ranker: Ranker, lessons: Sequence[Lesson]) -> float:
    """What brings a ranker's scores to half of the spread."""
    spread = _spread([[ranker.score(row) for row in lesson.rows] for lesson in lessons])
    return half / spread if half and spread else 1.0


def _spread(scores: Sequence[Sequence[float]]) -> float:
    """How far a question's scores stand from their mean."""
    squares, number = 0.0, 0
    for of_question in scores:
        mean = sum(of_question) / len(of_question)
        squares += sum((score - mean) ** 2 for score in of_question)
        number += len(of_question)
    return float((squares / number) ** 0.5)


def _scaled(staircase: Staircase, factor: float) -> Staircase:
    return Staircase(staircase.thresholds, tuple(round(value * factor, DIGITS) for value in staircase.values))


# ------------------------------------------------------------------ staircases


def _staircases(lessons: Sequence[Lesson], seeds: Sequence[int]) -> dict[str, Staircase]:
    import lightgbm  # noqa: PLC0415  (for development only)
    import numpy as np  # noqa: PLC0415

    table = np.array([[row[name] for name in FEATURES] for lesson in lessons for row in lesson.rows])
    data = lightgbm.Dataset(
        table,
        np.array([answer for lesson in lessons for answer in lesson.answers], dtype=int),
        group=[len(lesson.rows) for lesson in lessons],
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
    return {name: staircase_of(of_feature) for name, of_feature in splits.items()}


# ------------------------------------------------------------------ weights


def _weights(lessons: Sequence[Lesson]) -> Mapping[str, float]:
    """Weights that make the answers likely, where a candidate is as likely as its score is among its question's
    (Cao 2007, the first of a list), by Newton's steps.
    """
    import numpy as np  # noqa: PLC0415  (for development only)

    spread = np.array([[row[name] for name in FEATURES] for one in lessons for row in one.rows]).std(axis=0)
    used = [place for place, far in enumerate(spread) if far > 0]
    if not used:
        return {}
    most = max(len(lesson.rows) for lesson in lessons)
    table = np.zeros((len(lessons), most, len(used)))
    absent = np.ones((len(lessons), most), dtype=bool)
    wanted = np.zeros((len(lessons), most))
    for place, lesson in enumerate(lessons):
        number = len(lesson.rows)
        table[place, :number] = [[row[FEATURES[one]] for one in used] for row in lesson.rows] / spread[used]
        absent[place, :number] = False
        wanted[place, :number] = np.array(lesson.answers) / sum(lesson.answers)

    def likely(weights: Any) -> Any:
        scores = np.where(absent, -np.inf, table @ weights)
        raised = np.exp(scores - scores.max(axis=1, keepdims=True))
        return raised / raised.sum(axis=1, keepdims=True)

    def loss(weights: Any) -> float:
        surprise = np.log(likely(weights), where=wanted > 0, out=np.zeros_like(wanted))
        return float(RIDGE / 2 * weights @ weights - (wanted * surprise).sum())

    weights = np.zeros(len(used))
    before = loss(weights)
    flat = table.reshape(-1, len(used))
    for _ in range(MOST_STEPS):
        shares = likely(weights)
        slope = RIDGE * weights - np.einsum("qc,qcf->f", wanted - shares, table)
        means = np.einsum("qc,qcf->qf", shares, table)
        bend = (flat * shares.reshape(-1, 1)).T @ flat - means.T @ means + RIDGE * np.eye(len(used))
        step, size = np.linalg.solve(bend, slope), 1.0
        while size > SMALLEST_STEP and not loss(weights - size * step) < before:
            size /= 2
        after = loss(weights - size * step)
        if before - after < SMALL_GAIN:
            break
        weights, before = weights - size * step, after
    return {FEATURES[one]: float(weight) for one, weight in zip(used, weights / spread[used], strict=True)}


# ------------------------------------------------------------------ cross-validation


def cross_validated(lessons: Sequence[Lesson], *, seed: int = 0) -> Iterator[tuple[float, float]]:
    """For each fold (MRR of the plain order, MRR of a ranker that has seen none of the fold's laws)."""
    laws = sorted({lesson.law for lesson in lessons})
    random.Random(seed).shuffle(laws)  # noqa: S311  (no secret)
    fold_of = {law: number % FOLDS for number, law in enumerate(laws)}
    for fold in range(FOLDS):
        held = [lesson for lesson in lessons if fold_of[lesson.law] == fold]
        others = [lesson for lesson in lessons if fold_of[lesson.law] != fold]
        ranker = train(others, SEEDS[:1])
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
