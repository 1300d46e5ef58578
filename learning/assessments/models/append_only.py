"""Rows that are written once: answers as they came in, grades, what staff did."""

from __future__ import annotations

from typing import Any, Never, TypeVar

from django.db import models

from learning.assessments.errors import AppendOnly

Row = TypeVar("Row", bound=models.Model)


class AppendOnlyQuerySet(models.QuerySet[Row]):
    """Refuses every change and every deletion."""

    def update(self, **kwargs: Any) -> Never:
        raise AppendOnly(f"{self.model.__name__} rows are never changed.")

    def delete(self) -> Never:
        raise AppendOnly(f"{self.model.__name__} rows are never deleted.")


class AppendOnlyModel(models.Model):
    """A row that can be added and read, and nothing else."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnly(f"{type(self).__name__} rows are never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Never:
        raise AppendOnly(f"{type(self).__name__} rows are never deleted.")
