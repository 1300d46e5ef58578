"""Takes back what a set of amendments made."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib.admin.utils import NestedObjects
from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from content.laws.actions.announce_change import announce_change
from content.laws.actions.apply_amendments import RELATION_FIELDS, VERSION_FIELDS, snapshot
from content.laws.choices import AmendmentState
from content.laws.models import (
    Amendment,
    AmendmentSet,
    Article,
    ArticleVersion,
    Citation,
    DocumentRelation,
    LegalDocument,
)
from content.laws.models.amendments import unit_label
from portal.accounts.models import User

_DAYS = ("effective_from", "effective_to")
# What may go with an article that the set inserted: its own texts and what is worked out from them again.
_GOES_ALONG: tuple[type[Model], ...] = (Article, ArticleVersion, DocumentRelation, Citation)


class NotAppliedError(Exception):
    """There is nothing to undo."""


class ChangedSinceError(Exception):
    """``problems`` name what was changed after the set was applied; nothing was written."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


@transaction.atomic
def undo_amendments(amendment_set_id: int, *, by: User) -> AmendmentSet:
    """Restores versions, articles and relations to what they were. Raises ``NotAppliedError`` or, when any of them
    was changed since, ``ChangedSinceError``. ``document_changed`` is announced after commit."""
    claimed = AmendmentSet.objects.filter(pk=amendment_set_id, state=AmendmentState.APPLIED).update(
        state=AmendmentState.UNDONE, undone_by=by, undone_at=timezone.now()
    )
    if not claimed:
        raise NotAppliedError
    amendment_set = AmendmentSet.objects.get(pk=amendment_set_id)
    target = LegalDocument.objects.select_for_update().get(pk=amendment_set.target_document_id)
    # Backwards: a set may have ended on one day what it made on an earlier one.
    done = list(amendment_set.amendments.order_by("-effective_on", "-order", "-pk"))
    versions = ArticleVersion.objects.select_for_update().in_bulk(
        [step["pk"] for one in done for step in _version_steps(one)]
    )
    relations = DocumentRelation.objects.in_bulk(
        [step["pk"] for one in done if (step := _relation_step(one))]
    )
    if problems := _changed_since(done, versions, relations):
        raise ChangedSinceError(problems)
    for one in done:
        if step := _relation_step(one):
            relations[step["pk"]].delete()
    for one in done:
        _restore(one, versions)
    if problems := _delete_inserted(done):
        raise ChangedSinceError(problems)
    for one in done:
        one.undo, one.made_version = {}, None
        one.save(update_fields=["undo", "made_version"])
    announce_change(target.pk)
    return amendment_set


def _version_steps(one: Amendment) -> list[dict[str, Any]]:
    return [one.undo[name] for name in ("created", "changed") if name in one.undo]


def _relation_step(one: Amendment) -> dict[str, Any] | None:
    step: dict[str, Any] | None = one.undo.get("relation_created")
    return step


def _changed_since(
    done: list[Amendment], versions: dict[int, ArticleVersion], relations: dict[int, DocumentRelation]
) -> list[str]:
    """A row is as the set left it when it equals what the last step that touched it wrote."""
    problems: dict[str, None] = {}
    seen: set[int] = set()
    for one in done:
        for step in _version_steps(one):
            if step["pk"] in seen:
                continue
            seen.add(step["pk"])
            version = versions.get(step["pk"])
            if version is None or snapshot(version, VERSION_FIELDS) != step["after"]:
                problems[
                    _("%(unit)s: the text was changed since.") % {"unit": unit_label(one.article_number)}
                ] = None
        if made := _relation_step(one):
            relation = relations.get(made["pk"])
            if relation is None or snapshot(relation, RELATION_FIELDS) != made["after"]:
                problems[
                    _("%(unit)s: the relation was changed since.") % {"unit": unit_label(one.article_number)}
                ] = None
    return list(problems)


def _restore(one: Amendment, versions: dict[int, ArticleVersion]) -> None:
    if "created" in one.undo:
        versions[one.undo["created"]["pk"]].delete()
    if "changed" in one.undo:
        version = versions[one.undo["changed"]["pk"]]
        if version.pk is None:
            return
        for name, value in one.undo["changed"]["before"].items():
            is_day = name in _DAYS and value is not None
            setattr(version, name, datetime.date.fromisoformat(value) if is_day else value)
        version.save()


def _delete_inserted(done: list[Amendment]) -> list[str]:
    """Articles that the set inserted go, unless something else has been written about them since."""
    problems = []
    inserted = Article.objects.filter(
        pk__in=[one.undo["article_created"] for one in done if "article_created" in one.undo]
    )
    for article in inserted.select_related("document"):
        collector = NestedObjects(using=article._state.db or "default")  # noqa: SLF001
        collector.collect([article])
        others = [model for model in collector.data if not issubclass(model, _GOES_ALONG)]
        has_own = ArticleVersion.objects.filter(article=article).exists()
        has_relations = DocumentRelation.objects.filter(to_article=article).exists()
        if others or collector.protected or has_own or has_relations:
            problems.append(
                _("%(unit)s: something was written about it since; remove that first.")
                % {"unit": article.label}
            )
            continue
        article.delete()
    return problems
