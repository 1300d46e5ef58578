"""Is the index what the database says? Finds what is missing, stale or left over, and mends it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from search import indexing, parallel
from search.backends import get_backend
from search.backends.base import INDEX_MISSING, INDEX_OUTDATED, Differences
from search.documents import SearchDocument, digest, split_key
from search.models import PendingWrite
from search.sources import SOURCES, batches_of_ids, count_all, documents_of

#: Objects that are written again at once.
BATCH = 500


def compare(progress: indexing.Progress | None = None) -> Differences:
    """What differs. An object that changes meanwhile is looked at once more before it counts.

    Raises SearchUnavailableError.
    """
    found = get_backend().differences(_digests(progress))
    if not found.keys:
        return found
    again = get_backend().differences(
        dict(_key_and_digest(document) for document in documents_of(map(split_key, sorted(found.keys))))
    )
    # The second look knows the suspects alone: everything else would seem to be left over.
    return Differences(missing=again.missing, stale=again.stale, orphaned=again.orphaned & found.keys)


def repair(differences: Differences, progress: indexing.Progress | None = None) -> None:
    """Write what is missing or stale, delete what is left over. Raises IndexBusyError, SearchUnavailableError."""
    objects = sorted(map(split_key, differences.keys))
    for start in range(0, len(objects), BATCH):
        batch = objects[start : start + BATCH]
        seen = dict(
            PendingWrite.objects.filter(
                key__in=[f"{kind.value}:{pk}" for kind, pk in batch], whole_group=False
            ).values_list("key", "number")
        )
        indexing.index_objects(batch)
        PendingWrite.objects.settle(seen)
        if progress:
            progress(batch[0][0], len(batch))


def needs_rebuild() -> str:
    """Why the index cannot be compared, but must be built: there is none, or it is of an older schema."""
    status = get_backend().status()
    return status.detail if status.detail in {INDEX_MISSING, INDEX_OUTDATED} else ""


def _digests(progress: indexing.Progress | None) -> dict[str, int]:
    jobs = [(kind, ids) for kind in SOURCES for ids in batches_of_ids(kind, size=parallel.OBJECTS_OF_A_JOB)]
    digests: dict[str, int] = {}
    for (kind, ids), pairs in _read(jobs):
        digests.update(pairs)
        if progress:
            progress(kind, len(ids))
    return digests


def _read(jobs: list[parallel.Job]) -> Iterable[tuple[parallel.Job, list[Any]]]:
    if parallel.can_fork(count_all()):
        return parallel.prepared_in_processes(jobs, _prepare_digest, indexing.current_version)
    return (
        (job, [_key_and_digest(document) for document in SOURCES[job[0]].documents(job[1])]) for job in jobs
    )


def _prepare_digest(document: SearchDocument, version: int) -> tuple[str, int]:
    return _key_and_digest(document)


def _key_and_digest(document: SearchDocument) -> tuple[str, int]:
    return document.key, digest(document)
