"""``/api/v1/search`` and ``/api/v1/suggest``: what the pages show, as data. The same functions answer both."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from allauth.core.internal import ratelimit
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone, translation
from ninja import Field, Query, Router, Schema

from portal.lib.api_errors import TooManyRequestsError, UnavailableError, WrongParameterError
from search.asking import understand
from search.choices import Force, KindGroup, Order
from search.editorial import live_rules
from search.finding import find, pages_of
from search.highlighting import Fragment
from search.politeness import Allowance
from search.result_pages import RESULTS_PER_PAGE
from search.results import Facet, Result, ResultGroup, Results
from search.selection import MAX_PAGE, address, read_selection
from search.suggestions import NotReadyError, suggestions_for

router = Router(tags=["search"])
#: 120 searches a minute from one address, 60 of them at once.
allowance = Allowance(per_second=2.0, at_once=60)
typing_allowance = Allowance(per_second=10.0, at_once=100)


class Language(Schema):
    lang: str = Field(
        "vi", pattern="^(vi|en|id)$", description="Language of labels and of pages: vi, en or id."
    )


class SearchQuery(Language):
    """The parameters of the results page; each filter may stand several times."""

    q: str = Field(..., min_length=1, description="What is asked: words, a document's number, a citation.")
    loai: str = Field("", description=f"Group: {', '.join(KindGroup.values)}.")
    hieu_luc: str = Field("", description=f"Force on the day: {', '.join(Force.values)}.")
    ngay: str = Field("", description="The day for which force is told: 2025-01-31. Today when left out.")
    chu_de: list[str] = Field([], description="Topics, as the facet names them.")
    loai_van_ban: list[str] = Field([], description="Types of document: luat, nghi-dinh …")
    co_quan: list[str] = Field([], description="Issuers.")
    nam: list[str] = Field([], description="Years of issue.")
    doi_tuong: list[str] = Field([], description="For whom a course is written: citizen, cadre.")
    ngon_ngu: list[str] = Field([], description="Languages in which a thing is written: vi, en, id.")
    sap_xep: str = Field("", description=f"Order: {', '.join(Order.values)}.")
    nguyen_van: str = Field("", description="1: search what was typed and nothing else.")
    page: int = Field(1, ge=1, le=MAX_PAGE, description=f"Page of {RESULTS_PER_PAGE} results.")


class PieceOut(Schema):
    text: str
    match: bool = Field(description="Was this piece found?")


class LinkOut(Schema):
    title: str
    heading: str
    url: str


class ResultOut(Schema):
    rank: int
    kind: str
    kind_label: str
    title: str
    heading: str
    url: str
    snippet: str
    pieces: list[PieceOut] = Field(description="The snippet in pieces; joined they are the snippet.")
    language: str
    number: str
    breadcrumb: list[str]
    status: str = Field(
        description="in_force, partly, not_yet, expired, suspended; empty for what is no law."
    )
    status_label: str
    since: datetime.date | None
    until: datetime.date | None
    is_promoted: bool
    more: list[LinkOut] = Field(description="Further articles of the same law, folded under this one.")


class GroupOut(Schema):
    group: str
    label: str
    total: int
    is_more: bool = Field(description="There are more than the total says.")
    results: list[ResultOut]


class FacetValueOut(Schema):
    value: str
    label: str
    count: int
    is_set: bool


class FacetOut(Schema):
    parameter: str
    label: str
    values: list[FacetValueOut]


class SearchOut(Schema):
    query: str
    understood_as: str
    searched_instead: str
    did_you_mean: str
    also_searched: list[str]
    total: int
    is_more: bool
    page: int
    pages: int
    direct: ResultOut | None = Field(description="The provision that the query names.")
    promoted: list[ResultOut]
    groups: list[GroupOut]
    facets: list[FacetOut]
    web_url: str = Field(description="The same results as a page.")


class SuggestionOut(Schema):
    kind: str
    label: str
    text: str
    note: str
    url: str


class SuggestOut(Schema):
    suggestions: list[SuggestionOut]


class ProblemOut(Schema):
    detail: str
    values: list[str] = Field([], description="What was wrong.")


PROBLEMS = {400: ProblemOut, 422: ProblemOut, 429: ProblemOut, 503: ProblemOut}


@router.get("/search", response={200: SearchOut, **PROBLEMS}, summary="Search laws, explainers and courses")
def search(request: HttpRequest, parameters: Query[SearchQuery]) -> SearchOut:
    """Results in groups, plain answers first, with the filters and how many results each of their values has."""
    _be_polite(request, allowance)
    selection = read_selection(request.GET)
    if selection.misread:
        raise WrongParameterError("A parameter has a value that means nothing.", list(selection.misread))
    rules = live_rules()
    query = understand(parameters.q, rules)
    if query.is_empty:
        raise WrongParameterError("q has no letter and no digit.", ["q"])
    with translation.override(parameters.lang):
        found = find(query, selection, language=parameters.lang, today=timezone.localdate(), rules=rules)
        if found.is_unavailable:
            raise UnavailableError("The search engine is away. Try again in a few minutes.")
        return _search_out(request, found)


@router.get("/suggest", response={200: SuggestOut, **PROBLEMS}, summary="Complete what is being typed")
def suggest(request: HttpRequest, parameters: Query[Language], q: str) -> SuggestOut:
    """Titles, laws, terms and frequent searches that begin like this; accents are optional."""
    _be_polite(request, typing_allowance)
    with translation.override(parameters.lang):
        try:
            found = suggestions_for(q, parameters.lang)
        except NotReadyError:
            raise UnavailableError("Completions are being gathered. Try again in a few seconds.") from None
        return SuggestOut(
            suggestions=[
                SuggestionOut(
                    kind=one.kind.value,
                    label=str(one.kind.label),
                    text=one.text,
                    note=one.note,
                    url=request.build_absolute_uri(one.url),
                )
                for one in found
            ]
        )


def _be_polite(request: HttpRequest, allowed: Allowance) -> None:
    if not allowed.takes(ratelimit.get_ip(request)):
        raise TooManyRequestsError("Too many requests from this address. Try again in a moment.")


def _search_out(request: HttpRequest, found: Results) -> SearchOut:
    page = Paginator(pages_of(found), RESULTS_PER_PAGE).get_page(found.selection.page)
    return SearchOut(
        query=found.query.text,
        understood_as=found.understood_as,
        searched_instead=found.searched_instead,
        did_you_mean=found.did_you_mean,
        also_searched=[term for _, term in found.further_terms],
        total=found.total,
        is_more=found.is_more,
        page=page.number,
        pages=page.paginator.num_pages,
        direct=_result_out(request, found.direct) if found.direct else None,
        promoted=_results_out(request, found.promoted),
        groups=[_group_out(request, section) for section in found.sections],
        facets=[_facet_out(facet) for facet in found.facets],
        web_url=request.build_absolute_uri(_web_address(found)),
    )


def _web_address(found: Results) -> str:
    return reverse("search:results") + address(found.query.text, found.selection)


def _group_out(request: HttpRequest, section: ResultGroup) -> GroupOut:
    return GroupOut(
        group=section.group.value,
        label=str(section.group.label),
        total=section.total,
        is_more=section.is_more,
        results=_results_out(request, section.results),
    )


def _results_out(request: HttpRequest, results: Iterable[Result]) -> list[ResultOut]:
    return [_result_out(request, result) for result in results]


def _result_out(request: HttpRequest, result: Result) -> ResultOut:
    status = result.status
    return ResultOut(
        rank=result.rank,
        kind=result.kind.value,
        kind_label=str(result.kind.label),
        title=_text(result.title),
        heading=_text(result.heading),
        url=request.build_absolute_uri(result.url),
        snippet=_text(result.snippet),
        pieces=[PieceOut(text=piece.text, match=piece.is_match) for piece in result.snippet],
        language=result.language,
        number=result.number,
        breadcrumb=[*result.breadcrumb],
        status=status.value if status else "",
        status_label=str(status.label) if status else "",
        since=result.since,
        until=result.until,
        is_promoted=result.is_promoted,
        more=[
            LinkOut(title=link.label, heading=link.title, url=request.build_absolute_uri(link.url))
            for link in result.more
        ],
    )


def _facet_out(facet: Facet) -> FacetOut:
    return FacetOut(
        parameter=facet.parameter,
        label=str(facet.label),
        values=[
            FacetValueOut(value=one.value, label=str(one.label), count=one.count, is_set=one.is_set)
            for one in facet.values
        ],
    )


def _text(fragments: Iterable[Fragment]) -> str:
    return "".join(fragment.text for fragment in fragments)
