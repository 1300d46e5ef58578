"""New rows of the library by the names of their fields, for ``portal.lib.bulk_rows``."""

from __future__ import annotations

import datetime
from typing import NamedTuple


class DocumentRow(NamedTuple):
    """A new document by the names of its fields."""

    document_type: str
    number: str
    number_folded: str
    title: str
    title_folded: str
    issuer: str
    issued_on: datetime.date
    effective_on: datetime.date | None
    slug: str
    official_url: str


class VersionRow(NamedTuple):
    """A new text, official and Vietnamese as the fields' defaults say, by the names of its fields."""

    article_id: int
    heading: str
    text: str
    folded: str
    effective_from: datetime.date
    codified_digest: str
    made_by_id: int | None
    made_by_provision: str


class RelationRow(NamedTuple):
    """A new relation by the names of its fields."""

    kind: str
    from_document_id: int
    from_article_id: int | None
    from_clause: str
    from_point: str
    to_document_id: int
    to_article_id: int
    to_part: bool
    effective_on: datetime.date
    note: str

    @property
    def key(self) -> tuple[str, int, int, str, str, int, int]:
        """As ``relation_keys`` has it."""
        return (
            self.kind,
            self.from_document_id,
            self.from_article_id or 0,
            self.from_clause,
            self.from_point,
            self.to_document_id,
            self.to_article_id,
        )
