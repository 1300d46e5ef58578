"""Two texts of one article, kind and language are never in force on the same day: the database's own rule.

PostgreSQL keeps it with an exclusion constraint, SQLite with triggers, both named ``PERIODS_DO_NOT_OVERLAP``
(migration 0004). SQLite drops the triggers of a table whenever a migration rebuilds it, and Django rebuilds it for
most changes, so they are also made after every ``migrate``.
"""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, connections

PERIODS_DO_NOT_OVERLAP = "version_periods_do_not_overlap"

_TRIGGER = """
CREATE TRIGGER IF NOT EXISTS {name}_on_{verb} AFTER {event} ON laws_articleversion
WHEN EXISTS (
    SELECT 1 FROM laws_articleversion AS other
    WHERE other.article_id = NEW.article_id
      AND other.text_kind = NEW.text_kind
      AND other.language = NEW.language
      AND other.id <> NEW.id
      AND (other.effective_to IS NULL OR other.effective_to > NEW.effective_from)
      AND (NEW.effective_to IS NULL OR NEW.effective_to > other.effective_from)
)
BEGIN
    SELECT RAISE(ABORT, '{name}');
END
"""
SQLITE_TRIGGERS = tuple(
    _TRIGGER.format(name=PERIODS_DO_NOT_OVERLAP, verb=verb, event=event)
    for verb, event in (
        ("insert", "INSERT"),
        ("update", "UPDATE OF article_id, text_kind, language, effective_from, effective_to"),
    )
)


def ensure_triggers(using: str = "default", **_kwargs: Any) -> None:
    """A receiver of ``post_migrate``; does nothing where the triggers are, or where a constraint does the work."""
    connection = connections[using]
    if connection.vendor != "sqlite" or "laws_articleversion" not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        for trigger in SQLITE_TRIGGERS:
            cursor.execute(trigger)


def is_overlap(error: IntegrityError) -> bool:
    """Whether this rule, and no other, refused the row."""
    return PERIODS_DO_NOT_OVERLAP in str(error)
