"""HTML → PDF. The only importer of WeasyPrint.

Reading fonts and style sheets again for each document would cost ten times the layout itself, so both are
kept for the life of the process. WeasyPrint itself is imported by the first document: it is a quarter of the time a
process needs to start, and most processes never print.
"""

from __future__ import annotations

import atexit
import threading
from functools import cache
from pathlib import Path
from typing import Any

# Made to be kept for decades (PDF/A-3) and tagged for screen readers, all its text as Unicode (level a).
ARCHIVAL_VARIANT = "pdf/a-3a"

# The font configuration is shared, and Pango changes it while it lays text out.
_LAYOUT_LOCK = threading.Lock()


def can_subset_fonts() -> bool:
    """Whether HarfBuzz's subsetter is there; raises OSError if the libraries that draw text are not."""
    from weasyprint.text import ffi  # noqa: PLC0415

    return ffi.harfbuzz_subset is not None


@cache
def _font_configuration() -> Any:
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415  (see the module's docstring)

    # Its own end calls Pango's, which is gone when Python clears its caches last of all.
    atexit.register(_font_configuration.cache_clear)
    atexit.register(_stylesheet.cache_clear)
    return FontConfiguration()


@cache
def _stylesheet(path: Path) -> Any:
    from weasyprint import CSS  # noqa: PLC0415

    return CSS(filename=str(path), font_config=_font_configuration())


def render_pdf(html: str, stylesheet: Path) -> bytes:
    """A whole HTML document, with ``lang`` and ``<title>``, as the bytes of a PDF/A-3a file.

    Pictures may only be ``data:`` addresses: what stands in the document never makes the server read a file
    or an address. Raises ``weasyprint.urls.FatalURLFetchingError`` for any other.
    """
    from weasyprint import HTML  # noqa: PLC0415
    from weasyprint.urls import URLFetcher  # noqa: PLC0415

    with _LAYOUT_LOCK:
        document = HTML(string=html, url_fetcher=URLFetcher(allowed_protocols=("data",), fail_on_errors=True))
        pdf: bytes = document.write_pdf(
            stylesheets=[_stylesheet(stylesheet)],
            font_config=_font_configuration(),
            pdf_variant=ARCHIVAL_VARIANT,
        )
    return pdf
