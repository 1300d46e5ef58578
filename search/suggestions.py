"""What is offered while somebody types, and in what order.

Titles, laws, terms and popular searches stand in tables in the memory of the process, which are renewed behind the
scenes when something changed; a citation is looked up in the database. Search engines are not asked, so completions
are the same with both and go on while one is away.
"""

from __future__ import annotations

import logging
import math
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.signals import request_started
from django.db import DatabaseError, connection
from django.db.models import TextChoices
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.signals import page_published, page_unpublished

from content.laws.signals import document_changed
from search import suggestable
from search.analysis import words
from search.choices import Kind
from search.editorial import live_rules
from search.queries import ParsedQuery, parse_query
from search.suggestion_table import Entry, Part, SuggestionTable, note_around, parts_of
from search.vocabulary import ExpansionKind, default_vocabulary

logger = logging.getLogger(__name__)

MOST_SUGGESTIONS = 8
#: How long the first question of a process waits for the tables.
SECONDS_TO_WAIT_AT_FIRST = 1.0
ABBREVIATIONS_LAST = 100
_KINDS_OF_TERMS = {"vi": (ExpansionKind.EVERYDAY, ExpansionKind.ABBREVIATION, ExpansionKind.EDITOR)}
_KINDS_ELSEWHERE = (ExpansionKind.TRANSLATION, ExpansionKind.EDITOR)
#: Laws that are meant by an article's number alone: "điều 123".
BEST_KNOWN_LAWS = 3


class NotReadyError(Exception):
    """The tables of this process are still being built; ask again in a moment."""


class SuggestionKind(TextChoices):
    """What is offered, as the list is divided."""

    ARTICLE = "article", _("Article of law")
    EXPLAINER = "explainer", _("Explainer")
    TERM = "term", _("Legal term")
    LAW = "law", _("Legal document")
    COURSE = "course", _("Course")
    POPULAR = "popular", pgettext_lazy("suggestion", "Often searched")


