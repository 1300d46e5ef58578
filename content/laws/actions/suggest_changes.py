"""Drafts the changes that an amending article orders, as far as its words can be read."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from content.laws import amendments as rules
from content.laws.amendment_plan import explain, official_versions
from content.laws.choices import AmendmentKind, ArticleKind
from content.laws.models import Amendment, AmendmentSet, Article
from content.laws.suggestions import Suggestion, suggest_amendments
from portal.lib.vietnamese import normalise


@dataclass
class Suggested:
    """``left`` are the ones an editor has to write, each with the reason."""

    made: list[Amendment] = field(default_factory=list)
    known: int = 0
    left: list[tuple[Suggestion, str]] = field(default_factory=list)


@transaction.atomic
def suggest_changes(amendment_set: AmendmentSet, by_article: Article) -> Suggested:
    """Adds a draft for each change that is not in the set yet. Nothing else of the set is touched."""
    locked = AmendmentSet.objects.select_for_update().get(pk=amendment_set.pk)
    day = amendment_set.amending_document.effective_on or amendment_set.amending_document.issued_on
    version = by_article.version_on(day) or by_article.latest_version()
    result = Suggested()
    if version is None:
        return result
    there = {
        (one.kind, one.article_number, one.clause, one.point, one.by_article_id, one.by_clause, one.by_point)
        for one in locked.amendments.all()
    }
    texts = _Texts(amendment_set, day)
    order = max((one.order for one in locked.amendments.all()), default=-1)
    for suggestion in suggest_amendments(normalise(version.text)):
        key = (
            suggestion.kind, suggestion.article, suggestion.clause, suggestion.point,
            by_article.pk, suggestion.by_clause, suggestion.by_point,
        )  # fmt: skip
        if key in there:
            result.known += 1
            continue
        new_text = suggestion.text
        if suggestion.phrase is not None:
            try:
                new_text = texts.with_phrase(suggestion)
            except rules.AmendmentError as error:
                result.left.append((suggestion, explain(error)))
                continue
        if not new_text.strip() and suggestion.kind != AmendmentKind.REPEAL:
            result.left.append((suggestion, _("No words would be left.")))
            continue
        order += 1
        one = Amendment.objects.create(
            amendment_set=locked,
            order=order,
            kind=suggestion.kind,
            by_article=by_article,
            by_clause=suggestion.by_clause,
            by_point=suggestion.by_point,
            article_number=suggestion.article,
            clause=suggestion.clause,
            point=suggestion.point,
            new_heading=suggestion.heading[:1000],
            new_text=new_text,
            effective_on=day,
        )
        there.add(key)
        result.made.append(one)
    return result


class _Texts:
    """The texts of the amended law on a day, with the changes of words made so far."""

    def __init__(self, amendment_set: AmendmentSet, day: datetime.date) -> None:
        self.amendment_set = amendment_set
        self.day = day
        self.by_number: dict[str, str] = {}

    def of(self, number: str) -> str:
        if number not in self.by_number:
            article = (
                self.amendment_set.target_document.articles.filter(kind=ArticleKind.ARTICLE, number=number)
                .prefetch_related("versions")
                .first()
            )
            versions = official_versions(article) if article else []
            valid = next((one for one in versions if one.is_valid_on(self.day)), None)
            self.by_number[number] = valid.text if valid else ""
        return self.by_number[number]

    def with_phrase(self, suggestion: Suggestion) -> str:
        """The provision with other words in it. Raises an ``AmendmentError`` when they do not stand there."""
        phrase = suggestion.phrase
        change = rules.Change(suggestion.kind, suggestion.clause, suggestion.point)
        if phrase is None:
            return suggestion.text
        text = self.of(suggestion.article)
        new_text = rules.replace_phrase(text, change, phrase.old, phrase.new).strip()
        if new_text:
            whole = rules.Change(suggestion.kind, suggestion.clause, suggestion.point, new_text)
            self.by_number[suggestion.article] = rules.apply_change(text, whole)
        return new_text
