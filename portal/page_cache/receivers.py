"""What happens to Wagtail's pages and their surroundings purges the pages kept.

Menus, lists and "read on" blocks show other pages, so one change may stand on any page: all of them go.
"""

from typing import Any

from django.db.models.signals import post_delete, post_save
from wagtail.models import Locale, Page, PageViewRestriction, Site
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from portal.page_cache.store import PAGES, purge_on_commit


def purge_pages(**_kwargs: Any) -> None:
    purge_on_commit([PAGES])


def purge_pages_of_deleted(instance: Any, **_kwargs: Any) -> None:
    if isinstance(instance, Page):
        purge_on_commit([PAGES])


def connect() -> None:
    for signal in (page_published, page_unpublished, page_slug_changed, post_page_move):
        signal.connect(purge_pages, dispatch_uid="page-cache")
    # Every page class sends its own; a list of senders would miss those of the floors above.
    post_delete.connect(purge_pages_of_deleted, dispatch_uid="page-cache-deleted")
    for model in (Site, Locale, PageViewRestriction):
        post_save.connect(purge_pages, sender=model, dispatch_uid=f"page-cache-{model.__name__}-saved")
        post_delete.connect(purge_pages, sender=model, dispatch_uid=f"page-cache-{model.__name__}-deleted")
