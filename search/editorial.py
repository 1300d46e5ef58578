"""The editors' rows as ``Rules``: as drafted, and as they hold for readers."""

from __future__ import annotations

import datetime
from functools import lru_cache

from search.choices import HiddenWordEffect
from search.models import BestBet, Boost, HiddenWord, PublishedRules, Synonym
from search.rules import NO_RULES, BoostRule, PromotionRule, Rules, SynonymRule


def draft_rules() -> Rules:
    """The rows as they are now, published or not."""
    hidden = list(HiddenWord.objects.values_list("word", "effect"))
    promotions = BestBet.objects.select_related("page__content_type").order_by("query", "order", "pk")
    return Rules(
        synonyms=tuple(
            SynonymRule(synonym.typed, synonym.term_list) for synonym in Synonym.objects.order_by("typed")
        ),
        promotions=tuple(
            PromotionRule(bet.query, bet.key, bet.is_whole, bet.language, bet.note)
            for bet in promotions
            if bet.key
        ),
        ignored=tuple(sorted(word for word, effect in hidden if effect == HiddenWordEffect.IGNORED)),
        unsuggested=tuple(sorted(word for word, effect in hidden if effect == HiddenWordEffect.UNSUGGESTED)),
        boosts=tuple(
            BoostRule(*row)
            for row in Boost.objects.order_by("name").values_list("name", "field", "value", "weight")
        ),
    )


def promoted_titles() -> dict[str, str]:
    """What stands behind the keys of the drafts' promotions."""
    bets = BestBet.objects.select_related("page__content_type", "document", "article__document")
    return {bet.key: str(bet.target) for bet in bets if bet.key}


def live_rules() -> Rules:
    """What holds for readers; one small query, the rules themselves are read once a process."""
    newest = PublishedRules.objects.order_by("-pk").values_list("pk", "published_at").first()
    return NO_RULES if newest is None else _published(*newest)


@lru_cache(maxsize=4)
def _published(published_id: int, published_at: datetime.datetime) -> Rules:
    """The moment is part of the name: a database that was restored gives a number twice."""
    return Rules.from_json(PublishedRules.objects.values_list("rules", flat=True).get(pk=published_id))
