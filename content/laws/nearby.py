"""What stands near an address that leads nowhere: articles beside a number, documents with nearly the same one."""

from __future__ import annotations

import difflib
import re
from bisect import bisect_left
from collections.abc import Sequence

from django.db.models import Q

from content.laws.models import Article, LegalDocument
from content.laws.ordering import unit_order
from content.laws.slugs import slugify_vietnamese

ARTICLES_TO_EACH_SIDE = 2
MOST_DOCUMENTS = 5
MOST_COMPARED = 2_000
LIKENESS = 0.75  # of two numbers as addresses, 0–1: "31-2023-qh15" and "31-2024-qh15" have 0.92

_BEGINNING = re.compile(r"^\d{1,4}[a-zđ]{0,2}")
_NUMBER_IN_ADDRESS = re.compile(
    r"^(?P<number>\d{1,5}[a-zđ]?)-(?:(?P<year>(?:19|20)\d{2})-)?(?P<rest>[a-z].*)$"
)


def near_articles(articles: Sequence[Article], kind: str, number: str) -> list[Article]:
    """The ones on both sides of where the number would stand; ``articles`` are in order."""
    alike = [one for one in articles if one.kind == kind] or list(articles)
    beginning = _BEGINNING.match(number)
    try:
        order = unit_order(kind, beginning[0] if beginning else number.upper())
    except ValueError:
        return alike[: 2 * ARTICLES_TO_EACH_SIDE]
    place = bisect_left([one.order for one in alike], order)
    last = len(alike) - ARTICLES_TO_EACH_SIDE * 2
    begin = max(0, min(place - ARTICLES_TO_EACH_SIDE, last))
    return alike[begin : begin + 2 * ARTICLES_TO_EACH_SIDE]


def near_documents(slug: str) -> list[LegalDocument]:
    """Documents whose number differs by a slip: another year, a figure too many, other letters."""
    wanted = slugify_vietnamese(slug)
    parts = _NUMBER_IN_ADDRESS.match(wanted)
    if parts is None:
        return []
    number, year, rest = parts["number"], parts["year"], parts["rest"]
    nearly = Q(slug__startswith=f"{number}-")
    nearly |= Q(slug__contains=f"-{year}-") if year else Q(slug__endswith=f"-{rest}")
    slugs = LegalDocument.objects.filter(nearly).order_by("-issued_on").values_list("slug", flat=True)
    alike = difflib.get_close_matches(
        wanted, list(dict.fromkeys(slugs[:MOST_COMPARED])), n=MOST_DOCUMENTS, cutoff=LIKENESS
    )
    found = LegalDocument.objects.for_standing().filter(slug__in=alike)
    return sorted(found, key=lambda one: alike.index(one.slug))[:MOST_DOCUMENTS]


def number_from_address(slug: str) -> str:
    """ "99-2024-qh15" → "99/2024/QH15", to search for; empty when it is no number."""
    parts = _NUMBER_IN_ADDRESS.match(slugify_vietnamese(slug))
    if parts is None:
        return ""
    return "/".join(piece for piece in (parts["number"], parts["year"], parts["rest"].upper()) if piece)
