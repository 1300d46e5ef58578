"""What somebody at a terminal sees of a long command; nothing where there is no terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TypeVar

from tqdm import tqdm

Item = TypeVar("Item")


def watched_questions(items: Iterable[Item], total: int, verbosity: int) -> Iterable[Item]:
    """The items, with a bar that counts questions."""
    return tqdm(
        items,
        total=total,
        unit=" questions",
        disable=verbosity == 0 or not sys.stderr.isatty(),
        file=sys.stderr,
    )
