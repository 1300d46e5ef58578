"""The margin of a page: which provision stands beside which section, in its version in force.

Costs a fixed number of queries, whatever the length of the page.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import prefetch_related_objects

from content.explainers.markers import ProvisionKey, SectionMarkers, number_sections
from content.laws.blocks import article_ids, articles_at_hand
from content.laws.choices import LegalStatus
from content.laws.linking import ProseLinks
from content.laws.models import Article, ArticleVersion, LegalDocument
from content.laws.models.documents import standing_prefetches
from content.laws.status import provision_standing

LONGEST_CARD = 420  # characters; a longer provision is cut at a word and read on its own page


@dataclass(frozen=True)
class MarginCard:
    """A provision as the margin shows it."""

    number: int
    citation: str
    url: str
    text: str
    status: LegalStatus
    since: datetime.date | None
    changed_on: datetime.date | None
    is_summary: bool

    @property
    def anchor(self) -> str:
        return f"luat-{self.number}"


@dataclass(frozen=True)
class Section:
    """A block of the body, the cards that its statements point to, and those that first appear in it."""

    block: Any
    numbers: tuple[int, ...]
    row_numbers: tuple[tuple[int, ...], ...]
    cards: tuple[MarginCard, ...]
    all_cards: dict[int, MarginCard]
    links: ProseLinks | None = None

    @property
    def has_margin(self) -> bool:
        """A quote shows its provisions in the text itself."""
        return bool(self.cards) and self.block.block_type != "law_quote"

    @property
    def own_numbers(self) -> tuple[int, ...]:
        """Numbers whose card first stands in this section; only that card carries the anchor."""
        return tuple(card.number for card in self.cards)


@dataclass(frozen=True)
class Margin:
    """``has_gone`` tells that a provision the page rests on is no longer in the library."""

    sections: list[Section]
    cards: list[MarginCard]
    has_gone: bool = False

    @property
    def groups(self) -> list[list[Section]]:
        """Sections as the wide page lays them out: one with cards, and those without that follow it.

        The cards of the first then run down beside all of them instead of leaving a hole in the text.
        """
        groups: list[list[Section]] = []
        for section in self.sections:
            if not groups or section.has_margin:
                groups.append([])
            groups[-1].append(section)
        return groups

    def changed_since(self, last_checked_on: datetime.date | None) -> list[MarginCard]:
        """Cited provisions whose text or status is newer than the page's last check."""
        if last_checked_on is None:
            return []
        return [card for card in self.cards if card.changed_on and card.changed_on > last_checked_on]


def provision_keys(block: Any) -> list[ProvisionKey | None]:
    """The provisions of a block in reading order; None where the article is gone, so that marks keep their place."""
    provisions = getattr(block.value, "all_provisions", [])
    return [
        ProvisionKey(provision["article"].pk, provision.get("clause") or "", provision.get("point") or "")
        if provision.get("article")
        else None
        for provision in provisions
    ]


def cited_provisions(body: Sequence[Any]) -> list[ProvisionKey]:
    """What a body rests on, each provision once, in reading order; what is gone is left out."""
    return list(dict.fromkeys(key for block in body for key in provision_keys(block) if key))


def margin_of(body: Sequence[Any], date: datetime.date, links: ProseLinks | None = None) -> Margin:
    """Numbers the body's provisions and loads their cards as of a date; ``links`` are what the prose itself cites."""
    articles = _articles(set(article_ids(getattr(body, "raw_data", ()))))
    with articles_at_hand(articles):
        blocks = list(body)
        keys_by_block = [provision_keys(block) for block in blocks]
    markers = number_sections(keys_by_block)
    cards = _cards(keys_by_block, markers, articles, date)
    sections = [
        Section(
            block=block,
            numbers=marker.numbers,
            row_numbers=_row_numbers(block, marker.numbers),
            cards=tuple(cards[number] for number in marker.new if number in cards),
            all_cards=cards,
            links=links,
        )
        for block, marker in zip(blocks, markers, strict=True)
    ]
    return Margin(
        sections,
        [cards[number] for number in sorted(cards)],
        has_gone=any(key is None for keys in keys_by_block for key in keys),
    )


def _row_numbers(block: Any, numbers: tuple[int, ...]) -> tuple[tuple[int, ...], ...]:
    """A table's numbers, row by row: its provisions are listed through the rows."""
    if not hasattr(block.value, "get"):
        return ()
    taken = 0
    rows = []
    for row in block.value.get("rows") or []:
        count = len(row.get("provisions") or [])
        rows.append(numbers[taken : taken + count])
        taken += count
    return tuple(rows)


def _cards(
    keys_by_block: list[list[ProvisionKey | None]],
    markers: list[SectionMarkers],
    articles: Mapping[int, Article | None],
    date: datetime.date,
) -> dict[int, MarginCard]:
    wanted = {
        number: key
        for keys, marker in zip(keys_by_block, markers, strict=True)
        for key, number in zip(keys, marker.numbers, strict=True)
        if key is not None
    }
    return {
        number: _card(number, key, article, date)
        for number, key in wanted.items()
        if (article := articles.get(key.article_id))
    }


def _articles(wanted: set[int]) -> dict[int, Article | None]:
    """With texts, documents and all that their status depends on; ``None`` for one that is gone."""
    if not wanted:
        return {}
    articles = Article.objects.filter(pk__in=wanted).with_document().with_versions().in_bulk()
    documents: dict[int, LegalDocument] = {}
    for article in articles.values():
        article.document = documents.setdefault(article.document_id, article.document)
    prefetch_related_objects(list(documents.values()), *standing_prefetches())
    return {pk: articles.get(pk) for pk in wanted}


def _card(number: int, key: ProvisionKey, article: Article, date: datetime.date) -> MarginCard:
    version = article.version_on(date) or article.latest_version()
    facts = article.document.facts
    standing = provision_standing(
        facts,
        [own for own in facts.provisions if own.article == article.key],
        article=article.key,
        clause=key.clause,
        point=key.point,
        date=date,
    )
    return MarginCard(
        number=number,
        citation=article.citation(key.clause, key.point),
        url=article.provision_url(key.clause, key.point),
        text=_shortened(_words(version, key)),
        status=LegalStatus(standing.status),
        since=standing.since or standing.until,
        changed_on=_newest(date, version.effective_from if version else None, standing.since),
        is_summary=bool(version and not version.is_official),
    )


def _newest(date: datetime.date, *days: datetime.date | None) -> datetime.date | None:
    """The last of the days that is not after ``date``: what is yet to come has changed nothing."""
    return max((day for day in days if day and day <= date), default=None)


def _words(version: ArticleVersion | None, key: ProvisionKey) -> str:
    return (version.structure.find(key.clause, key.point) or "") if version else ""


def _shortened(text: str) -> str:
    if len(text) <= LONGEST_CARD:
        return text
    return text[:LONGEST_CARD].rsplit(None, 1)[0].rstrip(",;:") + " …"
