"""Jobs that keep the index up to date. Each reads the database when it runs, so it may run twice and in any
order.
"""

from __future__ import annotations

from celery import shared_task

from search import indexing
from search.backends.base import IndexBusyError, SearchUnavailableError
from search.choices import Kind

#: An engine that restarts is away for minutes; after about an hour of trying, `rebuild_search` is the remedy.
RETRY = {
    "autoretry_for": (IndexBusyError, SearchUnavailableError),
    "retry_backoff": 2,
    "retry_backoff_max": 300,
    "retry_jitter": True,
    "max_retries": 18,
}


@shared_task(**RETRY)
def index_object(kind: str, object_id: int) -> None:
    indexing.index_objects([(Kind(kind), object_id)])


@shared_task(**RETRY)
def delete_object(kind: str, object_id: int) -> None:
    indexing.delete_objects([(Kind(kind), object_id)])


@shared_task(**RETRY)
def index_page_tree(page_id: int) -> None:
    indexing.index_page_tree(page_id)


@shared_task(**RETRY)
def index_legal_document(document_id: int) -> None:
    indexing.index_legal_document(document_id)


@shared_task(**RETRY)
def index_changed_force() -> None:
    """Once a day: what takes effect or lapses today has another text and another status."""
    indexing.index_changed_force()


@shared_task(**RETRY)
def rebuild_index() -> None:
    """After an import of half the library: one rebuild instead of thousands of updates."""
    indexing.rebuild()
