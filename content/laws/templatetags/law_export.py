"""What the print design of a law needs in its templates."""

from __future__ import annotations

from django import template

from content.laws.exports.records import ExportArticle, text_blocks
from content.laws.structure import Clause

register = template.Library()
register.filter("text_blocks", text_blocks)


@register.filter
def clauses(article: ExportArticle) -> list[Clause]:
    """The lead of the article, if it says anything, and its clauses."""
    parsed = article.structure
    return [one for one in (parsed.lead, *parsed.clauses) if one.label or one.text or one.points or one.tail]


@register.filter
def without_scheme(address: str) -> str:
    """ "https://example.org/van-ban/" → "example.org/van-ban/"."""
    return address.partition("://")[2] or address
