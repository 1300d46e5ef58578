"""Every change is noted in the transaction that makes it, and forgotten once the index has it.

Whatever dies between the two (the engine, a worker, the queue), the note is there and ``catch_up`` finds it: once
a minute, and whenever a write succeeds while others wait.
"""

from __future__ import annotations

import datetime
import logging
from collections.abc import Iterable, Mapping

from django.utils import timezone

from search import indexing
from search.backends.base import IndexBusyError, SearchUnavailableError, WriteRefusedError
from search.choices import Kind
from search.documents import split_key
from search.models import PendingWrite
from search.sources import keys_of_page_tree

logger = logging.getLogger(__name__)

#: A page with all below it is noted under this name, since what is below is only known when it is read.
PAGE_TREE = "page"
#: The whole library, after an import.
EVERYTHING = "everything"
#: So many rows are taken at once.
BATCH = 50
#: A job that takes a row has so long before another may take it.
LEASE = datetime.timedelta(minutes=10)
#: The job that was queued with a note comes first; after so long it is taken to be lost.
GRACE = datetime.timedelta(seconds=30)
#: An object that cannot be written is tried again after a minute, then two, four … up to a day.
FIRST_PAUSE = datetime.timedelta(minutes=1)
LONGEST_PAUSE = datetime.timedelta(days=1)

#: Object key → does all that is folded under it change too?
Keys = Mapping[str, bool]


def page_tree_key(page_id: int) -> str:
    return f"{PAGE_TREE}:{page_id}"


def note(keys: Keys, *, is_queued: bool = True) -> None:
    """Remember a change, in the caller's transaction; one query. ``is_queued``: a job of its own follows."""
    first_try_at = timezone.now() + (GRACE if is_queued else datetime.timedelta())
    PendingWrite.objects.note(keys, number=indexing.current_version(), first_try_at=first_try_at)


def bring_up_to_date(keys: Keys) -> bool:
    """Write some objects to the index as they are now. What cannot be written stays noted, or is noted now.

    Returns whether the engine took them.
    """
    seen = dict(PendingWrite.objects.filter(key__in=list(keys)).values_list("key", "number"))
    try:
        _write(keys)
    except (IndexBusyError, SearchUnavailableError) as error:
        is_new = {key: whole for key, whole in keys.items() if key not in seen}
        note(is_new)
        _postpone(keys, error)
        return False
    PendingWrite.objects.settle(seen)
    return True


def catch_up(limit: int | None = None) -> int:
    """Write what waits, oldest first, until nothing is left or the engine does not answer. Returns the rows
    settled.
    """
    settled = 0
    while limit is None or settled < limit:
        now = timezone.now()
        rows = PendingWrite.objects.take(now, limit=BATCH, until=now + LEASE)
        if not rows:
            break
        done = _catch_up(rows)
        if done is None:
            break
        settled += done
    return settled


def _catch_up(rows: list[PendingWrite]) -> int | None:
    """Rows that were settled, one by one if they cannot be written together; None if the engine is away."""
    keys = {row.key: row.whole_group for row in rows}
    try:
        _write(keys)
    except IndexBusyError as error:
        _postpone(keys, error)
        return None
    except Exception as error:
        if isinstance(error, SearchUnavailableError) and not isinstance(error, WriteRefusedError):
            _postpone(keys, error)
            return None
        if len(rows) == 1:
            logger.exception("%s cannot be written to the search index", rows[0].key)
            pause = min(FIRST_PAUSE * 2 ** min(rows[0].tries, 20), LONGEST_PAUSE)
            PendingWrite.objects.postpone(list(keys), str(error), until=timezone.now() + pause)
            return 0
        parts = [_catch_up([row]) for row in rows]
        return None if None in parts else sum(part or 0 for part in parts)
    PendingWrite.objects.settle({row.key: row.number for row in rows})
    return len(rows)


def _postpone(keys: Iterable[str], error: Exception) -> None:
    """The engine is away: the next look at the outbox may find it back."""
    PendingWrite.objects.postpone(list(keys), str(error), until=timezone.now())


def _write(keys: Keys) -> None:
    objects: set[tuple[Kind, int]] = set()
    for key, whole_group in keys.items():
        name, _, number = key.partition(":")
        if name == EVERYTHING:
            indexing.rebuild()
        elif name == PAGE_TREE:
            objects.update(keys_of_page_tree(int(number)))
        elif whole_group:
            objects.update(indexing.objects_of_legal_document(int(number)))
        else:
            objects.add(split_key(key))
    indexing.index_objects(sorted(objects))
