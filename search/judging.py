"""Asks the portal judged questions, the way a reader's page does, and notes what came in which order."""

from __future__ import annotations

import datetime
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace

from search.answers import Question, answer, in_terms, request_of
from search.asking import understand
from search.backends.base import Filters, Hit, SearchBackend
from search.choices import Kind, KindGroup
from search.direct_hits import find_directly
from search.documents import SearchDocument
from search.evaluation import Judged, Outcome, article_name, judge, page_name
from search.highlighting import Wanted
from search.marks import by_marks
from search.rules import NO_RULES
from search.selection import Selection


def found_articles(backend: SearchBackend, text: str, *, day: datetime.date) -> list[Hit]:
    """The articles of law that a page for these words lists, best first, without folding them under their laws."""
    query = understand(text, NO_RULES)
    if query.is_empty:
        return []
    _, law = find_directly(backend, query, language="vi", day=day)
    question = Question(query, in_terms(query), law, language="vi", day=day)
    hits = answer(backend, question, Selection()).groups[KindGroup.LAWS].hits
    return [hit for hit in hits if hit.document.kind is Kind.LAW_ARTICLE]


def candidates(backend: SearchBackend, text: str, *, day: datetime.date) -> tuple[Hit, ...]:
    """The engine's own answer to these words before the second look: what a ranker learns from."""
    query = understand(text, NO_RULES)
    if query.is_empty:
        return ()
    filters = Filters(language="vi", day=day, kinds=KindGroup.LAWS.kinds)
    (raw,) = backend.search([replace(request_of(query, filters), is_counted=False)])
    return by_marks(raw, Wanted.of(query.searched, kept=query.content), query.required).hits


def name_of(hit: Hit) -> str:
    return article_name(hit.document.number, hit.document.article_number)


def outcomes(backend: SearchBackend, questions: Sequence[Judged], *, day: datetime.date) -> Iterator[Outcome]:
    """One for each question, in order. Raises SearchUnavailableError."""
    for judged in questions:
        begun = time.perf_counter()
        hits = found_articles(backend, judged.text, day=day)
        seconds = time.perf_counter() - begun
        yield judge(judged, [name_of(hit) for hit in hits], seconds)


def outcomes_by_group(
    backend: SearchBackend, questions: Sequence[Judged], *, day: datetime.date
) -> Iterator[Outcome]:
    """For questions of every kind: each is judged by the group of results that answers it best, below what stands
    directly on top. Raises SearchUnavailableError.
    """
    for judged in questions:
        begun = time.perf_counter()
        lists = [[_name_of_any(one) for one in found] for found in _everything(backend, judged.text, day)]
        seconds = time.perf_counter() - begun
        yield max((judge(judged, names, seconds) for names in lists), key=lambda one: one.ndcg)


def _everything(backend: SearchBackend, text: str, day: datetime.date) -> Iterator[list[SearchDocument]]:
    query = understand(text, NO_RULES)
    direct, law = find_directly(backend, query, language="vi", day=day)
    question = Question(query, in_terms(query), law, language="vi", day=day)
    for group, found in answer(backend, question, Selection()).groups.items():
        documents = [hit.document for hit in found.hits]
        if group is KindGroup.LAWS and law is not None and direct is not None:
            named = replace(law, article_number=query.citation.article if query.citation else "")
            documents = [named, *documents]
        yield documents


def _name_of_any(document: SearchDocument) -> str:
    if document.kind.group is KindGroup.LAWS:
        return article_name(document.number, document.article_number)
    return page_name(document.url.strip("/").rpartition("/")[2])
