"""Tens of thousands of rows of one table: no object for each, no copy of the statement in the query log.

``bulk_create`` costs about five times as much. Neither calls ``save()`` or sends signals; here, besides, the
caller gives the keys and any value that the model would work out for itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from enum import Enum
from typing import Any

from django.db import connections, models, router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone

_PLAIN = {models.Field.pre_save, models.DateTimeField.pre_save, models.DateField.pre_save}

Value = str | int | bool | object | None


def next_keys(model: type[models.Model], count: int) -> Sequence[int]:
    """So many keys that no other row has or will get. Inside a transaction that is to write."""
    if not count:
        return []
    connection = _connection(model)
    table, column = model._meta.db_table, _column(model._meta.pk)  # noqa: SLF001
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            # The transaction began by taking the right to write (IMMEDIATE), so nobody else takes keys.
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
            row = cursor.fetchone()
            last = row[0] if row else 0
            return range(last + 1, last + 1 + count)
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [table, column, count],
        )
        return [key for (key,) in cursor.fetchall()]


def insert_rows(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
    """``names`` are the fields' attribute names ("article_id"), ``rows`` hold their values in this order.

    Fields that are not named get their default, and stamps of time get now. Raises ``ValueError`` for a field that
    is not named and works its value out on saving, and ``django.db.DatabaseError`` as any insert does.
    """
    connection = _connection(model)
    fields = [model._meta.get_field(name) for name in names]  # noqa: SLF001
    others = _others(model, fields, connection)
    columns = [_column(field) for field in (*fields, *(field for field, _value in others))]
    values = _prepared(rows, fields, tuple(value for _field, value in others), connection)
    quote = connection.ops.quote_name
    into = f"{quote(model._meta.db_table)} ({', '.join(map(quote, columns))})"  # noqa: SLF001
    connection.ensure_connection()
    connection.validate_no_broken_transaction()
    with connection.wrap_database_errors:
        if connection.vendor == "postgresql":
            with connection.connection.cursor() as cursor, cursor.copy(f"COPY {into} FROM STDIN") as copy:
                for row in values:
                    copy.write_row(row)
        else:
            marks = ", ".join("?" * len(columns))
            connection.connection.executemany(f"INSERT INTO {into} VALUES ({marks})", values)  # noqa: S608  (names of the model)


def _connection(model: type[models.Model]) -> BaseDatabaseWrapper:
    return connections[router.db_for_write(model)]


def _column(field: Any) -> str:
    return str(field.column)


def _others(
    model: type[models.Model], named: Sequence[Any], connection: BaseDatabaseWrapper
) -> list[tuple[Any, Value]]:
    """The fields that are not named, with the one value that all rows get."""
    others: list[tuple[Any, Value]] = []
    now = timezone.now()
    for field in model._meta.concrete_fields:  # noqa: SLF001
        if field in named or field.primary_key:
            continue
        if isinstance(field, models.DateTimeField) and (field.auto_now or field.auto_now_add):
            value: Value = now
        elif type(field).pre_save not in _PLAIN:
            raise ValueError(f"{model.__name__}.{field.name} has to be given")
        else:
            value = field.get_default()
        value = field.get_db_prep_save(value, connection)
        others.append((field, value.value if isinstance(value, Enum) else value))
    return others


class _Prepared(dict[Any, Any]):
    """Values of a field as the database takes them; many rows share a few."""

    def __init__(self, field: Any, connection: BaseDatabaseWrapper) -> None:
        super().__init__()
        self.field = field
        self.connection = connection

    def __missing__(self, value: Any) -> Any:
        prepared = self[value] = self.field.get_db_prep_save(value, self.connection)
        return prepared


def _prepared(
    rows: Iterable[Sequence[Value]],
    fields: Sequence[Any],
    constants: tuple[Value, ...],
    connection: BaseDatabaseWrapper,
) -> Iterator[tuple[Value, ...]]:
    """Text and whole numbers go as they are."""
    prepared = [
        (position, _Prepared(field, connection))
        for position, field in enumerate(fields)
        if not isinstance(
            field, models.CharField | models.TextField | models.IntegerField | models.ForeignKey
        )
    ]
    for row in rows:
        values = list(row)
        for position, known in prepared:
            values[position] = known[values[position]]
        yield (*values, *constants)