#: How many of a kind stand in the list: when others wait too, and when there is room.
SHARES = {
    SuggestionKind.ARTICLE: (5, 5),
    SuggestionKind.EXPLAINER: (3, 5),
    SuggestionKind.TERM: (2, 3),
    SuggestionKind.LAW: (3, 6),
    SuggestionKind.COURSE: (1, 2),
    SuggestionKind.POPULAR: (2, 4),
}
SHARE_OF_LAWS_ASKED_FOR = (5, 6)
#: Who types "luật", "nghị định" or a number looks for a document.
_LAW_FIRST = (
    SuggestionKind.ARTICLE,
    SuggestionKind.LAW,
    SuggestionKind.EXPLAINER,
    SuggestionKind.TERM,
    SuggestionKind.COURSE,
    SuggestionKind.POPULAR,
)
_TYPE_WORDS = (
    "luat",
    "bo luat",
    "nghi dinh",
    "nd",
    "thong tu",
    "tt",
    "nghi quyet",
    "phap lenh",
    "quyet dinh",
    "hien phap",
)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One line of the list."""

    kind: SuggestionKind
    text: str
    url: str
    note: str = ""
    parts: tuple[Part, ...] = ()
    note_parts: tuple[Part, ...] = ()


def suggestions_for(raw: str, language: str, limit: int = MOST_SUGGESTIONS) -> list[Suggestion]:
    """The best of each kind, the kinds one after the other. From one character; [] for nothing.

    Raises NotReadyError in the first moments of a process.
    """
    query = parse_query(raw)
    if query.is_empty:
        return []
    tables = _tables(language)
    order = _LAW_FIRST if _names_a_document(query) else tuple(SuggestionKind)
    found = _found(query, tables, loosely=False)
    if not any(found.values()):
        found = _found(query, tables, loosely=True)
    return _shared_out(found, order, limit)


def _found(query: ParsedQuery, tables: Tables, *, loosely: bool) -> dict[SuggestionKind, list[Suggestion]]:
    typed = query.searched
    entries = {kind: table.find(typed, SHARES[kind][1], loosely=loosely) for kind, table in tables.items()}
    # "Drink driving" and "drinking and driving" lead to one term.
    terms = {entry.note or entry.text: entry for entry in reversed(entries[SuggestionKind.TERM])}
    entries[SuggestionKind.TERM] = list(reversed(terms.values()))
    laws = tables[SuggestionKind.LAW]
    cited = _cited_laws(query, laws)
    if query.citation:
        entries[SuggestionKind.LAW] = cited if query.number or query.law_words else []
    elif query.number:
        entries[SuggestionKind.LAW] = entries[SuggestionKind.LAW] or cited
    found = {kind: [_suggestion(kind, entry, typed) for entry in entries[kind]] for kind in entries}
    return found | {SuggestionKind.ARTICLE: list(_articles(query, cited))}


def _suggestion(kind: SuggestionKind, entry: Entry, typed: str) -> Suggestion:
    note = note_around(entry.note, typed)
    return Suggestion(
        kind, entry.text, entry.url, note, parts_of(entry.text, typed), _note_parts(note, typed)
    )


def _note_parts(note: str, typed: str) -> tuple[Part, ...]:
    """Marked only where the words stand as they were typed: a lone "số" is no sign of anything."""
    parts = parts_of(note, typed) if note else ()
    return parts if sum(part.is_typed for part in parts) == 1 or not note else (Part(note, is_typed=False),)


def _shared_out(
    found: dict[SuggestionKind, list[Suggestion]], order: Sequence[SuggestionKind], limit: int
) -> list[Suggestion]:
    """Each kind its share, then what is left to the first kinds that have more; nothing is offered twice."""
    shares = SHARES | ({SuggestionKind.LAW: SHARE_OF_LAWS_ASKED_FOR} if order is _LAW_FIRST else {})
    counts = {kind: min(len(found[kind]), shares[kind][0]) for kind in order}
    while sum(counts.values()) > limit:
        counts[next(kind for kind in reversed(order) if counts[kind])] -= 1
    for kind in order:
        spare = limit - sum(counts.values())
        counts[kind] += min(spare, min(len(found[kind]), shares[kind][1]) - counts[kind])
    chosen: dict[str, Suggestion] = {}
    for kind in order:
        for suggestion in found[kind][: counts[kind]]:
            chosen.setdefault(suggestion.url, suggestion)
    return list(chosen.values())


def _names_a_document(query: ParsedQuery) -> bool:
    folded = " ".join(words(query.searched))
    return (
        bool(query.number or query.citation)
        or folded.startswith(tuple(f"{name} " for name in _TYPE_WORDS))
        or (folded in _TYPE_WORDS or folded.isdecimal())
    )


# ------------------------------------------------------------------ a citation


def _articles(query: ParsedQuery, cited: Sequence[Entry]) -> Iterator[Suggestion]:
    citation = query.citation
    if citation is None or not cited:
        return
    documents = [entry.object_id for entry in cited]
    is_whole = bool(citation.clause)
    for article, heading in suggestable.articles_numbered(documents, citation.article, is_whole=is_whole):
        clause, point = (citation.clause, citation.point) if article.number == citation.article else ("", "")
        text = article.citation(clause=clause, point=point)
        parts = parts_of(text, query.searched)
        yield Suggestion(
            SuggestionKind.ARTICLE,
            text,
            article.provision_url(clause, point),
            heading,
            parts,
            (Part(heading, is_typed=False),) if heading else (),
        )


def _cited_laws(query: ParsedQuery, laws: SuggestionTable) -> list[Entry]:
    if query.number:
        return laws.find(query.number, 1)
    if query.law_words:
        return laws.find(" ".join(query.law_words), 1)
    if query.citation is None:
        return []
    return laws.entries[:BEST_KNOWN_LAWS]


# ------------------------------------------------------------------ the tables of this process

Tables = dict[SuggestionKind, SuggestionTable]


class _Kept:
    """The tables of one language, and when somebody last looked whether they are still right."""

    def __init__(self) -> None:
        self.tables: Tables = {}
        self.stamp: tuple[Any, ...] = ()
        self.looked_at = -math.inf
        self.is_renewing = False
        self.is_built = threading.Event()


_kept: dict[str, _Kept] = {}
_lock = threading.Lock()


def look_again(**_: object) -> None:
    """Something was published or changed in this process: look at the next letter; receives signals."""
    with _lock:
        for kept in _kept.values():
            kept.looked_at = -math.inf


def connect() -> None:
    """Called once, by the room's AppConfig. Other processes look for themselves after a while."""
    for signal in (page_published, page_unpublished, document_changed):
        signal.connect(look_again, dispatch_uid=f"suggestions-{id(signal)}")
    request_started.connect(begin, dispatch_uid="suggestions-begin")


