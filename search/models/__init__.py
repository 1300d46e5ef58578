"""What the search room keeps in the database."""

from .outbox import PendingWrite, PendingWriteQuerySet

__all__ = ["PendingWrite", "PendingWriteQuerySet"]
