"""Tells other rooms, once after commit, that a document changed."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection, transaction

from content.laws.models import LegalDocument
from content.laws.signals import document_changed


@dataclass(frozen=True)
class _Announcement:
    """Waits for the commit; whether the document is gone is known only then."""

    document_id: int

    def __call__(self) -> None:
        deleted = not LegalDocument.objects.filter(pk=self.document_id).exists()
        document_changed.send(LegalDocument, document_id=self.document_id, deleted=deleted)


def announce_change(document_id: int) -> None:
    """However many rows of a document change in one transaction, ``document_changed`` is sent once."""
    announcement = _Announcement(document_id)
    if not any(entry[1] == announcement for entry in connection.run_on_commit):
        transaction.on_commit(announcement)
