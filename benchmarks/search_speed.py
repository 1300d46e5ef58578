"""How fast the index is built and asked, over the library of DATA_DIR, on the engine that the settings name.

Prints the rate of a rebuild with its processor time and memory; a results page against the bare query of the engine,
both on the clock and in processor time; the page's database queries by page size; suggestions; how soon a write is
found; and latency and errors with more and more searchers at once, the last stage a minute long.

    python benchmarks/search_speed.py [--questions FILE.jsonl] [--rebuild] [--seconds 60] [--server http://…]
    python -m tests.servers elasticsearch -- python benchmarks/search_speed.py --rebuild
"""

import argparse
import functools
import json
import os
import random
import resource
import statistics
import sys
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Callable
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.dev")
django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth.models import AnonymousUser  # noqa: E402
from django.db import connection, connections  # noqa: E402
from django.test import RequestFactory  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402

from search import indexing  # noqa: E402
from search.backends import get_backend  # noqa: E402
from search.backends.base import COUNT_LIMIT, Filters, SearchRequest  # noqa: E402
from search.choices import Kind, KindGroup  # noqa: E402
from search.documents import Line, Passage, SearchDocument  # noqa: E402
from search.queries import parse_query  # noqa: E402
from search.views import results, suggest  # noqa: E402

SHORT = (
    "ly hôn",
    "đất đai",
    "giấy phép lái xe",
    "nong do con",
    "nghị định 168",
    "điều 12",
    "sổ đỏ",
    "bảo hiểm y tế",
)
QUESTIONS = 120
STAGES = (1, 5, 10, 25, 50)
SECONDS_OF_A_STAGE = 10
#: A searcher who waits longer counts as an error.
SECONDS_TO_WAIT = 30
PAGE_MS, PAGE_RATIO, QUERIES, RATE, FINDABLE_SECONDS, SUGGEST_MS = 40, 1.5, 6, 2_000, 2, 20
FACTORY = RequestFactory()


def line(name: str, times: list[float]) -> tuple[float, float]:
    times = sorted(times)
    p50, p95 = statistics.median(times), times[min(int(len(times) * 0.95), len(times) - 1)]
    print(f"  {name:<38} p50 {p50:8.2f}   p95 {p95:8.2f}   worst {times[-1]:8.2f} ms")
    return p50, p95


def verdict(name: str, value: float, goal: float, unit: str = "", *, at_least: bool = False) -> None:
    reached = value >= goal if at_least else value <= goal
    word, sign = "REACHED" if reached else "MISSED", "≥" if at_least else "≤"
    print(f"{word:<8} {name}: {value:,.2f}{unit} (goal {sign} {goal:,}{unit})")


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """(milliseconds on the clock, of processor time in this thread)."""
    clock, processor = time.perf_counter(), time.thread_time()
    work()
    return (time.perf_counter() - clock) * 1e3, (time.thread_time() - processor) * 1e3


