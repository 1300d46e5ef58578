"""Relations of a document as its pages show them: by kind and direction, then by the other document."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db.models import Count, F, Q
from django.utils.http import urlencode

from content.laws.choices import RelationKind
from content.laws.models import Article, DocumentRelation, DocumentRelationQuerySet, LegalDocument
from portal.lib.vietnamese import fold, normalise

# Of a group so many documents are shown, and of each so many provisions; the rest is one link away.
DOCUMENTS_SHOWN = 10
PLACES_SHOWN = 10

GROUP, WORDS = "nhom", "q"
LONGEST_WORDS = 200
_ARTICLE_IN_WORDS = re.compile(r"(?<!\w)(?:dieu|article)\s+(\d{1,4}[a-z]{0,2})(?!\w)")


@dataclass(frozen=True)
class Side:
    """One kind of relation read from one of its ends; ``slug`` stands in addresses."""

    kind: RelationKind
    is_outgoing: bool

    @property
    def label(self) -> str:
        return str(self.kind.label if self.is_outgoing else self.kind.inverse_label)

    @property
    def slug(self) -> str:
        return self.kind.slug if self.is_outgoing else self.kind.inverse_slug

    @property
    def order(self) -> tuple[int, bool]:
        """As in ``RelationKind``; what the document does before what is done to it."""
        return list(RelationKind).index(self.kind), not self.is_outgoing

    @property
    def other(self) -> str:
        """The field of the other document."""
        return "to_document" if self.is_outgoing else "from_document"

    @classmethod
    def of(cls, relation: DocumentRelation, document: LegalDocument) -> Side:
        return cls(RelationKind(relation.kind), relation.from_document_id == document.pk)

    @classmethod
    def from_slug(cls, slug: str) -> Side | None:
        return next((side for side in _every_side() if side.slug == slug), None)


@dataclass(frozen=True)
class Place:
    """What is acted on, and the provision that acts; either may be the whole document, which has no words."""

    relation: DocumentRelation
    acted_on: str
    acting: str

    @property
    def acted_on_url(self) -> str:
        return self.relation.to_url

    @property
    def acting_url(self) -> str:
        return self.relation.from_url


@dataclass
class RelatedLine:
    """The other document, and where it is touched from one day on."""

    citation: str
    url: str
    effective_on: datetime.date | None
    all_url: str
    places: list[Place] = field(default_factory=list)

    @property
    def shown(self) -> list[Place]:
        return self.places[:PLACES_SHOWN]

    @property
    def more(self) -> int:
        return len(self.places) - len(self.shown)


@dataclass
class RelationGroup:
    """One side with all its lines, newest first; ``all_url`` shows every relation of it."""

    side: Side
    all_url: str
    count: int = 0
    lines: list[RelatedLine] = field(default_factory=list)

    @property
    def label(self) -> str:
        return self.side.label

    @property
    def shown(self) -> list[RelatedLine]:
        return self.lines[:DOCUMENTS_SHOWN]

    @property
    def more(self) -> int:
        return len(self.lines) - len(self.shown)


@dataclass(frozen=True)
class SideCount:
    """A side of which the document has relations."""

    side: Side
    count: int
    url: str


def relation_groups(
    document: LegalDocument, relations: Iterable[DocumentRelation], *, article: Article | None = None
) -> list[RelationGroup]:
    """From relations with both ends loaded. With ``article`` as its page shows them: itself goes without saying."""
    groups: dict[Side, RelationGroup] = {}
    lines: dict[tuple[Side, int, datetime.date | None], RelatedLine] = {}
    own_words = article.label if article else ""
    for relation in sorted(relations, key=_newest_first):
        side = Side.of(relation, document)
        other = relation.to_document if side.is_outgoing else relation.from_document
        if side not in groups:
            groups[side] = RelationGroup(side, group_url(document, side, own_words))
        key = (side, other.pk, relation.effective_on)
        if key not in lines:
            words = f"{own_words} {other.number or other.title}".strip()
            lines[key] = RelatedLine(
                other.citation,
                other.get_absolute_url(),
                relation.effective_on,
                group_url(document, side, words),
            )
            groups[side].lines.append(lines[key])
        groups[side].count += 1
        if place := _place(relation, article):
            lines[key].places.append(place)
    return [groups[side] for side in sorted(groups, key=lambda side: side.order)]


def sides_of(document: LegalDocument) -> list[SideCount]:
    """Each side of the document with the number of its relations. One query."""
    rows = (
        DocumentRelation.objects.touching(document)
        .order_by()
        .values_list("kind", "from_document")
        .annotate(count=Count("pk"))
    )
    counts: dict[Side, int] = {}
    for kind, acting, count in rows:
        side = Side(RelationKind(kind), acting == document.pk)
        counts[side] = counts.get(side, 0) + count
    return [
        SideCount(side, counts[side], group_url(document, side))
        for side in sorted(counts, key=lambda side: side.order)
    ]


def relations_of_side(document: LegalDocument, side: Side, words: str = "") -> DocumentRelationQuerySet:
    """Newest first. ``words``: of the other document's title or number, and "Điều 7" for an article of either."""
    own = "from_document" if side.is_outgoing else "to_document"
    found = DocumentRelation.objects.filter(**{own: document, "kind": side.kind})
    rest = fold(normalise(words))
    for match in _ARTICLE_IN_WORDS.finditer(rest):
        numbers = [match[1], match[1].replace("d", "đ")]
        found = found.filter(Q(from_article__number__in=numbers) | Q(to_article__number__in=numbers))
    rest = _ARTICLE_IN_WORDS.sub(" ", rest)
    if rest.strip():
        found = found.filter(**{f"{side.other}__in": LegalDocument.objects.matching(rest)})
    return found.with_ends().order_by(
        F("effective_on").desc(nulls_last=True), side.other, "to_article__order", "from_article__order", "pk"
    )


def group_url(document: LegalDocument, side: Side, words: str = "") -> str:
    asked = {GROUP: side.slug} | ({WORDS: words} if words else {})
    return f"{relations_url(document)}?{urlencode(asked)}"


def relations_url(document: LegalDocument) -> str:
    return f"{document.get_absolute_url()}quan-he/"


def _every_side() -> Iterator[Side]:
    for kind in RelationKind:
        yield Side(kind, is_outgoing=True)
        yield Side(kind, is_outgoing=False)


def _newest_first(relation: DocumentRelation) -> tuple[int, int, int, int]:
    day = relation.effective_on.toordinal() if relation.effective_on else 0
    acted_on, acting = relation.to_article, relation.from_article
    return -day, acted_on.order if acted_on else 0, acting.order if acting else 0, relation.pk or 0


def _place(relation: DocumentRelation, article: Article | None) -> Place | None:
    """None where both ends are whole documents, or the article whose page it is."""
    acted_on, acting = relation.to_provision, relation.from_provision
    if article is not None:
        acted_on = "" if acted_on == article.label and relation.to_article_id == article.pk else acted_on
        acting = "" if acting == article.label and relation.from_article_id == article.pk else acting
    if not acted_on and not acting:
        return None
    return Place(relation, acted_on, acting)
