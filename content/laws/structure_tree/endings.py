"""Where the articles of a text end and signatures or appendices begin. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from content.laws.ordering import number_order

from .law_text import LawText
from .patterns import APPENDIX, ARTICLE, ATTACHED, ATTACHED_TITLE, CLOSING, MOST_HEADING_LINES, PASSED


def end_of_articles(law: LawText) -> int:
    """The first line of signatures or appendices: after it no article continues the numbering."""
    indexes = sorted(law.articles)
    if not indexes:
        return len(law.lines)
    place = 0
    for index in range(indexes[0] + 1, len(law.lines)):
        if place + 1 < len(indexes) and indexes[place + 1] == index:
            place += 1
        if law.quoted[index] or not begins_ending(law, index):
            continue
        before = law.articles[indexes[place]][1]
        after = law.articles[indexes[place + 1]][1] if place + 1 < len(indexes) else None
        if after is None or number_order(after) <= number_order(before):
            return index
    return len(law.lines)


def end_of_items(law: LawText, items: Iterable[int]) -> int:
    """The same, where numbered headings stand for articles: the first such line below the first of them."""
    return next(
        (
            index
            for index in range(min(items) + 1, len(law.lines))
            if not law.quoted[index] and begins_ending(law, index)
        ),
        len(law.lines),
    )


def begins_ending(law: LawText, index: int) -> bool:
    """Whether a line could be the first of signatures or appendices."""
    words = law.lines[index].text
    return bool(
        CLOSING.match(words)
        or PASSED.match(words)
        or appendix_at(law, index)
        or attached_document_at(law, index)
    )


def appendix_at(law: LawText, index: int) -> re.Match[str] | None:
    """ "PHỤ LỤC II", not "Phụ lục II ban hành kèm theo Nghị định này" inside a sentence."""
    match = APPENDIX.match(law.lines[index].text)
    if match is None:
        return None
    rest = match["rest"]
    if law.lines[index].text.upper().startswith("PHỤ LỤC") and not rest:
        return match
    is_title = rest.isupper() or rest.startswith(("(", "|")) or (match["mark"] and rest[:1].isupper())
    return match if is_title and not rest.endswith((";", ".", ",")) else None


def attached_document_at(law: LawText, index: int) -> bool:
    """A regulation "(Ban hành kèm theo Quyết định số …)" begins, with a title in capitals."""
    if not ATTACHED_TITLE.match(law.lines[index].text):
        return False
    ahead = law.lines[index + 1 : index + 1 + MOST_HEADING_LINES]
    for line in ahead:
        if ATTACHED.match(line.text):
            return True
        if ARTICLE.match(line.text):
            return False
    return False
