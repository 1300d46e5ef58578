"""HTML → PDF. The only importer of WeasyPrint.

Reading fonts and style sheets again for each document would cost ten times the layout itself, so both are
kept for the life of the process. WeasyPrint itself is imported by the first document: it is a quarter of the time a
process needs to start, and most processes never print.
"""

from __future__ import annotations

import atexit
import logging
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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


# page, pages in all or 0 while nobody knows: the first round counts them, later ones number them.
OnPage = Callable[[int, int], None]


def render_pdf(html: str, stylesheet: Path, on_page: OnPage | None = None) -> bytes:
    """A whole HTML document, with ``lang`` and ``<title>``, as the bytes of a PDF/A-3a file.

    Pictures may only be ``data:`` addresses: what stands in the document never makes the server read a file
    or an address. Raises ``weasyprint.urls.FatalURLFetchingError`` for any other. ``on_page`` is told of each page.
    """
    from weasyprint import HTML  # noqa: PLC0415
    from weasyprint.urls import URLFetcher  # noqa: PLC0415

    with _LAYOUT_LOCK, _told(on_page):
        document = HTML(string=html, url_fetcher=URLFetcher(allowed_protocols=("data",), fail_on_errors=True))
        pdf: bytes = document.write_pdf(
            stylesheets=[_stylesheet(stylesheet)],
            font_config=_font_configuration(),
            pdf_variant=ARCHIVAL_VARIANT,
        )
    return pdf


class _Pages(logging.Handler):
    """WeasyPrint tells of its pages only in a log."""

    _ROUND, _PAGE = re.compile(r"Repagination #\d+"), re.compile(r"Creating layout - Page (\d+)")

    def __init__(self, on_page: OnPage) -> None:
        super().__init__()
        self.on_page = on_page
        self.page = self.of = 0

    def emit(self, record: logging.LogRecord) -> None:
        said = record.getMessage()
        if self._ROUND.search(said):
            self.of = max(self.of, self.page)
        elif match := self._PAGE.search(said):
            self.page = int(match[1])
            self.on_page(self.page, self.of)


@contextmanager
def _told(on_page: OnPage | None) -> Iterator[None]:
    """While it lasts, every page laid out is told; other threads wait at the lock."""
    if on_page is None:
        yield
        return
    log = logging.getLogger("weasyprint.progress")
    handler, level = _Pages(on_page), log.level
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    try:
        yield
    finally:
        log.removeHandler(handler)
        log.setLevel(level)