def rebuild() -> None:
    def used() -> float:
        both = (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
        return sum(one.ru_utime + one.ru_stime for one in both)

    counts: dict[Kind, int] = {}
    begin, processor = time.perf_counter(), used()
    total = indexing.rebuild(lambda kind, number: counts.update({kind: counts.get(kind, 0) + number}))
    seconds, processor = time.perf_counter() - begin, used() - processor
    articles = counts.get(Kind.LAW_ARTICLE, 0)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    of_worker = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(
        f"rebuild: {total} objects ({articles} articles) in {seconds:.1f} s, {processor:.1f} s of processor time here"
    )
    print(f"  memory: {memory:.0f} MiB in this process, at most {of_worker:.0f} MiB in a worker")
    verdict("articles a second", articles / seconds, RATE, at_least=True)
    print(
        f"  with both cores to itself at most {articles / (processor / 2):,.0f} a second by its processor time"
    )


def raw_query(request: SearchRequest) -> Callable[[], object]:
    """The engine's own search for the best articles, before anything of ours."""
    backend = get_backend()
    if backend.name == "elastic":
        from search.backends.elastic_index import build_search  # noqa: PLC0415

        body = build_search(request).to_dict()
        return lambda: backend.client.search(index=backend.alias, body=body)
    from search.backends.tantivy_index import build_loose_query, build_query  # noqa: PLC0415
    from search.backends.tantivy_matches import LOOSE_LIMIT, KnownFacts, Looking  # noqa: PLC0415

    searcher = backend._searcher()  # noqa: SLF001
    if Looking(searcher, KnownFacts()).is_costly(request):
        query, limit = build_loose_query(request), LOOSE_LIMIT
    else:
        query, limit = build_query(request), COUNT_LIMIT
    return lambda: searcher.search(query, limit=limit, count=False)


def law_request(text: str) -> SearchRequest:
    query = parse_query(text)
    return SearchRequest(
        words=query.words,
        word_pairs=query.word_pairs,
        content=query.content,
        required=query.required,
        phrases=query.phrases,
        filters=Filters(language="vi", kinds=KindGroup.LAWS.kinds, day=timezone.localdate()),
    )


def page(text: str, **parameters: str) -> int:
    request = FACTORY.get("/tim-kiem/", {"q": text, **parameters})
    request.user, request.session = AnonymousUser(), {}
    response = results(request)
    return response.status_code if response.content else 0


def pages(texts: list[str]) -> None:
    for text in texts[:5]:
        page(text)  # templates, models and the engine's files are read once
    raw = [timed(raw_query(law_request(text))) for text in texts]
    ours = [timed(lambda text=text: page(text)) for text in texts]
    print(f"results page, {len(texts)} queries:")
    line("raw engine query", [clock for clock, _ in raw])
    line("raw engine query, processor time", [work for _, work in raw])
    _, p95 = line("page", [clock for clock, _ in ours])
    _, p95_work = line("page, processor time", [work for _, work in ours])
    ratio = p95 / sorted(clock for clock, _ in raw)[int(len(raw) * 0.95)]
    verdict("page p95", p95, PAGE_MS, " ms")
    verdict("page p95 in processor time", p95_work, PAGE_MS, " ms")
    verdict("page p95 ÷ raw query p95", ratio, PAGE_RATIO)
    asked = []
    for text in texts[:20]:
        for parameters in ({}, {"page": "2"}, {"loai": "dieu-luat"}):
            with CaptureQueriesContext(connection) as captured:
                page(text, **parameters)
            asked.append(len(captured))
    verdict("database queries of a page, the most", max(asked), QUERIES)


def suggestions(texts: list[str]) -> None:
    typed = [text[:length] for text in texts[:40] for length in (1, 3, 6, 10, 15)]
    suggest(FACTORY.get("/goi-y/", {"q": "luật"}))
    print(f"suggestions, {len(typed)} beginnings:")
    times = [timed(lambda text=text: suggest(FACTORY.get("/goi-y/", {"q": text}))) for text in typed]
    _, p95 = line("view", [clock for clock, _ in times])
    verdict("suggestions p95", p95, SUGGEST_MS, " ms")


def findable() -> None:
    backend, key = get_backend(), 987_654_321
    waits = []
    for number in range(5):
        word = f"thuxem{number}xyz"
        document = SearchDocument(Kind.EXPLAINER, key, word, "/", (Passage(lines=(Line(word),)),))
        begin = time.perf_counter()
        backend.replace([document], version=indexing.current_version())
        request = SearchRequest(words=(word,), content=(word,), required=1, filters=Filters(language="vi"))
        while not backend.search([request])[0].hits:
            time.sleep(0.01)
        waits.append(time.perf_counter() - begin)
    backend.delete([f"explainer:{key}"], version=indexing.current_version())
    verdict("written → found, the slowest of 5", max(waits), FINDABLE_SECONDS, " s")


def page_of(server: str, text: str) -> int:
    """The status of a results page as a reader gets it. Each search is another reader's: no connection is kept."""
    address = f"{server.rstrip('/')}/tim-kiem/?{urllib.parse.urlencode({'q': text})}"
    with urllib.request.urlopen(address, timeout=SECONDS_TO_WAIT) as response:  # noqa: S310
        return response.status if response.read() else 0


def searchers(texts: list[str], seconds: int, server: str) -> None:
    print(f"searchers at once ({server or 'threads of one process'}):")
    ask = functools.partial(page_of, server) if server else page
    for count in STAGES:
        length = seconds if count == STAGES[-1] else min(SECONDS_OF_A_STAGE, seconds)
        times: list[float] = []
        errors: list[str] = []
        end = time.monotonic() + length

        def search(
            seed: int, end: float = end, times: list[float] = times, errors: list[str] = errors
        ) -> None:
            chosen = random.Random(seed)  # noqa: S311
            try:
                while time.monotonic() < end:
                    text = chosen.choice(texts)
                    try:
                        begin = time.perf_counter()
                        status = ask(text)
                        times.append((time.perf_counter() - begin) * 1e3)
                        if status != 200:
                            errors.append(f"{status} for {text}")
                    except Exception:
                        errors.append(f"{sys.exc_info()[0]} for {text}")
            finally:
                connections.close_all()

        threads = [threading.Thread(target=search, args=(number,)) for number in range(count)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        line(f"{count:>3} for {length} s: {len(times) / length:6.1f} a second", times)
        verdict(f"errors with {count}", len(errors), 0)
        for error in errors[:3]:
            print(f"    {error}")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--questions", type=Path, help="one JSON object with a text a line")
    parser.add_argument("--rebuild", action="store_true", help="build the index anew first, and time it")
    parser.add_argument("--server", default="", help="address of a running server, for searchers at once")
    parser.add_argument("--seconds", type=int, default=60, help="length of the last stage")
    options = parser.parse_args()
    settings.DEBUG = False
    if options.rebuild:
        rebuild()
    status = get_backend().status()
    print(f"{status.name}: {status.documents} objects, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    if not status.answers:
        raise SystemExit(status.detail)
    texts = list(SHORT)
    if options.questions:
        asked = [json.loads(one)["text"] for one in options.questions.read_text().splitlines()]
        texts += random.Random(5).sample(asked, min(QUESTIONS, len(asked)))  # noqa: S311
    pages(texts)
    suggestions(texts)
    findable()
    searchers(texts, options.seconds, options.server)


if __name__ == "__main__":
    main()
