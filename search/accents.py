"""The marks that somebody left out, read from what was found. Pure.

Only for showing how a query was understood; what is found does not depend on it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise

from portal.lib.vietnamese import fold
from search.analysis import tokenise

#: A written form must be this much of what was read for a pair of words.
CERTAINTY = 0.6


def restore_marks(query: str, texts: Iterable[str]) -> str:
    """ "tre em ngoi ghe" → "trẻ em ngồi ghế" where the texts write these words so; "" when that is unsure.

    A query that has marks is left alone: its writer has said what is meant.
    """
    typed = tokenise(query)
    if not typed or fold(query) != query.lower():
        return ""
    wanted = [token.text for token in typed]
    texts = list(texts)
    pairs = _written_pairs(wanted, texts)
    alone = _written_alone(set(wanted), texts)
    restored: list[str] = []
    for index, word in enumerate(wanted):
        votes: Counter[str] = Counter()
        if index > 0:
            votes += _forms(pairs[wanted[index - 1], word], 1)
        if index + 1 < len(wanted):
            votes += _forms(pairs[word, wanted[index + 1]], 0)
        form = _agreed(votes) or _agreed(alone[word])
        if not form:
            return ""
        restored.append(form)
    text = " ".join(restored)
    return text if text != " ".join(wanted) else ""


def _written_pairs(
    wanted: Sequence[str], texts: Iterable[str]
) -> defaultdict[tuple[str, str], Counter[tuple[str, str]]]:
    needed = set(pairwise(wanted))
    pairs: defaultdict[tuple[str, str], Counter[tuple[str, str]]] = defaultdict(Counter)
    for text in texts:
        tokens = tokenise(text)
        for first, second in pairwise(tokens):
            if (first.text, second.text) in needed:
                written = (text[first.start : first.end].lower(), text[second.start : second.end].lower())
                pairs[first.text, second.text][written] += 1
    return pairs


def _written_alone(wanted: set[str], texts: Iterable[str]) -> defaultdict[str, Counter[str]]:
    forms: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for text in texts:
        for token in tokenise(text):
            if token.text in wanted:
                forms[token.text][text[token.start : token.end].lower()] += 1
    return forms


def _forms(pair: Counter[tuple[str, str]], side: int) -> Counter[str]:
    forms: Counter[str] = Counter()
    for written, number in pair.items():
        forms[written[side]] += number
    return forms


def _agreed(votes: Counter[str]) -> str:
    if not votes:
        return ""
    (form, number), *_ = votes.most_common(1)
    return form if number >= CERTAINTY * votes.total() else ""
