"""Markers ¹ ² ³ that tie a statement to its provision. Pure: keys in, numbers out.

An editor lists a section's provisions and writes ``[1]`` in the text for the first of them. On the page the
provisions are numbered through; one that comes again keeps its number, and its card stands where it came first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

MARKER = re.compile(r"\[(\d{1,2})\]")
TAG = re.compile(r"(<[^>]*>)")


@dataclass(frozen=True)
class ProvisionKey:
    """An article of the library and the part of it that is meant."""

    article_id: int
    clause: str = ""
    point: str = ""


@dataclass(frozen=True)
class SectionMarkers:
    """``numbers[i]`` is the page-wide number of the section's provision i, 0 when the provision is gone.

    ``new`` are the numbers that begin here.
    """

    numbers: tuple[int, ...]
    new: tuple[int, ...]


def number_sections(sections: Iterable[Sequence[ProvisionKey | None]]) -> list[SectionMarkers]:
    """Numbers each section's provisions, from 1, in order of first appearance on the page."""
    seen: dict[ProvisionKey, int] = {}
    numbered = []
    for keys in sections:
        new = []
        for key in keys:
            if key is not None and key not in seen:
                seen[key] = len(seen) + 1
                new.append(seen[key])
        numbered.append(SectionMarkers(tuple(seen[key] if key else 0 for key in keys), tuple(new)))
    return numbered


def split_markers(text: str, numbers: Sequence[int]) -> list[str | int]:
    """Splits text at ``[n]`` into words and page-wide numbers.

    An ``[n]`` beyond the list stays as written; one whose provision is gone (number 0) is left out.

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
        if numbers[local - 1]:
            parts.append(numbers[local - 1])
        end = match.end()
    parts.append(text[end:])
    return [part for part in parts if part != ""]


def split_html(html: str, numbers: Sequence[int], *, with_rest: bool = False) -> list[str | int]:
    """``split_markers`` on the words of a piece of HTML, never inside a tag.

    A mark in the words of a link comes after the link: links do not nest. ``with_rest`` puts the numbers that the
    text does not mention at its end, so that an editor who forgot the mark still shows the source.
    """
    parts: list[str | int] = []
    waiting: list[int] = []
    link_depth = 0
    for piece in TAG.split(html):
        if not piece.startswith("<"):
            for part in split_markers(piece, numbers):
                (waiting if link_depth and isinstance(part, int) else parts).append(part)  # type: ignore[arg-type]
            continue
        parts.append(piece)
        if re.match(r"<a\b", piece, re.IGNORECASE):
            link_depth += 1
        elif piece.lower() == "</a>":
            link_depth = max(link_depth - 1, 0)
            parts += waiting
            waiting = []
    parts += waiting
    if with_rest:
        mentioned = {part for part in parts if isinstance(part, int)}
        _insert_at_end(
            parts, [number for number in dict.fromkeys(numbers) if number and number not in mentioned]
        )
    return [part for part in parts if part != ""]


def _insert_at_end(parts: list[str | int], numbers: list[int]) -> None:
    """Before the last closing ``</p>`` or ``</li>``, else at the very end."""
    ends = [index for index, part in enumerate(parts) if part in ("</p>", "</li>")]
    place = ends[-1] if ends else len(parts)
    parts[place:place] = numbers
