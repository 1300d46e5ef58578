"""Where a page stands."""

from django import template
from wagtail.models import Page

register = template.Library()

FIRST_SHOWN_DEPTH = 2  # the home page; Wagtail's root is never shown


@register.simple_tag
def page_breadcrumbs(page: Page) -> list[tuple[str, str]]:
    """(title, address) from the home page down; the page itself comes last, without an address."""
    if page.pk is None:
        return [(page.title, "")]
    # Wagtail came down the tree to this page and left each page's parent with it.
    above: list[Page] = []
    parent = page.get_parent()
    while parent and parent.depth >= FIRST_SHOWN_DEPTH:
        above.insert(0, parent)
        parent = parent.get_parent() if parent.depth > FIRST_SHOWN_DEPTH else None
    return [*((ancestor.title, ancestor.url) for ancestor in above if ancestor.live), (page.title, "")]
