"""Finds all citations anew, in the whole library and in every text that quotes it."""

from __future__ import annotations

import json
import time
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.management.base import BaseCommand, CommandParser
from django.db.models import Count

from content.laws.actions.refresh_citations import refresh_many
from content.laws.actions.refresh_sources import all_articles, article_sources, refresh_sources
from content.laws.choices import CitationState
from content.laws.models import Article, Citation
from content.laws.resolution import Library

PROGRESS_EVERY = 2.0  # seconds


class Command(BaseCommand):
    help = "Finds and resolves the citations of all articles and of all other texts that cite the law."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="Print the counts as JSON.")

    def handle(self, *args: Any, **options: Any) -> None:
        began = time.monotonic()
        library = Library.load()
        total = Article.objects.count()
        done = changed = 0
        told = began
        for article_ids in all_articles():
            changed += len(refresh_many(Article, article_sources(article_ids, library), library))
            done += len(article_ids)
            if time.monotonic() - told > PROGRESS_EVERY and not options["json"]:
                told = time.monotonic()
                self.stderr.write(f"{done}/{total} ({done * 100 // total} %)")
        changed += refresh_sources(self._other_sources(), library)
        counts = dict(Citation.objects.order_by().values_list("state").annotate(Count("pk")))
        result = {
            "articles": done,
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

    def _other_sources(self) -> list[tuple[int, int]]:
        """Everything outside the library whose model says that it cites."""
        keys = []
        for content_type in ContentType.objects.all():
            model = content_type.model_class()
            if model is not None and hasattr(model, "cited_texts"):
                keys += [(content_type.pk, pk) for pk in model._default_manager.values_list("pk", flat=True)]  # noqa: SLF001
        return keys
