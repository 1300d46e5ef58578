"""What files say beyond the texts: related articles, relations between documents, own dates."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import transaction

from content.laws.choices import RelationKind
from content.laws.importers.codification_library import anchors, by_code, related_pairs, relation_keys
from content.laws.importers.codification_notes import Change, SourceNote
from content.laws.importers.codification_records import Finding, Remark
from content.laws.importers.codification_rows import RelationRow
from content.laws.importers.codification_storing import Links, Pending, Storing
from content.laws.models import (
    CodificationSubject,
    CodifiedArticle,
    DocumentRelation,
    ProvisionEffect,
    RelatedArticle,
)


def store_codified_links(storing: Storing, articles_at_once: int) -> Iterator[None]:
    """Stores them file by file, about so many articles in a transaction; then a file counts as done."""
    if not storing.pending:
        return
    known_anchors = _anchors(storing)
    pairs, relations = related_pairs(), relation_keys()
    batch: list[Pending] = []
    for position, pending in enumerate(storing.pending, start=1):
        batch.append(pending)
        links = sum(len(one.links) for one in batch)
        if links >= articles_at_once or position == len(storing.pending):
            with transaction.atomic():
                _store_related(storing, batch, known_anchors, pairs)
                _store_relations(storing, batch, relations)
                _store_effects(storing, batch)
                _mark_done(storing, batch, known_anchors)
            batch = []
        yield
    _close_open_links(storing, known_anchors, pairs)


def _anchors(storing: Storing) -> dict[str, int]:
    known = anchors()
    if storing.dry_run:
        links = [link for pending in storing.pending for link in pending.links]
        known |= by_code((link.code, link.article) for link in links)
        known |= {link.anchor: link.article for link in links}
    return known


def _store_related(
    storing: Storing, batch: list[Pending], known_anchors: dict[str, int], pairs: set[tuple[int, int]]
) -> None:
    new = []
    for pending in batch:
        for link in pending.links:
            related = [known_anchors.get(anchor) for anchor in link.related]
            for item, number in link.places:
                document = storing.library.items.get(item)
                related.append(
                    storing.library.articles.get((document, "article", number)) if document else None
                )
            for other in related:
                if other is None or other == link.article:
                    continue
                if (link.article, other) in pairs:
                    storing.counts.unchanged["related"] += 1
                    continue
                pairs.add((link.article, other))
                new.append((link.article, other))
    storing.insert(RelatedArticle, ("article_id", "related_id"), new, "related")


def _store_relations(
    storing: Storing, batch: list[Pending], known: set[tuple[str, int, int, str, str, int, int]]
) -> None:
    new: list[RelationRow] = []
    for pending in batch:
        for link in pending.links:
            for change in link.note.changes:
                by = storing.document_of(change, pending.file)
                if by is None:
                    _remark_undated(storing, pending.file, change)
                    continue
                if by == link.document:
                    continue
                for kind in _kinds(link.note, change):
                    row = _relation(storing, kind, change, by, link)
                    key = row.key
                    if key in known:
                        storing.counts.unchanged["relations"] += 1
                    else:
                        known.add(key)
                        new.append(row)
    storing.insert(DocumentRelation, RelationRow._fields, new, "relations")


def _relation(storing: Storing, kind: RelationKind, change: Change, by: int, link: Links) -> RelationRow:
    by_article = storing.library.articles.get((by, "article", change.article)) if change.article else None
    return RelationRow(
        kind.value,
        by,
        by_article,
        change.clause if by_article else "",
        change.point if by_article else "",
        link.document,
        link.article,
        # "có nội dung bị bãi bỏ": part of the article, never the whole of it.
        change.partly and kind in {RelationKind.REPEALS, RelationKind.SUSPENDS, RelationKind.REPLACES},
        change.effective_on,
        "" if by_article else change.provision,
    )


def _remark_undated(storing: Storing, file: str, change: Change) -> None:
    key = (file, change.by.number)
    if key not in storing.undated_amendments:
        storing.undated_amendments.add(key)
        storing.remark(Remark(Finding.UNDATED_AMENDMENT, file, change.by.number))


def _store_effects(storing: Storing, batch: list[Pending]) -> None:
    ends = {
        link.article: link.note.ends_on for pending in batch for link in pending.links if link.note.ends_on
    }
    have = set(
        ProvisionEffect.objects.filter(article__in=ends, clause="", point="").values_list(
            "article_id", flat=True
        )
    )
    storing.counts.unchanged["own_dates"] += len(have)
    storing.create(
        [
            ProvisionEffect(article_id=article, expired_on=day)
            for article, day in ends.items()
            if article not in have
        ],
        "own_dates",
    )


def _mark_done(storing: Storing, batch: list[Pending], known_anchors: dict[str, int]) -> None:
    for pending in batch:
        dangling = [
            [link.code, anchor]
            for link in pending.links
            for anchor in link.related
            if anchor not in known_anchors
        ]
        if dangling:
            storing.remark(Remark(Finding.OPEN_LINK, pending.file, pending.code, str(len(dangling))))
        if not storing.dry_run:
            CodificationSubject.objects.filter(pk=pending.subject).update(
                digest=pending.digest, open_links=dangling
            )


def _close_open_links(storing: Storing, known_anchors: dict[str, int], pairs: set[tuple[int, int]]) -> None:
    """Subjects imported earlier may name articles that came only now."""
    if storing.dry_run:
        return
    done = {pending.subject for pending in storing.pending}
    for subject in CodificationSubject.objects.exclude(open_links=[]).exclude(pk__in=done):
        found = [one for one in subject.open_links if one[1] in known_anchors]
        if not found:
            continue
        articles = dict(CodifiedArticle.objects.filter(subject=subject).values_list("code", "article_id"))
        wanted = {(articles[code], known_anchors[anchor]) for code, anchor in found if code in articles}
        wanted = {pair for pair in wanted if pair[0] != pair[1]} - pairs
        with transaction.atomic():
            storing.create(
                [RelatedArticle(article_id=one, related_id=other) for one, other in sorted(wanted)],
                "related",
            )
            subject.open_links = [one for one in subject.open_links if one not in found]
            subject.save(update_fields=["open_links"])
        pairs |= wanted


def _kinds(note: SourceNote, change: Change) -> tuple[RelationKind, ...]:
    """Where several documents did several things, the note does not say which did what: they amended."""
    if len(note.changes) > 1 and len(change.kinds) > 1:
        return (RelationKind.AMENDS,)
    return change.kinds
