"""What editors decided about search, as plain frozen data: published as one, undone as one. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from portal.lib.vietnamese import fold
from search.analysis import words
from search.documents import SearchDocument
from search.vocabulary import Row, Vocabulary

#: The fields of a document that a boost may name.
BOOSTED_FIELDS = ("kind", "document_type", "issuer", "topic", "language", "number")


@dataclass(frozen=True, slots=True)
class SynonymRule:
    """What is typed, and what is searched besides."""

    typed: str
    terms: tuple[str, ...]
    language: str = ""


@dataclass(frozen=True, slots=True)
class PromotionRule:
    """A query and the object that stands on top for it. ``is_whole``: the query and nothing else."""

    query: str
    key: str
    is_whole: bool = True
    language: str = ""
    note: str = ""

    def fits(self, text: str, language: str) -> bool:
        """Compared without marks and punctuation."""
        if self.language and self.language != language:
            return False
        wanted, typed = words(self.query), words(text)
        if self.is_whole:
            return wanted == typed
        length = len(wanted)
        return length > 0 and any(
            typed[start : start + length] == wanted for start in range(len(typed) - length + 1)
        )


@dataclass(frozen=True, slots=True)
class BoostRule:
    """Results whose ``field`` is ``value`` count ``weight`` times as much."""

    name: str
    field: str
    value: str
    weight: float

    def fits(self, document: SearchDocument) -> bool:
        return str(getattr(document, self.field)) == self.value


@dataclass(frozen=True, slots=True)
class Rules:
    """``ignored``: words that are left out of a query; ``unsuggested``: words that are never offered."""

    synonyms: tuple[SynonymRule, ...] = ()
    promotions: tuple[PromotionRule, ...] = ()
    ignored: tuple[str, ...] = ()
    unsuggested: tuple[str, ...] = ()
    boosts: tuple[BoostRule, ...] = ()

    def vocabulary(self, base: Vocabulary) -> Vocabulary:
        if not self.synonyms:
            return base
        return base.with_rows([Row(one.typed, one.terms, language=one.language) for one in self.synonyms])

    def without_ignored(self, raw: str) -> str:
        """The query without the words that carry nothing, unless nothing else is left.

        >>> Rules(ignored=("luật sư cho em hỏi",)).without_ignored("Luật sư cho em hỏi sổ đỏ là gì")
        'sổ đỏ là gì'
        """
        text = raw
        for phrase in sorted(self.ignored, key=len, reverse=True):
            folded = fold(text)
            if len(folded) != len(text):
                return raw
            pattern = rf"(?<!\w){re.escape(fold(phrase))}(?!\w)"
            for match in reversed(list(re.finditer(pattern, folded))):
                text = text[: match.start()] + text[match.end() :]
        text = " ".join(text.split())
        return text if words(text) else raw

    def may_suggest(self, text: str) -> bool:
        folded = f" {' '.join(words(text))} "
        return not any(f" {' '.join(words(word))} " in folded for word in self.unsuggested)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Rules:
        """Fields of a newer or older form are left out: what was published once can always be read."""
        return cls(
            synonyms=_read(SynonymRule, stored.get("synonyms", ())),
            promotions=_read(PromotionRule, stored.get("promotions", ())),
            ignored=tuple(stored.get("ignored", ())),
            unsuggested=tuple(stored.get("unsuggested", ())),
            boosts=tuple(
                one for one in _read(BoostRule, stored.get("boosts", ())) if one.field in BOOSTED_FIELDS
            ),
        )


def _read(kind: type[Any], rows: Iterable[Mapping[str, Any]]) -> tuple[Any, ...]:
    names = {one.name for one in fields(kind)}
    return tuple(
        kind(**{name: _frozen(value) for name, value in row.items() if name in names}) for row in rows
    )


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, Sequence) and not isinstance(value, str) else value


NO_RULES = Rules()
