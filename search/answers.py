"""What the engine is asked for a query, and what of its answers is kept: group by group, with their facets."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from search.analysis import bigrams
from search.backends.base import FACETS, MAX_HITS, Answer, Counts, Filters, Hit, SearchBackend, SearchRequest
from search.choices import Kind, KindGroup, Order
from search.documents import SearchDocument
from search.facets import counts_of_hits
from search.features import Question as AskedText
from search.features import Weighed
from search.highlighting import Wanted
from search.marks import by_marks
from search.named_laws import named_laws_first, request_by_name
from search.queries import ParsedQuery, parse_query, without_number
from search.relevance import speaks_of
from search.reranking import rerank
from search.selection import Selection
from search.statistics import current_frequencies
from search.vocabulary import Vocabulary

PAGE_GROUPS = (KindGroup.EXPLAINERS, KindGroup.LEARNING)
#: Of the words that were typed and the same in the law's words, the first lead.
TYPED_FIRST = (1.0, 0.9)
#: What counts among the laws are the law's own words, where they are most of the question: an everyday word that
#: stands in a law means something else there. One word of a long question hardly matters. Pages speak as people do.
TERMS_FIRST = (0.6, 1.0)
LEADING_SHARE = 0.4
#: How fast a place in a list loses weight where two lists become one.
FUSION_CONSTANT = 10


def in_terms(query: ParsedQuery) -> ParsedQuery | None:
    """The query in the law's words, which need no further ones; None where there is nothing to add."""
    return parse_query(query.also, Vocabulary()) if query.also else None


@dataclass(frozen=True, slots=True)
class Asked:
    """A query as one group is asked it."""

    query: ParsedQuery
    request: SearchRequest
    weight: float = 1.0

    @property
    def wanted(self) -> Wanted:
        return Wanted.of(self.query.searched, kept=self.query.content)


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody wants to know: the query, the same in the law's words, and the law that it names, if any."""

    query: ParsedQuery
    also: ParsedQuery | None
    law: SearchDocument | None
    language: str
    day: datetime.date

    def asked(self, group: KindGroup, selection: Selection) -> list[Asked]:
        filters = replace(selection.filters(language=self.language, day=self.day), kinds=group.kinds)
        if selection.languages:
            filters = replace(filters, language="")
        if group is KindGroup.LAWS and self.law is not None:
            return [Asked(self.query, replace(self._about_law(self.law, filters), order=selection.order))]
        request = replace(request_of(self.query, filters), order=selection.order)
        if self.law is not None and self.query.citation is not None:
            # Pages that speak of this article.
            request = replace(request, phrases=(*request.phrases, ("dieu", self.query.citation.article)))
        asked = [Asked(self.query, request)]
        if self.also is not None and self.law is None:
            is_in_terms = group is KindGroup.LAWS and self.query.put_into_terms >= LEADING_SHARE
            typed_weight, also_weight = TERMS_FIRST if is_in_terms else TYPED_FIRST
            also = replace(request_of(self.also, filters), order=selection.order)
            asked = [Asked(self.query, request, typed_weight), Asked(self.also, also, also_weight)]
        if (
            group in PAGE_GROUPS
            and self.query.language not in {"vi", self.language}
            and not selection.languages
        ):
            # A question in English finds English pages, whatever the language of the page around it.
            written = replace(filters, language=self.query.language)
            asked.append(Asked(self.query, replace(request, filters=written)))
        return asked

    def _about_law(self, law: SearchDocument, filters: Filters) -> SearchRequest:
        filters = replace(filters, group=law.group_key)
        if self.query.citation is not None:
            # The provision stands above; below it the law as a whole.
            return SearchRequest(filters=replace(filters, kinds=(Kind.LEGAL_DOCUMENT,)), is_counted=True)
        # A number was typed: its law is read in order, or searched for the words that stand beside the number.
        words = without_number(self.query)
        return SearchRequest(
            words=words,
            word_pairs=tuple(bigrams(words)),
            content=words,
            required=min(len(words), 1),
            phrases=self.query.phrases,
            filters=replace(filters, kinds=(Kind.LAW_ARTICLE,)),
            is_counted=True,
        )


