"""Where a page stands, and what it says of itself to search engines."""

from collections.abc import Iterator, Sequence

from django import template
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from wagtail.models import Page

from content.explainers.cited_texts import plain_words
from content.explainers.linked_data import Explained, article
from content.explainers.margin import MarginCard
from content.explainers.markers import MARKER
from content.explainers.models import ExplainerPage
from content.laws.linked_data import as_script

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


@register.simple_tag
def explainer_data(page: ExplainerPage, cards: Sequence[MarginCard]) -> SafeString:
    """The page as JSON-LD, safe inside a script element; ``cards`` are the provisions it rests on."""
    explained = Explained(
        url=f"{settings.BASE_URL}{page.url or '/'}",
        title=page.title,
        summary=page.summary,
        language=page.locale.language_code,
        publisher=settings.SITE_NAME,
        published_at=page.first_published_at,
        changed_at=page.last_published_at,
        checked_on=page.last_checked_on,
        cited=tuple((card.citation, f"{settings.BASE_URL}{card.url}") for card in cards),
        questions=tuple(_questions(page)),
    )
    return mark_safe(as_script(article(explained)))


def _questions(page: ExplainerPage) -> Iterator[tuple[str, str]]:
    for block in page.body:
        if block.block_type == "questions":
            for item in block.value["items"]:
                yield item["question"], MARKER.sub("", plain_words(item["answer"]))
