"""Facts from below that change what can be found. Each is noted in its transaction; after the commit a job follows."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.db.models.signals import post_delete, post_save
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from content.laws.signals import document_changed, library_imported
from search import outbox, tasks
from search.choices import Kind
from search.documents import object_key
from search.sources import PAGE_KINDS, PAGES_ABOVE


def on_page_changed(sender: type[Page], instance: Page, **kwargs: Any) -> None:
    outbox.note({outbox.page_tree_key(instance.pk): True})
    tasks.index_page_tree.delay_on_commit(instance.pk)


def on_page_deleted(sender: type[Page], instance: Page, **kwargs: Any) -> None:
    kind = PAGE_KINDS[sender].value
    outbox.note({object_key(kind, instance.pk): False})
    tasks.index_object.delay_on_commit(kind, instance.pk)


def on_view_restriction_changed(sender: type[Model], instance: PageViewRestriction, **kwargs: Any) -> None:
    outbox.note({outbox.page_tree_key(instance.page_id): True})
    tasks.index_page_tree.delay_on_commit(instance.page_id)


def on_document_changed(sender: Any, document_id: int, **kwargs: Any) -> None:
    outbox.note({object_key(Kind.LEGAL_DOCUMENT, document_id): True})
    tasks.index_legal_document.delay_on_commit(document_id)


def on_library_imported(sender: Any, **kwargs: Any) -> None:
    outbox.note({outbox.EVERYTHING: True})
    tasks.rebuild_index.delay_on_commit()


def connect() -> None:
    """Called once, by the room's AppConfig."""
    for model in (*PAGE_KINDS, *PAGES_ABOVE):
        for signal in (page_published, page_unpublished, page_slug_changed, post_page_move):
            signal.connect(
                on_page_changed, sender=model, dispatch_uid=f"search-{model.__name__}-{id(signal)}"
            )
    for model in PAGE_KINDS:
        post_delete.connect(on_page_deleted, sender=model, dispatch_uid=f"search-{model.__name__}-deleted")
    for signal in (post_save, post_delete):
        signal.connect(
            on_view_restriction_changed,
            sender=PageViewRestriction,
            dispatch_uid=f"search-restriction-{id(signal)}",
        )
    document_changed.connect(on_document_changed, dispatch_uid="search-document-changed")
    library_imported.connect(on_library_imported, dispatch_uid="search-library-imported")
