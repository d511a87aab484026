"""Wrong tries slow down: whoever guesses soon waits longer than it is worth."""

import time
from collections.abc import Callable

from hub.errors import TooManyAttempts

Monotonic = Callable[[], float]


class Attempts:
    """Counts wrong tries in a row. After `free` of them each costs a pause that doubles, up to `longest_s`."""

    def __init__(self, free: int = 4, longest_s: float = 240, monotonic: Monotonic = time.monotonic) -> None:
        self.wrong = 0
        self._free = free
        self._longest_s = longest_s
        self._monotonic = monotonic
        self._open_at = 0.0

    def check(self) -> None:
        """Raise `TooManyAttempts` while a pause lasts."""
        left_s = self._open_at - self._monotonic()
        if left_s > 0:
            raise TooManyAttempts(left_s)

    def failed(self) -> None:
        """Note a wrong try."""
        self.wrong += 1
        if self.wrong >= self._free:
            self._open_at = self._monotonic() + min(self._longest_s, 15 * 2 ** (self.wrong - self._free))

    def succeeded(self) -> None:
        """Forget the wrong tries."""
        self.wrong = 0
