"""A query and a selection → a results page: asks the engine, then groups, folds and highlights."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import replace

from search.accents import restore_marks
from search.analysis import WORD, bigrams, surface
from search.backends import get_backend
from search.backends.base import (
    MAX_HITS,
    Answer,
    Counts,
    Filters,
    Hit,
    SearchBackend,
    SearchRequest,
    SearchUnavailableError,
)
from search.choices import Force, Kind, KindGroup
from search.documents import Line, Passage, SearchDocument, article_key
from search.highlighting import (
    NOTHING,
    Fragment,
    Wanted,
    best_line,
    highlight,
    line_score,
    opening,
    snippet,
)
from search.queries import ParsedQuery, without_number
from search.ranking import force_on, marks_weight
from search.results import FacetValue, Link, Result, ResultGroup, Results, Selection
from search.sources import find_without_index, legal_status

RESULTS_PER_PAGE = 10
#: Beside the paged group, the first page shows so many of the others.
PREVIEW_RESULTS = 3
#: Where a page shows several laws, so many articles of one law stand open; the others are folded under them.
OPEN_ARTICLES_OF_A_LAW = 3
LEAD_CHARACTERS = 150
TEXTS_FOR_MARKS = 20
#: A line of a page that is shorter says too little to be shown alone.
SHORTEST_SNIPPET = 40
#: The summary is shown instead of a line unless the line matches this much better.
SUMMARY_SHARE = 0.6


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
    direct, law = _find_directly(backend, query, language=language, day=day)
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
        answers[KindGroup.LAWS] = _without(answers[KindGroup.LAWS], direct.url)
    counts = backend.count(requests[KindGroup.LAWS])

    shown_groups = [selection.group] if selection.group else list(KindGroup)
    paged = _paged_group(answers, shown_groups)
    pages = {
        group: _page(answers[group], group, selection.page, is_paged=group is paged, words=marks, day=day)
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
        groups=_group_facet(answers, selection),
        forces=_force_facet(counts, selection),
    )


def _kinds(group: KindGroup, query: ParsedQuery, law: SearchDocument | None) -> tuple[Kind, ...]:
    if group is KindGroup.LAWS and law is not None:
        # The named law itself stands above its articles, or alone below its provision.
        return (Kind.LEGAL_DOCUMENT,) if query.citation else (Kind.LAW_ARTICLE,)
    return group.kinds


def by_marks(answer: Answer, wanted: Wanted, required: int) -> Answer:
    """The index knows no marks. Where the reader typed some, results that have them come first; what shares
    only
    the letters of too many words ("đặt" for "đất") is no result.
    """
    if not wanted.surfaces or not answer.hits:
        return answer
    needed = 1 if wanted.loose else min(required, len(wanted.surfaces))
    kept = []
    for hit in answer.hits:
        found = len(_written(hit) & wanted.surfaces)
        if found >= needed:
            weight = marks_weight(found / len(wanted.surfaces))
            kept.append(replace(hit, score=hit.score * weight))
    kept.sort(key=lambda hit: -hit.score)
    return replace(answer, hits=tuple(kept), total=answer.total - (len(answer.hits) - len(kept)))


def _written(hit: Hit) -> set[str]:
    document = hit.document
    texts = (*document.context, document.title, document.citation, hit.passage.text)
    return {surface(word) for word in {word for text in texts for word in WORD.findall(text)}}


# ------------------------------------------------------------------ a number or a citation


def _find_directly(
    backend: SearchBackend, query: ParsedQuery, *, language: str, day: datetime.date
) -> tuple[Result | None, SearchDocument | None]:
    """The law that a query names by number or in a citation, and the provision or law itself as a result."""
    law = _named_law(backend, query, language=language, day=day)
    if law is None:
        return None, None
    if query.citation is None:
        return _law_result(law, query, day), law
    wanted = article_key(law.group_key, query.citation.article)
    (answer,) = backend.search([SearchRequest(filters=Filters(number=wanted, day=day), limit=1)])
    if not answer.hits:
        return _law_result(law, query, day), law
    key = answer.hits[0].document.key
    article = backend.get([key]).get(key)
    return (_provision_result(article, query, day) if article else None), law


def _named_law(
    backend: SearchBackend, query: ParsedQuery, *, language: str, day: datetime.date
) -> SearchDocument | None:
    kinds = (Kind.LEGAL_DOCUMENT,)
    if query.number:
        request = SearchRequest(filters=Filters(number=query.number, kinds=kinds, day=day), limit=2)
    elif query.citation and query.law_words:
        request = SearchRequest(
            words=query.law_words,
            word_pairs=tuple(bigrams(query.law_words)),
            content=query.law_words,
            required=len(query.law_words),
            filters=Filters(kinds=kinds, language=language, day=day),
            limit=2,
        )
    else:
        return None
    (answer,) = backend.search([request])
    # One of 31 provinces' 14/2025/QĐ-UBND cannot be told by its number: then all of them are listed as
    # results.
    is_ambiguous = bool(query.number) and answer.total > 1
    return answer.hits[0].document if answer.hits and not is_ambiguous else None


def _law_result(law: SearchDocument, query: ParsedQuery, day: datetime.date) -> Result:
    heading = () if law.title == law.citation else (Fragment(law.title),)
    return Result(
        kind=law.kind,
        title=(Fragment(law.citation),),
        heading=heading,
        url=law.url,
        number=law.number,
        language=law.language,
        **_force(law, day),
    )


def _provision_result(article: SearchDocument, query: ParsedQuery, day: datetime.date) -> Result:
    citation = query.citation
    assert citation is not None  # noqa: S101  (the caller looked it up by this citation)
    passage = next((p for p in article.passages if p.clause == citation.clause), None)
    if passage is None:
        passage = Passage(lines=tuple(line for p in article.passages for line in p.lines))
    lines = passage.lines
    title, url = passage.citation or article.citation, passage.url or article.url
    lead: tuple[Line, ...] = ()
    if citation.point:
        letters = f"Điểm {citation.point} "
        found = tuple(line for line in passage.lines if line.citation.startswith(letters))
        if found:
            lead, lines = passage.lines[:1], found
            title, url = found[0].citation, found[0].url
    if not citation.clause and not citation.point:
        title, url = article.citation, article.url
        lines = tuple(line for p in article.passages for line in p.lines)
    return Result(
        kind=article.kind,
        title=(Fragment(title),),
        heading=(Fragment(article.title),),
        url=url,
        lead=opening(lead[0].text, NOTHING, LEAD_CHARACTERS) if lead else (),
        snippet=opening(" ".join(line.text for line in lines), NOTHING, 2 * LEAD_CHARACTERS),
        group_title=article.group_title,
        group_url=article.group_url,
        number=article.number,
        language=article.language,
        **_force(article, day),
    )


def _without(answer: Answer, url: str) -> Answer:
    """The answer without what stands above it already."""
    hits = tuple(hit for hit in answer.hits if url not in {hit.document.url, hit.passage.url})
    return replace(answer, hits=hits, total=answer.total - (len(answer.hits) - len(hits)))


# ------------------------------------------------------------------ pages of results


def _paged_group(answers: dict[KindGroup, Answer], shown: Sequence[KindGroup]) -> KindGroup:
    """The group that further pages continue: laws if there are any."""
    for group in (KindGroup.LAWS, KindGroup.EXPLAINERS, KindGroup.LEARNING):
        if group in shown and answers[group].hits:
            return group
    return shown[0]


def _page(
    answer: Answer,
    group: KindGroup,
    page: int,
    *,
    is_paged: bool,
    words: Wanted,
    day: datetime.date,
) -> ResultGroup | None:
    if is_paged:
        pages = max(1, -(-len(answer.hits) // RESULTS_PER_PAGE))
        first = (min(page, pages) - 1) * RESULTS_PER_PAGE
        hits = answer.hits[first : first + RESULTS_PER_PAGE]
    else:
        hits = answer.hits[:PREVIEW_RESULTS] if page == 1 else ()
    if not hits:
        return None
    results = [_result(hit, words, day) for hit in hits]
    if group is KindGroup.LAWS:
        results = fold_articles(results)
    return ResultGroup(group, tuple(results), total=answer.total, is_more=answer.is_more)


def fold_articles(results: Sequence[Result]) -> list[Result]:
    """Where several laws share a page, further articles of one law become links under its last open one."""
    laws = {result.group for result in results if result.group}
    if len(laws) < 2:
        return list(results)
    opened: list[Result] = []
    by_law: dict[str, list[int]] = {}
    folded: dict[str, list[Link]] = {}
    for result in results:
        places = by_law.setdefault(result.group, [])
        if not result.group or len(places) < OPEN_ARTICLES_OF_A_LAW:
            places.append(len(opened))
            opened.append(result)
        else:
            label = "".join(fragment.text for fragment in result.title)
            title = "".join(fragment.text for fragment in result.heading)
            folded.setdefault(result.group, []).append(Link(label, result.url, title))
    for law, links in folded.items():
        last = by_law[law][-1]
        opened[last] = replace(opened[last], more=tuple(links))
    return opened


def _result(hit: Hit, words: Wanted, day: datetime.date) -> Result:
    document, passage = hit.document, hit.passage
    if document.kind is Kind.LAW_ARTICLE:
        return _article_result(document, passage, words, day)
    if document.kind is Kind.LEGAL_DOCUMENT:
        heading = () if document.title == document.citation else highlight(document.title, words)
        return Result(
            kind=document.kind,
            title=highlight(document.citation, words),
            heading=heading,
            url=document.url,
            number=document.number,
            group=document.group_key,
            language=document.language,
            **_force(document, day),
        )
    line = best_line(passage.lines, words)
    return Result(
        kind=document.kind,
        title=highlight(document.title, words),
        url=document.url,
        snippet=_page_snippet(document, line, words),
        breadcrumb=document.breadcrumb,
        language=document.language,
        checked_on=document.checked_on,
        minutes=document.minutes,
    )


def _page_snippet(document: SearchDocument, line: Line | None, words: Wanted) -> tuple[Fragment, ...]:
    """The summary answers best; another place of the page only if it holds clearly more of the query."""
    if line is None or len(line.text) < SHORTEST_SNIPPET:
        return snippet(document.summary, words)
    if document.summary and document.kind is Kind.EXPLAINER:
        return snippet(document.summary, words)
    if line_score(document.summary, words) >= SUMMARY_SHARE * line_score(line.text, words):
        return snippet(document.summary or line.text, words)
    return snippet(line.text, words)


def _article_result(document: SearchDocument, passage: Passage, words: Wanted, day: datetime.date) -> Result:
    line = best_line(passage.lines, words)
    if line is not None and not line_score(line.text, words) and not line_score(document.title, words):
        # Found by its law or its number: the article as a whole.
        line, passage = passage.lines[0], Passage(lines=passage.lines)
    is_point = line is not None and bool(line.citation)
    lead = passage.lines[0] if is_point and not passage.lines[0].citation else None
    return Result(
        kind=document.kind,
        title=highlight(
            (line.citation if line and is_point else passage.citation) or document.citation, NOTHING
        ),
        heading=highlight(document.title, words),
        url=(line.url if line and is_point else passage.url) or document.url,
        lead=opening(lead.text, words, LEAD_CHARACTERS) if lead else (),
        snippet=snippet(line.text if line else "", words),
        group=document.group_key,
        group_title=document.group_title,
        group_url=document.group_url,
        breadcrumb=document.breadcrumb,
        number=document.number,
        language=document.language,
        **_force(document, day),
    )


def _force(document: SearchDocument, day: datetime.date) -> dict:
    """Status and dates for the badge, as of the day of the search."""
    force = force_on(day, document.effective_from, document.effective_to)
    value = {Force.EXPIRED: "expired", Force.NOT_YET: "not_yet", Force.IN_FORCE: document.status}[force]
    if force is Force.IN_FORCE and value in {"", "expired", "not_yet"}:
        value = "in_force"
    since = document.effective_from
    return {
        "status": legal_status(value),
        "since": None if since in {None, datetime.date.max} else since,
        "until": document.effective_to,
    }


# ------------------------------------------------------------------ around the results


def _understood(query: ParsedQuery, answers: dict[KindGroup, Answer]) -> str:
    hits = [hit for answer in answers.values() for hit in answer.hits[:TEXTS_FOR_MARKS]]
    texts = [text for hit in hits for text in (hit.document.title, hit.passage.text)]
    return restore_marks(query.text, texts)


def _group_facet(answers: dict[KindGroup, Answer], selection: Selection) -> tuple[FacetValue, ...]:
    return tuple(
        FacetValue(group.value, group.label, answers[group].total, is_set=group is selection.group)
        for group in KindGroup
        if answers[group].total or group is selection.group
    )


def _force_facet(counts: Counts, selection: Selection) -> tuple[FacetValue, ...]:
    values = tuple(
        FacetValue(force.value, force.label, counts.forces.get(force, 0), is_set=force is selection.force)
        for force in Force
        if counts.forces.get(force) or force is selection.force
    )
    return values if len(values) > 1 or selection.force else ()


def pages_of(results: Results) -> range:
    """What a paginator counts: one item for each result that can be paged to."""
    return range(min(results.paged_total, MAX_HITS))
