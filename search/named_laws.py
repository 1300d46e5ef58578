"""A query that is the name of a law means that law first: "hôn nhân gia đình" → Luật Hôn nhân và gia đình. Pure."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import replace

from search.analysis import words
from search.backends.base import Answer, Hit
from search.choices import Force, Kind
from search.queries import ParsedQuery
from search.ranking import force_on

#: What people leave out of a name, or put before it.
_TYPES = (("bo", "luat"), ("luat",), ("phap", "lenh"))
_JOINING = frozenset({"va"})


def named_laws_first(query: ParsedQuery, found: Answer, *, day: datetime.date) -> Answer:
    """The laws that bear the query as their name go to the top, one that applies before one that does not, the newest
    first. Scores stay with the places.
    """
    asked = bare_name(query.words)
    if not asked:
        return found
    named = [hit for hit in found.hits if _is_named(hit, asked)]
    if not named:
        return found
    named.sort(key=lambda hit: (_force(hit, day) is not Force.IN_FORCE, -_age(hit)))
    keys = {hit.document.key for hit in named}
    ordered = [*named, *(hit for hit in found.hits if hit.document.key not in keys)]
    hits = tuple(replace(hit, score=place.score) for hit, place in zip(ordered, found.hits, strict=True))
    return replace(found, hits=hits)


def bare_name(name: Sequence[str]) -> tuple[str, ...]:
    """A name without its type, its year and joining words."""
    for kind in _TYPES:
        if tuple(name[: len(kind)]) == kind:
            name = name[len(kind) :]
            break
    if name and len(name[-1]) == 4 and name[-1].isdecimal():
        name = name[:-1]
    if name and name[-1] == "nam":
        name = name[:-1]
    return tuple(word for word in name if word not in _JOINING)


def _is_named(hit: Hit, asked: tuple[str, ...]) -> bool:
    document = hit.document
    return document.kind is Kind.LEGAL_DOCUMENT and bare_name(words(document.title)) == asked


def _force(hit: Hit, day: datetime.date) -> Force:
    return force_on(day, hit.document.effective_from, hit.document.effective_to)


def _age(hit: Hit) -> int:
    return hit.document.dated.toordinal() if hit.document.dated else 0
