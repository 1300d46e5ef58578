"""How fast a suggestion comes, letter by letter, over the whole library.

Types real questions, names of laws, numbers and citations as people do, one letter at a time, through the view (the
HTTP answer and everything in it); the tables are built first, and how long that takes is printed. Then the same
letters from several threads at once.

    python benchmarks/search_suggestions.py [--questions FILE.jsonl]
"""

import argparse
import json
import os
import statistics
import sys
import threading
import time
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.dev")
django.setup()

from django.conf import settings  # noqa: E402
from django.test import RequestFactory  # noqa: E402

from content.laws.models import Article, LegalDocument  # noqa: E402
from portal.lib.vietnamese import fold, normalise  # noqa: E402
from search import suggestions  # noqa: E402
from search.politeness import Allowance  # noqa: E402
from search.views import suggestions as view  # noqa: E402

TYPED = (
    "luật đất đai",
    "luat doanh nghiep",
    "bộ luật hình sự",
    "nghị định 168/2024",
    "168/2024/NĐ-CP",
    "thong tu 80/2021",
    "điều 123 blhs",
    "khoản 2 điều 15 luật đất đai",
    "điều 12",
    "sổ đỏ",
    "nong do con",
    "bằng lái xe",
    "bảo hiểm xã hội một lần",
    "ket hon voi nguoi nuoc ngoai",
    "zzzzzz",
    "luaatj ddaats ddai",
)
GOAL_MS = 20.0
THREADS = 4


def beginnings(text: str) -> list[str]:
    return [text[: end + 1] for end in range(min(len(text), 40))]


def ask(typed: str, factory: RequestFactory) -> tuple[float, float]:
    """(milliseconds on the clock, milliseconds of work)."""
    request = factory.get("/goi-y/", {"q": typed})
    begin, work = time.perf_counter(), time.thread_time()
    response = view.suggest(request)
    if response.status_code != 200:
        raise SystemExit(f"{typed!r} was answered with {response.status_code}")
    return (time.perf_counter() - begin) * 1000, (time.thread_time() - work) * 1000


def show(name: str, times: list[float]) -> None:
    times = sorted(times)
    p95, p99 = times[int(len(times) * 0.95)], times[int(len(times) * 0.99)]
    print(
        f"{name:<26} median {statistics.median(times):6.2f}  p95 {p95:6.2f}  p99 {p99:6.2f}  "
        f"worst {times[-1]:7.2f} ms"
    )


def main() -> None:
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("--questions", type=Path)
    options = arguments.parse_args()
    settings.SUGGESTIONS_KEPT_SECONDS = 3600
    settings.DEBUG = False
    suggestions.SECONDS_TO_WAIT_AT_FIRST = 120.0
    view.allowance = Allowance(per_second=1e9, at_once=10**9)
    factory = RequestFactory()

    print(f"{LegalDocument.objects.count():,} documents, {Article.objects.count():,} articles")
    begin = time.perf_counter()
    suggestions.suggestions_for("a", "vi")
    print(f"tables built in {time.perf_counter() - begin:.1f} s")

    typed = [*TYPED, *(fold(text) for text in TYPED)]
    if options.questions:
        lines = options.questions.read_text(encoding="utf-8").splitlines()[::15]
        typed += [normalise(json.loads(line)["text"]) for line in lines]
    letters = [beginning for text in typed for beginning in beginnings(text)]
    measured = [ask(beginning, factory) for beginning in letters]
    print(f"{len(letters)} letters typed")
    show("on the clock", [clock for clock, _ in measured])
    show("work", [work for _, work in measured])
    cited = [
        time
        for beginning, time in zip(letters, measured, strict=True)
        if "đi" in beginning[:6] or "kho" in beginning
    ]
    show("of these citations, clock", [clock for clock, _ in cited])

    together: list[float] = []

    def type_all(start: int) -> None:
        together.extend(ask(beginning, factory)[0] for beginning in letters[start::THREADS])

    threads = [threading.Thread(target=type_all, args=(start,)) for start in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    show(f"{THREADS} threads at once, clock", together)
    p95 = sorted(work for _, work in measured)[int(len(measured) * 0.95)]
    print(f"goal: p95 ≤ {GOAL_MS:.0f} ms of server time: {'met' if p95 <= GOAL_MS else 'MISSED'}")


if __name__ == "__main__":
    main()
