"""How fast one address may ask. Counted in the memory of each process: writing down every letter costs more than
answering it."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable

MOST_ADDRESSES = 10_000


class Allowance:
    """``at_once`` requests, renewed by ``per_second``."""

    def __init__(
        self, *, per_second: float, at_once: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.per_second = per_second
        self.at_once = at_once
        self._clock = clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def takes(self, address: str) -> bool:
        """Takes one from the address's allowance; False when it is used up."""
        now = self._clock()
        with self._lock:
            left, since = self._left.pop(address, (float(self.at_once), now))
            left = min(self.at_once, left + (now - since) * self.per_second)
            is_allowed = left >= 1
            self._left[address] = (left - is_allowed, now)
            if len(self._left) > MOST_ADDRESSES:
                self._left.popitem(last=False)
        return is_allowed
