"""What the embedded index finds for the requests of one page.

The words are looked for once. What nearly everything passes (laws, what is in force, the reader's language) and the
filters beside the results are applied to what was found, by the ``Facts`` that an object shares with many others: one
pass then answers for the hits, the total and the counts of every facet. Only where more matches than are looked at
does a filter go to the engine, so that it has as much to choose from.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

import tantivy
from tantivy import Occur, Query

from search.backends.base import (
    COUNT_LIMIT,
    FACET_VALUES,
    FACETS,
    FURTHER_HITS,
    Answer,
    Counts,
    Filters,
    Hit,
    SearchRequest,
)
from search.backends.facts import Facts, passing
from search.backends.tantivy_index import (
    SCHEMA,
    SORTED_BY,
    Stored,
    build_loose_query,
    build_query,
    condition,
    fast_values,
    narrowing_terms,
)
from search.choices import Force, Kind, KindGroup, Order
from search.documents import Passage
from search.ranking import TANTIVY_SCALE, final_score

#: Postings of the required words beyond which "so many of these words" costs more than everything else of a search:
#: the engine then only orders by the words, and what has too few of them is passed over afterwards.
MOST_POSTINGS = 40_000
#: Passages that are read at most for each hit that is asked for, where some have too few of the words.
READ_FOR_A_HIT = 5
#: Different facts that a process remembers; a library of 62,000 articles has about 5,000.
MOST_FACTS = 50_000

#: Passages that are looked at where the engine passes over nothing: the further down, the more lack required words.
LOOSE_LIMIT = 2_000
#: All groups of pages are answered from what is found in any of them.
PAGE_KINDS = (*KindGroup.EXPLAINERS.kinds, *KindGroup.LEARNING.kinds)

NO_FACETS: dict[str, Any] = dict.fromkeys(FACETS, ())


class Matches:
    """Passages in order: their scores, the objects they are of, and the codes of their facts. ``is_loose``: some may
    have too few of the required words.
    """

    def __init__(
        self,
        addresses: list[tantivy.DocAddress],
        scores: list[float],
        objects: list[int],
        codes: list[int],
        facts: Mapping[int, Facts],
        *,
        is_loose: bool = False,
    ) -> None:
        self.addresses, self.scores, self.objects, self.codes = addresses, scores, objects, codes
        self.is_more = is_loose or len(addresses) == COUNT_LIMIT
        self.is_loose = is_loose
        backwards = range(len(objects) - 1, -1, -1)
        #: Where the best passage of each object stands.
        self.firsts = sorted(dict(zip(reversed(objects), backwards, strict=True)).values())
        #: The codes of the objects' facts, and how many have them.
        self.tally = Counter(map(codes.__getitem__, self.firsts))
        self.facts = {code: facts[code] for code in self.tally}
        self._passing: dict[Filters, set[int]] = {}

    def passing(self, filters: Filters) -> set[int]:
        """The codes of the facts that satisfy the filters."""
        if filters not in self._passing:
            self._passing[filters] = passing(self.facts, filters)
        return self._passing[filters]

    def total(self, filters: Filters) -> int:
        return sum(map(self.tally.__getitem__, self.passing(filters)))

    def places(self, filters: Filters, among: Iterable[int]) -> Iterator[int]:
        """Those of some places whose objects pass."""
        codes, passes = self.codes, self.passing(filters)
        return (place for place in among if codes[place] in passes)

    def places_of(self, objects: Collection[int]) -> dict[int, list[int]]:
        """Where the passages of some objects stand, best first."""
        found: dict[int, list[int]] = {code: [] for code in objects}
        for place, code in enumerate(self.objects):
            if code in found:
                found[code].append(place)
        return found


class KnownFacts:
    """The facts behind their codes, read from one object that has them. The same in every index."""

    def __init__(self) -> None:
        self._known: dict[int, Facts] = {}

    def behind(
        self, codes: Sequence[int], searcher: tantivy.Searcher, addresses: Sequence[tantivy.DocAddress]
    ) -> Mapping[int, Facts]:
        known = self._known
        if len(known) > MOST_FACTS:
            known = self._known = {}  # who holds the old ones keeps them
        if unknown := set(codes) - known.keys():
            one_of = dict(zip(codes, addresses, strict=True))
            for code in unknown:
                known[code] = Facts.of(Stored.at(searcher, one_of[code]).document())
        return known


class Looking:
    """The requests of one page: they share their words, and with them most of what is found."""

    def __init__(self, searcher: tantivy.Searcher, facts: KnownFacts) -> None:
        self._searcher = searcher
        self._facts = facts
        self._known: dict[SearchRequest, Matches] = {}

    # -------------------------------------------------------------- finding

    def _matches(self, request: SearchRequest) -> Matches:
        """What the words find, and at least the conditions that leave much out hold for it."""
        wide = _widened(request)
        kinds = (
            PAGE_KINDS
            if set(wide.filters.kinds) <= set(PAGE_KINDS) and wide.filters.kinds
            else wide.filters.kinds
        )
        free = replace(wide, filters=replace(wide.filters, kinds=kinds, **NO_FACETS))
        matches = self._looked_up(free)
        return matches if free == wide or not matches.is_more else self._looked_up(wide)

    def _looked_up(self, request: SearchRequest) -> Matches:
        if request not in self._known:
            self._known[request] = self._found(request)
        return self._known[request]

    def _found(self, request: SearchRequest) -> Matches:
        if not request.is_ranked:
            return self._sorted(request)
        found: list[Any] = []
        is_loose = self.is_costly(request)
        if is_loose:
            found = self._searcher.search(build_loose_query(request), limit=LOOSE_LIMIT, count=False).hits
            is_loose = len(found) == LOOSE_LIMIT
        if not is_loose:
            found = self._searcher.search(build_query(request), limit=COUNT_LIMIT, count=False).hits
        addresses = [address for _, address in found]
        return self._described(addresses, [score * TANTIVY_SCALE for score, _ in found], is_loose=is_loose)

    def _sorted(self, request: SearchRequest) -> Matches:
        """By a field; the objects of one day in the order of the law."""
        field, order = SORTED_BY[request.order]
        found = self._searcher.search(
            build_query(request), limit=COUNT_LIMIT, count=False, order_by_field=field, order=order
        ).hits
        addresses = [address for _, address in found]
        if request.order is not Order.RELEVANCE:
            positions = fast_values(self._searcher, "position", addresses)
            sign = -1 if request.order is Order.NEWEST else 1
            days = [(sign * day, position) for (day, _), position in zip(found, positions, strict=True)]
            addresses = [addresses[place] for place in sorted(range(len(addresses)), key=days.__getitem__)]
        return self._described(addresses, [-float(place) for place in range(len(addresses))])

    def _described(
        self, addresses: list[tantivy.DocAddress], scores: list[float], *, is_loose: bool = False
    ) -> Matches:
        codes = fast_values(self._searcher, "facts", addresses)
        return Matches(
            addresses,
            scores,
            fast_values(self._searcher, "object_code", addresses),
            codes,
            self._facts.behind(codes, self._searcher, addresses),
            is_loose=is_loose,
        )

    def is_costly(self, request: SearchRequest) -> bool:
        """Would counting the required words in every passage that has one take long?"""
        if not 1 < request.required < len(request.content):
            return False
        frequency = self._searcher.doc_freq
        narrowest = min(
            (
                sum(frequency(field, value) for value in values)
                for field, values in narrowing_terms(request.filters)
            ),
            default=self._searcher.num_docs,
        )
        return sum(min(frequency("u", word), narrowest) for word in request.content) > MOST_POSTINGS

    # -------------------------------------------------------------- answers

    def answer(self, request: SearchRequest) -> Answer:
        matches = self._matches(request)
        total = matches.total(request.filters)
        hits: list[Hit] = []
        if request.limit and total:
            hits = self._ranked(request, matches) if request.is_ranked else self._listed(request, matches)
            hits.sort(key=lambda hit: -hit.score)
        return Answer(
            tuple(hits),
            total=total,
            is_more=matches.is_more,
            counts=self.counts(request) if request.is_counted else None,
        )

    def _listed(self, request: SearchRequest, matches: Matches) -> list[Hit]:
        shown = list(islice(matches.places(request.filters, matches.firsts), request.limit))
        best = self._best_passages(request, matches, shown) if request.words else {}
        hits = []
        for place in shown:
            address = best.get(matches.objects[place], matches.addresses[place])
            stored = Stored.at(self._searcher, address)
            hits.append(Hit(stored.document(), stored.passage(), matches.scores[place]))
        return hits

    def _ranked(self, request: SearchRequest, matches: Matches) -> list[Hit]:
        read = list(islice(self._read(request, matches), request.limit))
        looked_at_again = [matches.objects[place] for place, _ in read[:FURTHER_HITS]]
        further = matches.places_of(looked_at_again if request.further_passages else ())
        hits = []
        for place, stored in read:
            document = stored.document()
            score = final_score(
                matches.scores[place],
                document.kind,
                day=request.filters.day,
                effective_from=document.effective_from,
                effective_to=document.effective_to,
            )
            others = [one for one in further.get(matches.objects[place], ()) if one > place]
            hits.append(Hit(document, stored.passage(), score, self._further(request, matches, others)))
        return hits

    def _read(self, request: SearchRequest, matches: Matches) -> Iterator[tuple[int, Stored]]:
        """Each object with its best passage that has enough of the required words."""
        if not matches.is_loose:
            for place in matches.places(request.filters, matches.firsts):
                yield place, Stored.at(self._searcher, matches.addresses[place])
            return
        seen: set[int] = set()
        content = frozenset(request.content)
        places = matches.places(request.filters, range(len(matches.addresses)))
        for place in islice(places, request.limit * READ_FOR_A_HIT):
            if matches.objects[place] not in seen:
                stored = Stored.at(self._searcher, matches.addresses[place])
                if stored.shared_words(content) >= request.required:
                    seen.add(matches.objects[place])
                    yield place, stored

    def _further(
        self, request: SearchRequest, matches: Matches, places: Iterable[int]
    ) -> tuple[Passage, ...]:
        """The next best passages of an object."""
        content = frozenset(request.content)
        found = (Stored.at(self._searcher, matches.addresses[place]) for place in places)
        enough = (
            one.passage()
            for one in found
            if not matches.is_loose or one.shared_words(content) >= request.required
        )
        return tuple(islice(enough, request.further_passages))

    def _best_passages(
        self, request: SearchRequest, matches: Matches, places: Sequence[int]
    ) -> dict[int, tantivy.DocAddress]:
        """Of objects sorted by date: the passages that match best."""
        of_these = Query.term_set_query(SCHEMA, "object_code", [matches.objects[place] for place in places])
        query = Query.boolean_query([(Occur.Must, build_query(request)), condition(of_these)])
        found = self._searcher.search(query, limit=COUNT_LIMIT, count=False).hits
        addresses = [address for _, address in found]
        best: dict[int, tantivy.DocAddress] = {}
        for object_code, address in zip(
            fast_values(self._searcher, "object_code", addresses), addresses, strict=True
        ):
            best.setdefault(object_code, address)
        return best

    # -------------------------------------------------------------- counts

    def counts(self, request: SearchRequest) -> Counts:
        """Each facet under all filters but its own."""
        filters = request.filters

        def without(**unset: Any) -> list[tuple[Facts, int]]:
            freed = replace(filters, **unset)
            matches = self._matches(replace(request, filters=freed))
            return [(matches.facts[code], matches.tally[code]) for code in matches.passing(freed)]

        usual = without()
        facets = {}
        for number, name in enumerate(FACETS):
            values: Counter[str | int] = Counter()
            for facts, objects in without(**{name: ()}) if getattr(filters, name) else usual:
                if value := facts.values[number]:
                    values[value] += objects
            common = sorted(values.items(), key=lambda item: (-item[1], str(item[0])))
            facets[name] = dict(common[:FACET_VALUES])
        forces: Counter[Force] = Counter()
        for facts, objects in without(force=None) if filters.force else usual:
            forces[facts.force_on(filters.day.toordinal())] += objects
        return Counts(forces=dict(forces), facets=facets)


def _widened(request: SearchRequest) -> SearchRequest:
    """Without the conditions that nearly everything passes: they cost more to look for than to apply afterwards."""
    filters = request.filters
    return replace(
        request,
        limit=0,
        is_counted=False,
        filters=replace(
            filters,
            language="",
            kinds=() if Kind.LAW_ARTICLE in filters.kinds else filters.kinds,
            force=None if filters.force is Force.IN_FORCE else filters.force,
        ),
    )
