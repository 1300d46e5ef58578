"""Turns the marks [1] [2] of an editor's text into links to the provisions beside it."""

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from wagtail.rich_text import RichText, expand_db_html

from content.explainers.margin import MarginCard, Section
from content.explainers.markers import split_markers

register = template.Library()


@register.simple_tag
def marked(text: RichText | str, section: Section) -> SafeString:
    """Rich text with its marks as links; ``section`` knows which provision each stands for.

    Wagtail has cleaned the text when it was saved, so that its HTML may be shown as it is.
    """
    source = expand_db_html(text.source) if isinstance(text, RichText) else str(text)
    parts = (
        part if isinstance(part, str) else _marker(section.all_cards.get(part))
        for part in split_markers(source, section.numbers)
    )
    return mark_safe("".join(parts))


@register.simple_tag
def row_markers(section: Section, row_index: int) -> SafeString:
    """The marks of a table's row, in order."""
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
def quoted_cards(section: Section) -> list[MarginCard]:
    """The provisions a quote block shows in full, in the editor's order."""
    return [section.all_cards[number] for number in section.numbers if number in section.all_cards]
