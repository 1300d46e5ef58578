"""Hits → what stands on a page: which of them, folded by law, each with its line, its status and its address."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import replace
from itertools import count

from search.backends.base import Answer, Hit
from search.choices import Force, Kind, KindGroup, Order
from search.documents import Line, Passage, SearchDocument
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
from search.ranking import force_on
from search.results import Link, Result, ResultGroup, Results
from search.selection import DAY, Selection, address
from search.sources import legal_status

RESULTS_PER_PAGE = 10
#: Beside the paged group, the first page shows so many of the others.
PREVIEW_RESULTS = 3
#: Where a page shows several laws, so many articles of one law stand open; the others are folded under them.
OPEN_ARTICLES_OF_A_LAW = 2
LEAD_CHARACTERS = 150
#: Headings of penalty decrees fill five lines of a phone.
HEADING_CHARACTERS = 120
#: A line of a page that is shorter says too little to be shown alone.
SHORTEST_SNIPPET = 40
#: The summary is shown instead of a line unless the line matches this much better.
SUMMARY_SHARE = 0.6


def paged_group(answers: dict[KindGroup, Answer], shown: Sequence[KindGroup]) -> KindGroup:
    """The group that further pages continue: laws if there are any."""
    for group in (KindGroup.LAWS, KindGroup.EXPLAINERS, KindGroup.LEARNING):
        if group in shown and answers[group].hits:
            return group
    return shown[0]


def page_of_group(
    answer: Answer,
    group: KindGroup,
    selection: Selection,
    *,
    is_paged: bool,
    query: str,
    words: Wanted,
    day: datetime.date,
) -> ResultGroup | None:
    if is_paged:
        pages = max(1, -(-len(answer.hits) // RESULTS_PER_PAGE))
        first = (min(selection.page, pages) - 1) * RESULTS_PER_PAGE
        hits = answer.hits[first : first + RESULTS_PER_PAGE]
    else:
        hits = answer.hits[:PREVIEW_RESULTS] if selection.page == 1 else ()
    if not hits:
        return None
    results = [result_of(hit, words, day) for hit in hits]
    if selection.day:
        results = [
            replace(result, url=on_day(result.url, selection.day)) if result.is_law else result
            for result in results
        ]
    if group is KindGroup.LAWS and selection.order is Order.RELEVANCE:
        results = fold_articles(results)
    url = address(query, replace(selection, group=group, page=1))
    return ResultGroup(group, tuple(results), total=answer.total, is_more=answer.is_more, url=url)


def on_day(url: str, day: datetime.date) -> str:
    """The address of a law as it was on a day.

    >>> on_day("/van-ban/luat/2024/36-2024-qh15/dieu-6/#khoan-3", datetime.date(2025, 1, 31))
    '/van-ban/luat/2024/36-2024-qh15/dieu-6/?ngay=2025-01-31#khoan-3'
    """
    path, mark, place = url.partition("#")
    return f"{path}?{DAY}={day.isoformat()}{mark}{place}"


def numbered(results: Results) -> Results:
    """Each result with its place on the page, from 1."""
    places = count(1)

    def placed(found: Sequence[Result]) -> tuple[Result, ...]:
        return tuple(replace(result, rank=next(places)) for result in found)

    def group(found: ResultGroup | None) -> ResultGroup | None:
        return replace(found, results=placed(found.results)) if found else None

    return replace(
        results,
        direct=placed([results.direct])[0] if results.direct else None,
        promoted=placed(results.promoted),
        answers=group(results.answers),
        laws=group(results.laws),
        learning=group(results.learning),
    )


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


def result_of(hit: Hit, words: Wanted, day: datetime.date) -> Result:
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
            **force_facts(document, day),
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
        heading=opening(document.title, words, HEADING_CHARACTERS),
        url=(line.url if line and is_point else passage.url) or document.url,
        lead=opening(lead.text, words, LEAD_CHARACTERS) if lead else (),
        snippet=snippet(line.text if line else "", words),
        group=document.group_key,
        group_title=document.group_title,
        group_url=document.group_url,
        breadcrumb=document.breadcrumb,
        number=document.number,
        language=document.language,
        **force_facts(document, day),
    )


def force_facts(document: SearchDocument, day: datetime.date) -> dict:
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
