"""What the search room keeps in the database."""

from .editorial import BestBet, Boost, HiddenWord, PublishedRules, SavedQuery, Synonym
from .language import CorpusLanguage
from .log import AskedQuestion, SearchClick, SearchEvent
from .outbox import PendingWrite, PendingWriteQuerySet

__all__ = [
    "AskedQuestion",
    "BestBet",
    "Boost",
    "CorpusLanguage",
    "HiddenWord",
    "PendingWrite",
    "PendingWriteQuerySet",
    "PublishedRules",
    "SavedQuery",
    "SearchClick",
    "SearchEvent",
    "Synonym",
]
