"""What `doctor` and the health page say about search."""

from __future__ import annotations

from portal.lib.health import NotHealthyError, register_check
from search.backends import get_backend

NAMES = {"embedded": "tantivy in this folder", "elastic": "Elasticsearch"}


def search_answers() -> str:
    status = get_backend().status()
    if not status.answers:
        raise NotHealthyError(status.detail)
    return f"{NAMES[status.name]}, {status.documents} objects"


def register() -> None:
    """Pages are served without the engine too: the results page then says so and looks up names and
    numbers.
    """
    register_check("search", search_answers)
