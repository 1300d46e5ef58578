"""The library's own spelling: gathered from its texts, loaded once a process, asked for corrections.

Without it (a new portal, a small library) no query is corrected and everything else works.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable
from functools import lru_cache

from search.language_model import LanguageCounts, LanguageModel
from search.models import CorpusLanguage
from search.sources import texts_of_the_library
from search.spelling import Speller
from search.vocabulary import spoken_phrases

#: With fewer words a library knows too little of the language to correct anybody.
FEWEST_WORDS = 20_000
#: How often a process looks whether the library was read anew.
SECONDS_BETWEEN_LOOKS = 60.0
KEPT = 2

_lock = threading.Lock()
_looked_at = -SECONDS_BETWEEN_LOOKS
_newest: int | None = None


def correct(text: str) -> str:
    """ "Did you mean": the text as the library would spell it, "" when there is nothing to say."""
    speller = current_speller()
    return speller.correct(text) if speller else ""


def current_speller() -> Speller | None:
    """The newest, looked for once a minute."""
    global _looked_at, _newest  # noqa: PLW0603  (one per process)
    now = time.monotonic()
    with _lock:
        if now - _looked_at >= SECONDS_BETWEEN_LOOKS:
            _newest = CorpusLanguage.objects.values_list("pk", flat=True).order_by("-pk").first()
            _looked_at = now
        newest = _newest
    return _speller(newest) if newest is not None else None


@lru_cache(maxsize=1)
def _speller(language_id: int) -> Speller | None:
    packed = CorpusLanguage.objects.filter(pk=language_id).values_list("packed", flat=True).first()
    if packed is None:
        return None
    try:
        return Speller(LanguageModel.from_bytes(bytes(packed)))
    except ValueError:  # made by another version: it is gathered anew with the next rebuild
        return None


def forget_speller() -> None:
    """Look again at the next query; for tests and after gathering."""
    global _looked_at  # noqa: PLW0603
    with _lock:
        _looked_at = -SECONDS_BETWEEN_LOOKS
    _speller.cache_clear()


def gather(texts: Iterable[str] | None = None) -> LanguageModel | None:
    """Read the library and keep how it spells. None when it is too small."""
    counts = LanguageCounts()
    for text in texts_of_the_library() if texts is None else texts:
        counts.add(text)
    if counts.syllables.total() < FEWEST_WORDS:
        return None
    counts.add_spoken(spoken_phrases())
    model = counts.model()
    CorpusLanguage.objects.create(packed=model.to_bytes(), syllables=len(model.forms))
    old = list(CorpusLanguage.objects.values_list("pk", flat=True).order_by("-pk")[KEPT:])
    CorpusLanguage.objects.filter(pk__in=old).delete()
    forget_speller()
    return model
