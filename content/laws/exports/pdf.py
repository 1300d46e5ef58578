"""A document as a PDF for print and for keeping: contents with page numbers, bookmarks, the portal's own faces."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string

from content.laws.exports.heading import heading
from content.laws.exports.plain_text import unofficial_notice
from content.laws.exports.records import ExportArticle, ExportDivision, ExportDocument, ExportNode
from portal.lib.pdf import OnPage, render_pdf

CONTENT_TYPE = "application/pdf"
STYLESHEET = settings.BASE_DIR / "static" / "pdf" / "law.css"
# Below this many articles a table of contents is longer than a look.
CONTENTS_FROM = 5
DEEPEST_HEADING = 6


@dataclass(frozen=True)
class ContentsLine:
    level: int
    label: str
    heading: str
    anchor: str


@dataclass(frozen=True)
class Part:
    """A node with its element id and the level of its heading; what a template cannot count itself."""

    level: int
    anchor: str
    division: ExportDivision | None = None
    article: ExportArticle | None = None


def render(document: ExportDocument, on_page: OnPage | None = None) -> bytes:
    """A4, tagged, language vi. ``on_page`` is told of each page as it is set."""
    return render_pdf(as_html(document), STYLESHEET, on_page)


def as_html(document: ExportDocument) -> str:
    parts = _parts(document.nodes, 2)
    appendices = [Part(2, article.anchor, article=article) for article in document.appendices]
    return render_to_string(
        "laws/exports/document_pdf.html",
        {
            "document": document,
            "heading": heading(document),
            "notice": unofficial_notice(document) if document.is_unofficial else "",
            "contents": _contents([*parts, *appendices]),
            "parts": parts,
            "appendices": appendices,
        },
    )


def _parts(nodes: Iterable[ExportNode], level: int, prefix: str = "phan") -> list[Part]:
    """Flat, in order: a division, then what stands in it."""
    found: list[Part] = []
    for position, node in enumerate(nodes, start=1):
        if isinstance(node, ExportDivision):
            anchor = f"{prefix}-{position}"
            found.append(Part(min(level, DEEPEST_HEADING), anchor, division=node))
            found += _parts(node.nodes, level + 1, anchor)
        else:
            found.append(Part(min(level, DEEPEST_HEADING), node.anchor, article=node))
    return found


def _contents(parts: list[Part]) -> list[ContentsLine]:
    lines = []
    for part in parts:
        if part.division:
            line = ContentsLine(part.level, part.division.label, part.division.line.heading, part.anchor)
        elif part.article:
            line = ContentsLine(part.level, part.article.label, part.article.heading, part.anchor)
        else:
            continue
        lines.append(line)
    return lines if len(lines) >= CONTENTS_FROM else []
