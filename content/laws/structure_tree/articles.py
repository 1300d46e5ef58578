"""Which lines open articles: the one that is due, never one that another law is given. Pure."""

from __future__ import annotations

import re

from content.laws.ordering import number_order

from .doubts import DoubtReason
from .endings import begins_ending
from .law_text import LawText
from .patterns import ARABIC_ITEM, ARTICLE, AS_FOLLOWS, ROMAN_ITEM
from .succession import division_value, is_next

FEWEST_ITEMS = 2  # a single "1." is a list, not a structure


def choose_articles(law: LawText, end: int) -> list[int]:
    indexes = [index for index in sorted(law.articles) if index < end]
    numbers = {index: law.articles[index][1] for index in indexes}
    chosen: list[int] = []
    seen: set[str] = set()
    last = ""
    for place, index in enumerate(indexes):
        number, later = numbers[index], [numbers[one] for one in indexes[place + 1 :]]
        subject = f"Điều {number}"
        introduced = index > 0 and bool(AS_FOLLOWS.search(law.lines[index - 1].text)) and bool(chosen)
        if number in seen:
            if not introduced:
                law.doubt(index, DoubtReason.ARTICLE_TWICE, subject)
        elif last and number_order(number) < number_order(last):
            if not introduced:
                law.doubt(index, DoubtReason.ARTICLE_OUT_OF_ORDER, subject)
        elif is_next(last, number):
            if introduced and number in later:
                law.doubt(index, DoubtReason.ARTICLE_OUT_OF_ORDER, subject)
                continue
            chosen.append(index)
            seen.add(number)
            last = number
        elif any(is_next(last, one) and not one[-1].isalpha() for one in later):
            if not introduced:
                law.doubt(index, DoubtReason.ARTICLE_OUT_OF_ORDER, subject)
        else:
            law.doubt(index, DoubtReason.ARTICLE_GAP, subject)
            chosen.append(index)
            seen.add(number)
            last = number
    _doubt_quoted_articles(law, chosen)
    return chosen


def _doubt_quoted_articles(law: LawText, chosen: list[int]) -> None:
    """A gap whose missing number stands inside a quotation: perhaps a quotation mark is wrong."""
    numbers = [law.articles[index][1] for index in chosen]
    for before, after, start, end in zip(numbers, numbers[1:], chosen, chosen[1:], strict=False):
        if is_next(before, after):
            continue
        for index in range(start + 1, end):
            match = ARTICLE.match(law.lines[index].text.lstrip('“" '))
            if law.quoted[index] and match and is_next(before, match[1]):
                law.doubt(index, DoubtReason.ARTICLE_IN_QUOTATION, f"Điều {match[1]}")


def choose_items(law: LawText) -> dict[int, re.Match[str]]:
    """Roman headings, else Arabic ones; each is the one that is due, so that a list inside begins none."""
    for pattern in (ROMAN_ITEM, ARABIC_ITEM):
        found: dict[int, re.Match[str]] = {}
        for index, line in enumerate(law.lines):
            if found and not law.quoted[index] and begins_ending(law, index):
                break
            match = None if law.quoted[index] else pattern.match(line.text)
            if match and division_value(match["number"]) == (len(found) + 1) * 10:
                found[index] = match
        if len(found) >= FEWEST_ITEMS:
            return found
    return {}
