"""The articles that the library does not have yet."""

from __future__ import annotations

from content.laws.importers.codification_library import ArticleKey
from content.laws.importers.codification_storing import Places, Storing
from content.laws.models import Article
from content.laws.ordering import unit_order


def store_codified_articles(storing: Storing, placed: list[Places]) -> None:
    new: dict[ArticleKey, int] = {}
    for places in placed:
        for _piece, key in places:
            if key in storing.library.articles:
                storing.counts.unchanged["articles"] += key not in new
            elif key not in new:
                new[key] = unit_order(key[1], key[2])
    pks = storing.keys(Article, len(new))
    storing.insert(
        Article,
        ("id", "document_id", "kind", "number", "order"),
        [(pk, *key, order) for pk, (key, order) in zip(pks, new.items(), strict=True)],
        "articles",
    )
    storing.library.articles.update(zip(new, pks, strict=True))
