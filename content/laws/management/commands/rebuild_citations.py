"""Finds all citations anew, in the whole library and in every text that quotes it."""

from __future__ import annotations

import json
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db.models import Count

from content.laws.actions.rebuild_citations import rebuild_citations
from content.laws.choices import CitationState
from content.laws.models import Citation

PROGRESS_EVERY = 2.0  # seconds


class Command(BaseCommand):
    help = "Finds and resolves the citations of all articles and of all other texts that cite the law."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="Print the counts as JSON.")

    def handle(self, *args: Any, **options: Any) -> None:
        began = self._told = time.monotonic()
        changed = rebuild_citations(None if options["json"] else self._tell)
        counts = dict(Citation.objects.order_by().values_list("state").annotate(Count("pk")))
        result = {
            "changed_sources": changed,
            "citations": sum(counts.values()),
            "by_state": {state.value: counts.get(state.value, 0) for state in CitationState},
            "seconds": round(time.monotonic() - began, 1),
        }
        if options["json"]:
            self.stdout.write(json.dumps(result))
            return
        for name, value in result.items():
            self.stdout.write(f"{name}: {value}")

    def _tell(self, done: int, total: int) -> None:
        if time.monotonic() - self._told > PROGRESS_EVERY:
            self._told = time.monotonic()
            self.stderr.write(f"{done}/{total} ({done * 100 // total} %)")
