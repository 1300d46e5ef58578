"""Reads a document from the library, once, as of a day, for every export format."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from django.db.models import Prefetch

from content.laws.choices import (
    AliasKind,
    ArticleKind,
    DivisionKind,
    LegalStatus,
    RelationKind,
    TextKind,
    TextLanguage,
)
from content.laws.exports.records import (
    ExportAlias,
    ExportArticle,
    ExportDivision,
    ExportDivisionLine,
    ExportDocument,
    ExportEffect,
    ExportNode,
    ExportReference,
    ExportRelation,
)
from content.laws.models import (
    Article,
    ArticleVersion,
    Division,
    DocumentRelation,
    LegalDocument,
    ProvisionEffect,
)
from portal.lib.vietnamese import normalise


def read_document(
    document: LegalDocument,
    as_of: datetime.date,
    *,
    source_name: str,
    absolute: Callable[[str], str],
) -> ExportDocument:
    """``absolute`` makes a full address of a path. The same number of queries whatever the document's length."""
    divisions = list(document.divisions.all())
    lines = _division_lines(divisions)
    articles = []
    for article in _articles(document):
        article.document = document
        exported = _article(article, as_of, lines.get(article.division_id or 0, ()), absolute)
        if exported is not None:
            articles.append((article, exported))
    standing = document.standing_on(as_of)
    relations = DocumentRelation.objects.touching(document).with_ends()
    return ExportDocument(
        document_type=document.type,
        number=normalise(document.number),
        title=normalise(document.title),
        short_title=normalise(document.short_title),
        heading=normalise(document.heading),
        citation=normalise(document.citation),
        issuer=normalise(document.issuer),
        signers=normalise(document.signers),
        issued_on=document.issued_on,
        effective_on=document.effective_on,
        expired_on=document.expired_on,
        slug=document.slug,
        url=absolute(document.get_absolute_url()),
        official_url=document.official_url,
        source_note=normalise(document.source_note),
        preamble=normalise(document.preamble),
        closing=normalise(document.closing),
        as_of=as_of,
        status=LegalStatus(standing.status),
        status_since=standing.since,
        source_name=source_name,
        nodes=_nodes(divisions, lines, articles),
        appendices=tuple(exported for _article, exported in articles if _is_appendix(exported)),
        relations=tuple(_relation(relation, document, absolute) for relation in relations),
        effects=tuple(
            _effect(article, effect) for article, _exported in articles for effect in article.effects.all()
        ),
        aliases=tuple(
            ExportAlias(AliasKind(alias.kind), normalise(alias.name)) for alias in document.aliases.all()
        ),
    )


def _articles(document: LegalDocument) -> list[Article]:
    versions = ArticleVersion.objects.filter(language=TextLanguage.VIETNAMESE).defer("folded")
    return list(
        document.articles.prefetch_related(
            Prefetch("versions", versions.select_related("made_by")), "effects__decided_by"
        )
    )


def _article(
    article: Article,
    as_of: datetime.date,
    divisions: tuple[ExportDivisionLine, ...],
    absolute: Callable[[str], str],
) -> ExportArticle | None:
    """None for an article without text."""
    version, is_valid = _version_to_show(article, as_of)
    if version is None:
        return None
    return ExportArticle(
        kind=ArticleKind(article.kind),
        number=article.number,
        label=article.label,
        anchor=article.anchor,
        url=absolute(article.get_absolute_url()),
        heading=normalise(version.heading),
        text=normalise(version.text),
        text_kind=TextKind(version.text_kind),
        effective_from=version.effective_from,
        effective_to=version.effective_to,
        is_valid=is_valid,
        divisions=divisions,
        made_by=version.made_by.citation if version.made_by else "",
        made_by_provision=version.made_by_provision,
    )


def _version_to_show(article: Article, as_of: datetime.date) -> tuple[ArticleVersion | None, bool]:
    """The text of the day; else, marked as such, the last one that ended before it or the first one after it."""
    if version := article.version_on(as_of):
        return version, True
    versions = [one for one in article.versions.all() if one.language == TextLanguage.VIETNAMESE]
    ended = [one for one in versions if one.effective_to is not None and one.effective_to <= as_of]
    if ended:
        return max(ended, key=lambda one: (one.effective_from, -one.preference)), False
    return min(versions, key=lambda one: (one.effective_from, one.preference), default=None), False


def _division_lines(divisions: list[Division]) -> dict[int, tuple[ExportDivisionLine, ...]]:
    """For each division its own heading after those above it. A broken chain of parents ends where it repeats."""
    by_pk = {division.pk: division for division in divisions}
    lines: dict[int, tuple[ExportDivisionLine, ...]] = {}
    for division in divisions:
        chain: list[ExportDivisionLine] = []
        seen: set[int] = set()
        above: Division | None = division
        while above is not None and above.pk not in seen:
            seen.add(above.pk)
            chain.insert(
                0,
                ExportDivisionLine(
                    DivisionKind(above.kind), above.number, normalise(above.heading), normalise(above.text)
                ),
            )
            above = by_pk.get(above.parent_id or 0)
        lines[division.pk] = tuple(chain)
    return lines


def _nodes(
    divisions: list[Division],
    lines: dict[int, tuple[ExportDivisionLine, ...]],
    articles: list[tuple[Article, ExportArticle]],
) -> tuple[ExportNode, ...]:
    known = set(lines)
    by_division: dict[int | None, list[ExportNode]] = {}
    for article, exported in articles:
        if not _is_appendix(exported):
            home = article.division_id if article.division_id in known else None
            by_division.setdefault(home, []).append(exported)
    children: dict[int | None, list[Division]] = {}
    for division in divisions:
        home = division.parent_id if division.parent_id in known else None
        children.setdefault(home, []).append(division)

    def branch(parent: int | None) -> tuple[ExportNode, ...]:
        nodes = list(by_division.get(parent, []))
        for division in children.get(parent, []):
            below = branch(division.pk)
            nodes.append(ExportDivision(lines[division.pk][-1], below))
        return tuple(nodes)

    return branch(None)


def _is_appendix(article: ExportArticle) -> bool:
    return article.kind is ArticleKind.APPENDIX


def _relation(
    relation: DocumentRelation, document: LegalDocument, absolute: Callable[[str], str]
) -> ExportRelation:
    is_outgoing = relation.from_document_id == document.pk
    other = relation.to_document if is_outgoing else relation.from_document
    sides = (relation.from_citation, relation.to_citation)
    own, others = sides if is_outgoing else sides[::-1]
    return ExportRelation(
        kind=RelationKind(relation.kind),
        is_outgoing=is_outgoing,
        own_provision="" if own == document.citation else own,
        other=ExportReference(
            citation=normalise(other.citation),
            document_type=other.type,
            number=normalise(other.number),
            title=normalise(other.title),
            issuer=normalise(other.issuer),
            issued_on=other.issued_on,
            url=absolute(other.get_absolute_url()),
        ),
        other_provision="" if others == other.citation else others,
        effective_on=relation.effective_on,
        ended_on=relation.ended_on,
        is_whole=relation.to_article_id is None and not relation.to_part,
        note=relation.note,
    )


def _effect(article: Article, effect: ProvisionEffect) -> ExportEffect:
    return ExportEffect(
        article_number=article.number,
        clause=effect.clause,
        point=effect.point,
        effective_from=effect.effective_from,
        expired_on=effect.expired_on,
        condition=effect.condition,
        decided_by=effect.decided_by.number if effect.decided_by else "",
        decided_by_clause=effect.decided_by_clause,
    )
