"""What a set of amendments would make of the law: the same plan for the preview and for applying it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.laws import amendments as rules
from content.laws.choices import AmendmentKind, ArticleKind, TextKind, TextLanguage
from content.laws.models import Amendment, AmendmentSet, Article, ArticleVersion
from content.laws.models.amendments import unit_label, written_unit
from portal.lib.vietnamese import normalise


@dataclass(frozen=True)
class PlannedText:
    """The text of one article from one day on. ``text`` is None where the article is repealed whole.

    ``base`` is the version that it follows, or replaces when that one begins on the same day; ``article`` is None for
    an article that is to be inserted.
    """

    number: str
    article: Article | None
    effective_on: datetime.date
    base: ArticleVersion | None
    old_heading: str
    old_text: str
    heading: str
    text: str | None
    amendments: tuple[Amendment, ...]

    @property
    def is_inserted(self) -> bool:
        return self.article is None

    @property
    def replaces_same_day(self) -> bool:
        return self.base is not None and self.base.effective_from == self.effective_on


@dataclass
class Plan:
    """``problems`` name what stands in the way, by the amendment's key."""

    texts: list[PlannedText] = field(default_factory=list)
    problems: dict[int, list[str]] = field(default_factory=dict)

    @property
    def is_clear(self) -> bool:
        return bool(self.texts) and not self.problems

    def refuse(self, amendments: Iterable[Amendment], message: str) -> None:
        for one in amendments:
            self.problems.setdefault(one.pk or 0, []).append(message)


def plan_amendments(amendment_set: AmendmentSet, amendments: Iterable[Amendment] | None = None) -> Plan:
    """Changes of one article on one day make one text, in the order of the set. Nothing is written."""
    chosen = list(amendment_set.amendments.all() if amendments is None else amendments)
    numbers = {one.article_number for one in chosen}
    # Appendices and headings are few, and written with large and small letters.
    wanted = Q(kind=ArticleKind.ARTICLE, number__in=numbers) | ~Q(kind=ArticleKind.ARTICLE)
    articles = {
        written: article
        for article in amendment_set.target_document.articles.filter(wanted).prefetch_related("versions")
        if (written := written_unit(article.kind, article.number)) in numbers
    }
    for article in articles.values():
        article.document = amendment_set.target_document
    plan = Plan()
    groups: dict[str, dict[datetime.date, list[Amendment]]] = {}
    for one in chosen:
        groups.setdefault(one.article_number, {}).setdefault(one.effective_on, []).append(one)
    for number, by_day in groups.items():
        _plan_article(plan, number, articles.get(number), sorted(by_day.items()))
    return plan


def _plan_article(
    plan: Plan,
    number: str,
    article: Article | None,
    days: list[tuple[datetime.date, list[Amendment]]],
) -> None:
    versions = official_versions(article) if article else []
    earlier: PlannedText | None = None
    for day, group in days:
        if earlier is not None and earlier.text is not None:
            base, heading, text = None, earlier.heading, earlier.text
        else:
            base = next((one for one in versions if one.is_valid_on(day)), None) if earlier is None else None
            heading, text = (base.heading, base.text) if base else ("", "")
        if later := [one for one in versions if one.effective_from > day]:
            plan.refuse(group, _later_versions(number, later))
            return
        planned = _plan_day(plan, number, group, heading, text)
        if planned is None:
            return
        new_heading, new_text = planned
        if new_text is None and base is not None and base.effective_from == day:
            plan.refuse(
                group,
                _("%(unit)s has a text that begins on the day of its repeal. End that text by hand.")
                % {"unit": unit_label(number)},
            )
            return
        earlier = PlannedText(number, article, day, base, heading, text, new_heading, new_text, tuple(group))
        plan.texts.append(earlier)


def _plan_day(
    plan: Plan, number: str, group: list[Amendment], heading: str, text: str
) -> tuple[str, str | None] | None:
    """Heading and text after the changes of a day, or None when one of them does not fit."""
    gone = False
    for one in group:
        is_whole = not one.clause and not one.point
        if not text.strip() and not (is_whole and one.kind == AmendmentKind.INSERT):
            plan.refuse([one], _no_text(number, one.effective_on, is_gone=gone))
            return None
        change = rules.Change(one.kind, one.clause, one.point, normalise(one.new_text))
        try:
            changed = rules.apply_change(text, change)
        except rules.AmendmentError as error:
            plan.refuse([one], explain(error))
            return None
        gone = is_whole and one.kind == AmendmentKind.REPEAL
        text = "" if gone else changed
        if is_whole and one.new_heading:
            heading = normalise(one.new_heading).strip()
    return heading, None if gone else text


def official_versions(article: Article) -> list[ArticleVersion]:
    """The texts that an amendment can change, oldest first."""
    return sorted(
        (
            one
            for one in article.versions.all()
            if one.text_kind == TextKind.OFFICIAL and one.language == TextLanguage.VIETNAMESE
        ),
        key=lambda one: one.effective_from,
    )


def _later_versions(number: str, later: list[ArticleVersion]) -> str:
    days = ", ".join(formats.date_format(one.effective_from, "SHORT_DATE_FORMAT") for one in later)
    return _(
        "%(unit)s already has a text from %(days)s, later than this change. Undo or end that one first."
    ) % {"unit": unit_label(number), "days": days}


def _no_text(number: str, day: datetime.date, *, is_gone: bool) -> str:
    if is_gone:
        return _("%(unit)s is repealed by an earlier line of this set.") % {"unit": unit_label(number)}
    return _("%(unit)s has no official text on %(day)s. Insert it as a whole, or check the date.") % {
        "unit": unit_label(number),
        "day": formats.date_format(day, "SHORT_DATE_FORMAT"),
    }


def explain(error: rules.AmendmentError) -> str:
    """What is wrong, and what would be right, for the person at the desk."""
    change = error.change
    message = _WITHOUT_DETAIL.get(type(error)) if not error.detail else None
    message = message or _MESSAGES[type(error)]
    return str(message) % {"clause": change.clause, "point": change.point, "detail": error.detail}


_MESSAGES: dict[type[rules.AmendmentError], Promise | str] = {
    rules.NoSuchClauseError: gettext_lazy("There is no clause %(clause)s. The article has: %(detail)s."),
    rules.NoSuchPointError: gettext_lazy("There is no point %(point)s. There are: %(detail)s."),
    rules.AlreadyThereError: gettext_lazy("It is there already: replace it instead of inserting it."),
    rules.NoTextError: gettext_lazy("Give the new text."),
    rules.WrongMarkerError: gettext_lazy(
        "The new text begins with the number %(detail)s, which is another one."
    ),
    rules.NotALabelError: gettext_lazy("Write a clause as 2 or 2a, a point as a or đ."),
    rules.NoSuchPhraseError: gettext_lazy("The words “%(detail)s” do not stand there."),
    rules.BreaksStructureError: gettext_lazy(
        "With this text “%(detail)s” would read otherwise: it holds a number of its own, or ends without a full stop."
    ),
}
_WITHOUT_DETAIL: dict[type[rules.AmendmentError], Promise | str] = {
    rules.NoSuchClauseError: gettext_lazy("There is no clause %(clause)s: the article has no clauses."),
    rules.NoSuchPointError: gettext_lazy("There is no point %(point)s: there are no points there."),
}
