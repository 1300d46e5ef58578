"""Keeps the rows of what a text cites in step with the text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction

from content.laws.models import Citation
from content.laws.resolution import Context, FoundText, Library

COMPARED = (
    "place",
    "start",
    "end",
    "ordinal",
    "text",
    "named_document",
    "state",
    "document_id",
    "article_id",
    "division_id",
    "clause",
    "point",
)
_BATCH = 2_000


@dataclass(frozen=True)
class SourceTexts:
    """A source with its texts by place; a source that has none cites nothing."""

    source_id: int
    texts: Mapping[str, str]
    context: Context = field(default_factory=Context)


def refresh_citations(source: models.Model, texts: Mapping[str, str], context: Context | None = None) -> bool:
    """Writes what the texts of one source cite; whether anything changed. ``place`` is the key of ``texts``."""
    return bool(
        refresh_many(type(source), [SourceTexts(source.pk, texts, context or Context())], Library.load())
    )


def refresh_many(model: type[models.Model], sources: Sequence[SourceTexts], library: Library) -> set[int]:
    """The same for many sources of one kind, in a handful of queries; returns those that changed."""
    content_type = ContentType.objects.get_for_model(model)
    rows = citation_rows(content_type, sources, library)
    with transaction.atomic():
        return _replace(content_type, [one.source_id for one in sources], rows)


def citation_rows(
    content_type: ContentType, sources: Iterable[SourceTexts], library: Library
) -> dict[int, list[Citation]]:
    """What to store for each source; asks the library, writes nothing."""
    places: list[tuple[int, str]] = []
    found: list[FoundText] = []
    for source in sources:
        for place, text in source.texts.items():
            places.append((source.source_id, place))
            found.append(library.find(text, source.context))
    rows: dict[int, list[Citation]] = defaultdict(list)
    for (source_id, place), one, targets in zip(places, found, library.resolve(found), strict=True):
        for citation, named in zip(one.citations, targets, strict=True):
            rows[source_id] += [
                Citation(
                    source_type=content_type,
                    source_id=source_id,
                    place=place[:64],
                    start=citation.start,
                    end=citation.end,
                    ordinal=ordinal,
                    text=citation.text[:500],
                    named_document=target.named_document[:300],
                    state=target.state,
                    document_id=target.document_id,
                    article_id=target.article_id,
                    division_id=target.division_id,
                    clause=target.clause[:8],
                    point=target.point[:8],
                )
                for ordinal, target in enumerate(named)
            ]
    return rows


def _replace(
    content_type: ContentType, source_ids: list[int], rows: Mapping[int, list[Citation]]
) -> set[int]:
    stored: dict[int, list[Citation]] = defaultdict(list)
    for one in Citation.objects.filter(source_type=content_type, source_id__in=source_ids):
        stored[one.source_id].append(one)
    changed = {
        source_id
        for source_id in source_ids
        if _facts(stored.get(source_id, [])) != _facts(rows.get(source_id, []))
    }
    if changed:
        Citation.objects.filter(source_type=content_type, source_id__in=changed).delete()
        Citation.objects.bulk_create(
            (row for source_id in source_ids if source_id in changed for row in rows.get(source_id, [])),
            batch_size=_BATCH,
        )
    return changed


def _facts(citations: list[Citation]) -> set[tuple[object, ...]]:
    return {tuple(str(getattr(one, name) or "") for name in COMPARED) for one in citations}
