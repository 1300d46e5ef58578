"""How results are linked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.urls import reverse
from django.utils.formats import localize
from django.utils.html import escape, format_html_join
from django.utils.safestring import SafeString, mark_safe

from search.clicks import click_token
from search.highlighting import Fragment
from search.results import Facet, FacetValue, Result

register = template.Library()


@register.filter
def marked(fragments: Iterable[Fragment]) -> SafeString:
    """A text with what was found in it in ``<mark>``; every piece is escaped."""
    return mark_safe(
        "".join(
            f"<mark>{escape(fragment.text)}</mark>" if fragment.is_match else escape(fragment.text)
            for fragment in fragments
        )
    )


@register.simple_tag
def click_address(event: Any, result: Result) -> str:
    """Where a click on this result is counted; nothing where the search itself was not."""
    if not event:
        return ""
    return reverse("search:click", args=[click_token(event.pk, result.rank, result.kind)])


@register.simple_tag
def facet_values(facet: Facet) -> SafeString:
    """The boxes of a filter. A page has eighty of them: drawn by a template they cost a third of the whole page."""
    kind = "radio" if facet.is_single else "checkbox"
    language = mark_safe(' lang="vi"') if facet.is_law_text else ""
    checked = mark_safe(" checked")

    def arguments(number: int, value: FacetValue) -> tuple[Any, ...]:
        name = f"{facet.parameter}-{number}-{value.value}"
        is_checked = checked if value.is_set else ""
        count = localize(value.count)
        return name, kind, name, facet.parameter, value.value, is_checked, language, value.label, count

    return format_html_join(
        "\n",
        '<label class="filters__value" for="{}"><input type="{}" id="{}" name="{}" value="{}"{}> '
        '<span class="filters__label"{}>{}</span> <span class="filters__count">{}</span></label>',
        (arguments(number, value) for number, value in enumerate(facet.values, start=1)),
    )
