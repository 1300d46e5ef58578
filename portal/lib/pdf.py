"""HTML → PDF. The only importer of WeasyPrint.

Reading fonts and style sheets again for each document would cost ten times the layout itself, so both are
kept for the life of the process.
"""

from __future__ import annotations

import threading
from functools import cache
from pathlib import Path

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

# Made to be kept for decades (PDF/A-3) and tagged for screen readers, all its text as Unicode (level a).
ARCHIVAL_VARIANT = "pdf/a-3a"

_FONT_CONFIGURATION = FontConfiguration()
# The font configuration is shared, and Pango changes it while it lays text out.
_LAYOUT_LOCK = threading.Lock()


@cache
def _stylesheet(path: Path) -> CSS:
    return CSS(filename=str(path), font_config=_FONT_CONFIGURATION)


def render_pdf(html: str, stylesheet: Path) -> bytes:
    """A whole HTML document, with ``lang`` and ``<title>``, as the bytes of a PDF/A-3a file.

    Pictures may only be ``data:`` addresses: what stands in the document never makes the server read a file
    or an address. Raises ``weasyprint.urls.FatalURLFetchingError`` for any other.
    """
    with _LAYOUT_LOCK:
        return HTML(
            string=html, url_fetcher=URLFetcher(allowed_protocols=("data",), fail_on_errors=True)
        ).write_pdf(
            stylesheets=[_stylesheet(stylesheet)],
            font_config=_FONT_CONFIGURATION,
            pdf_variant=ARCHIVAL_VARIANT,
        )
