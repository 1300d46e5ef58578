"""In how many clauses of the library words and pairs of words occur: what makes a word of a question weigh.

The embedded index knows it of all clauses; with Elasticsearch, which does not tell, a sample of articles is counted
(plain order: MRR .819 by the sample, .824 by all). After each rebuild and once a week. One file beside the embedded
index serves every process that shares ``DATA_DIR``; where it is missing, results stand in the engine's own order.
"""

from __future__ import annotations

import gzip
import json
import os
import threading
import time
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from search.analysis import bigrams, words
from search.backends import get_backend
from search.backends.base import SearchUnavailableError
from search.choices import Kind
from search.documents import SearchDocument
from search.sources import BATCH, SOURCES

FORMAT = 2
#: Articles that are counted at most, spread evenly over the library.
SAMPLE = 6_000
#: … and of those that are only measured, where the index has the counts.
MEASURED = 1_000
#: What occurs in fewer clauses, or in a smaller share of them, is as rare as what occurs in none.
FEWEST = 2
RAREST = 4e-5
#: How often a process looks whether the file was written anew.
SECONDS_BETWEEN_LOOKS = 30.0

_lock = threading.Lock()
_looked_at = -SECONDS_BETWEEN_LOOKS
_seen = 0
_current: CorpusFrequencies | None = None


@dataclass(frozen=True, slots=True)
class CorpusFrequencies:
    """Implements ``search.features.Frequencies``: ``counts`` of words, and of pairs joined by ``_``.

    ``passages``: how many were counted. ``average_length``: words of a passage with the names above it.
    """

    passages: int
    average_length: float
    counts: dict[str, int]

    def of(self, term: str) -> int:
        return self.counts.get(term, 0)


def count(documents: Iterable[SearchDocument]) -> CorpusFrequencies | None:
    """None for no documents."""
    counts: Counter[str] = Counter()
    passages = length = 0
    for document in documents:
        names = [words(name) for name in (document.title, *document.names_above)]
        above = {term for name in names for term in (*name, *bigrams(name))}
        length_above = sum(map(len, names))
        for passage in document.passages:
            passages += 1
            length += length_above
            seen = set(above)
            for line in passage.lines:
                line_words = words(line.text)
                length += len(line_words)
                seen.update(line_words)
                seen.update(bigrams(line_words))
            counts.update(seen)
    if not passages:
        return None
    return CorpusFrequencies(passages, length / passages, _frequent(counts, passages))


def _frequent(counts: Mapping[str, int], passages: int) -> dict[str, int]:
    fewest = max(FEWEST, RAREST * passages)
    return {term: number for term, number in counts.items() if number >= fewest}


def sampled_articles(most: int = SAMPLE) -> Iterable[SearchDocument]:
    """At most ``most`` articles, evenly from all laws."""
    source = SOURCES[Kind.LAW_ARTICLE]
    object_ids = list(source.ids())
    step = max(1, -(-len(object_ids) // most))
    chosen = object_ids[::step]
    for start in range(0, len(chosen), BATCH):
        yield from source.documents(chosen[start : start + BATCH])


def statistics_file() -> Path:
    return Path(settings.SEARCH_INDEX_DIR) / "frequencies.json.gz"


def gather() -> CorpusFrequencies | None:
    """Count anew and keep it for all processes. None, and no file, for a library without articles."""
    counted = _counted()
    path = statistics_file()
    if counted is None:
        path.unlink(missing_ok=True)
    else:
        store(counted, path)
    forget()
    return counted


def _counted() -> CorpusFrequencies | None:
    """By the index where it tells, else by the sample."""
    try:
        terms = get_backend().term_counts()
    except SearchUnavailableError:
        terms = None
    if terms is None:
        return count(sampled_articles())
    measured = count(sampled_articles(MEASURED))
    if measured is None:
        return None
    return CorpusFrequencies(terms.passages, measured.average_length, _frequent(terms.counts, terms.passages))


def store(frequencies: CorpusFrequencies, path: Path) -> None:
    """Replaces the file in one step."""
    path.parent.mkdir(parents=True, exist_ok=True)
    stored = {
        "format": FORMAT,
        "passages": frequencies.passages,
        "average_length": frequencies.average_length,
        "counts": frequencies.counts,
    }
    fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        fresh.write_bytes(gzip.compress(json.dumps(stored).encode(), compresslevel=5, mtime=0))
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


def load(path: Path) -> CorpusFrequencies | None:
    """None where there is no file, one of another version, or one that is damaged."""
    try:
        stored = json.loads(gzip.decompress(path.read_bytes()))
        if stored["format"] != FORMAT:
            return None
        passages, length = int(stored["passages"]), float(stored["average_length"])
        counts = stored["counts"]
    except (OSError, EOFError, ValueError, KeyError, TypeError, zlib.error):
        return None
    if passages < 1 or not isinstance(counts, dict):
        return None
    return CorpusFrequencies(passages, length, counts)


def current_frequencies() -> CorpusFrequencies | None:
    """The newest, read when the file changes."""
    global _current, _looked_at, _seen  # noqa: PLW0603  (one per process)
    now = time.monotonic()
    with _lock:
        if now - _looked_at >= SECONDS_BETWEEN_LOOKS:
            _looked_at = now
            path = statistics_file()
            try:
                written = path.stat().st_mtime_ns
            except OSError:
                written = 0
            if written != _seen:
                _seen, _current = written, load(path) if written else None
        return _current


def forget() -> None:
    """Look again at the next query; for tests and after gathering."""
    global _current, _looked_at, _seen
    with _lock:
        _looked_at, _seen, _current = -SECONDS_BETWEEN_LOOKS, 0, None
