"""Whole public pages for visitors who are not signed in, kept until something on them changes."""

from portal.page_cache.marking import cached_page, mark
from portal.page_cache.store import PAGES, purge, purge_everything, purge_on_commit

__all__ = ["PAGES", "cached_page", "mark", "purge", "purge_everything", "purge_on_commit"]
