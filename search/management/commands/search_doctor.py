"""Compare the search index with the database, and mend it."""

from __future__ import annotations

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from search import comparing, indexing
from search.backends import get_backend
from search.backends.base import Differences, IndexBusyError, SearchUnavailableError
from search.choices import Kind
from search.models import PendingWrite
from search.sources import count_all

#: Keys that are named of each sort of difference; --json names all.
NAMED = 10


class Command(BaseCommand):
    help = (
        "Compare the search index with the database: what it lacks, has in an older text or status, or has too "
        "much. Ends with 1 if they differ."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--repair", action="store_true", help="write and delete what differs")
        parser.add_argument("--json", action="store_true", help="say it as JSON")

    def handle(self, *args: Any, repair: bool, json: bool, verbosity: int, **options: Any) -> None:
        self.is_json, self.shows_progress = json, verbosity > 0 and not json and sys.stderr.isatty()
        try:
            self._examine(repair=repair)
        except IndexBusyError as error:
            raise CommandError(f"The index is busy, try again later: {error}.") from error
        except SearchUnavailableError as error:
            raise CommandError(str(error)) from error

    def _examine(self, *, repair: bool) -> None:
        reason = comparing.needs_rebuild()
        if reason and not repair:
            raise SearchUnavailableError(f"{reason}, or search_doctor --repair")
        if reason:
            self._with_progress("building", count_all(), indexing.rebuild)
        differences = self._with_progress("comparing", count_all(), comparing.compare)
        found = differences
        if repair and differences.keys:
            self._with_progress(
                "repairing", len(found.keys), lambda progress: comparing.repair(found, progress)
            )
            differences = self._with_progress("comparing", count_all(), comparing.compare)
        self._report(found, differences, repair=repair, rebuilt=reason)
        if differences.keys:
            raise CommandError("The index differs from the database.", returncode=1)

    def _with_progress(self, name: str, total: int, work: Any) -> Any:
        with tqdm(
            desc=name, total=total, unit=" objects", disable=not self.shows_progress, file=sys.stderr
        ) as bar:

            def progress(kind: Kind, number: int) -> None:
                bar.update(number)

            return work(progress)

    def _report(self, found: Differences, left: Differences, *, repair: bool, rebuilt: str) -> None:
        status = get_backend().status()
        waiting = PendingWrite.objects.count()
        sorts = {"missing": found.missing, "stale": found.stale, "orphaned": found.orphaned}
        if self.is_json:
            report = {
                "engine": status.name,
                "objects": status.documents,
                "rebuilt": rebuilt,
                "waiting": waiting,
                **{name: sorted(keys) for name, keys in sorts.items()},
                "repaired": len(found.keys - left.keys) if repair else 0,
                "left": sorted(left.keys),
            }
            self.stdout.write(json.dumps(report, ensure_ascii=False))
            return
        if rebuilt:
            self.stdout.write(f"built anew: {rebuilt}")
        self.stdout.write(f"{status.documents} objects can be found through {status.name}.")
        for name, keys in sorts.items():
            named = ", ".join(sorted(keys)[:NAMED]) + (" …" if len(keys) > NAMED else "")
            self.stdout.write(f"{name:>10}  {len(keys)}  {named}".rstrip())
        if waiting:
            self.stdout.write(f"{waiting:>10}  changes wait for a job to write them")
        if repair:
            self.stdout.write(f"{len(found.keys - left.keys)} repaired, {len(left.keys)} left.")
