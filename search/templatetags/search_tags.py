"""How results are linked."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse

from search.clicks import click_token
from search.results import Result

register = template.Library()


@register.simple_tag
def click_address(event: Any, result: Result) -> str:
    """Where a click on this result is counted; nothing where the search itself was not."""
    if not event:
        return ""
    return reverse("search:click", args=[click_token(event.pk, result.rank, result.kind)])
