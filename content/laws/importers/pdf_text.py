"""PDF with text: lines put together to paragraphs; page numbers and running heads left out.

pdfminer.six gives each line with its place on the page, which the joining below needs. It reads in a process of its
own (``pdf_pages.py``) with bounded memory and time.
"""

from __future__ import annotations

import json
import logging
import re
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from content.laws.choices import SourceFormat

from .source_text import OnRead, SourceText, finish, refuse, row_lines

MOST_PAGES = 1_500
SECONDS = 120
MEMORY = 1536 * 1024 * 1024  # bytes of address space
FEWEST_CHARACTERS_A_PAGE = 20  # below this a page is a picture
PARAGRAPH_GAP = 1.2  # × the usual distance of two lines
EDGE_LINES = 3  # lines at the top and bottom that may be a running head or foot
REPEATED_ON = 0.5  # share of pages from which an edge line is a running head

logger = logging.getLogger(__name__)

_ROOT = Path(__file__).resolve().parents[3]
_PAGE_NUMBER = re.compile(r"^[-–\s]*(?:Trang\s*|Page\s*)?\d{1,4}(?:\s*/\s*\d{1,4})?[-–\s]*$", re.IGNORECASE)
_STARTS = re.compile(
    r"^(?:(?:Điều|ĐIỀU)\s*\d+[a-zđ]{0,2}\s*[.:]|(?:Phần|Chương|Mục|Tiểu mục|PHẦN|CHƯƠNG|MỤC)\s+(?:thứ|THỨ|[IVXLC\d])"
    r"|\d{1,3}[a-zđ]?[.)]\s|[a-zđ]\d{0,2}[.)]\s|[-–+*•]\s|Phụ lục|PHỤ LỤC|Căn cứ|Nơi nhận|[“\"](?:Điều|\d{1,3}[.)]))"
)
_READ = re.compile(rb"read (\d{1,6}) of (\d{1,6})")
_DASHES = "-–+*•"
# A line that ends so goes on with the number of a provision: "khoản" / "2. …" is no new clause.
_REFERS = re.compile(
    r"(?:\b(?:khoản|điểm|điều|chương|mục|phần|và|hoặc|các|tại|số|từ|đến|của|ngày|tháng|năm)|,)$",
    re.IGNORECASE,
)
_ENDS = (".", ";", ":", "”", '"', "./.")


@dataclass(frozen=True)
class _Line:
    x0: float
    y0: float
    x1: float
    y1: float
    text: str

    @property
    def height(self) -> float:
        return self.y1 - self.y0


@dataclass(frozen=True)
class _Row:
    """What stands at one height: one line, or the cells of a table."""

    cells: tuple[_Line, ...]
    starts_page: bool = False

    @property
    def text(self) -> str:
        return self.cells[0].text

    @property
    def is_line(self) -> bool:
        return len(self.cells) == 1


def read_pdf(data: bytes, file: str, on_read: OnRead | None = None) -> SourceText:
    """Raises ``RefusedFile`` for scans, passwords, damage, and what needs too much time or memory."""
    pages = _pages(data, file, on_read)
    characters = sum(len(line.text) for page in pages for line in page)
    if not pages or characters < FEWEST_CHARACTERS_A_PAGE * len(pages):
        refuse(
            file,
            _(
                "the PDF is a picture of pages, without text; bring it with text (recognised by OCR) or as Word"
            ),
        )
    rows = [
        replace(row, starts_page=index == 0)
        for page in _without_edges(pages)
        for index, row in enumerate(_rows(page))
    ]
    return finish(file, SourceFormat.PDF, "\n".join(_paragraphs(rows)))


def _pages(data: bytes, file: str, on_read: OnRead | None) -> list[list[_Line]]:
    command = [
        sys.executable,
        "-m",
        "content.laws.importers.pdf_pages",
        *map(str, (MOST_PAGES, SECONDS, MEMORY)),
    ]
    done = _run(command, data, on_read)
    try:
        answer: dict[str, Any] = json.loads(done.stdout)
    except json.JSONDecodeError:
        # Stopped by its limits before it could answer: by a signal, or short of memory even for that.
        if done.returncode >= 0 and b"MemoryError" not in done.stderr:
            logger.exception(
                "The reader of PDF files failed: %s", done.stderr.decode(errors="replace")[-2000:]
            )
            refuse(file, _refusals()["damaged"])
        refuse(file, _refusals()["too_large"])
    if code := answer.get("refused"):
        refuse(file, _refusals()[code])
    return [[_Line(*line) for line in page["lines"]] for page in answer["pages"]]


def _run(command: list[str], data: bytes, on_read: OnRead | None) -> subprocess.CompletedProcess[bytes]:
    """The reader's answer. How far it is, it writes to its standard error, a line a page."""
    errors = bytearray()
    with tempfile.TemporaryFile() as file, tempfile.TemporaryFile() as answer:
        file.write(data)
        file.seek(0)
        with subprocess.Popen(  # noqa: S603  (the command is this module's own)
            command, stdin=file, stdout=answer, stderr=subprocess.PIPE, cwd=_ROOT
        ) as process:
            watch = threading.Timer(SECONDS * 2, process.kill)
            watch.start()
            try:
                for line in process.stderr or ():
                    if (match := _READ.fullmatch(line.strip())) is None:
                        errors += line[:2000]
                    elif on_read is not None:
                        on_read(int(match[1]), int(match[2]))
                returned = process.wait()
            except BaseException:
                # Who waits was told to stop: so is the reader.
                process.kill()
                raise
            finally:
                watch.cancel()
        answer.seek(0)
        return subprocess.CompletedProcess(command, returned, answer.read(), bytes(errors[-10_000:]))


