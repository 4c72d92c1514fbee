"""How often one address may ask for something dear, counted in the memory of this process: nothing is written down."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable

MOST_ADDRESSES = 10_000


class Pace:
    """At most `most` times per address within each span of `seconds`; who was unseen for longest is forgotten."""

    def __init__(self, most: int, seconds: float, now: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._seconds = seconds
        self._now = now
        self._guard = threading.Lock()
        self._seen: OrderedDict[str, tuple[float, int]] = OrderedDict()

    def takes(self, address: str) -> bool:
        """Count one more, and say whether it may be answered."""
        at = self._now()
        with self._guard:
            began, count = self._seen.pop(address, (at, 0))
            if at - began >= self._seconds:
                began, count = at, 0
            self._seen[address] = (began, count + 1)
            while len(self._seen) > MOST_ADDRESSES:
                self._seen.popitem(last=False)
            return count < self._most
