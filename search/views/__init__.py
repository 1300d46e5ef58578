"""Pages of the search room."""

from search.views.clicks import count_click
from search.views.questions import ask
from search.views.results import results
from search.views.suggestions import suggest

__all__ = ["ask", "count_click", "results", "suggest"]
