"""How often words and pairs of words occur in the articles of the library: what makes a word of a question weigh.

Counted on a sample, which orders results as well as all articles do (measured on an eighth and on a sixteenth), after
each rebuild and once a week. One file beside the embedded index serves both engines and every process that shares
``DATA_DIR``; where it is missing, results stand in the engine's own order.
"""

from __future__ import annotations

import gzip
import json
import os
import threading
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from search.analysis import bigrams, words
from search.choices import Kind
from search.documents import SearchDocument
from search.sources import BATCH, SOURCES

FORMAT = 1
#: Articles that are counted at most, spread evenly over the library.
SAMPLE = 6_000
#: What occurs in fewer articles of the sample is as rare as what occurs in none.
FEWEST = 2
#: How often a process looks whether the file was written anew.
SECONDS_BETWEEN_LOOKS = 30.0

_lock = threading.Lock()
_looked_at = -SECONDS_BETWEEN_LOOKS
_seen = 0
_current: CorpusFrequencies | None = None


@dataclass(frozen=True, slots=True)
class CorpusFrequencies:
    """Implements ``search.features.Frequencies``: ``counts`` of words, and of pairs joined by ``_``.

    ``average_length``: words of a passage with the names above it.
    """

    articles: int
    average_length: float
    counts: dict[str, int]

    def of(self, term: str) -> int:
        return self.counts.get(term, 0)


def count(documents: Iterable[SearchDocument]) -> CorpusFrequencies | None:
    """None for no documents."""
    counts: Counter[str] = Counter()
    articles = passages = length = 0
    for document in documents:
        articles += 1
        title = words(document.title)
        above = len(title) + sum(len(words(name)) for name in document.context)
        seen = {*title, *bigrams(title)}
        for passage in document.passages:
            passages += 1
            length += above
            for line in passage.lines:
                line_words = words(line.text)
                length += len(line_words)
                seen.update(line_words)
                seen.update(bigrams(line_words))
        counts.update(seen)
    if not passages:
        return None
    kept = {term: number for term, number in counts.items() if number >= FEWEST}
    return CorpusFrequencies(articles, length / passages, kept)


def sampled_articles() -> Iterable[SearchDocument]:
    """At most ``SAMPLE`` articles, evenly from all laws."""
    source = SOURCES[Kind.LAW_ARTICLE]
    object_ids = list(source.ids())
    step = max(1, -(-len(object_ids) // SAMPLE))
    chosen = object_ids[::step]
    for start in range(0, len(chosen), BATCH):
        yield from source.documents(chosen[start : start + BATCH])


def statistics_file() -> Path:
    return Path(settings.SEARCH_INDEX_DIR) / "frequencies.json.gz"


def gather() -> CorpusFrequencies | None:
    """Count anew and keep it for all processes. None, and no file, for a library without articles."""
    counted = count(sampled_articles())
    path = statistics_file()
    if counted is None:
        path.unlink(missing_ok=True)
    else:
        store(counted, path)
    forget()
    return counted


def store(frequencies: CorpusFrequencies, path: Path) -> None:
    """Replaces the file in one step."""
    path.parent.mkdir(parents=True, exist_ok=True)
    stored = {
        "format": FORMAT,
        "articles": frequencies.articles,
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
    """None where there is no file, or one of another version."""
    try:
        stored = json.loads(gzip.decompress(path.read_bytes()))
        if stored["format"] != FORMAT:
            return None
        return CorpusFrequencies(stored["articles"], stored["average_length"], stored["counts"])
    except (OSError, EOFError, ValueError, KeyError, TypeError):
        return None


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