def request_of(query: ParsedQuery, filters: Filters) -> SearchRequest:
    return SearchRequest(
        words=query.words,
        word_pairs=query.word_pairs,
        content=query.content,
        required=query.required,
        phrases=query.phrases,
        filters=filters,
        is_counted=True,
    )


@dataclass(frozen=True, slots=True)
class Answers:
    """One answer for each group, and the counts of the filters over the groups that are shown."""

    groups: dict[KindGroup, Answer]
    counts: Counts


def answer(backend: SearchBackend, question: Question, selection: Selection) -> Answers:
    """Asks for all groups in one round trip. Raises SearchUnavailableError."""
    asked = {group: question.asked(group, selection) for group in KindGroup}
    named = _by_name(question, asked[KindGroup.LAWS])
    everywhere = _in_every_language(question, selection)
    requests = [one.request for variants in (named, *asked.values()) for one in variants]
    got = iter(backend.search([*requests, *everywhere]))
    candidates = [_kept(one, next(got)) for one in named]
    groups: dict[KindGroup, Answer] = {}
    shown: list[Counts] = []
    for group, variants in asked.items():
        found = [(one, next(got)) for one in variants]
        kept = [_reranked(one, _kept(one, raw)) for one, raw in found]
        groups[group] = _merged(kept, [one.weight for one in variants], selection.order)
        if group is KindGroup.LAWS:
            for one, of_name in zip(reversed(named), reversed(candidates), strict=True):
                groups[group] = named_laws_first(one.query, groups[group], of_name.hits, day=question.day)
        if selection.group in {None, group}:
            shown.append(_counts(backend, found, kept, groups[group]))
    counts = _sum(shown)
    for raw in got:
        if raw.counts is not None:
            languages = Counter(raw.counts.facets.get("languages", {}))
            if not selection.languages and selection.group in {None, KindGroup.LAWS}:
                # Laws are Vietnamese whoever reads them.
                languages.update({"vi": laws} if (laws := groups[KindGroup.LAWS].total) else {})
            counts.facets["languages"] = dict(languages.most_common())
    return Answers(groups, counts)


def _by_name(question: Question, asked: Sequence[Asked]) -> list[Asked]:
    """Laws that may bear the query as their name, as it was typed and in the law's words."""
    if question.law is not None:
        return []
    return [
        Asked(one.query, request)
        for one in asked
        if one.request.is_ranked and (request := request_by_name(one.query, one.request))
    ]


def _in_every_language(question: Question, selection: Selection) -> list[SearchRequest]:
    """Pages in all languages, for the counts of the filter by language; laws too once that filter leaves them out."""
    counted = KindGroup if selection.languages else PAGE_GROUPS
    kinds = tuple(kind for group in counted if selection.group in {None, group} for kind in group.kinds)
    if not kinds or question.law is not None:
        return []
    filters = replace(selection.filters(language="", day=question.day), languages=(), kinds=kinds)
    return [replace(request_of(question.query, filters), limit=0)]


def _kept(asked: Asked, raw: Answer) -> Answer:
    if not asked.request.words:
        return raw
    kept = by_marks(raw, asked.wanted, asked.query.required)
    if not set(asked.request.filters.kinds) & set(KindGroup.LAWS.kinds) and not asked.request.phrases:
        kept = _to_the_point(asked.query, kept)
    if asked.request.order is not Order.RELEVANCE:
        return replace(kept, hits=_in_order_of(raw.hits, kept.hits))
    return kept


def _to_the_point(query: ParsedQuery, found: Answer) -> Answer:
    """Without the pages that only share words with the question."""
    frequencies = current_frequencies()
    if frequencies is None or not found.hits:
        return found
    weighed = Weighed(AskedText.of(query.searched), frequencies)
    hits = tuple(hit for hit in found.hits if speaks_of(weighed, hit))
    return replace(found, hits=hits, total=found.total - (len(found.hits) - len(hits)))


