"""``library_report``: what the library holds, in numbers."""

from __future__ import annotations

import argparse
import json
from typing import Any

from django.core.management.base import BaseCommand

from content.laws.library_counts import library_counts


class Command(BaseCommand):
    """Counts of documents, articles, versions, relations, citations; refused pieces of the last import."""

    help = "Prints what the law library holds, in numbers."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        counts = library_counts()
        if options["json"]:
            self.stdout.write(json.dumps(counts, ensure_ascii=False, indent=1))
            return
        self._print(counts, "")

    def _print(self, counts: dict[str, Any], margin: str) -> None:
        for name, value in counts.items():
            if isinstance(value, dict):
                self.stdout.write(f"{margin}{name}:")
                self._print(value, margin + "  ")
            else:
                self.stdout.write(f"{margin}{name}: {value}")
