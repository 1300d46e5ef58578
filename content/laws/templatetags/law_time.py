"""The law in time, for templates: why a status holds, and what happened when."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django import template
from django.utils import timezone
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from content.laws.choices import LegalStatus, TextLanguage
from content.laws.comparison import ADDED, REMOVED, Piece
from content.laws.models import Article, ArticleVersion, LegalDocument
from content.laws.timeline import Event, Explained, explain_document, explain_provision, timeline

register = template.Library()

# A law of which the day's status is one of these has its text as a whole in force or suspended.
STANDS = frozenset({LegalStatus.IN_FORCE, LegalStatus.PARTLY, LegalStatus.SUSPENDED})

_HIDDEN = '<span class="visually-hidden">{} </span>{}<span class="visually-hidden">]</span>'
_INS, _DEL = f"<ins>{_HIDDEN}</ins>", f"<del>{_HIDDEN}</del>"


@dataclass(frozen=True)
class NearestTexts:
    """An article without a text on a day: its texts before and after, as far as there are any.

    ``stands_alone``: the law was there that day and only this article was not, so what is shown is of another time.
    """

    before: ArticleVersion | None
    after: ArticleVersion | None
    stands_alone: bool
    # It held that day, in words that the library does not have.
    is_missing: bool = False


@register.simple_tag
def document_status(document: LegalDocument, date: datetime.date) -> Explained:
    """Why a document has its status on a day."""
    return explain_document(document, date)


@register.simple_tag
def article_status(article: Article, date: datetime.date, clause: str = "", point: str = "") -> Explained:
    """Why an article, or a clause or point of it, has its status on a day."""
    return explain_provision(article, date, clause, point)


@register.simple_tag
def law_timeline(document: LegalDocument) -> list[Event]:
    """What happened to a document, oldest first."""
    return timeline(document, timezone.localdate())


@register.simple_tag
def compared(pieces: Sequence[Piece]) -> SafeString:
    """The words of one side or of both: what differs in ins and del, said in words to who cannot see it."""
    shown = [piece for piece in pieces if piece.text.strip()] and list(pieces)
    if shown:
        shown[-1] = Piece(shown[-1].kind, shown[-1].text.rstrip())
    return format_html_join("", "{}", ((_piece(piece),) for piece in shown if piece.text))


def _piece(piece: Piece) -> SafeString | str:
    if piece.kind == ADDED:
        return format_html(_INS, _("[added:"), piece.text)
    if piece.kind == REMOVED:
        return format_html(_DEL, _("[removed:"), piece.text)
    return conditional_escape(piece.text)


@register.simple_tag
def nearest_texts(article: Article, date: datetime.date) -> NearestTexts:
    """For a day on which an article has no text."""
    versions = [one for one in article.versions.all() if one.language == TextLanguage.VIETNAMESE]
    before = [one for one in versions if one.effective_to is not None and one.effective_to <= date]
    after = [one for one in versions if one.effective_from > date]
    return NearestTexts(
        max(before, key=lambda one: one.effective_from, default=None),
        min(after, key=lambda one: one.effective_from, default=None),
        article.document.status_on(date) in STANDS,
        is_missing=article.has_missing_text_on(date),
    )


@register.filter
def status_on(document: LegalDocument, date: datetime.date) -> LegalStatus:
    """The status of a document on a day, for badges in lists."""
    return document.status_on(date)
