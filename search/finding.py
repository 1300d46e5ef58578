"""A query and a selection → a results page: asks the engine, then groups, folds and highlights."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import replace

from search.accents import restore_marks
from search.answers import Answers, Question, answer, in_terms
from search.backends import get_backend
from search.backends.base import MAX_HITS, Answer, SearchBackend, SearchUnavailableError
from search.choices import KindGroup
from search.direct_hits import find_directly, without
from search.documents import SearchDocument
from search.facets import chips_of, facets_of, group_values, order_values
from search.highlighting import Wanted, highlight
from search.loosening import loosen
from search.promotion import boosted, promoted_results
from search.queries import ParsedQuery, parse_query
from search.result_pages import numbered, page_of_group, paged_group
from search.results import Result, Results
from search.rules import NO_RULES, Rules
from search.selection import Selection, address
from search.sources import find_without_index

TEXTS_FOR_MARKS = 20


def find(
    query: ParsedQuery,
    selection: Selection,
    *,
    language: str,
    today: datetime.date,
    rules: Rules = NO_RULES,
    backend: SearchBackend | None = None,
) -> Results:
    """Never raises: an engine that is away gives a page that says so, with what the database knows.

    What finds nothing and is misspelt is searched as it is spelt elsewhere, and the page says so.
    """
    if query.is_empty:
        return Results(query, selection)
    try:
        engine = backend or get_backend()
        found = _find(engine, query, selection, language=language, today=today, rules=rules)
        if not found.is_empty:
            return _with_doubt(found)
        if query.corrected and not query.is_restored and not selection.is_as_typed:
            again = parse_query(query.corrected)
            instead = _find(engine, again, selection, language=language, today=today, rules=rules)
            if not instead.is_empty:
                as_typed = address(query.text, replace(selection, is_as_typed=True, page=1))
                return replace(instead, query=query, searched_instead=query.corrected, as_typed_url=as_typed)
        return replace(_with_doubt(found), looser=loosen(engine, query, language=language, day=today))
    except SearchUnavailableError:
        return Results(query, selection, is_unavailable=True, fallback=_from_database(query, language))


def _find(
    backend: SearchBackend,
    query: ParsedQuery,
    selection: Selection,
    *,
    language: str,
    today: datetime.date,
    rules: Rules,
) -> Results:
    day = selection.day or today
    direct, law = find_directly(backend, query, language=language, day=day)
    also = None if selection.is_as_typed else in_terms(query)
    question = Question(query, also, law, language=language, day=day)
    found = answer(backend, question, selection)
    groups = {group: boosted(one, rules.boosts, selection.order) for group, one in found.groups.items()}
    promoted: tuple[Result, ...] = ()
    wanted = _wanted(query, also)
    if not selection.is_narrowed and selection.page == 1:
        promoted = promoted_results(backend, query, rules, language=language, words=wanted, day=day)
    if direct is not None:
        groups[KindGroup.LAWS] = without(groups[KindGroup.LAWS], {direct.url})
    if promoted:
        urls = {result.url for result in promoted}
        groups = {group: without(one, urls) for group, one in groups.items()}
    return _page(
        query,
        selection,
        Answers(groups, found.counts),
        direct=direct,
        promoted=promoted,
        words=wanted,
        day=day,
    )


def _page(
    query: ParsedQuery,
    selection: Selection,
    found: Answers,
    *,
    direct: Result | None,
    promoted: tuple[Result, ...],
    words: Wanted,
    day: datetime.date,
) -> Results:
    groups = found.groups
    shown = [selection.group] if selection.group else list(KindGroup)
    paged = paged_group(groups, shown)
    paged_total = min(groups[paged].total, len(groups[paged].hits), MAX_HITS)
    pages = {
        group: page_of_group(
            groups[group], group, selection, is_paged=group is paged, query=query.text, words=words, day=day
        )
        for group in shown
    }
    return numbered(
        Results(
            query=query,
            selection=selection,
            direct=direct if selection.page == 1 else None,
            promoted=promoted,
            answers=pages.get(KindGroup.EXPLAINERS),
            laws=pages.get(KindGroup.LAWS),
            learning=pages.get(KindGroup.LEARNING),
            paged_total=paged_total,
            total=sum(groups[group].total for group in shown),
            is_more=any(groups[group].is_more for group in shown),
            understood_as="" if query.corrected else _understood(query, groups),
            further_terms=() if selection.is_as_typed else _searched_besides(query),
            groups=group_values(groups, selection, query.text),
            facets=facets_of(found.counts, selection),
            orders=order_values(selection, query.text),
            chips=chips_of(selection, query.text),
        )
    )


def _searched_besides(query: ParsedQuery) -> tuple[tuple[str, str], ...]:
    """Of a word's further terms those that were really searched: a query is put into the first of them."""
    return tuple((one.typed, one.term) for one in query.expansions if one.term in query.also)


def _wanted(query: ParsedQuery, also: ParsedQuery | None) -> Wanted:
    """The words to mark: those that were typed, and those that were searched besides."""
    typed = Wanted.of(query.searched, kept=query.content)
    if also is None:
        return typed
    further = Wanted.of(also.searched, kept=also.content)
    return Wanted(loose=typed.loose | further.loose, surfaces=typed.surfaces | further.surfaces)


def _with_doubt(found: Results) -> Results:
    """ "Did you mean", to be followed; marks alone change nothing that is found."""
    query = found.query
    if not query.corrected:
        return found
    if query.is_restored:
        return replace(found, understood_as=query.corrected)
    start = replace(found.selection, page=1, is_as_typed=False)
    return replace(
        found,
        did_you_mean=query.corrected,
        did_you_mean_url=address(query.corrected, start),
        understood_as="",
    )


def _understood(query: ParsedQuery, groups: Mapping[KindGroup, Answer]) -> str:
    hits = [hit for one in groups.values() for hit in one.hits[:TEXTS_FOR_MARKS]]
    texts = [text for hit in hits for text in (hit.document.title, hit.passage.text)]
    return restore_marks(query.searched, texts)


def _from_database(query: ParsedQuery, language: str) -> tuple[Result, ...]:
    """By the citation; by all words, by those that carry the question, by the law's own terms: the first that fits."""
    wanted = _wanted(query, in_terms(query))
    return tuple(
        Result(
            kind=document.kind,
            title=highlight(document.citation or document.title, wanted),
            heading=highlight(document.title, wanted)
            if document.citation not in {"", document.title}
            else (),
            url=document.url,
            number=document.number,
            snippet=highlight(document.summary, wanted),
        )
        for document in _looked_up(query, language)
    )


def _looked_up(query: ParsedQuery, language: str) -> list[SearchDocument]:
    if query.citation is not None:
        law = "/".join(query.number.split("/")[:2]) if query.number else " ".join(query.law_words)
        if law and (found := find_without_index(law, language, article_number=query.citation.article)):
            return found
    for words in dict.fromkeys(
        (query.searched, " ".join(query.content), *(one.term for one in query.expansions))
    ):
        if words and (found := find_without_index(words, language)):
            return found
    return []


def pages_of(results: Results) -> range:
    """What a paginator counts: one item for each result that can be paged to."""
    return range(results.paged_total)
