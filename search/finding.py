"""A query and a selection → a results page: asks the engine, then groups, folds and highlights."""

from __future__ import annotations

import datetime
from dataclasses import replace

from search.accents import restore_marks
from search.analysis import bigrams
from search.backends import get_backend
from search.backends.base import (
    MAX_HITS,
    Answer,
    Filters,
    SearchBackend,
    SearchRequest,
    SearchUnavailableError,
)
from search.choices import Kind, KindGroup
from search.direct_hits import find_directly, without
from search.documents import SearchDocument
from search.facets import force_facet, group_facet
from search.highlighting import (
    Wanted,
    highlight,
)
from search.marks import by_marks
from search.queries import ParsedQuery, without_number
from search.result_pages import page_of_group, paged_group
from search.results import Result, Results, Selection
from search.sources import find_without_index

TEXTS_FOR_MARKS = 20


def find(query: ParsedQuery, selection: Selection, *, language: str, day: datetime.date) -> Results:
    """Never raises: an engine that is away gives a page that says so, with what the database knows."""
    if query.is_empty:
        return Results(query, selection)
    try:
        return _find(get_backend(), query, selection, language=language, day=day)
    except SearchUnavailableError:
        found = find_without_index(query.text, language)
        fallback = tuple(
            Result(
                kind=document.kind, title=highlight(document.title, Wanted.of(query.text)), url=document.url
            )
            for document in found
        )
        return Results(query, selection, is_unavailable=True, fallback=fallback)


def _find(
    backend: SearchBackend, query: ParsedQuery, selection: Selection, *, language: str, day: datetime.date
) -> Results:
    direct, law = find_directly(backend, query, language=language, day=day)
    filters = Filters(language=language, day=day, force=selection.force)
    request = SearchRequest(
        words=query.words,
        word_pairs=query.word_pairs,
        content=query.content,
        required=query.required,
        phrases=query.phrases,
        filters=filters,
    )
    law_request = request
    if law is not None and query.citation is not None:
        # The provision stands above; below it the law as a whole, and pages that speak of this article.
        request = replace(request, phrases=(*request.phrases, ("dieu", query.citation.article)))
        law_request = SearchRequest(filters=replace(filters, group=law.group_key))
    elif law is not None:
        # A number was typed: its law is read in order, or searched for the words that stand beside the
        # number.
        asked = without_number(query)
        law_request = SearchRequest(
            words=asked,
            word_pairs=tuple(bigrams(asked)),
            content=asked,
            required=min(len(asked), 1),
            phrases=query.phrases,
            filters=replace(filters, group=law.group_key),
        )
    requests = {
        group: replace(
            law_request if group is KindGroup.LAWS else request,
            filters=replace(
                (law_request if group is KindGroup.LAWS else request).filters,
                kinds=_kinds(group, query, law),
                force=selection.force if group is KindGroup.LAWS else None,
            ),
        )
        for group in KindGroup
    }
    marks = Wanted.of(query.text, kept=query.content)
    answers = {
        group: by_marks(answer, marks, query.required) if requests[group].words else answer
        for group, answer in zip(requests, backend.search(list(requests.values())), strict=True)
    }
    if direct is not None:
        answers[KindGroup.LAWS] = without(answers[KindGroup.LAWS], direct.url)
    counts = backend.count(requests[KindGroup.LAWS])

    shown_groups = [selection.group] if selection.group else list(KindGroup)
    paged = paged_group(answers, shown_groups)
    pages = {
        group: page_of_group(
            answers[group], group, selection.page, is_paged=group is paged, words=marks, day=day
        )
        for group in shown_groups
    }
    total = sum(answers[group].total for group in shown_groups)
    return Results(
        query=query,
        selection=selection,
        direct=direct if selection.page == 1 else None,
        answers=pages.get(KindGroup.EXPLAINERS),
        laws=pages.get(KindGroup.LAWS),
        learning=pages.get(KindGroup.LEARNING),
        paged_total=min(answers[paged].total, len(answers[paged].hits)),
        total=total,
        is_more=any(answers[group].is_more for group in shown_groups),
        understood_as=_understood(query, answers),
        groups=group_facet(answers, selection),
        forces=force_facet(counts, selection),
    )


def _kinds(group: KindGroup, query: ParsedQuery, law: SearchDocument | None) -> tuple[Kind, ...]:
    if group is KindGroup.LAWS and law is not None:
        # The named law itself stands above its articles, or alone below its provision.
        return (Kind.LEGAL_DOCUMENT,) if query.citation else (Kind.LAW_ARTICLE,)
    return group.kinds


def _understood(query: ParsedQuery, answers: dict[KindGroup, Answer]) -> str:
    hits = [hit for answer in answers.values() for hit in answer.hits[:TEXTS_FOR_MARKS]]
    texts = [text for hit in hits for text in (hit.document.title, hit.passage.text)]
    return restore_marks(query.text, texts)


def pages_of(results: Results) -> range:
    """What a paginator counts: one item for each result that can be paged to."""
    return range(min(results.paged_total, MAX_HITS))
