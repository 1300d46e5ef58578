"""``parse_query``: puts together what the other modules of this package read. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from portal.lib.vietnamese import fold
from search.analysis import Token, distinct, surface, tokenise, without_boilerplate, words
from search.keyboard import undo_keyboard
from search.queries.citations import FoundCitation, find_citation
from search.queries.cleaning import clean
from search.queries.languages import find_language, translated
from search.queries.numbers import DOCUMENT_TYPES, find_number
from search.queries.parsed import Expansion, ParsedQuery
from search.vocabulary import WEIGHTS, ExpansionKind, Match, Vocabulary, default_vocabulary

MAX_QUERY_WORDS = 48
#: A longer query says by itself what it is about.
MAX_EXPANSIONS = 8

_VIETNAMESE_KINDS = frozenset(
    {ExpansionKind.ABBREVIATION, ExpansionKind.LAW, ExpansionKind.EVERYDAY, ExpansionKind.EDITOR}
)
_LAWS = frozenset({ExpansionKind.LAW})
_QUOTED = re.compile(r"[\"“”„«»]([^\"“”„«»]{1,200})[\"“”„«»]")
#: Words after a law's name that ask about it and are no part of it.
_ASKING = frozenset({"quy", "dinh", "noi", "dung", "ve", "viec", "la", "gi", "sao", "nhu", "the", "nao"})

#: Text → "did you mean", "" for nothing to say.
Correct = Callable[[str], str]


def parse_query(
    raw: str, vocabulary: Vocabulary | None = None, *, correct: Correct | None = None
) -> ParsedQuery:
    """Understand a query. Never raises: rubbish gives an empty query.

    ``vocabulary``: the portal's own words when left out. ``correct``: spelling from the corpus, when there is any.
    """
    vocabulary = default_vocabulary() if vocabulary is None else vocabulary
    text, was_cut = clean(raw)
    tokens = tokenise(text)
    if len(tokens) > MAX_QUERY_WORDS:
        was_cut = True
        text = text[: tokens[MAX_QUERY_WORDS - 1].end]
    searched = undo_keyboard(text)
    tokens = tokenise(searched)
    folded = fold(searched)
    all_words = [token.text for token in tokens]
    written = [searched[token.start : token.end] for token in tokens]

    found_number = find_number(folded)
    rest = _blank(folded, [found_number.span]) if found_number else folded
    cited = find_citation(searched, rest)
    law_words: tuple[str, ...] = ()
    if cited:
        law_words = _law_words(searched, _blank(rest, cited.spans), vocabulary)
        if cited.is_hasty and not found_number and not _names_a_law(law_words):
            cited, law_words = None, ()
    language, matches = ("vi", []) if cited or found_number else find_language(written, all_words, vocabulary)
    corrected = ""
    if language == "vi":
        corrected = correct(searched) if correct and tokens else ""
        # "ho so de nghi" has no "số đề" in it: with the marks that were left out, words are told apart.
        meant = corrected if fold(corrected) == folded else searched
        surfaces = [surface(meant[token.start : token.end]) for token in tokens]
        found = vocabulary.matches(all_words, surfaces, written, _VIETNAMESE_KINDS)
        matches = [match for match in found if _adds_something(match, all_words)]

    return ParsedQuery(
        text=text,
        searched=searched,
        words=distinct(all_words),
        word_pairs=distinct(f"{a}_{b}" for a, b in pairwise(all_words)),
        content=distinct(without_boilerplate(all_words)),
        phrases=tuple(
            phrase for match in _QUOTED.finditer(searched) if len(phrase := tuple(words(match.group(1)))) > 0
        ),
        number=found_number.key if found_number else "",
        citation=cited.citation if cited else None,
        law_words=law_words,
        was_cut=was_cut,
        language=language,
        expansions=_expansions(searched, tokens, matches),
        also=_also(searched, tokens, matches, language, is_exact=_is_exact(searched, cited)),
        corrected=corrected,
    )


def _is_exact(searched: str, cited: FoundCitation | None) -> bool:
    """Quotes mean exact, and a citation says which provision."""
    return cited is not None or bool(_QUOTED.search(searched))


def _adds_something(match: Match, all_words: Sequence[str]) -> bool:
    """ "Làm thêm" stands for "làm thêm giờ", but not where the query says "làm thêm giờ" already."""
    asked = f" {' '.join(all_words)} "
    return not any(f" {' '.join(words(term))} " in asked for term in match.entry.terms)


def _expansions(searched: str, tokens: Sequence[Token], matches: Sequence[Match]) -> tuple[Expansion, ...]:
    return tuple(
        Expansion(
            typed=searched[tokens[match.start].start : tokens[match.end - 1].end],
            term=term,
            kind=match.entry.kind,
            weight=WEIGHTS[match.entry.kind],
            start=match.start,
            end=match.end,
        )
        for match in matches[:MAX_EXPANSIONS]
        for term in match.entry.terms
    )


def _also(
    searched: str, tokens: Sequence[Token], matches: Sequence[Match], language: str, *, is_exact: bool
) -> str:
    if is_exact or not matches:
        return ""
    if language != "vi":
        return translated(matches[:MAX_EXPANSIONS])
    parts, position = [], 0
    for match in matches[:MAX_EXPANSIONS]:
        parts += [searched[position : tokens[match.start].start], match.entry.terms[0]]
        position = tokens[match.end - 1].end
    text = "".join([*parts, searched[position:]])
    return text if fold(text) != fold(searched) else ""


# ------------------------------------------------------------------ citations


def _law_words(searched: str, rest: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The name of the law beside a citation, an abbreviation written out: "blhs" → bo luat hinh su."""
    tokens = [token for token in tokenise(searched) if rest[token.start : token.end].strip()]
    folded_words = [token.text for token in tokens]
    while folded_words and folded_words[0] in {"cua", "cac", "so", "tai", "theo", "trong"}:
        folded_words, tokens = folded_words[1:], tokens[1:]
    written = [searched[token.start : token.end] for token in tokens]
    surfaces = [surface(word) for word in written]
    for match in vocabulary.matches(folded_words, surfaces, [word.lower() for word in written], _LAWS):
        name = words(match.entry.terms[0])
        year = [word for word in folded_words[match.end :] if word.isdecimal() and len(word) == 4]
        return (*name, *year)
    kept = without_boilerplate(folded_words) if folded_words else []
    while kept and (kept[-1] in _ASKING or kept[-1] in {"cua", "tai", "theo", "nam"}):
        kept.pop()
    return tuple(word for index, word in enumerate(kept) if word != "nam" or not _is_year(kept, index + 1))


def _is_year(folded_words: Sequence[str], index: int) -> bool:
    return index < len(folded_words) and re.fullmatch(r"(19|20)\d{2}", folded_words[index]) is not None


def _names_a_law(law_words: Sequence[str]) -> bool:
    return bool(law_words) and " ".join(law_words).startswith(
        ("luat ", "bo luat", "hien phap", "phap lenh", "nghi dinh", "thong tu", "nghi quyet", "quyet dinh")
    )


def _blank(text: str, spans: Sequence[tuple[int, int]]) -> str:
    characters = list(text)
    for start, end in spans:
        characters[start:end] = " " * (end - start)
    return "".join(characters)


def without_number(query: ParsedQuery) -> tuple[str, ...]:
    """The words beside the document's number and its type: what is asked *about* that document."""
    folded = fold(query.searched)
    found = find_number(folded)
    if found is None:
        return query.content
    rest = _blank(folded, [found.span])
    type_words = {word for name, shorts in DOCUMENT_TYPES.items() for word in (*name.split(), *shorts)} | {
        "so",
        "van",
        "ban",
    }
    return distinct(
        without_boilerplate(left) if (left := [w for w in words(rest) if w not in type_words]) else []
    )
