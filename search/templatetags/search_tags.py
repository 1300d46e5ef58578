"""How results are linked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from search.clicks import click_token
from search.highlighting import Fragment
from search.results import Result

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
