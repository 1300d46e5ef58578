"""Turns the marks [1] [2] of an editor's text into links to the provisions beside it."""

import re

from django import template
from django.template.loader import render_to_string
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from wagtail.rich_text import RichText, expand_db_html

from content.explainers.margin import MarginCard, Section
from content.explainers.markers import split_html
from portal.templatetags.typography import keep_words_together

register = template.Library()

_OPENS_LINK = re.compile(r"<a\b", re.IGNORECASE)


@register.simple_tag
def marked(text: RichText | str, section: Section | None, with_rest: bool = False) -> SafeString:
    """Rich text with its marks as links; ``section`` knows which provision each stands for.

    Wagtail has cleaned rich text when it was saved, so that its HTML may be shown as it is; any other text is
    escaped. Without a section (the preview of a block) marks stay as written.
    """
    source = expand_db_html(text.source) if isinstance(text, RichText) else conditional_escape(text)
    if not section:
        return mark_safe(source)
    inside = _InsideLinks()
    parts = (
        _words(part, section, inside) if isinstance(part, str) else _marker(section.all_cards.get(part))
        for part in split_html(source, section.numbers, with_rest=with_rest)
    )
    return mark_safe("".join(parts))


class _InsideLinks:
    """Whether the words that come next stand inside a link of the editor's own."""

    def __init__(self) -> None:
        self.depth = 0

    def passed(self, tag: str) -> None:
        if _OPENS_LINK.match(tag):
            self.depth += 1
        elif tag.lower() == "</a>":
            self.depth -= 1


def _words(part: str, section: Section, inside: _InsideLinks) -> str:
    if part.startswith("<"):
        inside.passed(part)
        return part
    if section.links is None or inside.depth > 0:
        return keep_words_together(part)
    return section.links.text(part, keep_words_together)


@register.simple_tag
def row_markers(section: Section | None, row_index: int) -> SafeString:
    """The marks of a table's row, in order."""
    if not section:
        return mark_safe("")
    numbers = section.row_numbers[row_index] if row_index < len(section.row_numbers) else ()
    return mark_safe("".join(_marker(section.all_cards.get(number)) for number in numbers))


def _marker(card: MarginCard | None) -> str:
    if card is None:
        return ""
    return render_to_string(
        "components/marker.html",
        {"marker": card.number, "anchor": card.anchor, "citation": card.citation, "text": card.text},
    ).strip()


@register.simple_tag
def quoted_cards(section: Section | None) -> list[MarginCard]:
    """The provisions a quote block shows in full, in the editor's order."""
    if not section:
        return []
    return [section.all_cards[number] for number in section.numbers if number in section.all_cards]
