"""Pages of the search room."""

from search.views.results import results
from search.views.suggestions import suggest

__all__ = ["results", "suggest"]
