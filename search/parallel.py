"""Reads and prepares documents on all cores, for a rebuild of a large library.

Worker processes read the database and fold the words; what they hand back is plain data that an engine writes as it
is. Only a few batches are under way at once, so memory does not grow with the library.
"""

from __future__ import annotations

import gc
import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from typing import Any

from django.db import connection, connections

from portal.lib.processes import cores, end_with_parent
from search.choices import Kind
from search.sources import SOURCES

#: Below this a pool costs more than it saves.
PARALLEL_FROM = 2_000
#: Batches that each worker has before it or behind it.
AHEAD = 2
#: Objects of one job: what a worker holds and hands over at once.
OBJECTS_OF_A_JOB = 500

#: A kind and some ids of it.
Job = tuple[Kind, list[int]]
Prepare = Callable[[Any, int], Any]


def can_fork(objects: int) -> bool:
    """Worthwhile, possible, and would other processes see what this one sees?"""
    return (
        objects >= PARALLEL_FROM
        and cores() > 1
        and "fork" in multiprocessing.get_all_start_methods()
        and not connection.in_atomic_block
        and not multiprocessing.current_process().daemon
    )


def prepared_in_processes(
    jobs: Iterable[Job], prepare: Prepare, version: Callable[[], int]
) -> Iterator[tuple[Job, list[Any]]]:
    """The jobs in order, each with what its worker prepared. Raises what a worker raised."""
    connections.close_all()  # a connection must not be shared with a child
    context = multiprocessing.get_context("fork")
    workers = cores()
    with ProcessPoolExecutor(workers, mp_context=context, initializer=_begin) as pool:
        waiting: deque[tuple[Job, Future[list[Any]]]] = deque()
        try:
            for job in jobs:
                waiting.append((job, pool.submit(_prepared, job, prepare, version)))
                if len(waiting) > workers * AHEAD:
                    done, future = waiting.popleft()
                    yield done, future.result()
            while waiting:
                done, future = waiting.popleft()
                yield done, future.result()
        finally:
            for _, future in waiting:
                future.cancel()


def _begin() -> None:
    end_with_parent()
    connections.close_all()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)  # documents hold no cycles


def _prepared(job: Job, prepare: Prepare, version: Callable[[], int]) -> list[Any]:
    kind, object_ids = job
    read_at = version()
    return [prepare(document, read_at) for document in SOURCES[kind].documents(object_ids)]
