"""Which kept pages show the library, and when they go.

A law page names other documents, the explainers that explain it and what cites it; an edit anywhere in the
library may stand on any of them. One tag for all is exact: nothing stale is ever shown, and edits are rare.
"""

from __future__ import annotations

from typing import Any

from portal import page_cache

LAWS = "laws"
# Law pages also list explainers and lessons, and the masthead and footer Wagtail's own pages.
TAGS = (LAWS, page_cache.PAGES)


def purge_citing() -> None:
    """Citations are links on law pages and on Wagtail's. To be called after rows of them have changed."""
    page_cache.purge([LAWS, page_cache.PAGES])


def purge_laws(**_kwargs: Any) -> None:
    """A receiver of the library's facts, which are announced after the commit."""
    page_cache.purge([LAWS])
