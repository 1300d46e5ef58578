"""A query that is the name of a law means that law first: "hôn nhân gia đình" → Luật Hôn nhân và gia đình. Pure.

The articles that have the words of a short name ("doanh nghiệp") are thousands, and each answers better than the law's
own entry: so laws are asked for by the name besides, in the same round trip.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from search.analysis import distinct, words
from search.backends.base import MAX_HITS, Answer, Hit, SearchRequest
from search.choices import Force, Kind
from search.queries import ParsedQuery
from search.ranking import force_on

#: What people leave out of a name, or put before it.
_TYPES = (("bo", "luat"), ("luat",), ("phap", "lenh"))
_JOINING = frozenset({"va"})


#: Laws that have all words of a name and are looked at: those of the shortest names, which have little else.
MOST_CANDIDATES = 20


def request_by_name(query: ParsedQuery, request: SearchRequest) -> SearchRequest | None:
    """A request for laws, as one for those that have every word of the query in their names. None for no name."""
    whole, bare = names_of(query.searched)
    name = bare if len(bare) > 1 else whole
    if not bare:
        return None
    name_words = distinct(name)
    return replace(
        request,
        words=name_words,
        word_pairs=(),
        content=name_words,
        required=len(name_words),
        filters=replace(request.filters, kinds=(Kind.LEGAL_DOCUMENT,)),
        limit=MOST_CANDIDATES,
        is_counted=False,
    )


def named_laws_first(
    query: ParsedQuery, found: Answer, candidates: Sequence[Hit] = (), *, day: datetime.date
) -> Answer:
    """The laws that bear the query as their name go to the top, also those among the ``candidates`` alone: of the year
    that is asked for, one that applies before one that does not, the newest first. Scores stay with the places.
    """
    asked, year = names_of(query.searched), year_of(words(query.searched))
    if not asked.bare:
        return found
    known = {hit.document.key: hit for hit in (*candidates, *found.hits)}
    named = [hit for hit in known.values() if _is_named(hit, asked)]
    if not named:
        return found
    named.sort(
        key=lambda hit: (
            year not in {0, hit.document.year},
            _force(hit, day) is not Force.IN_FORCE,
            -_age(hit),
        )
    )
    keys = {hit.document.key for hit in named}
    rest = [hit for hit in found.hits if hit.document.key not in keys]
    added = len(named) + len(rest) - len(found.hits)
    scores = [hit.score for hit in found.hits] or [0.0]
    scores = [*scores[:1] * added, *scores]
    hits = [replace(hit, score=score) for hit, score in zip([*named, *rest][:MAX_HITS], scores, strict=False)]
    is_in_hand = found.total <= len(found.hits)
    return replace(found, hits=tuple(hits), total=found.total + added if is_in_hand else found.total)


class Names(NamedTuple):
    """A name in small folded words: with its type and without. A law may be called by either: "Luật Luật sư"."""

    whole: tuple[str, ...]
    bare: tuple[str, ...]


def names_of(text: str) -> Names:
    """A name without its year and joining words. ``bare`` is empty where there is a type and nothing else."""
    name = words(text)
    if year_of(name):
        name = name[:-1]
    if name and name[-1] == "nam":  # "năm 2008"; "Việt Nam 2008" loses as much on both sides
        name = name[:-1]
    whole = tuple(word for word in name if word not in _JOINING)
    for kind in _TYPES:
        if whole[: len(kind)] == kind:
            return Names(whole, whole[len(kind) :])
    return Names(whole, whole)


def year_of(name: Sequence[str]) -> int:
    """The year at the end of a name, 0 for none."""
    last = name[-1] if name else ""
    return int(last) if len(last) == 4 and last.isascii() and last.isdecimal() else 0


def _is_named(hit: Hit, asked: Names) -> bool:
    if hit.document.kind is not Kind.LEGAL_DOCUMENT:
        return False
    names = (hit.document.title, *(line.text for line in hit.passage.lines))
    return any(set(asked) & set(names_of(name)) - {()} for name in names)


def _force(hit: Hit, day: datetime.date) -> Force:
    return force_on(day, hit.document.effective_from, hit.document.effective_to)


def _age(hit: Hit) -> int:
    return hit.document.dated.toordinal() if hit.document.dated else 0
