"""Lines that begin something, and where each ends: with the next one. Pure."""

from __future__ import annotations


def spans(starts: list[int], end: int) -> list[tuple[int, int]]:
    """Each start with the next one, the last with the end."""
    return list(zip(starts, [*starts[1:], end], strict=False))
