"""How well search answers judged questions."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from portal.lib.vietnamese import fold
from search.backends import make_backend
from search.backends.base import SearchUnavailableError
from search.evaluation import (
    MEASURES,
    Judged,
    QuestionsError,
    Summary,
    by_kind,
    falls,
    read_questions,
    summarise,
)
from search.judging import outcomes, outcomes_by_group
from search.management.progress import watched_questions
from search.reranking import Ordering, ordered_by
from search.statistics import current_frequencies

#: One slow answer does not end a measurement of many minutes.
PATIENCE_SECONDS = 60.0
#: A measure may fall so far below the baseline before it counts as worse.
ALLOWED_FALL = 0.01


class Command(BaseCommand):
    """Reads nothing but the index; exits with an error where the result is worse than ``--compare``."""

    help = "Measure search on judged questions: MRR@10, nDCG@10, recall, latency and the worst queries."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--questions", required=True, type=Path, metavar="FILE.jsonl")
        parser.add_argument("--unaccented", action="store_true", help="ask without any marks")
        parser.add_argument("--backend", choices=["elastic", "embedded"], help="else the one in the settings")
        parser.add_argument(
            "--order",
            choices=[ordering.value for ordering in Ordering],
            default=Ordering.LEARNED.value,
            help="the learned ranker (default), the plain linear order, or the engine's own",
        )
        parser.add_argument(
            "--by-kind",
            action="store_true",
            help="for search/data/*.jsonl: judge by the best group of results, pages too, and sum up each kind",
        )
        parser.add_argument("--json", action="store_true", help="print JSON alone, fit for --compare")
        parser.add_argument("--compare", type=Path, metavar="BASELINE.json", help="an earlier --json")

    def handle(self, *args: Any, **options: Any) -> None:
        questions = read(options["questions"])
        baseline = _baseline(options["compare"]) if options["compare"] else None
        if options["unaccented"]:
            questions = [replace(judged, text=fold(judged.text)) for judged in questions]
        backend = make_backend(options["backend"] or settings.SEARCH_BACKEND, seconds=PATIENCE_SECONDS)
        if current_frequencies() is None:
            self.stderr.write(
                "No statistics of the library: the engine's own order. Run manage.py rebuild_search."
            )
        ask = outcomes_by_group if options["by_kind"] else outcomes
        with ordered_by(Ordering(options["order"])):
            try:
                asked = ask(backend, questions, day=timezone.localdate())
                judged = list(watched_questions(asked, len(questions), options["verbosity"]))
            except SearchUnavailableError as error:
                raise CommandError(str(error)) from error
        summary = summarise(judged)
        kinds = dict(by_kind(judged)) if options["by_kind"] else {}
        if options["json"]:
            figures = summary.to_json()
            if kinds:
                figures["kinds"] = {kind: of_kind.to_json() for kind, of_kind in kinds.items()}
            self.stdout.write(json.dumps(figures, ensure_ascii=False, indent=2))
        else:
            self._print(summary, baseline, backend.name)
            self._print_kinds(kinds)
            self._print_worst(summary)
        if baseline and (worse := falls(summary.to_json(), baseline, ALLOWED_FALL)):
            raise CommandError("Worse than the baseline: " + "; ".join(worse) + ".")

    def _print(self, summary: Summary, baseline: dict[str, Any] | None, engine: str) -> None:
        figures = summary.to_json()
        self.stdout.write(f"{summary.questions} questions, {engine}")
        for name in MEASURES:
            change = f"  ({figures[name] - baseline[name]:+.4f})" if baseline and name in baseline else ""
            self.stdout.write(f"{name:>11}  {figures[name]:.4f}{change}")
        self.stdout.write(f"    latency  p50 {summary.p50_ms:.0f} ms, p95 {summary.p95_ms:.0f} ms")

    def _print_kinds(self, kinds: dict[str, Summary]) -> None:
        for kind, summary in kinds.items():
            self.stdout.write(
                f"{kind:>11}  nDCG@10 {summary.ndcg:.3f}  MRR@10 {summary.mrr:.3f}  {summary.questions} questions"
            )

    def _print_worst(self, summary: Summary) -> None:
        for one in summary.worst:
            self.stdout.write(f"\n{one['text']}")
            self.stdout.write(f"    expected {', '.join(one['expected'])} at rank {one['rank'] or 'none'}")
            self.stdout.write(f"    found    {', '.join(one['found']) or 'nothing'}")


def read(path: Path) -> list[Judged]:
    """Raises CommandError for a file that cannot be used."""
    try:
        with path.open(encoding="utf-8") as lines:
            return read_questions(lines)
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise CommandError(f"{path} is not UTF-8.") from error
    except QuestionsError as error:
        raise CommandError(f"{path}: {error}.") from error


def _baseline(path: Path) -> dict[str, Any]:
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CommandError(f"{path} is no baseline: {error}.") from error
    if not isinstance(stored, dict) or not any(name in stored for name in MEASURES):
        raise CommandError(f"{path} is no baseline: it has none of {', '.join(MEASURES)}.")
    return stored
