"""Is this clause and point really there? Asked wherever a person names a provision."""

from __future__ import annotations

import datetime
import re

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from content.laws.models import Article
from portal.lib.vietnamese import normalise

_WORDS = re.compile(r"^(?:khoản|khoan|clause|điểm|diem|point)\s+", re.IGNORECASE)


def tidy_label(label: str) -> str:
    """ "Khoản 9." → "9", "điểm Đ)" → "đ"."""
    return _WORDS.sub("", normalise(label).strip()).rstrip(".)").strip().lower()


def clean_provision(
    article: Article, clause: str = "", point: str = "", *, on_date: datetime.date | None = None
) -> tuple[str, str]:
    """The tidied clause and point. They must be in the version in force on the date (today by default), or in the
    newest version when none is in force. Raises ``ValidationError`` with "clause" or "point" as its key.
    """
    clause, point = tidy_label(clause), tidy_label(point)
    version = article.version_on(on_date or timezone.localdate()) or article.latest_version()
    if not (clause or point):
        return clause, point
    if version is None:
        raise ValidationError(
            {"clause" if clause else "point": _("%(article)s has no text yet.") % {"article": article}}
        )
    holder = version.structure.clause(clause) if clause else version.structure.lead
    if holder is None:
        raise ValidationError(
            {"clause": _missing_clause(article, clause, [one.label for one in version.structure.clauses])}
        )
    if point and holder.point(point) is None:
        raise ValidationError(
            {"point": _missing_point(article, clause, point, [one.label for one in holder.points])}
        )
    return clause, point


def _missing_clause(article: Article, clause: str, there: list[str]) -> str:
    if not there:
        return _("%(article)s has no clauses; leave this empty.") % {"article": article}
    return _("%(article)s has no clause %(clause)s; it has %(there)s.") % {
        "article": article,
        "clause": clause,
        "there": ", ".join(there),
    }


def _missing_point(article: Article, clause: str, point: str, there: list[str]) -> str:
    place = article.citation(clause)
    if not there:
        return _("%(place)s has no points; leave this empty.") % {"place": place}
    return _("%(place)s has no point %(point)s; it has %(there)s.") % {
        "place": place,
        "point": point,
        "there": ", ".join(there),
    }
