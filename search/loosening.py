"""When nothing is found: searches with fewer words that find something."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import replace

from search.analysis import tokenise
from search.answers import request_of
from search.backends.base import Filters, SearchBackend
from search.queries import ParsedQuery, parse_query
from search.results import Looser
from search.selection import Selection, address
from search.vocabulary import Vocabulary

#: So many are tried, and so many offered.
TRIED = 12
OFFERED = 3
NO_WORDS = Vocabulary()


def loosen(
    backend: SearchBackend, query: ParsedQuery, *, language: str, day: datetime.date
) -> tuple[Looser, ...]:
    """Without the quotes, without one of the words, or with one word alone: what leaves out least comes first."""
    tried = [(words, left_out, parse_query(words, NO_WORDS)) for words, left_out in fewer_words(query)][
        :TRIED
    ]
    tried = [one for one in tried if not one[2].is_empty]
    if not tried:
        return ()
    filters = Filters(language=language, day=day)
    requests = [
        replace(request_of(parsed, filters), required=len(parsed.content), limit=0, is_counted=False)
        for _, _, parsed in tried
    ]
    found = [
        Looser(words, left_out, address(words, Selection()), answer.total)
        for (words, left_out, _), answer in zip(tried, backend.search(requests), strict=True)
        if answer.total
    ]
    return tuple(found[:OFFERED])


def fewer_words(query: ParsedQuery) -> Iterator[tuple[str, str]]:
    """(the words that stay, the words that are left out). Pure.

    >>> from search.queries import parse_query
    >>> list(fewer_words(parse_query('phù hiệu qwzx')))[:2]
    [('phù hiệu', 'qwzx'), ('phù qwzx', 'hiệu')]
    """
    text = query.searched
    seen = {" ".join(text.split())}

    def new(words: str) -> bool:
        is_new = bool(words) and words not in seen
        seen.add(words)
        return is_new

    if query.phrases and new(plain := " ".join(text.translate(dict.fromkeys(map(ord, '"“”„«»'))).split())):
        yield plain, ""
    written = [text[token.start : token.end] for token in tokenise(text) if token.text in set(query.content)]
    places = list(range(len(written)))
    for place in reversed(places):
        rest = " ".join(written[other] for other in places if other != place)
        if new(rest):
            yield rest, written[place]
    for place in sorted(places, key=lambda place: -len(written[place])):
        if new(written[place]):
            yield written[place], " ".join(written[other] for other in places if other != place)
