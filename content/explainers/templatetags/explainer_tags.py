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
    above = page.get_ancestors().filter(depth__gte=FIRST_SHOWN_DEPTH).live()
    return [*((ancestor.title, ancestor.url) for ancestor in above), (page.title, "")]
