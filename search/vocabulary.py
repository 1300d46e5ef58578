"""What people write and what the law calls it: abbreviations, everyday words, a glossary. Pure values.

The portal's own words are ``data/vocabulary.json``; editors' rows are laid over them with ``with_rows``. A word
that is typed with marks must have the entry's marks; without marks it may be any word of these letters.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import NamedTuple

from portal.lib.vietnamese import fold, normalise
from search.analysis import WORD, surface, words
from search.syllables import is_syllable, split_tone

DATA = Path(__file__).parent / "data" / "vocabulary.json"


class ExpansionKind(StrEnum):
    """Where a further word comes from."""

    ABBREVIATION = "abbreviation"
    LAW = "law"
    EVERYDAY = "everyday"
    TRANSLATION = "translation"
    EDITOR = "editor"


#: How much a further word counts beside a typed one. They help to find, and were measured not to help to rank.
WEIGHTS = {
    ExpansionKind.ABBREVIATION: 0.9,
    ExpansionKind.LAW: 0.9,
    ExpansionKind.EVERYDAY: 0.6,
    ExpansionKind.TRANSLATION: 0.8,
    ExpansionKind.EDITOR: 0.7,
}
#: No entry has more words.
LONGEST_ENTRY = 8


class Row(NamedTuple):
    """An editor's row: what is typed, what is searched besides. ``language`` "" is Vietnamese."""

    typed: str
    terms: Sequence[str]
    kind: ExpansionKind = ExpansionKind.EDITOR
    language: str = ""


class Entry(NamedTuple):
    """A row, ready to be compared with the words of a query."""

    folded: tuple[str, ...]
    surfaces: tuple[str, ...]
    typed: str
    terms: tuple[str, ...]
    kind: ExpansionKind
    language: str = ""

    @property
    def must_be_capital(self) -> bool:
        """ "CA" is an abbreviation, "ca" a word: such letters count only in capitals."""
        return self.kind in {ExpansionKind.ABBREVIATION, ExpansionKind.LAW} and is_syllable(self.typed)


class Match(NamedTuple):
    """An entry and the words of the query it stands at: ``words[start:end]``."""

    entry: Entry
    start: int
    end: int


@dataclass(frozen=True)
class Vocabulary:
    """Entries by their first folded word, the longest first."""

    entries: Mapping[str, tuple[Entry, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Iterable[Row]) -> Vocabulary:
        by_first: dict[str, list[Entry]] = {}
        for row in rows:
            typed = normalise(row.typed).strip()
            folded = tuple(words(typed))
            if not folded or len(folded) > LONGEST_ENTRY:
                continue
            terms = tuple(normalise(term).strip() for term in row.terms if term.strip())
            entry = Entry(folded, _surfaces(typed), typed, terms, row.kind, row.language)
            by_first.setdefault(folded[0], []).append(entry)
        return cls(
            {
                first: tuple(sorted(entries, key=lambda entry: -len(entry.folded)))
                for first, entries in by_first.items()
            }
        )

    def with_rows(self, rows: Iterable[Row]) -> Vocabulary:
        """Editors' rows first: one that is typed alike takes the place of the portal's own."""
        ours = Vocabulary.of(rows)
        merged = dict(self.entries)
        for first, entries in ours.entries.items():
            taken = {entry.surfaces for entry in entries}
            kept = [entry for entry in merged.get(first, ()) if entry.surfaces not in taken]
            merged[first] = tuple(sorted((*entries, *kept), key=lambda entry: -len(entry.folded)))
        return Vocabulary(merged)

    @classmethod
    def from_rows(cls, rows: Iterable[Row | tuple[str, Sequence[str]]]) -> Vocabulary:
        """The portal's own words and an editor's."""
        return default_vocabulary().with_rows(Row(*row) for row in rows)

    def matches(
        self,
        folded_words: Sequence[str],
        surfaces: Sequence[str],
        written: Sequence[str],
        kinds: frozenset[ExpansionKind],
        language: str = "",
    ) -> Iterator[Match]:
        """Longest entries first, from left to right, none over another."""
        all_capital = all(word.upper() == word for word in written)
        is_marked = list(folded_words) != list(surfaces)
        position = 0
        while position < len(folded_words):
            for entry in self.entries.get(folded_words[position], ()):
                end = position + len(entry.folded)
                if (
                    entry.kind in kinds
                    and entry.language == language
                    and tuple(folded_words[position:end]) == entry.folded
                    and _marks_agree(
                        folded_words[position:end],
                        surfaces[position:end],
                        entry.surfaces,
                        is_marked=is_marked,
                    )
                    and not (entry.must_be_capital and (all_capital or not written[position].isupper()))
                ):
                    yield Match(entry, position, end)
                    position = end
                    break
            else:
                position += 1

    def of_kind(self, *kinds: ExpansionKind) -> Iterator[Entry]:
        """For lists: suggestions, the editors' table."""
        return (entry for entries in self.entries.values() for entry in entries if entry.kind in kinds)


def _surfaces(text: str) -> tuple[str, ...]:
    return tuple(surface(word) for word in WORD.findall(text))


def _marks_agree(
    folded: Sequence[str], typed: Sequence[str], wanted: Sequence[str], *, is_marked: bool
) -> bool:
    """Marks may be missing, none may be another: "so do", "sổ đo" are read as "sổ đỏ", "số đo" is not.

    Who marks some words means those without marks as they stand: "với nhau" is not "với nhậu".
    """
    return all(
        own == whole or (own == letters and not is_marked) or (own != letters and _is_part_of(own, whole))
        for letters, own, whole in zip(folded, typed, wanted, strict=True)
    )


def _is_part_of(typed: str, whole: str) -> bool:
    """Both as ``surface`` writes them: the letters, then the tone."""
    letters, tone = split_tone(typed)
    wanted_letters, wanted_tone = split_tone(whole)
    return (
        len(letters) == len(wanted_letters)
        and tone in ("", wanted_tone)
        and all(own in (fold(mark), mark) for own, mark in zip(letters, wanted_letters, strict=True))
    )


@cache
def default_vocabulary() -> Vocabulary:
    """The portal's own words, read once a process."""
    return Vocabulary.of(_default_rows())


@cache
def spoken_phrases() -> tuple[str, ...]:
    """How people ask, for the model of the language: questions, everyday words and their terms."""
    data = json.loads(DATA.read_text(encoding="utf-8"))
    everyday = [phrase for typed, terms in data["everyday"].items() for phrase in (typed, *terms)]
    return (*data["spoken"], *everyday)


def _default_rows() -> Iterator[Row]:
    data = json.loads(DATA.read_text(encoding="utf-8"))
    for typed, term in data["abbreviations"].items():
        yield Row(typed, (term,), ExpansionKind.ABBREVIATION)
    for typed, term in data["laws"].items():
        yield Row(typed, (term,), ExpansionKind.LAW)
    for typed, terms in data["everyday"].items():
        yield Row(typed, terms, ExpansionKind.EVERYDAY)
    for entry in data["glossary"]:
        for language in ("en", "id"):
            for typed in entry[language]:
                yield Row(typed, (entry["vi"],), ExpansionKind.TRANSLATION, language)
