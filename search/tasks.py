"""Jobs that keep the index up to date. Each reads the database when it runs, so it may run twice and in any
order; what cannot be written stays in the outbox.
"""

from __future__ import annotations

import uuid

from celery import shared_task

from search import actions, corpus_spelling, indexing, outbox, statistics
from search.choices import Kind
from search.documents import object_key
from search.models import PendingWrite, SearchEvent


def _bring_up_to_date(keys: outbox.Keys) -> None:
    if outbox.bring_up_to_date(keys) and PendingWrite.objects.failed().exists():
        catch_up.delay()  # the engine is back


@shared_task
def index_object(kind: str, object_id: int) -> None:
    """An object, also one that is gone."""
    _bring_up_to_date({object_key(kind, object_id): False})


@shared_task
def index_page_tree(page_id: int) -> None:
    """A page and everything below it, whose breadcrumbs and addresses change with it."""
    _bring_up_to_date({outbox.page_tree_key(page_id): True})


@shared_task
def index_legal_document(document_id: int) -> None:
    """A law with all its articles; what is no longer part of it goes."""
    _bring_up_to_date({object_key(Kind.LEGAL_DOCUMENT, document_id): True})


@shared_task
def index_changed_force() -> None:
    """Once a day: what takes effect or lapses today has another text and another status."""
    outbox.note(
        {
            object_key(Kind.LEGAL_DOCUMENT, document_id): True
            for document_id in indexing.laws_that_changed_force()
        },
        is_queued=False,
    )
    outbox.catch_up()


@shared_task
def rebuild_index() -> None:
    """After an import of half the library: one rebuild instead of thousands of updates."""
    outbox.bring_up_to_date({outbox.EVERYTHING: True})
    gather_language.delay()


@shared_task
def gather_language() -> None:
    """Once a week and after a rebuild: how the library spells, for "did you mean", and what its words weigh."""
    corpus_spelling.gather()
    statistics.gather()


@shared_task
def catch_up() -> None:
    """Once a minute: what an engine that was away, a worker that died or a lost job has left behind."""
    outbox.catch_up()


@shared_task
def keep_searches(rows: list[list]) -> None:
    """``rows``: [event id, text, folded, language, total, is filtered], as ``search.log`` gathers them."""
    for event_id, text, folded, language, total, is_filtered in rows:
        actions.keep_search(uuid.UUID(hex=event_id), text, folded, language, total, is_filtered=is_filtered)


@shared_task(autoretry_for=(SearchEvent.DoesNotExist,), max_retries=3, default_retry_delay=15)
def keep_click(event_id: str, rank: int, kind: str) -> None:
    """A click may come before its search is stored."""
    actions.keep_click(uuid.UUID(hex=event_id), rank, kind)


@shared_task
def forget_old_searches() -> None:
    """Every night: searches are kept for 90 days."""
    actions.forget_old_searches()
