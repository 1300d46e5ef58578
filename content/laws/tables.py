"""Tables and plain paragraphs in a text of law. Pure.

Importers keep a table as lines "| a | b |". The first row is the head; a line of dashes under it, as Markdown
writes it, is dropped. "\\|" is a stroke inside a cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

_ROW = re.compile(r"^\s*\|.*\|\s*$")
_STROKE = re.compile(r"(?<!\\)\|")
_RULE = re.compile(r"^:?-{2,}:?$")
# A formula that was laid out as a table: "Tỷ lệ | = | Dự toán chi". A plus or a cross may be a mark in a real one.
EQUALS = "="
FEWEST_CELLS = 2


@dataclass(frozen=True)
class Table:
    """``head`` and each of ``rows`` have the same number of cells; a formula has no head."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    is_formula: bool = False


@dataclass(frozen=True)
class Block:
    """Either a paragraph or a table."""

    text: str = ""
    table: Table | None = None


def blocks(paragraphs: Iterable[str]) -> list[Block]:
    """Paragraphs in order; rows that follow each other become one table."""
    found: list[Block] = []
    for is_row, lines in groupby(paragraphs, key=is_table_row):
        if is_row:
            found.append(_table(list(lines)))
        else:
            found += [Block(line) for line in lines]
    return found


def is_table_row(line: str) -> bool:
    return bool(_ROW.match(line)) and len(_cells(line)) >= FEWEST_CELLS


def _table(lines: list[str]) -> Block:
    rows = [_cells(line) for line in lines]
    width = max(len(row) for row in rows)
    rows = [(*row, *[""] * (width - len(row))) for row in rows if not _is_rule(row)]
    if any(EQUALS in row for row in rows):
        return Block(table=Table((), tuple(rows), is_formula=True))
    if len(rows) < 2:
        # One row alone heads nothing.
        return Block(table=Table((), tuple(rows)))
    return Block(table=Table(rows[0], tuple(rows[1:])))


def _cells(line: str) -> tuple[str, ...]:
    inner = line.strip()[1:-1]
    return tuple(cell.strip().replace("\\|", "|") for cell in _STROKE.split(inner))


def _is_rule(row: tuple[str, ...]) -> bool:
    return any(row) and all(not cell or _RULE.match(cell) for cell in row)
