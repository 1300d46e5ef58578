"""Tells other rooms, once after commit, that a document changed."""

from __future__ import annotations

import itertools
import threading
from dataclasses import dataclass

from django.db import transaction

from content.laws.models import LegalDocument
from content.laws.signals import document_changed

MOST_REMEMBERED = 10_000

_turn = itertools.count(1)


class _Told(threading.local):
    """For each document the turn up to which everything has been told, in this thread."""

    def __init__(self) -> None:
        self.until: dict[int, int] = {}


_told = _Told()


@dataclass(frozen=True)
class _Announcement:
    """Waits for the commit; whether the document is gone is known only then."""

    document_id: int
    turn: int

    def __call__(self) -> None:
        if self.turn <= _told.until.get(self.document_id, 0):
            return
        if len(_told.until) >= MOST_REMEMBERED:
            _told.until.clear()
        _told.until[self.document_id] = next(_turn)
        deleted = not LegalDocument.objects.filter(pk=self.document_id).exists()
        document_changed.send(LegalDocument, document_id=self.document_id, deleted=deleted)


def announce_change(document_id: int) -> None:
    """However many rows of a document change in one transaction, ``document_changed`` is sent once."""
    transaction.on_commit(_Announcement(document_id, next(_turn)))
