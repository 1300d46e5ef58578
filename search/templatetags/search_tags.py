"""How results are linked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.urls import reverse
from django.utils.formats import localize
from django.utils.html import escape
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
    language = ' lang="vi"' if facet.is_law_text else ""
    parameter = escape(facet.parameter)

    def box(number: int, value: FacetValue) -> str:
        chosen = escape(value.value)
        name = f"{parameter}-{number}-{chosen}"
        checked = " checked" if value.is_set else ""
        return (
            f'<label class="filters__value" for="{name}">'
            f'<input type="{kind}" id="{name}" name="{parameter}" value="{chosen}"{checked}> '
            f'<span class="filters__label"{language}>{escape(value.label)}</span> '
            f'<span class="filters__count">{escape(localize(value.count))}</span></label>'
        )

    return mark_safe("\n".join(box(number, value) for number, value in enumerate(facet.values, start=1)))
