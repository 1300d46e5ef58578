"""Paragraphs and tables of a text of law, for its template."""

from __future__ import annotations

from collections.abc import Iterable

from django import template

from content.laws.tables import Block, blocks

register = template.Library()


@register.filter
def as_blocks(paragraphs: Iterable[str]) -> list[Block]:
    """Rows of a table that follow each other are one table."""
    return blocks(paragraphs)
