"""What happened to a law, in order; and why its status is what it is, with the rows that decide it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import pgettext_lazy

from content.laws.choices import LegalStatus, RelationKind
from content.laws.models import Article, DocumentRelation, LegalDocument, ProvisionEffect
from content.laws.status import (
    ENDS_WHOLE,
    Reason,
    RelationFact,
    Standing,
    document_standing,
    partial_facts,
    provision_standing,
)

MOST_PARTS = 6
ONE_DAY = datetime.timedelta(days=1)

_LABELS = {
    "passed": pgettext_lazy("event of a law", "Passed"),
    "issued": pgettext_lazy("event of a law", "Issued"),
    "effective": pgettext_lazy("event of a law", "Takes effect"),
    "amended": pgettext_lazy("event of a law", "Amended"),
    "corrected": pgettext_lazy("event of a law", "Corrected"),
    "suspended": pgettext_lazy("event of a law", "Suspended"),
    "suspended_part": pgettext_lazy("event of a law", "Suspended in part"),
    "resumed": pgettext_lazy("event of a law", "In force again"),
    "replaced": pgettext_lazy("event of a law", "Replaced"),
    "replaced_part": pgettext_lazy("event of a law", "Replaced in part"),
    "repealed": pgettext_lazy("event of a law", "Repealed"),
    "repealed_part": pgettext_lazy("event of a law", "Repealed in part"),
    "expired": pgettext_lazy("event of a law", "No longer in force"),
}
_EVENTS = {
    "amends": "amended",
    "supplements": "amended",
    "corrects": "corrected",
    "suspends": "suspended",
    "replaces": "replaced",
    "repeals": "repealed",
}


@dataclass
class Event:
    """A day on which something happened; ``relations`` are what one document did on it."""

    date: datetime.date
    kind: str
    is_past: bool
    by: LegalDocument | None = None
    relations: list[DocumentRelation] = field(default_factory=list)
    compare_url: str = ""

    @property
    def label(self) -> str:
        return str(_LABELS[self.kind])

    @property
    def kind_of_mark(self) -> str:
        """How it is drawn: parts look as a change does."""
        return "amended" if self.kind.endswith("_part") else self.kind.replace("repealed", "expired")

    @property
    def deciding(self) -> list[DocumentRelation]:
        """One for each provision of the acting document that says so."""
        found = {(one.from_article_id, one.from_clause, one.from_point): one for one in self.relations}
        return list(found.values())


@dataclass(frozen=True)
class Explained:
    """A standing with the rows that its reasons name."""

    standing: Standing
    relation: DocumentRelation | None = None
    effect: ProvisionEffect | None = None
    next_relation: DocumentRelation | None = None
    parts: tuple[DocumentRelation, ...] = ()
    more_parts: int = 0

    @property
    def status(self) -> LegalStatus:
        return LegalStatus(self.standing.status)

    @property
    def reason(self) -> Reason:
        return self.standing.reason

    @property
    def says_something(self) -> bool:
        """A law plainly in force needs no reason."""
        return bool(self.standing.reason.kind != "begins" or self.standing.changes_on or self.parts)


def timeline(document: LegalDocument, today: datetime.date) -> list[Event]:
    """Oldest first. What one document did on one day is one event."""
    events = [Event(document.issued_on, "passed" if document.type.is_cited_by_title else "issued", True)]
    if document.effective_on:
        events.append(Event(document.effective_on, "effective", document.effective_on <= today))
    grouped: dict[tuple[datetime.date, str, int], Event] = {}
    ended = set()
    for relation in deciding_relations(document):
        fact = relation.as_fact()
        if relation.kind not in _EVENTS or fact.effective_on is None:
            continue
        kind = _EVENTS[relation.kind]
        if not fact.whole and kind in {"suspended", "replaced", "repealed"}:
            kind += "_part"
        elif fact.kind in ENDS_WHOLE:
            ended.add(fact.effective_on)
        _add(grouped, fact.effective_on, kind, relation, today)
        if relation.kind == RelationKind.SUSPENDS and relation.ended_on:
            _add(grouped, relation.ended_on, "resumed", relation, today)
    for event in grouped.values():
        if event.kind not in {"suspended", "suspended_part", "resumed"}:
            before = (event.date - ONE_DAY).isoformat()
            event.compare_url = (
                f"{document.get_absolute_url()}so-sanh/?tu={before}&den={event.date.isoformat()}"
            )
    events += grouped.values()
    if document.expired_on and document.expired_on not in ended:
        events.append(Event(document.expired_on, "expired", document.expired_on <= today))
    return sorted(events, key=lambda event: event.date)


def _add(
    grouped: dict[tuple[datetime.date, str, int], Event],
    day: datetime.date,
    kind: str,
    relation: DocumentRelation,
    today: datetime.date,
) -> None:
    key = (day, kind, relation.from_document_id)
    event = grouped.setdefault(key, Event(day, kind, day <= today, relation.from_document))
    event.relations.append(relation)


def explain_document(document: LegalDocument, date: datetime.date) -> Explained:
    """Why the whole document has its status on a day, and what concerns only parts of it."""
    parts = [fact for fact in partial_facts(document.facts, date) if isinstance(fact, RelationFact)]
    standing = document_standing(document.facts, date)
    shown = _rows(document, [fact.key for fact in parts[:MOST_PARTS] if not _is_reason(fact, standing)])
    return _explained(document, standing, tuple(shown), max(0, len(parts) - MOST_PARTS))


def explain_provision(article: Article, date: datetime.date, clause: str = "", point: str = "") -> Explained:
    """Why an article, or a clause or point of it, has its status on a day."""
    standing = provision_standing(
        article.document.facts,
        [effect.as_fact() for effect in article.effects.all()],
        article=article.key,
        clause=clause,
        point=point,
        date=date,
    )
    return _explained(article.document, standing, (), 0)


def _explained(
    document: LegalDocument, standing: Standing, parts: tuple[DocumentRelation, ...], more: int
) -> Explained:
    fact, following = standing.reason.relation, standing.next_reason
    own = standing.reason.provision
    rows = {one.pk: one for one in deciding_relations(document)} if fact or following else {}
    effect = None
    if own is not None:
        effect = (
            ProvisionEffect.objects.filter(pk=own.key)
            .select_related("article__document", "decided_by")
            .first()
        )
        if effect is not None:
            effect.article.document = document
    return Explained(
        standing,
        rows.get(fact.key) if fact else None,
        effect,
        rows.get(following.relation.key) if following and following.relation else None,
        parts,
        more,
    )


def _is_reason(fact: RelationFact, standing: Standing) -> bool:
    return fact == standing.reason.relation


def _rows(document: LegalDocument, keys: Iterable[int]) -> list[DocumentRelation]:
    wanted = list(keys)
    if not wanted:
        return []
    rows = {one.pk: one for one in deciding_relations(document)}
    return [rows[key] for key in wanted if key in rows]


def deciding_relations(document: LegalDocument) -> list[DocumentRelation]:
    """What other documents do to this one, with both ends; asked once for a page."""
    found = [one for one in document.incoming if one.kind in _EVENTS]
    for one in found:
        one.to_document = document
    return found
