"""The divisions of a subject, and where its articles stand in them."""

from __future__ import annotations

from django.db import models

from content.laws.importers.codification_records import SubjectRecord
from content.laws.importers.codification_storing import Places, Storing
from content.laws.models import CodificationDivision, CodificationSubject, CodifiedArticle

SHIFT_ORDER = 1_000_000
CODIFIED_VALUES = ("division_id", "anchor", "order", "source_note")


def store_codified_places(
    storing: Storing, record: SubjectRecord, subject: CodificationSubject, places: Places
) -> None:
    divisions = _divisions(storing, record, subject)
    stored = {
        (one.code, one.article_id): one for one in CodifiedArticle.objects.filter(subject_id=subject.pk)
    }
    new: list[tuple[object, ...]] = []
    changed, moved = [], []
    for piece, key in places:
        article = storing.library.articles[key]
        values = dict(
            zip(
                CODIFIED_VALUES,
                (divisions.get(piece.division), piece.anchor, piece.order, piece.note_text),
                strict=True,
            )
        )
        one = stored.pop((piece.code, article), None)
        if one is None:
            new.append((subject.pk, article, piece.code, *values.values()))
        elif any(getattr(one, name) != value for name, value in values.items()):
            moved += [one.pk] if one.order != piece.order else []
            for name, value in values.items():
                setattr(one, name, value)
            changed.append(one)
        else:
            storing.counts.unchanged["codified"] += 1
    gone = [one.pk for one in stored.values()]
    if not storing.dry_run:
        CodifiedArticle.objects.filter(pk__in=gone).delete()
        # Two rows may not have one order, not even while they change places.
        CodifiedArticle.objects.filter(pk__in=moved).update(order=models.F("order") + SHIFT_ORDER)
    storing.counts.changed["codified"] += len(gone)
    storing.update(changed, ["division", "anchor", "order", "source_note"], "codified")
    storing.insert(CodifiedArticle, ("subject_id", "article_id", "code", *CODIFIED_VALUES), new, "codified")


def _divisions(storing: Storing, record: SubjectRecord, subject: CodificationSubject) -> dict[int, int]:
    """Order → row."""
    stored = {one.order: one for one in CodificationDivision.objects.filter(subject_id=subject.pk)}
    absent = [piece.order for piece in record.divisions if piece.order not in stored]
    pks = {order: division.pk for order, division in stored.items()}
    pks |= zip(absent, storing.keys(CodificationDivision, len(absent)), strict=True)
    new: list[tuple[object, ...]] = []
    changed = []
    for piece in record.divisions:
        parent = pks[piece.parent] if piece.parent else None
        division = stored.pop(piece.order, None)
        if division is None:
            new.append((pks[piece.order], subject.pk, parent, piece.label, piece.heading, piece.order))
        elif (division.label, division.heading, division.parent_id) != (
            piece.label,
            piece.heading,
            parent,
        ):
            division.label, division.heading, division.parent_id = piece.label, piece.heading, parent
            changed.append(division)
        else:
            storing.counts.unchanged["divisions"] += 1
    names = ("id", "subject_id", "parent_id", "label", "heading", "order")
    storing.insert(CodificationDivision, names, new, "divisions")
    storing.update(changed, ["label", "heading", "parent"], "divisions")
    gone = [one.pk for one in stored.values()]
    if gone and not storing.dry_run:
        CodificationDivision.objects.filter(pk__in=gone).delete()
    storing.counts.changed["divisions"] += len(gone)
    return pks
