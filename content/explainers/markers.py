"""Markers ¹ ² ³ that tie a statement to its provision. Pure: keys in, numbers out.

An editor lists a section's provisions and writes ``[1]`` in the text for the first of them. On the page the
provisions are numbered through; one that comes again keeps its number, and its card stands where it came first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

MARKER = re.compile(r"\[(\d{1,2})\]")


@dataclass(frozen=True)
class ProvisionKey:
    """An article of the library and the part of it that is meant."""

    article_id: int
    clause: str = ""
    point: str = ""


@dataclass(frozen=True)
class SectionMarkers:
    """``numbers[i]`` is the page-wide number of the section's provision i; ``new`` are those that begin here."""

    numbers: tuple[int, ...]
    new: tuple[int, ...]


def number_sections(sections: Iterable[Sequence[ProvisionKey]]) -> list[SectionMarkers]:
    """Numbers each section's provisions, from 1, in order of first appearance on the page."""
    seen: dict[ProvisionKey, int] = {}
    numbered = []
    for keys in sections:
        new = []
        for key in keys:
            if key not in seen:
                seen[key] = len(seen) + 1
                new.append(seen[key])
        numbered.append(SectionMarkers(tuple(seen[key] for key in keys), tuple(new)))
    return numbered


def split_markers(text: str, numbers: Sequence[int]) -> list[str | int]:
    """Splits text at ``[n]`` into words and page-wide numbers; an ``[n]`` without a provision stays as written.

    >>> split_markers("Có.[1] Xem [9].", [4])
    ['Có.', 4, ' Xem [9].']
    """
    parts: list[str | int] = []
    end = 0
    for match in MARKER.finditer(text):
        local = int(match[1])
        if not 1 <= local <= len(numbers):
            continue
        parts.append(text[end : match.start()])
        parts.append(numbers[local - 1])
        end = match.end()
    parts.append(text[end:])
    return [part for part in parts if part != ""]
