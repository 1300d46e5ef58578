"""Makes the ranker anew from judged questions."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import multiprocessing
import statistics as mathematics
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections
from django.utils import timezone

from portal.lib.processes import cores, end_with_parent
from search.backends import make_backend
from search.backends.base import SearchUnavailableError
from search.choices import Kind
from search.evaluation import Judged
from search.features import Question, rows
from search.judging import candidates, name_of
from search.management.commands.evaluate_search import read
from search.management.progress import watched_questions
from search.parallel import can_fork
from search.reranking import RANKER_FILE, RERANKED, candidate_of
from search.statistics import current_frequencies
from search.training import PARAMETERS, RIDGE, ROUNDS, SEEDS, Lesson, cross_validated, train

#: Questions that a process reads before it hands them over; how many objects of a rebuild one is like.
AT_ONCE = 20
OBJECTS_OF_A_QUESTION = 20


class Command(BaseCommand):
    """Development only: needs lightgbm. What it writes is data that runs without it."""

    help = "Train the ranker on judged questions over the index, print its cross-validation, write its file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--questions", required=True, type=Path, metavar="FILE.jsonl")
        parser.add_argument(
            "--backend",
            action="append",
            choices=["elastic", "embedded"],
            help="whose candidates to learn from; may be given twice. Else the one in the settings",
        )
        parser.add_argument("--output", type=Path, default=RANKER_FILE)
        parser.add_argument("--dry-run", action="store_true", help="cross-validate and write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        if importlib.util.find_spec("lightgbm") is None:
            raise CommandError("Training needs lightgbm: install requirements-dev.txt.")
        questions = read(options["questions"])
        lessons: list[Lesson] = []
        names = options["backend"] or [settings.SEARCH_BACKEND]
        for name in names:
            lessons += watched_questions(read_lessons(name, questions), len(questions), options["verbosity"])
        begun = time.perf_counter()
        folds = list(cross_validated(lessons))
        plain, learned = (mathematics.fmean(column) for column in zip(*folds, strict=True))
        for number, (before, after) in enumerate(folds, start=1):
            self.stdout.write(f"fold {number}  plain {before:.4f}  learned {after:.4f}")
        self.stdout.write(f"MRR@10  plain {plain:.4f}  learned {learned:.4f}, no law on both sides")
        made_from = provenance(options["questions"], questions, names, plain, learned)
        ranker = replace(train(lessons), provenance=made_from)
        if not options["dry_run"]:
            text = json.dumps(ranker.to_json(), indent=1, ensure_ascii=False)
            options["output"].write_text(f"{text}\n", encoding="utf-8")
            self.stdout.write(f"wrote {options['output']}")
        self.stdout.write(f"{time.perf_counter() - begun:.0f} s beside reading the candidates")


def read_lessons(name: str, questions: Sequence[Judged]) -> Iterator[Lesson]:
    """On all cores where there is enough to read: this takes longer than the training."""
    if current_frequencies() is None:
        raise CommandError("There are no statistics of the library: run manage.py rebuild_search.")
    parts = [questions[start : start + AT_ONCE] for start in range(0, len(questions), AT_ONCE)]
    if not can_fork(len(questions) * OBJECTS_OF_A_QUESTION):
        yield from chain.from_iterable(lessons_of(name, part) for part in parts)
        return
    connections.close_all()  # a connection must not be shared with a child
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(cores(), mp_context=context, initializer=end_with_parent) as pool:
        yield from chain.from_iterable(pool.map(partial(lessons_of, name), parts))


def lessons_of(name: str, questions: Sequence[Judged]) -> list[Lesson]:
    backend, frequencies, day = make_backend(name), current_frequencies(), timezone.localdate()
    if frequencies is None:
        raise CommandError("The statistics of the library are gone: run manage.py rebuild_search.")
    lessons = []
    for judged in questions:
        try:
            hits = candidates(backend, judged.text, day=day)
        except SearchUnavailableError as error:
            raise CommandError(str(error)) from error
        articles = [hit for hit in hits if hit.document.kind is Kind.LAW_ARTICLE][:RERANKED]
        lessons.append(
            Lesson(
                rows=tuple(
                    rows(Question.of(judged.text), [candidate_of(hit) for hit in articles], frequencies)
                ),
                answers=tuple(name_of(hit) in judged.answers for hit in articles),
                law=min(judged.answers).partition("#")[0],
            )
        )
    return lessons


def provenance(
    path: Path, questions: list[Judged], backends: list[str], plain: float, learned: float
) -> dict[str, Any]:
    return {
        "made_by": "manage.py train_ranker",
        "made_on": timezone.localdate().isoformat(),
        "questions": len(questions),
        "questions_sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "candidates_of": backends,
        "candidates": RERANKED,
        "cross_validation_by_law": {"plain_mrr": round(plain, 4), "learned_mrr": round(learned, 4)},
        "method": f"LambdaMART of one-split trees, {ROUNDS} rounds, {len(SEEDS)} seeds (lightgbm), and a linear model",
        "ridge": RIDGE,
        "parameters": PARAMETERS,
    }
