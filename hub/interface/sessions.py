"""Who sits at which browser. In memory alone: after a restart everybody signs in anew."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from ledger.catalogue import FIRST_LANGUAGE

IDLE_S = 4 * 3600


@dataclass
class _Seat:
    officer: str = ""
    language: str = FIRST_LANGUAGE
    seen_at_s: float = 0.0


class Sessions:
    """Officers and languages by browser. Belongs to the event loop."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic, idle_s: float = IDLE_S) -> None:
        self._monotonic = monotonic
        self._idle_s = idle_s
        self._seats: dict[str, _Seat] = {}

    def officer(self, browser: str) -> str:
        """Give the code of the officer at a browser, empty for nobody; looking keeps the seat."""
        seat = self._seat(browser)
        now_s = self._monotonic()
        if now_s - seat.seen_at_s > self._idle_s:
            seat.officer = ""
        seat.seen_at_s = now_s
        return seat.officer

    def enter(self, browser: str, officer: str) -> None:
        """Note who signed in."""
        seat = self._seat(browser)
        seat.officer, seat.seen_at_s = officer, self._monotonic()

    def leave(self, browser: str) -> None:
        """Note that nobody sits there any more."""
        self._seat(browser).officer = ""

    def language(self, browser: str) -> str:
        """Give the language that is spoken there."""
        return self._seat(browser).language

    def speak(self, browser: str, language: str) -> None:
        """Choose another language."""
        self._seat(browser).language = language

    def _seat(self, browser: str) -> _Seat:
        return self._seats.setdefault(browser, _Seat())
