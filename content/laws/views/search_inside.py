"""Search inside one document, without script: ``?tim=``."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest

from content.laws.reading import ReadArticle
from portal.lib.vietnamese import fold, normalise

PARAMETER = "tim"
LONGEST_WORDS = 200
EXCERPT = 90  # characters to each side of the first word found


@dataclass(frozen=True)
class Hit:
    """An article that holds every word; the excerpt is cut in three around the first of them."""

    article: ReadArticle
    before: str
    found: str
    after: str


@dataclass(frozen=True)
class InsideSearch:
    words: str
    hits: list[Hit]


def search_inside(request: HttpRequest, articles: list[ReadArticle]) -> InsideSearch:
    """Compares folded: "nong do con" finds "nồng độ cồn". Empty words find nothing."""
    words = " ".join(normalise(request.GET.get(PARAMETER, "")).split())[:LONGEST_WORDS]
    folded_words = fold(words).split()
    if not folded_words:
        return InsideSearch("", [])
    hits = []
    for article in articles:
        if article.version is None:
            continue
        text = normalise(f"{article.heading}\n{article.version.text}")
        folded = fold(text)
        if all(word in folded for word in folded_words):
            phrase = fold(words) if fold(words) in folded else folded_words[0]
            hits.append(_hit(article, text, folded.index(phrase), len(phrase)))
    return InsideSearch(words, hits)


def _hit(article: ReadArticle, text: str, position: int, length: int) -> Hit:
    start, end = max(0, position - EXCERPT), min(len(text), position + length + EXCERPT)
    before, after = text[start:position], text[position + length : end]
    if start:
        before = "… " + before.partition(" ")[2]
    if end < len(text):
        after = after.rpartition(" ")[0] + " …"
    return Hit(article, before, text[position : position + length], after)
