"""Wrong tries slow down: whoever guesses numbers, phrases or PINs soon waits longer than it is worth."""

import time
from collections.abc import Callable

from kiosk.errors import TooManyAttempts

_MOST_REMEMBERED = 100


class Attempts:
    """Counts wrong tries. After `free` of them every next one costs a pause that doubles up to `longest_s`.

    One try is forgotten every `forget_s`: people who err now and then never wait, someone who guesses does.
    """

    def __init__(
        self,
        free: int = 4,
        pause_s: float = 15,
        longest_s: float = 240,
        forget_s: float = 60,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._free = free
        self._pause_s = pause_s
        self._longest_s = longest_s
        self._forget_s = forget_s
        self._monotonic = monotonic
        self._wrong = 0.0
        self._last_at = monotonic()
        self._open_at = 0.0

    def check(self) -> None:
        """Raise `TooManyAttempts` while a pause lasts."""
        left = self._open_at - self._monotonic()
        if left > 0:
            raise TooManyAttempts(left)

    def wrong(self) -> None:
        """Note a wrong try."""
        now = self._monotonic()
        self._wrong = max(0.0, self._wrong - (now - self._last_at) / self._forget_s) + 1
        self._last_at = now
        over = round(self._wrong) - self._free
        if over >= 0:
            self._open_at = now + min(self._longest_s, self._pause_s * 2 ** min(over, 30))

    def remember(self, wrong: int) -> None:
        """Go on as after so many wrong tries: a restart forgives nothing."""
        self.right()
        for _ in range(min(wrong, _MOST_REMEMBERED)):
            self.wrong()

    def right(self) -> None:
        """Forget all: whoever it is knows the secret."""
        self._wrong = 0.0
        self._open_at = 0.0
