"""A query that names a law or a provision goes straight to it: "168/2024", "khoản 3 điều 6 nghị định 168"."""

from __future__ import annotations

import datetime
from dataclasses import replace

from search.analysis import bigrams
from search.backends.base import Answer, Filters, SearchBackend, SearchRequest
from search.choices import Kind
from search.documents import Line, Passage, SearchDocument, article_key
from search.highlighting import NOTHING, Fragment, opening
from search.queries import ParsedQuery
from search.result_pages import LEAD_CHARACTERS, force_facts
from search.results import Result


def find_directly(
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
        **force_facts(law, day),
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
        **force_facts(article, day),
    )


def without(answer: Answer, urls: set[str]) -> Answer:
    """The answer without what stands above it already."""
    hits = tuple(hit for hit in answer.hits if not urls & {hit.document.url, hit.passage.url})
    return replace(answer, hits=hits, total=answer.total - (len(answer.hits) - len(hits)))
