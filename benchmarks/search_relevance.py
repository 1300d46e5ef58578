"""How well search answers judged questions, over the library of DATA_DIR, on the engine that the settings name.

Asks every question as a results page does, in each order (the engine's own, plain, learned), with marks and without,
and says what of the goals is reached. ``manage.py evaluate_search`` measures one of them with its worst questions.

    python benchmarks/search_relevance.py --questions FILE.jsonl [--every 1]
    python -m tests.servers elasticsearch -- python benchmarks/search_relevance.py --questions FILE.jsonl
"""

import argparse
import os
import sys
from dataclasses import replace
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.dev")
django.setup()

from django.utils import timezone  # noqa: E402

from portal.lib.vietnamese import fold  # noqa: E402
from search.backends import get_backend  # noqa: E402
from search.evaluation import read_questions, summarise  # noqa: E402
from search.judging import outcomes  # noqa: E402
from search.reranking import Ordering, ordered_by  # noqa: E402
from search.statistics import current_frequencies  # noqa: E402

#: Order → MRR@10 that is wanted, of questions with marks and without.
GOALS = {Ordering.PLAIN: (0.80, 0.80), Ordering.LEARNED: (0.84, 0.83)}
RECALL_GOAL = 0.94


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--questions", required=True, type=Path, metavar="FILE.jsonl")
    parser.add_argument("--every", type=int, default=1, help="ask each n-th question only")
    arguments = parser.parse_args()
    with arguments.questions.open(encoding="utf-8") as lines:
        questions = read_questions(lines)[:: arguments.every]
    if current_frequencies() is None:
        sys.exit("There are no statistics of the library: run manage.py rebuild_search.")
    backend = get_backend()
    print(f"{len(questions)} questions, {backend.name}: {backend.status().documents:,} objects")
    print(
        f"{'order':<9} {'marks':<8} {'MRR@10':>7} {'nDCG@10':>8} {'R@1':>6} {'R@10':>6} {'R@100':>6} {'p95 ms':>7}"
    )
    for ordering in Ordering:
        for place, marks in enumerate(("with", "without")):
            asked = questions if marks == "with" else [replace(one, text=fold(one.text)) for one in questions]
            with ordered_by(ordering):
                found = summarise(list(outcomes(backend, asked, day=timezone.localdate())))
            line = f"{ordering.value:<9} {marks:<8} {found.mrr:7.4f} {found.ndcg:8.4f} {found.recall_1:6.3f}"
            line += f" {found.recall_10:6.3f} {found.recall_100:6.3f} {found.p95_ms:7.0f}"
            if ordering in GOALS:
                goal = GOALS[ordering][place]
                reached = found.mrr >= goal and found.recall_10 >= RECALL_GOAL
                line += f"   {'REACHED' if reached else 'MISSED'} (goals {goal:.2f}, {RECALL_GOAL:.2f})"
            print(line, flush=True)


if __name__ == "__main__":
    main()
