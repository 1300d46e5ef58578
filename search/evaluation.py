"""How well a list of results answers a question, in the field's own measures. Pure.

Reciprocal rank (Voorhees 1999), recall, and discounted cumulative gain (Järvelin and Kekäläinen 2002) with gains
2^grade - 1.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

#: Results beyond the first ten are not on the first page.
DEPTH = 10
WORST = 20
#: Measures in which a higher figure is better, and which a comparison looks at.
MEASURES = ("mrr", "ndcg", "recall_1", "recall_10", "recall_100")


class QuestionsError(ValueError):
    """The file of questions cannot be used; the message says which line and why."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A question, and what answers it: a name of a result → its grade, 1 or more."""

    text: str
    answers: Mapping[str, int]
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a question got. Ranks count from 1; ``rank`` is None where no answer was found."""

    judged: Judged
    rank: int | None
    reciprocal: float
    ndcg: float
    recall: Mapping[int, float]
    seconds: float
    top: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    questions: int
    mrr: float
    ndcg: float
    recall_1: float
    recall_10: float
    recall_100: float
    p50_ms: float
    p95_ms: float
    worst: tuple[dict[str, Any], ...] = field(default=())

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def article_name(number: str, article: str) -> str:
    """One spelling of an article's name whatever the case: "168/2024/nđ-cp#7"."""
    return f"{number.strip().lower()}#{article.strip().lower()}"


def page_name(slug: str) -> str:
    """A page goes by the last part of its address."""
    return f"page:{slug.strip().lower()}"


def read_questions(lines: Iterable[str]) -> list[Judged]:
    """One JSON object a line: ``{"text": …, "kind": "", "relevant": [{"number": …, "article": …, "grade": 1}]}``.
    A law as a whole has an empty article; a page is ``{"page": "its-slug"}``.

    Raises QuestionsError.
    """
    questions = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            stored = json.loads(line)
        except json.JSONDecodeError as error:
            raise QuestionsError(f"line {number} is not JSON: {error.msg}") from error
        questions.append(_judged(stored, number))
    if not questions:
        raise QuestionsError("there is no question in it")
    return questions


def _judged(stored: Any, line: int) -> Judged:
    if not isinstance(stored, dict) or not isinstance(stored.get("text"), str) or not stored["text"].strip():
        raise QuestionsError(f'line {line} has no "text"')
    relevant = stored.get("relevant")
    if not isinstance(relevant, list) or not relevant:
        raise QuestionsError(f'line {line} has no "relevant" articles')
    answers = {}
    for one in relevant:
        try:
            grade = int(one.get("grade", 1))
            name = (
                page_name(one["page"]) if "page" in one else article_name(one["number"], str(one["article"]))
            )
            answers[name] = grade
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            reason = f'line {line}: each of "relevant" has a "number" and an "article", or a "page"'
            raise QuestionsError(reason) from error
        if grade < 1:
            raise QuestionsError(f"line {line}: a grade is 1 or more")
    return Judged(stored["text"], answers, str(stored.get("kind", "")))


def judge(judged: Judged, found: Sequence[str], seconds: float = 0.0) -> Outcome:
    """``found``: names of results, best first. A name that comes twice (several documents can share a number)
    counts at its first place.
    """
    first_of: dict[str, int] = {}
    for place, name in enumerate(found, start=1):
        if name in judged.answers:
            first_of.setdefault(name, place)
    rank = min(first_of.values(), default=None)
    gain = sum(
        _gain(judged.answers[name]) / math.log2(place + 1)
        for name, place in first_of.items()
        if place <= DEPTH
    )
    ideal = sum(
        _gain(grade) / math.log2(place + 1)
        for place, grade in enumerate(sorted(judged.answers.values(), reverse=True)[:DEPTH], start=1)
    )
    return Outcome(
        judged=judged,
        rank=rank,
        reciprocal=1 / rank if rank is not None and rank <= DEPTH else 0.0,
        ndcg=gain / ideal,
        recall={
            depth: sum(place <= depth for place in first_of.values()) / len(judged.answers)
            for depth in (1, 10, 100)
        },
        seconds=seconds,
        top=tuple(found[:3]),
    )


def _gain(grade: int) -> int:
    return 2**grade - 1


def summarise(outcomes: Sequence[Outcome]) -> Summary:
    """Means over the questions; times in milliseconds. Raises ValueError for none."""
    if not outcomes:
        raise ValueError("nothing to sum up")
    total = len(outcomes)
    times = sorted(outcome.seconds * 1_000 for outcome in outcomes)
    worst = sorted(outcomes, key=lambda outcome: (outcome.reciprocal, -(outcome.rank or math.inf)))
    return Summary(
        questions=total,
        mrr=sum(outcome.reciprocal for outcome in outcomes) / total,
        ndcg=sum(outcome.ndcg for outcome in outcomes) / total,
        recall_1=sum(outcome.recall[1] for outcome in outcomes) / total,
        recall_10=sum(outcome.recall[10] for outcome in outcomes) / total,
        recall_100=sum(outcome.recall[100] for outcome in outcomes) / total,
        p50_ms=percentile(times, 0.50),
        p95_ms=percentile(times, 0.95),
        worst=tuple(
            {
                "text": outcome.judged.text,
                "rank": outcome.rank,
                "expected": sorted(outcome.judged.answers),
                "found": list(outcome.top),
            }
            for outcome in worst[:WORST]
            if outcome.reciprocal < 1
        ),
    )


def percentile(ascending: Sequence[float], share: float) -> float:
    """The nearest rank."""
    return ascending[max(0, math.ceil(share * len(ascending)) - 1)]


def by_kind(outcomes: Iterable[Outcome]) -> Iterator[tuple[str, Summary]]:
    """A summary for each kind of question, in the order of their first."""
    kinds: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        kinds.setdefault(outcome.judged.kind, []).append(outcome)
    for kind, of_kind in kinds.items():
        yield kind, summarise(of_kind)


def falls(summary: Mapping[str, Any], baseline: Mapping[str, Any], allowed: float) -> list[str]:
    """The measures that fall by more than ``allowed`` below the baseline, as sentences."""
    return [
        f"{name} fell from {baseline[name]:.4f} to {summary[name]:.4f}"
        for name in MEASURES
        if name in baseline and summary[name] < baseline[name] - allowed
    ]
