"""What each format of export costs, beside rendering the plain text of the same law.

For the document with the most text in the library: articles and characters, the time to read it from the database,
and for each format its time and its size, all ÷ those of the plain text. Processor time, so that what else the
machine does counts little; each format is made once before it is measured.

    python benchmarks/exports.py          needs a library: `make run`, or an import
    python benchmarks/exports.py --no-pdf       the PDF of a long law takes minutes
"""

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.dev")
django.setup()

from django.conf import settings  # noqa: E402
from django.db.models import Count, Sum  # noqa: E402
from django.db.models.functions import Length  # noqa: E402
from django.utils import timezone  # noqa: E402
from django.utils.translation import override  # noqa: E402

from content.laws.exports.formats import FORMATS  # noqa: E402
from content.laws.exports.reading import read_document  # noqa: E402
from content.laws.exports.records import ExportDocument  # noqa: E402
from content.laws.models import LegalDocument  # noqa: E402

ROUNDS = 5
LONG = 20.0  # seconds; what takes so long is measured once


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--no-pdf", action="store_true")
    without_pdf = parser.parse_args().no_pdf
    document = longest()
    reading, exported = timed(lambda: read(document))
    articles = list(exported.articles())
    characters = sum(len(article.text) for article in articles)
    print(f"{exported.citation}: {len(articles)} articles and appendices, {characters:,} characters")
    with override(settings.LANGUAGE_CODE):
        plain, text = timed(lambda: FORMATS["txt"].render(exported))
        print(f"{'reading it':<12} {reading / plain:>8.1f} × the time of rendering plain text")
        for name, export_format in FORMATS.items():
            if name == "txt" or (name == "pdf" and without_pdf):
                continue
            spent, made = timed(lambda chosen=export_format: chosen.render(exported))
            print(f"{name:<12} {spent / plain:>8.1f} × the time, {len(made) / len(text):>5.2f} × the bytes")


def longest() -> LegalDocument:
    found = (
        LegalDocument.objects.annotate(size=Sum(Length("articles__versions__text")), count=Count("articles"))
        .filter(size__gt=0)
        .order_by("-size")
        .first()
    )
    if found is None:
        raise SystemExit("There is no law with a text yet: run `make run` or import one.")
    return found


def read(document: LegalDocument) -> ExportDocument:
    return read_document(
        LegalDocument.objects.get(pk=document.pk),
        timezone.localdate(),
        source_name=settings.SITE_NAME,
        absolute=lambda path: f"https://example.org{path}",
    )


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """(median processor seconds, what came of it)."""
    begun = time.process_time()
    made = work()
    times = [time.process_time() - begun]
    if times[0] < LONG:
        times = []
        for _round in range(ROUNDS):
            begun = time.process_time()
            made = work()
            times.append(time.process_time() - begun)
    return statistics.median(times), made


if __name__ == "__main__":
    main()
