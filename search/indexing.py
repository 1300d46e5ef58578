"""Keeps the index equal to the database.

A write carries the moment just before its objects were read as its version. Whoever read later knows at least
as much, so an engine that refuses older versions never goes back in time, whatever the order in which jobs
run. The clocks of workers on several machines must agree to within the time between two edits of one object.
"""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from django.utils import timezone

from search import parallel
from search.backends import get_backend
from search.backends.base import SearchBackend, Versioned
from search.choices import Kind
from search.documents import SearchDocument, object_key, split_key
from search.models import PendingWrite
from search.sources import (
    SOURCES,
    batches_of_ids,
    count_all,
    documents_of,
    keys_of_legal_document,
    legal_documents_changing_on,
)

Progress = Callable[[Kind, int], None]
#: Requests under way at once while a whole library is sent to a server.
THREADS = 2


def current_version() -> int:
    """Microseconds since 1970."""
    return time.time_ns() // 1_000


def index_objects(objects: Iterable[tuple[Kind, int]]) -> None:
    """Bring some objects up to date: what may be found is written, everything else goes."""
    objects = list(objects)
    version = current_version()
    documents = list(documents_of(objects))
    present = {document.key for document in documents}
    gone = [key for kind, object_id in objects if (key := object_key(kind, object_id)) not in present]
    backend = get_backend()
    backend.replace(documents, version=version)
    backend.delete(gone, version=version)


def objects_of_legal_document(document_id: int) -> set[tuple[Kind, int]]:
    """A law with all its articles, and what the index still holds of it: that goes if it is gone."""
    objects = set(keys_of_legal_document(document_id))
    indexed = get_backend().keys_of_group(object_key(Kind.LEGAL_DOCUMENT, document_id))
    return objects | {split_key(key) for key in indexed} | {(Kind.LEGAL_DOCUMENT, document_id)}


def laws_that_changed_force() -> list[int]:
    """Those of which something took effect or lapsed today or yesterday (a night's job may be late)."""
    today = timezone.localdate()
    return legal_documents_changing_on([today - datetime.timedelta(days=1), today])


def all_documents(progress: Progress | None = None) -> Iterator[Versioned]:
    """Everything that may be found, each with the version of its reading."""
    for kind, source in SOURCES.items():
        for object_ids in batches_of_ids(kind):
            version = current_version()
            for document in source.documents(object_ids):
                yield document, version
            if progress:
                progress(kind, len(object_ids))


def _prepared(backend: SearchBackend, progress: Progress | None) -> Iterator[Any]:
    """Everything that may be found as the engine takes it, prepared on all cores."""
    jobs = [
        (kind, object_ids)
        for kind in SOURCES
        for object_ids in batches_of_ids(kind, size=parallel.OBJECTS_OF_A_JOB)
    ]
    for (kind, object_ids), prepared in parallel.prepared_in_processes(
        jobs, backend.prepare, current_version
    ):
        yield from prepared
        if progress:
            progress(kind, len(object_ids))


def reload(keys: Sequence[str]) -> Iterator[SearchDocument]:
    """The documents of some keys as they are now; a rebuild asks for what changed while it ran."""
    return documents_of(split_key(key) for key in keys)


def rebuild(progress: Progress | None = None) -> int:
    """Build the whole index anew beside the live one and swap. Returns how many objects it holds.

    Raises RebuildRunningError, SearchUnavailableError.
    """
    noted = dict(PendingWrite.objects.values_list("key", "number"))
    backend = get_backend()
    if parallel.can_fork(count_all()):
        objects = backend.rebuild_prepared(_prepared(backend, progress), reload=reload, threads=THREADS)
    else:
        objects = backend.rebuild(all_documents(progress), reload=reload)
    PendingWrite.objects.settle(noted)
    return objects
