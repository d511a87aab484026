"""Wrong tries slow down: whoever guesses numbers, phrases or PINs soon waits longer than it is worth."""

import time
from collections.abc import Callable

from kiosk.errors import TooManyAttempts


class Attempts:
    """Counts wrong tries in a row. After `free` of them every next one costs a pause that doubles up to `longest_s`."""

    def __init__(
        self,
        free: int = 4,
        pause_s: float = 15,
        longest_s: float = 240,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._free = free
        self._pause_s = pause_s
        self._longest_s = longest_s
        self._monotonic = monotonic
        self._wrong = 0
        self._open_at = 0.0

    def check(self) -> None:
        """Raise `TooManyAttempts` while a pause lasts."""
        left = self._open_at - self._monotonic()
        if left > 0:
            raise TooManyAttempts(left)

    def wrong(self) -> None:
        """Note a wrong try."""
        self._wrong += 1
        over = self._wrong - self._free
        if over >= 0:
            self._open_at = self._monotonic() + min(self._longest_s, self._pause_s * 2**over)

    def right(self) -> None:
        """Forgive: someone was recognised, or staff released it."""
        self._wrong = 0
        self._open_at = 0.0
