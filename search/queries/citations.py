"""A provision cited in a query: "khoản 2 điều 15 luật đất đai", "d15k2 lđđ". Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

_END = r"(?!\w)"
_POINT = re.compile(rf"(?<!\w)diem\s+([a-z]){_END}")
_CLAUSE = re.compile(rf"(?<!\w)khoan\s*(\d{{1,3}}[a-z]?){_END}")
_ARTICLE = re.compile(rf"(?<!\w)dieu\s*(?:so\s*)?(\d{{1,4}}[a-z]?){_END}")
#: "d15k2", "đ15 k2", "k2d15", "d15.k2 điểm a": an article and a clause in haste
_A, _C = r"(?P<article>\d{1,4}(?:[a-z](?!\d))?)", r"(?P<clause>\d{1,3}(?:[a-z](?!\d))?)"
_HASTY = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?<!\w)d(?:ieu)?\s?{_A}[\s.,;/-]{{0,2}}k(?:hoan)?\s?{_C}{_END}",
        rf"(?<!\w)k(?:hoan)?\s?{_C}[\s.,;/-]{{0,2}}d(?:ieu)?\s?{_A}{_END}",
    )
)
#: "d123 blhs": an article in haste, only where a law is named after it
_HASTY_ARTICLE = re.compile(rf"(?<!\w)d\s?(\d{{1,4}}[a-z]?){_END}(?=[\s,]+(?:cua\s+)?[a-z])")


@dataclass(frozen=True, slots=True)
class Citation:
    """A provision inside a law: "điểm d khoản 9 Điều 7" → Citation("7", "9", "d")."""

    article: str
    clause: str = ""
    point: str = ""


class FoundCitation(NamedTuple):
    """The provision, and the places in the folded text that name it."""

    citation: Citation
    spans: tuple[tuple[int, int], ...]
    #: Typed in haste: it counts only where the rest of the query names a law.
    is_hasty: bool = False


def find_citation(text: str, folded: str) -> FoundCitation | None:
    """``folded`` is ``text`` folded, of the same length, with what is no part of a citation blanked.

    Folding makes "điểm đ" and "điểm d" alike, and "Điều 20đ" and "Điều 20d": letters are read in the original.
    """
    point = _POINT.search(folded)
    for pattern in _HASTY:
        if match := pattern.search(folded):
            article, clause = match.span("article"), match.span("clause")
            return _found(text, article, clause, point, match.span())
    is_hasty = False
    if (match := _ARTICLE.search(folded)) is None:
        if (match := _HASTY_ARTICLE.search(folded)) is None:
            return None
        is_hasty = True
    clause_match = _CLAUSE.search(folded)
    spans = [match.span()]
    if clause_match:
        spans.append(clause_match.span())
    found = _found(text, match.span(1), clause_match.span(1) if clause_match else None, point, *spans)
    return found._replace(is_hasty=is_hasty)


def _found(
    text: str,
    article: tuple[int, int],
    clause: tuple[int, int] | None,
    point: re.Match[str] | None,
    *spans: tuple[int, int],
) -> FoundCitation:
    citation = Citation(
        article=text[slice(*article)].lower(),
        clause=text[slice(*clause)].lower() if clause else "",
        point=text[slice(*point.span(1))].lower() if point else "",
    )
    return FoundCitation(citation, (*spans, *((point.span(),) if point else ())))
