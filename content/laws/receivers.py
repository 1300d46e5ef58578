"""Every change of a row of the library is a change of its document."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.db.models.signals import post_delete, post_save, pre_delete

from content.laws.actions.announce_change import announce_change
from content.laws.actions.forget_target import forget_target
from content.laws.kept_pages import purge_laws
from content.laws.models import (
    Article,
    ArticleVersion,
    Division,
    DocumentAlias,
    DocumentRelation,
    LegalDocument,
    ProvisionEffect,
)
from content.laws.signals import document_changed, library_imported
from content.laws.tasks import follow_document, rebuild_all_citations


def document_changed_itself(instance: LegalDocument, **_kwargs: Any) -> None:
    announce_change(instance.pk)


def part_changed(instance: Article | Division | DocumentAlias, **_kwargs: Any) -> None:
    announce_change(instance.document_id)


def article_part_changed(instance: ArticleVersion | ProvisionEffect, **_kwargs: Any) -> None:
    announce_change(instance.article.document_id)


def relation_changed(instance: DocumentRelation, **_kwargs: Any) -> None:
    announce_change(instance.from_document_id)
    announce_change(instance.to_document_id)


def citations_follow(document_id: int, *, deleted: bool = False, **_kwargs: Any) -> None:
    if not deleted:
        follow_document.delay_on_commit(document_id)


def citations_follow_import(*, citations_later: bool = True, **_kwargs: Any) -> None:
    if citations_later:
        rebuild_all_citations.delay_on_commit()


def citations_outlive(instance: LegalDocument | Division | Article, **_kwargs: Any) -> None:
    """A text still cites what has left the library: before it goes, its citations become unresolved."""
    forget_target(instance)


def connect() -> None:
    """Called once when the room is ready."""
    receivers: list[tuple[type[Model], Any]] = [
        (LegalDocument, document_changed_itself),
        (Article, part_changed),
        (Division, part_changed),
        (DocumentAlias, part_changed),
        (ArticleVersion, article_part_changed),
        (ProvisionEffect, article_part_changed),
        (DocumentRelation, relation_changed),
    ]
    for sender, receiver in receivers:
        post_save.connect(receiver, sender=sender)
        post_delete.connect(receiver, sender=sender)
    document_changed.connect(purge_laws, dispatch_uid="kept-law-pages")
    library_imported.connect(purge_laws, dispatch_uid="kept-law-pages-after-import")
    document_changed.connect(citations_follow, dispatch_uid="citations-follow")
    library_imported.connect(citations_follow_import, dispatch_uid="citations-follow-import")
    for target in (LegalDocument, Division, Article):
        pre_delete.connect(
            citations_outlive, sender=target, dispatch_uid=f"citations-outlive-{target.__name__}"
        )
