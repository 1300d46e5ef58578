"""Makes versions of what a set of amendments says."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from content.laws.actions.announce_change import announce_change
from content.laws.amendment_plan import Plan, PlannedText, plan_amendments
from content.laws.choices import AmendmentKind, AmendmentState, ArticleKind, TextKind, TextLanguage
from content.laws.models import (
    Amendment,
    AmendmentSet,
    Article,
    ArticleVersion,
    DocumentRelation,
    LegalDocument,
)
from content.laws.models.amendments import unit_of
from content.laws.ordering import number_order
from portal.accounts.models import User

# What of a version is compared before it is put back.
VERSION_FIELDS = ("heading", "text", "effective_from", "effective_to", "made_by_id", "made_by_provision")
RELATION_FIELDS = ("kind", "effective_on", "ended_on", "note")


class AlreadyAppliedError(Exception):
    """Another person, or another click, applied the set first."""


class AmendmentsDoNotFitError(Exception):
    """``plan.problems`` says which and why; nothing was written."""

    def __init__(self, plan: Plan) -> None:
        super().__init__("; ".join(message for messages in plan.problems.values() for message in messages))
        self.plan = plan


@transaction.atomic
def apply_amendments(amendment_set_id: int, *, by: User) -> AmendmentSet:
    """All changes or none. Raises ``AlreadyAppliedError`` or ``AmendmentsDoNotFitError``.

    For each article and day one new version, the version before it ended; articles that are inserted; a relation
    for each change. What it touched is kept with the amendments, so that ``undo_amendments`` restores exactly that.
    ``document_changed`` is announced after commit.
    """
    claimed = (
        AmendmentSet.objects.filter(pk=amendment_set_id)
        .exclude(state=AmendmentState.APPLIED)
        .update(
            state=AmendmentState.APPLIED,
            applied_by=by,
            applied_at=timezone.now(),
            undone_by=None,
            undone_at=None,
        )
    )
    if not claimed:
        raise AlreadyAppliedError
    amendment_set = AmendmentSet.objects.select_related("amending_document").get(pk=amendment_set_id)
    # Two sets that amend one document go one after the other.
    target = LegalDocument.objects.select_for_update().get(pk=amendment_set.target_document_id)
    amendment_set.target_document = target
    list(ArticleVersion.objects.select_for_update().filter(article__document=target).values_list("pk"))
    plan = plan_amendments(
        amendment_set, amendment_set.amendments.select_related("by_article", "by_article__document")
    )
    if not plan.is_clear:
        raise AmendmentsDoNotFitError(plan)
    made: dict[str, tuple[Article, ArticleVersion | None]] = {}
    for planned in plan.texts:
        made[planned.number] = _write(planned, amendment_set, made.get(planned.number))
    announce_change(target.pk)
    return amendment_set


def _write(
    planned: PlannedText, amendment_set: AmendmentSet, before: tuple[Article, ArticleVersion | None] | None
) -> tuple[Article, ArticleVersion | None]:
    undo: dict[str, Any] = {}
    article, current = before or (planned.article, planned.base)
    if article is None:
        article = _insert_article(amendment_set.target_document, planned.number)
        undo["article_created"] = article.pk
    version = _write_version(planned, article, current, amendment_set.amending_document, undo)
    for index, one in enumerate(planned.amendments):
        one.undo = {**(undo if index == 0 else {}), "relation_created": _relate(one, article, amendment_set)}
        one.made_version = version
        one.save(update_fields=["undo", "made_version"])
    return article, version


def _insert_article(target: LegalDocument, number: str) -> Article:
    """In the division of the article before it, so that 20a stands in the chapter of 20."""
    kind, own_number = unit_of(number)
    if kind != ArticleKind.ARTICLE:
        return Article.objects.create(document=target, kind=kind, number=own_number)
    before = target.articles.filter(kind=ArticleKind.ARTICLE, order__lt=number_order(number)).last()
    following = None if before else target.articles.filter(kind=ArticleKind.ARTICLE).first()
    neighbour = before or following
    return Article.objects.create(
        document=target, number=number, division=neighbour.division if neighbour else None
    )


def _write_version(
    planned: PlannedText,
    article: Article,
    current: ArticleVersion | None,
    amending: LegalDocument,
    undo: dict[str, Any],
) -> ArticleVersion | None:
    """Ends the current version and makes the next; changes one that begins on the same day."""
    by = planned.amendments[0]
    made_by = {"made_by_id": amending.pk, "made_by_provision": by.by_place}
    if current is not None and current.effective_from == planned.effective_on and planned.text is not None:
        undo["changed"] = {"pk": current.pk, "before": snapshot(current, VERSION_FIELDS)}
        current.heading, current.text = planned.heading, planned.text
        current.made_by, current.made_by_provision = amending, made_by["made_by_provision"]
        current.save(
            update_fields=["heading", "text", "folded", "made_by", "made_by_provision", "updated_at"]
        )
        undo["changed"]["after"] = snapshot(current, VERSION_FIELDS)
        return current
    until: datetime.date | None = None
    if current is not None:
        undo["changed"] = {"pk": current.pk, "before": snapshot(current, VERSION_FIELDS)}
        until = current.effective_to
        current.effective_to = planned.effective_on
        current.save(update_fields=["effective_to", "updated_at"])
        undo["changed"]["after"] = snapshot(current, VERSION_FIELDS)
    if planned.text is None:
        return None
    version = ArticleVersion.objects.create(
        article=article,
        heading=planned.heading,
        text=planned.text,
        text_kind=TextKind.OFFICIAL,
        language=TextLanguage.VIETNAMESE,
        effective_from=planned.effective_on,
        effective_to=until,
        **made_by,
    )
    undo["created"] = {"pk": version.pk, "after": snapshot(version, VERSION_FIELDS)}
    return version


def _relate(one: Amendment, article: Article, amendment_set: AmendmentSet) -> dict[str, Any] | None:
    """The relation that the change means, unless it is there already."""
    relation, created = DocumentRelation.objects.get_or_create(
        kind=AmendmentKind(one.kind).relation,
        from_document=amendment_set.amending_document,
        from_article=one.by_article,
        from_clause=one.by_clause,
        from_point=one.by_point,
        to_document=amendment_set.target_document,
        to_article=article,
        to_clause=one.clause,
        to_point=one.point,
        defaults={"effective_on": one.effective_on},
    )
    return {"pk": relation.pk, "after": snapshot(relation, RELATION_FIELDS)} if created else None


def snapshot(row: ArticleVersion | DocumentRelation, fields: tuple[str, ...]) -> dict[str, Any]:
    """The row's values as JSON keeps them."""
    values = {name: getattr(row, name) for name in fields}
    return {
        name: value.isoformat() if isinstance(value, datetime.date) else value
        for name, value in values.items()
    }
