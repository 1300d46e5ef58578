"""A query, understood: plain frozen data."""

from __future__ import annotations

from dataclasses import dataclass

from portal.lib.vietnamese import fold
from search.analysis import words
from search.queries.citations import Citation
from search.vocabulary import ExpansionKind

#: Share of the content words that a result must contain when there are more than two of them.
REQUIRED_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Expansion:
    """Words of the query and a further term that is searched besides: "sổ đỏ" → "giấy chứng nhận …".

    ``start`` and ``end`` count words of ``ParsedQuery.searched``; ``weight`` < 1 beside the typed words.
    """

    typed: str
    term: str
    kind: ExpansionKind
    weight: float
    start: int
    end: int

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(words(self.term))


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """A query, understood. Everything that was read into it is here, so that the page can say it.

    ``text`` is what was typed, cleaned. ``searched`` is the text that the fields below are read from: another
    one only where a keyboard's leftovers were undone (``is_rewritten``). ``words`` folded words for scoring;
    ``content`` those that carry the question; ``phrases`` must occur as they stand; ``number`` a key of
    ``number_keys``; ``law_words`` the words that name the law of a citation.

    ``expansions``: typed words → terms of the law. ``also``: the query in the law's words, to be searched
    besides ("" when there is nothing to add): everyday words and abbreviations put into terms, or a query in
    ``language`` "en" or "id" put into Vietnamese by the glossary.

    ``corrected``: "did you mean", from the words of the corpus; ``is_restored`` when only marks were added, which
    finds the same.
    """

    text: str = ""
    words: tuple[str, ...] = ()
    word_pairs: tuple[str, ...] = ()
    content: tuple[str, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    number: str = ""
    citation: Citation | None = None
    law_words: tuple[str, ...] = ()
    was_cut: bool = False
    searched: str = ""
    language: str = "vi"
    expansions: tuple[Expansion, ...] = ()
    also: str = ""
    corrected: str = ""

    @property
    def is_empty(self) -> bool:
        """Nothing to look for: no letter and no digit."""
        return not self.words

    @property
    def is_rewritten(self) -> bool:
        """A keyboard's leftovers were undone: the page says what was searched instead."""
        return self.searched != self.text

    @property
    def is_restored(self) -> bool:
        """``corrected`` only adds marks to what was searched: it finds the same."""
        return bool(self.corrected) and fold(self.corrected) == fold(self.searched)

    @property
    def put_into_terms(self) -> float:
        """Which share of what carries the question ``also`` says in other words: 1 for "ly dị"."""
        if not self.also:
            return 0.0
        places = {place for one in self.expansions for place in range(one.start, one.end)}
        return min(1.0, len(places) / max(1, len(self.content)))

    @property
    def required(self) -> int:
        """How many of the content words a result must contain."""
        count = len(self.content)
        return count if count <= 2 else max(2, round(count * REQUIRED_SHARE))