def begin(**_: object) -> None:
    """The first request of a process, whatever page it is for: nobody who types later waits for the tables."""
    request_started.disconnect(dispatch_uid="suggestions-begin")
    if settings.SUGGESTIONS_KEPT_SECONDS:
        _renewing(settings.LANGUAGE_CODE)


def _tables(language: str) -> Tables:
    """What is in memory, at once; what changed since is read behind the scenes."""
    if not settings.SUGGESTIONS_KEPT_SECONDS:
        return _build(language)
    kept = _renewing(language)
    if not kept.is_built.wait(SECONDS_TO_WAIT_AT_FIRST):
        raise NotReadyError
    return kept.tables


def _renewing(language: str) -> _Kept:
    """The tables of a language; where it is time, somebody begins to look whether they are still right."""
    with _lock:
        kept = _kept.setdefault(language, _Kept())
        is_due = time.monotonic() - kept.looked_at >= settings.SUGGESTIONS_KEPT_SECONDS
        if is_due and not kept.is_renewing:
            kept.is_renewing = True
            threading.Thread(target=_renew, args=(kept, language), name="suggestions", daemon=True).start()
    return kept


def _renew(kept: _Kept, language: str) -> None:
    try:
        if (stamp := _stamp()) != kept.stamp:
            kept.tables, kept.stamp = _build(language), stamp
        kept.is_built.set()
    except DatabaseError:
        logger.warning("suggestions could not be renewed", exc_info=True)
    finally:
        kept.looked_at = time.monotonic()
        kept.is_renewing = False
        connection.close()


def _stamp() -> tuple[Any, ...]:
    return (*suggestable.stamp(), live_rules())


def _build(language: str) -> Tables:
    with translation.override(language):
        results = reverse("search:results")
        return {
            SuggestionKind.EXPLAINER: SuggestionTable(suggestable.pages(Kind.EXPLAINER, language)),
            SuggestionKind.TERM: SuggestionTable(_terms(language, results)),
            SuggestionKind.LAW: SuggestionTable(suggestable.laws()),
            SuggestionKind.COURSE: SuggestionTable(suggestable.pages(Kind.COURSE, language)),
            SuggestionKind.POPULAR: SuggestionTable(_popular(language, results)),
        }


def _popular(language: str, results: str) -> Iterator[Entry]:
    for text, times in suggestable.popular_searches(language, live_rules().unsuggested):
        yield Entry(text, f"{results}?{urlencode({'q': text})}", weight=float(times))


def _terms(language: str, results: str) -> Iterator[Entry]:
    """Everyday words and abbreviations with the term of the law, and the terms; elsewhere the glossary."""
    rules = live_rules()
    unsuggested = {word.lower() for word in rules.unsuggested}
    terms: Counter[str] = Counter()
    for entry in rules.vocabulary(default_vocabulary()).of_kind(
        *_KINDS_OF_TERMS.get(language, _KINDS_ELSEWHERE)
    ):
        if entry.language not in ("", language) or not entry.terms or entry.typed.lower() in unsuggested:
            continue
        terms[entry.terms[0]] += 1
        is_abbreviation = entry.kind is ExpansionKind.ABBREVIATION
        weight = -float(len(entry.typed)) - (ABBREVIATIONS_LAST if is_abbreviation else 0)
        yield Entry(entry.typed, f"{results}?{urlencode({'q': entry.typed})}", weight, note=entry.terms[0])
    if language == "vi":
        for term, times in terms.items():
            yield Entry(term, f"{results}?{urlencode({'q': term})}", weight=10.0 * times - len(term))
