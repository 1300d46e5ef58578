"""The text of an article as HTML. A whole law has thousands of provisions: drawn here in one go, not by templates."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from html import escape
from typing import Any

from django import template
from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from content.laws.choices import LegalStatus
from content.laws.importers.codification_text import PICTURE
from content.laws.reading import ReadArticle, ReadClause, ReadPoint
from content.laws.tables import blocks
from content.laws.templatetags.law_text import set_words

register = template.Library()

_AROUND_PICTURE = re.compile(rf" *{re.escape(PICTURE)} *")


@register.simple_tag
def provisions(read: ReadArticle) -> SafeString:
    """Each clause and point is an element with its anchor; its number is its link."""
    page = _Page(read)
    text = "\n".join(page.clause(one) for one in read.clauses)
    return mark_safe(f'<div class="law__text provisions" lang="vi">{text}</div>')


@register.simple_tag
def cell_of_law(text: str, official_url: str) -> SafeString:
    """The words of a table's cell; a picture is announced."""
    return mark_safe(_with_pictures(text, set_words(text), official_url))


class _Page:
    """What all provisions of one article share."""

    def __init__(self, read: ReadArticle) -> None:
        self.links = read.article.citation_links
        self.official_url = read.article.document.official_url

    def clause(self, read: ReadClause) -> str:
        anchor = f' id="{escape(read.anchor)}"' if read.anchor else ""
        clause = read.clause
        inside = [
            self.paragraphs(clause.paragraphs, _number(read.url, clause.marker)),
            _own_status(read.own_status, read.own_since),
            *(self.point(one) for one in read.points),
            self.paragraphs(clause.tail_paragraphs),
        ]
        return f'<div class="provision provision--clause"{anchor}>{"".join(inside)}</div>'

    def point(self, read: ReadPoint) -> str:
        paragraphs = self.paragraphs(read.point.paragraphs, _number(read.url, read.point.marker))
        status = _own_status(read.own_status, read.own_since)
        return (
            f'<div class="provision provision--point" id="{escape(read.anchor)}">{paragraphs}{status}</div>'
        )

    def paragraphs(self, lines: Iterable[str], number: str = "") -> str:
        """``number`` begins the first paragraph; before a table, or alone, it is a paragraph of its own."""
        parts = []
        for block in blocks(lines):
            if block.table:
                parts += [f"<p>{number}</p>"] if number else []
                parts.append(_table(block.table, self.official_url))
            else:
                parts.append(f"<p>{number}{' ' if number else ''}{self.words(block.text)}</p>")
            number = ""
        return "".join(parts) or (f"<p>{number}</p>" if number else "")

    def words(self, text: str) -> str:
        html = self.links.html(text, set_words) if self.links else set_words(text)
        return _with_pictures(text, html, self.official_url) if PICTURE in text else html


def _number(url: str, marker: str) -> str:
    return f'<a class="provision__number" href="{escape(url)}">{escape(marker)}</a>' if marker else ""


def _own_status(status: LegalStatus | None, since: datetime.date | None) -> str:
    return _draw("own_status", status=status, since=since) if status else ""


def _table(table: Any, official_url: str) -> str:
    return _draw("table", table=table, official_url=official_url)


def _draw(name: str, **context: Any) -> str:
    return get_template(f"laws/includes/{name}.html").render(context)


def _with_pictures(text: str, html: str, official_url: str) -> str:
    """``html`` of ``text``; the library keeps words, not pictures: each is announced where it stands."""
    if PICTURE not in text:
        return html
    if text.strip() == PICTURE:
        return _picture(escape(_official_words(official_url)), official_url)
    short = escape(pgettext("in a text of law", "picture"))
    spoken = escape(_official_words(official_url))
    mark = f'<span aria-hidden="true">{short}</span><span class="visually-hidden">{spoken}</span>'
    return _AROUND_PICTURE.sub(f" {_picture(mark, official_url)} ", html).strip()


def _official_words(official_url: str) -> str:
    return _("Picture: see the official text") if official_url else _("Picture: only in the official text")


def _picture(words: str, official_url: str) -> str:
    own = f'class="law-picture" lang="{escape(get_language() or "")}"'
    if not official_url:
        return f"<span {own}>{words}</span>"
    return f'<a {own} href="{escape(official_url)}" rel="external">{words}</a>'
