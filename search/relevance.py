"""Does a page speak of what was asked? Pure: a question and texts in, a share out.

An engine lists every page that has half of the words. Where a portal has ten explainers, that is a page about child
seats for "bạo lực gia đình", above the law that answers it. A page counts as an answer only where it has enough of
what is rare in the question, words and pairs of words.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from search.analysis import words
from search.backends.base import Hit
from search.features import Weighed

#: Of 35 judged questions that a page answers, the page has .48 or more, but for one; what only shares
#: words with a question has less than .4.
ENOUGH = 0.42


def share_answered(weighed: Weighed, texts: Iterable[str]) -> float:
    """How much of the question's words and pairs the texts have, by rarity: 0 to 1."""
    wanted = sum(weighed.content.values()) + sum(weighed.content_pairs.values())
    if not wanted:
        return 1.0
    sequences = [words(text) for text in texts]
    found_words = {word for sequence in sequences for word in sequence}
    found_pairs = {pair for sequence in sequences for pair in pairwise(sequence)}
    found = sum(rarity for word, rarity in weighed.content.items() if word in found_words)
    found += sum(rarity for pair, rarity in weighed.content_pairs.items() if pair in found_pairs)
    return found / wanted


def speaks_of(weighed: Weighed, hit: Hit) -> bool:
    document = hit.document
    texts = (*document.context, document.title, document.summary, hit.passage.text)
    return share_answered(weighed, texts) >= ENOUGH
