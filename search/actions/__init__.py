"""What editors do with search, and what is kept of it."""

from search.actions.keep_search import forget_old_searches, keep_click, keep_search
from search.actions.publish_rules import publish_rules

__all__ = ["forget_old_searches", "keep_click", "keep_search", "publish_rules"]
