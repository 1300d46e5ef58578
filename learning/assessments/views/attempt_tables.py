"""The two tables of an attempt in the admin: its grades, and what was asked and answered."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, Table

from learning.assessments.models import AttemptItem, Grade
from learning.assessments.paper import choices_on_paper

NOTHING = "–"


class ValueColumn(Column):
    """A dash stands where there is nothing, and a time is written short."""

    def get_value(self, instance: Any) -> Any:
        value = super().get_value(instance)
        if isinstance(value, datetime.datetime):
            return date_format(localtime(value), "SHORT_DATETIME_FORMAT")
        return NOTHING if value is None or value == "" else value


def _column(name: str, label: str | Promise, accessor: str | Callable[[Any], Any]) -> ValueColumn:
    return ValueColumn(name, label=label, accessor=accessor)


def grades_table(grades: Iterable[Grade]) -> Table:
    return Table(
        [
            _column("graded_at", _("Graded at"), "graded_at"),
            _column("reason", _("Why graded"), "get_reason_display"),
            _column("score", _("Score (%)"), lambda grade: _points(grade.score)),
            _column("passed", _("Passed"), lambda grade: _("Yes") if grade.passed else _("No")),
            _column("by", _("By"), lambda grade: grade.by.full_name if grade.by else None),
            _column("note", _("Note"), "note"),
        ],
        grades,
    )


def answers_table(items: Iterable[AttemptItem], marks: Mapping[str, str]) -> Table:
    """``marks``: item id → mark, of the newest grade."""
    return Table(
        [
            _column("position", _("Question"), "position"),
            _column("code", _("Code"), _code),
            _column("stem", _("Question text"), "question_version.stem"),
            _column("answer", _("Answer"), _chosen),
            _column("saved_at", _("Saved at"), lambda item: item.answer.saved_at),
            _column("mark", _("Mark"), lambda item: _mark(item, marks)),
        ],
        items,
    )


def _code(item: AttemptItem) -> str:
    version = item.question_version
    return f"{version.question.code} v{version.number}"


def _chosen(item: AttemptItem) -> str:
    return "; ".join(choice.text for choice in choices_on_paper(item) if choice.is_chosen)


def _mark(item: AttemptItem, marks: Mapping[str, str]) -> str:
    given = marks.get(str(item.pk))
    return f"{NOTHING if given is None else _points(Decimal(given))} / {_points(item.max_mark)}"


def _points(number: Decimal) -> str:
    """Two decimal places at most, in the reader's own notation."""
    return str(number_format(f"{number:.2f}".rstrip("0").rstrip(".")))
