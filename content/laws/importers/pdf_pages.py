"""Runs as a process of its own: the lines of a PDF with their places, as JSON on standard output.

A PDF is a program for drawing, and a few kilobytes of it can ask for gigabytes or hours. So it is read where memory
and time are bounded by the operating system; whatever happens here cannot reach the portal.

    python -m content.laws.importers.pdf_pages <most pages> <seconds> <bytes of memory> < file.pdf

The answer is {"pages": [{"width": …, "height": …, "lines": [[x0, y0, x1, y1, "text"], …]}, …]} or {"refused": code}.
"""

from __future__ import annotations

import io
import json
import logging
import sys
from typing import Any

MOST_CHARACTERS = 6_000_000


def main(most_pages: int, seconds: int, memory: int) -> None:
    _limit(seconds, memory)
    logging.disable(logging.CRITICAL)
    try:
        answer = read_pages(sys.stdin.buffer.read(), most_pages)
    except MemoryError:
        answer = {"refused": "too_large"}
    except RecursionError:
        answer = {"refused": "damaged"}
    json.dump(answer, sys.stdout, ensure_ascii=False)


def read_pages(data: bytes, most_pages: int) -> dict[str, Any]:
    # Imported once the limits hold.
    from pdfminer.high_level import extract_pages  # noqa: PLC0415
    from pdfminer.layout import LAParams, LTTextLine  # noqa: PLC0415
    from pdfminer.pdfdocument import (  # noqa: PLC0415
        PDFDocument,
        PDFEncryptionError,
        PDFPasswordIncorrect,
        PDFTextExtractionNotAllowed,
    )
    from pdfminer.pdfexceptions import PDFException  # noqa: PLC0415
    from pdfminer.pdfparser import PDFParser, PDFSyntaxError  # noqa: PLC0415
    from pdfminer.psexceptions import PSException  # noqa: PLC0415

    pages: list[dict[str, Any]] = []
    characters = 0
    try:
        whole = _count(PDFDocument(PDFParser(io.BytesIO(data))))
        layout = LAParams(boxes_flow=None, line_margin=0.01, char_margin=2.0)
        for page in extract_pages(io.BytesIO(data), laparams=layout):
            if len(pages) >= most_pages:
                return {"refused": "too_many_pages"}
            lines = []
            for box in page:
                for line in box if hasattr(box, "__iter__") else ():
                    if isinstance(line, LTTextLine) and (text := line.get_text().strip()):
                        characters += len(text)
                        lines.append([*(round(place, 1) for place in line.bbox), text])
            if characters > MOST_CHARACTERS:
                return {"refused": "too_large"}
            sys.stderr.write(f"read {len(pages) + 1} of {max(whole, len(pages) + 1)}\n")
            pages.append({"width": round(page.width, 1), "height": round(page.height, 1), "lines": lines})
    except (PDFPasswordIncorrect, PDFEncryptionError, PDFTextExtractionNotAllowed):
        return {"refused": "password"}
    except (
        PDFSyntaxError,
        PDFException,
        PSException,
        ValueError,
        TypeError,
        KeyError,
        IndexError,
        AttributeError,
    ):
        return {"refused": "damaged"}
    return {"pages": pages}


def _count(document: Any) -> int:
    """How many pages the document says that it has; 0 when it says nothing that can be believed."""
    from pdfminer.pdftypes import dict_value, int_value  # noqa: PLC0415

    try:
        return max(0, min(int_value(dict_value(document.catalog.get("Pages")).get("Count")), 999_999))
    except Exception:
        return 0


def _limit(seconds: int, memory: int) -> None:
    try:
        import resource  # noqa: PLC0415  (not on Windows, where only the time limit of the caller holds)
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:4]))