def _refusals() -> dict[str, str]:
    return {
        "password": _("it is protected by a password"),
        "damaged": _("the PDF is damaged"),
        "too_many_pages": _("it has more than %(limit)d pages") % {"limit": MOST_PAGES},
        "too_large": _("reading it takes too much time or memory, as files made to do harm do"),
    }


def _without_edges(pages: list[list[_Line]]) -> Iterator[list[_Line]]:
    """Pages without their numbers and without what stands at the same edge of most of them."""
    edges = [_edges(page) for page in pages]
    repeated = Counter(place for edge in edges for place in {_place(line) for line in edge})
    enough = max(2, len(pages) * REPEATED_ON)
    for page, edge in zip(pages, edges, strict=True):
        dropped = {
            line
            for line in edge
            if _is_page_number(line, page)
            or (repeated[_place(line)] >= enough and not _STARTS.match(line.text))
        }
        yield [line for line in page if line not in dropped]


def _edges(page: list[_Line]) -> list[_Line]:
    ordered = sorted(page, key=lambda line: -line.y0)
    return [*ordered[:EDGE_LINES], *ordered[-EDGE_LINES:]]


def _place(line: _Line) -> tuple[str, int, int]:
    """The words with any number alike, and where they stand."""
    return re.sub(r"\d+", "#", line.text), round(line.y0), round(line.x0 / 10)


def _is_page_number(line: _Line, page: list[_Line]) -> bool:
    """A number alone at its height, above or below everything else."""
    others = [one for one in page if one is not line and not _PAGE_NUMBER.match(one.text)]
    is_alone = not any(one.y0 < line.y1 and line.y0 < one.y1 for one in others)
    is_outermost = all(one.y0 > line.y0 for one in others) or all(one.y0 < line.y0 for one in others)
    return bool(_PAGE_NUMBER.match(line.text)) and is_alone and is_outermost


def _rows(page: list[_Line]) -> list[_Row]:
    """Lines at the same height side by side, from the top down."""
    rows: list[list[_Line]] = []
    for line in sorted(page, key=lambda one: (-(one.y0 + one.y1) / 2, one.x0)):
        middle = (line.y0 + line.y1) / 2
        if rows and abs((rows[-1][0].y0 + rows[-1][0].y1) / 2 - middle) < line.height * 0.5:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [_Row(tuple(_joined_cells(sorted(row, key=lambda one: one.x0)))) for row in rows]


def _joined_cells(row: list[_Line]) -> Iterator[_Line]:
    """Pieces of one line that only a change of font parted."""
    current = row[0]
    for piece in row[1:]:
        if piece.x0 - current.x1 < current.height * 1.5:
            space = "" if piece.x0 - current.x1 < current.height * 0.1 else " "
            current = replace(current, x1=piece.x1, text=f"{current.text}{space}{piece.text}")
        else:
            yield current
            current = piece
    yield current


def _paragraphs(rows: list[_Row]) -> Iterator[str]:
    lines = [row for row in rows if row.is_line]
    right = max((row.cells[0].x1 for row in lines), default=0.0)
    left = _commonest(round(row.cells[0].x0) for row in lines)
    leading = _commonest(
        round(above.cells[0].y0 - below.cells[0].y0)
        for above, below in pairwise(rows)
        if not below.starts_page
    )
    paragraph = ""
    previous: _Row | None = None
    for row in rows:
        if not row.is_line:
            if paragraph:
                yield paragraph
            paragraph = ""
            yield from row_lines([[cell.text] for cell in row.cells])
        elif paragraph and previous and previous.is_line and _goes_on(previous, row, right, left, leading):
            paragraph = _join(paragraph, row.text)
        else:
            if paragraph:
                yield paragraph
            paragraph = row.text
        previous = row
    if paragraph:
        yield paragraph


def _goes_on(previous: _Row, row: _Row, right: float, left: float, leading: float) -> bool:
    """Whether a line continues the one above: the one above was full, and nothing says that a new one begins."""
    above, line = previous.cells[0], row.cells[0]
    words = line.text.split(" ", 1)
    width = (line.x1 - line.x0) / max(1, len(line.text))
    room = right - above.x1
    if room > width * (len(words[0]) + 2):
        return False
    if not row.starts_page and leading and above.y0 - line.y0 > leading * PARAGRAPH_GAP:
        return False
    is_indented = line.x0 > above.x0 + line.height and above.x0 <= left + line.height / 2
    if is_indented and line.x0 > left + line.height:
        return False
    if not _STARTS.match(line.text):
        return True
    if line.text[0] in _DASHES:
        return not above.text.endswith(_ENDS)
    return bool(_REFERS.search(above.text))


def _join(paragraph: str, line: str) -> str:
    """A hyphen that a word has of its own stays; a soft one goes."""
    if paragraph.endswith("\u00ad"):
        return paragraph[:-1] + line
    if re.search(r"[^\s-][-/]$", paragraph) and line[:1].isalnum():
        return paragraph + line
    return f"{paragraph} {line}"


def _commonest(values: Iterator[int]) -> float:
    counted = Counter(value for value in values if value > 0)
    return float(counted.most_common(1)[0][0]) if counted else 0.0