def _reranked(asked: Asked, kept: Answer) -> Answer:
    if not asked.request.is_ranked:
        return kept
    return replace(kept, hits=rerank(asked.query, kept.hits, day=asked.request.filters.day))


def _in_order_of(ordered: Sequence[Hit], kept: Sequence[Hit]) -> tuple[Hit, ...]:
    keys = {hit.document.key for hit in kept}
    return tuple(hit for hit in ordered if hit.document.key in keys)


def _merged(answers: Sequence[Answer], weights: Sequence[float], order: Order) -> Answer:
    """Several lists as one: by the sum of what its places in the lists weigh, or by date. An object counts once."""
    if len(answers) == 1:
        return answers[0]
    hits: dict[str, Hit] = {}
    scores: dict[str, float] = defaultdict(float)
    for one, weight in zip(answers, weights, strict=True):
        for place, hit in enumerate(one.hits):
            key = hit.document.key
            hits.setdefault(key, hit)
            scores[key] += weight / (FUSION_CONSTANT + place)
    if order is Order.RELEVANCE:
        merged = sorted(hits.values(), key=lambda hit: -scores[hit.document.key])
    else:
        sign = -1 if order is Order.NEWEST else 1
        merged = sorted(hits.values(), key=lambda hit: sign * _day_of(hit))
    merged = [replace(hit, score=scores[hit.document.key]) for hit in merged]
    in_hand = all(one.total <= len(one.hits) for one in answers)
    total = len(merged) if in_hand else max(len(merged), *(one.total for one in answers))
    return Answer(
        tuple(merged[:MAX_HITS]), total=total, is_more=not in_hand or any(one.is_more for one in answers)
    )


def _day_of(hit: Hit) -> int:
    return hit.document.dated.toordinal() if hit.document.dated else 0


# ------------------------------------------------------------------ counts


def _counts(
    backend: SearchBackend, found: Sequence[tuple[Asked, Answer]], kept: Sequence[Answer], group: Answer
) -> Counts:
    """The engine's counts; where results were dropped or joined after it, counted again from what is left."""
    raw_counts = found[0][1].counts or Counts()
    unchanged = len(found) == 1 and len(kept[0].hits) == len(found[0][1].hits)
    in_hand = all(raw.total <= len(raw.hits) for _, raw in found)
    if unchanged or not in_hand:
        return raw_counts
    counts = counts_of_hits(group.hits, found[0][0].request.filters.day)
    for facet in _set_facets(found[0][0].request.filters):
        counts = _recounted(backend, [one for one, _ in found], facet, counts)
    return counts


def _set_facets(filters: Filters) -> list[str]:
    return [name for name in ("force", *FACETS) if getattr(filters, name)]


def _recounted(backend: SearchBackend, asked: Sequence[Asked], facet: str, counts: Counts) -> Counts:
    """A filter that is set is counted as if it were not."""
    free = [_without(one, facet) for one in asked]
    kept = [
        _kept(one, raw) for one, raw in zip(free, backend.search([one.request for one in free]), strict=True)
    ]
    merged = _merged(kept, [one.weight for one in free], Order.RELEVANCE)
    again = counts_of_hits(merged.hits, asked[0].request.filters.day)
    if facet == "force":
        return replace(counts, forces=again.forces)
    return replace(counts, facets={**counts.facets, facet: again.facets[facet]})


def _without(asked: Asked, facet: str) -> Asked:
    unset: Any = None if facet == "force" else ()
    filters = replace(asked.request.filters, **{facet: unset})
    return replace(asked, request=replace(asked.request, filters=filters, is_counted=False))


def _sum(counts: Iterable[Counts]) -> Counts:
    forces: Counter = Counter()
    facets: dict[str, Counter[str | int]] = {facet: Counter() for facet in FACETS}
    for one in counts:
        forces.update(one.forces)
        for facet, values in one.facets.items():
            facets[facet].update(values)
    return Counts(
        forces=dict(forces), facets={facet: dict(values.most_common()) for facet, values in facets.items()}
    )
