"""A document as plain text: UTF-8, one clause, point or row of a table a line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from content.laws.exports.heading import heading
from content.laws.exports.own_words import RULE, SIGNED, SUMMARY, TRANSLATION
from content.laws.exports.records import ExportArticle, ExportDivision, ExportDocument, ExportNode
from portal.lib.vietnamese import normalise

CONTENT_TYPE = "text/plain; charset=utf-8"


def render(document: ExportDocument) -> bytes:
    """NFC, lines end with a line feed; the first lines say what this is, from where and as of when."""
    lines = [*_head(document), "", *_body(document.nodes)]
    if document.closing:
        lines += ["", document.closing]
    if document.signers_below:
        lines += ["", SIGNED, *document.signers_below]
    for appendix in document.appendices:
        lines += ["", *_article(appendix)]
    lines += ["", RULE, *origin(document)]
    return (normalise("\n".join(lines)).strip("\n") + "\n").encode()


def origin(document: ExportDocument) -> list[str]:
    """Where the text comes from, of which day it is, and what is not official about it."""
    lines = [
        _("%(site)s. Text as of %(day)s.")
        % {"site": document.source_name, "day": date_format(document.as_of, "SHORT_DATE_FORMAT")},
        document.url,
    ]
    if document.official_url:
        lines.append(_("Official source: %(address)s") % {"address": document.official_url})
    if document.is_unofficial:
        lines.insert(0, unofficial_notice(document))
    return lines


def unofficial_notice(document: ExportDocument) -> str:
    if document.has_summary:
        return _(SUMMARY)
    return _(TRANSLATION)


def _head(document: ExportDocument) -> Iterator[str]:
    if document.is_unofficial:
        yield unofficial_notice(document)
        yield ""
    said = heading(document)
    yield said.issuer
    if said.number:
        yield said.number
    yield said.day
    yield ""
    yield said.document_type
    yield said.title
    if document.preamble:
        yield ""
        yield document.preamble


def _body(nodes: Iterable[ExportNode]) -> Iterator[str]:
    for node in nodes:
        yield ""
        if isinstance(node, ExportDivision):
            yield from node.line.title_lines()
            yield from (line.strip() for line in node.line.text.split("\n") if line.strip())
            yield from _body(node.nodes)
        else:
            yield from _article(node)


def _article(article: ExportArticle) -> Iterator[str]:
    yield article.title
    yield from (f"[{note}]" for note in article.notes())
    yield from (line.strip() for line in article.text.split("\n") if line.strip())
