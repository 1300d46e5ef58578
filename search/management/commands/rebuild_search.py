"""Build the search index anew, beside the one in use."""

from __future__ import annotations

import sys
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from search import corpus_spelling, indexing, statistics
from search.backends import get_backend
from search.backends.base import IndexBusyError, SearchUnavailableError
from search.choices import Kind
from search.sources import count_all


class Command(BaseCommand):
    help = "Build the search index anew from the database, then swap it with the one in use."

    def handle(self, *args: Any, verbosity: int, **options: Any) -> None:
        counts: Counter[Kind] = Counter()
        bar = tqdm(
            total=count_all(),
            unit=" objects",
            disable=verbosity == 0 or not sys.stderr.isatty(),
            file=sys.stderr,
        )

        def progress(kind: Kind, number: int) -> None:
            counts[kind] += number
            bar.update(number)

        try:
            with bar:
                total = indexing.rebuild(progress)
        except IndexBusyError as error:
            raise CommandError(f"Not rebuilt: {error}.") from error
        except SearchUnavailableError as error:
            raise CommandError(str(error)) from error
        statistics.gather()
        spelling = corpus_spelling.gather()
        if verbosity:
            for kind, number in counts.items():
                self.stdout.write(f"{kind.value:>12}  {number}")
            if spelling:
                self.stdout.write(f"{len(spelling.forms)} syllables are known to the speller.")
            self.stdout.write(f"{total} objects can be found through {get_backend().name}.")
