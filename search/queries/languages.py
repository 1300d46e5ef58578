"""Queries in English and Indonesian, told from Vietnamese without marks. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from portal.lib.vietnamese import fold
from search.analysis import distinct, listed, surface
from search.syllables import is_syllable
from search.vocabulary import ExpansionKind, Match, Vocabulary

_TRANSLATION = frozenset({ExpansionKind.TRANSLATION})
#: Words that ask and join, and name nothing that the glossary could put into Vietnamese.
STOP_WORDS = {
    "en": frozenset(
        listed(
            "a about after am an and any are as at be been before by can cannot could did do does for from get got "
            "had has have how i if in into is it its law laws legal me much must my need new no not of off on one or "
            "our out over own please should so some than that the their them then there these they this to under "
            "until up us was we what when where which while who whom whose why will with without would you your "
            "vietnam vietnamese many long old during between"
        )
    ),
    "id": frozenset(
        listed(
            "ada adalah agar akan apa apakah aturan atau bagaimana bagi bahwa belum berapa bisa boleh dalam dan dapat "
            "dari dengan di hukum harus ini itu jika juga kalau kapan karena ke kepada mana mengapa menurut oleh pada "
            "saat saya sebagai secara siapa sudah syarat tahun telah tentang tentu tidak undang untuk yang vietnam"
        )
    ),
}
#: Of the words that are neither stop words nor numbers, so many must be no Vietnamese syllables.
FOREIGN_SHARE = 0.5


def find_language(
    written: Sequence[str], folded_words: Sequence[str], vocabulary: Vocabulary
) -> tuple[str, list[Match]]:
    """("en", what the glossary knows of it); ("vi", []) for Vietnamese and for everything unknown."""
    if any(fold(word) != word.lower() for word in written) or not folded_words:
        return "vi", []
    best: tuple[str, list[Match]] = ("vi", [])
    best_covered = 0
    for language, stop_words in STOP_WORDS.items():
        singular = [_singular(word) if language == "en" else word for word in folded_words]
        matches = _matches(vocabulary, folded_words, singular, written, language)
        covered = sum(match.end - match.start for match in matches)
        naming = [word for word in folded_words if word not in stop_words and not word.isdecimal()]
        foreign = [word for word in naming if not is_syllable(word)]
        is_foreign = len(foreign) >= FOREIGN_SHARE * len(naming) and foreign
        if matches and is_foreign and covered > best_covered:
            best, best_covered = (language, matches), covered
    return best


def _matches(
    vocabulary: Vocabulary,
    folded_words: Sequence[str],
    singular: Sequence[str],
    written: Sequence[str],
    language: str,
) -> list[Match]:
    surfaces = [surface(word) for word in written]
    found = list(vocabulary.matches(folded_words, surfaces, written, _TRANSLATION, language))
    if singular != list(folded_words):
        other = list(vocabulary.matches(singular, singular, written, _TRANSLATION, language))
        if sum(m.end - m.start for m in other) > sum(m.end - m.start for m in found):
            return other
    return found


def _singular(word: str) -> str:
    if len(word) > 3 and word.endswith("s") and not word.endswith("ss"):
        return word[:-1]
    return word


def translated(matches: Sequence[Match]) -> str:
    """The terms of the law for what the glossary knows."""
    return " ".join(distinct(match.entry.terms[0] for match in matches))
