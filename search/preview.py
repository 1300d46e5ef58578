"""Before and after: what the saved queries find under two sets of rules."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from search.asking import understand
from search.finding import find
from search.models import SavedQuery
from search.results import Result, Results
from search.rules import Rules
from search.selection import Selection

#: So many results of a query are set side by side.
TOP = 6


@dataclass(frozen=True, slots=True)
class Place:
    """A result on one side: ``moved`` is how many places it rose (+) or fell (-), None where the other has it not."""

    number: int
    title: str
    url: str
    is_promoted: bool
    is_wanted: bool
    moved: int | None

    @property
    def fell(self) -> int:
        return -(self.moved or 0)


@dataclass(frozen=True, slots=True)
class Comparison:
    """A query under both sets of rules. ``wanted_*``: the place of the right answer, 0 for none."""

    text: str
    language: str
    has_wanted: bool
    before: tuple[Place, ...]
    after: tuple[Place, ...]
    wanted_before: int
    wanted_after: int

    @property
    def is_changed(self) -> bool:
        return [place.url for place in self.before] != [place.url for place in self.after]

    @property
    def is_better(self) -> bool:
        return bool(self.wanted_after) and (not self.wanted_before or self.wanted_after < self.wanted_before)

    @property
    def is_worse(self) -> bool:
        return bool(self.wanted_before) and (not self.wanted_after or self.wanted_after > self.wanted_before)


@dataclass(frozen=True, slots=True)
class Change:
    """A rule that is in one set and not in the other."""

    is_added: bool
    text: str


def digest(rules: Rules) -> str:
    """Names a set of rules: what is published must be what was shown."""
    packed = json.dumps(rules.to_json(), sort_keys=True, ensure_ascii=False).encode()
    return hashlib.sha256(packed).hexdigest()[:20]


def changes(live: Rules, draft: Rules, titles: Mapping[str, str] = MappingProxyType({})) -> Iterator[Change]:
    """What publishing would add and take away; ``titles``: of promoted objects, by their key. Pure."""
    for before, after in zip(_named(live, titles), _named(draft, titles), strict=True):
        yield from (Change(True, text) for text in after if text not in before)
        yield from (Change(False, text) for text in before if text not in after)


def _named(rules: Rules, titles: Mapping[str, str]) -> Iterator[list[str]]:
    yield [f"{one.typed} → {', '.join(one.terms)}" for one in rules.synonyms]
    yield [
        f"{'“' + one.query + '”' if one.is_whole else '… ' + one.query + ' …'} ↑ {titles.get(one.key, one.key)}"
        + (f" ({one.language})" if one.language else "")
        for one in rules.promotions
    ]
    yield [f"– {word}" for word in rules.ignored]
    yield [f"∅ {word}" for word in rules.unsuggested]
    yield [f"{one.name}: {one.field} = {one.value} × {one.weight:g}" for one in rules.boosts]


def compare(
    queries: Iterable[SavedQuery], live: Rules, draft: Rules, *, today: datetime.date
) -> list[Comparison]:
    """Those that change first."""
    found = [_compare(query, live, draft, today) for query in queries]
    return sorted(found, key=lambda one: (not one.is_changed, one.text))


def _compare(query: SavedQuery, live: Rules, draft: Rules, today: datetime.date) -> Comparison:
    before, after = (_top(query, rules, today) for rules in (live, draft))
    return Comparison(
        text=query.text,
        language=query.language,
        has_wanted=bool(query.wanted_url),
        before=_places(before, after, query.wanted_url),
        after=_places(after, before, query.wanted_url),
        wanted_before=_place_of(query.wanted_url, before),
        wanted_after=_place_of(query.wanted_url, after),
    )


def _top(query: SavedQuery, rules: Rules, today: datetime.date) -> list[Result]:
    found = find(
        understand(query.text, rules), Selection(), language=query.language, today=today, rules=rules
    )
    return list(shown(found))


def shown(found: Results) -> Iterator[Result]:
    """A page's results from top to bottom."""
    if found.direct:
        yield found.direct
    yield from found.promoted
    for section in found.sections:
        yield from section.results


def _place_of(wanted_url: str, results: list[Result]) -> int:
    if not wanted_url:
        return 0
    return next(
        (place for place, result in enumerate(results, start=1) if result.url.startswith(wanted_url)), 0
    )


def _places(one: list[Result], other: list[Result], wanted_url: str) -> tuple[Place, ...]:
    numbers = {result.url: number for number, result in enumerate(other, start=1)}
    return tuple(
        Place(
            number=number,
            title="".join(fragment.text for fragment in result.title),
            url=result.url,
            is_promoted=result.is_promoted,
            is_wanted=bool(wanted_url) and result.url.startswith(wanted_url),
            moved=numbers[result.url] - number if result.url in numbers else None,
        )
        for number, result in enumerate(one[:TOP], start=1)
    )
