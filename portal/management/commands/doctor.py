"""`manage.py doctor`: what is in use, whether each part answers, and what is misconfigured."""

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from portal.lib.health import run_checks


class Command(BaseCommand):
    help = "Tells which database, search, queue, cache, mail and files are in use and whether they answer."
    # The doctor must be able to speak when the patient is ill.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="Print the result as JSON.")

    def handle(self, *args: Any, **options: Any) -> None:
        results = run_checks()
        is_healthy = all(result.ok for result in results)
        if options["json"]:
            parts = [asdict(result) | {"ok": result.ok} for result in results]
            self.stdout.write(json.dumps({"ok": is_healthy, "parts": parts}, ensure_ascii=False, indent=2))
        else:
            width = max(len(result.name) for result in results)
            for result in results:
                mark = self.style.SUCCESS("ok    ") if result.ok else self.style.ERROR("FAILED")
                said = result.in_use if result.ok else result.problem
                self.stdout.write(f"{mark}  {result.name:{width}}  {said}  ({result.milliseconds} ms)")
        if not is_healthy:
            raise SystemExit(1)
