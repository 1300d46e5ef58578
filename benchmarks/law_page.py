"""The page of the longest law in the library beside the page of one of its articles.

Prints for each the queries, the kilobytes of HTML on the wire (gzip) and the server's time, and the ratio of the
times: whole law ÷ article. The page cache is passed by; each page is drawn once before it is measured.

    make bench        needs the library of `make run`
"""

import gzip
import os
import statistics
import sys
import time
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.dev")
django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.db.models import Count, Sum  # noqa: E402
from django.db.models.functions import Length  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from content.laws.models import LegalDocument  # noqa: E402

ROUNDS = 7


def longest() -> LegalDocument:
    """The document with the most text."""
    found = (
        LegalDocument.objects.annotate(
            size=Sum(Length("articles__versions__text")), count=Count("articles", distinct=True)
        )
        .filter(size__gt=0)
        .order_by("-size")
        .first()
    )
    if found is None:
        raise SystemExit("There is no law with a text yet: run `make run` or import one.")
    print(f"{found.citation}: {found.count} articles, {found.size:,} characters")
    return found


def measure(client: Client, name: str, address: str) -> float:
    """Seconds; prints the other figures."""
    response = client.get(address)
    if response.status_code != 200:
        raise SystemExit(f"{address} answered {response.status_code}")
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    queries = [query["sql"] for query in asked.captured_queries]
    times = []
    for _round in range(ROUNDS):
        begin = time.perf_counter()
        client.get(address)
        times.append(time.perf_counter() - begin)
    of_laws = sum('"laws_' in query for query in queries)
    size = len(gzip.compress(response.content, 6)) / 1024
    print(f"{name:<12} {len(queries):>3} queries ({of_laws} of laws)  {size:>6.1f} KB gzipped")
    return statistics.median(times)


def main() -> None:
    settings.ALLOWED_HOSTS = ["*"]
    settings.DEBUG = False
    document = longest()
    article = document.articles.annotate(size=Length("versions__text")).order_by("-size").first()
    # What a script asks for is never taken from the page cache.
    client = Client(headers={"HX-Request": "true"})
    address = document.get_absolute_url()
    first_view = measure(client, "first view", address)
    whole = measure(client, "whole law", f"{address}toan-van/")
    one = measure(client, "one article", article.get_absolute_url())
    print(f"first view ÷ article: {first_view / one:.1f}")
    print(f"whole law  ÷ article: {whole / one:.1f}")


if __name__ == "__main__":
    main()
