"""What `doctor` and the health page say about search."""

from __future__ import annotations

import datetime

from django.db.models import Count, Min
from django.utils import timezone

from portal.lib.health import NotHealthyError, register_check
from search.backends import get_backend
from search.models import PendingWrite

NAMES = {"embedded": "tantivy in this folder", "elastic": "Elasticsearch"}
#: A change is in the index within seconds; one that waits so long has met a problem.
LATE = datetime.timedelta(minutes=5)


def search_answers() -> str:
    status = get_backend().status()
    if not status.answers:
        raise NotHealthyError(status.detail)
    return f"{NAMES[status.name]}, {status.documents} objects"


def index_follows() -> str:
    """Does the index have what was changed?"""
    waiting = PendingWrite.objects.aggregate(count=Count("pk"), since=Min("noted_at"))
    late = PendingWrite.objects.waiting_since(timezone.now() - LATE)
    if row := late.order_by("noted_at").first():
        since = timezone.localtime(row.noted_at)
        problem = row.problem or "is a worker running?"
        raise NotHealthyError(f"{waiting['count']} changes wait since {since:%d/%m %H:%M}: {problem}")
    return f"{waiting['count']} changes waiting" if waiting["count"] else "nothing waiting"


def register() -> None:
    """Pages are served without the engine too: the results page then says so and looks up names and
    numbers.
    """
    register_check("search", search_answers)
    register_check("search index", index_follows)
