"""Who is at which screen: an officer stays known to a browser until leaving, until hours of rest, or a restart."""

import time
from collections.abc import Callable

from kiosk.attempts import Attempts
from kiosk.events import Event
from kiosk.village import Village
from ledger.aid import Officer

IDLE_S = 2 * 3600.0


class Sessions:
    """Officers by browser. In memory only; PINs say who acts, they open nothing. `LEFT` tells that somebody left."""

    def __init__(self, village: Village, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.LEFT: Event[None] = Event()
        self._village = village
        self._monotonic = monotonic
        self._officers: dict[str, Officer] = {}
        self._seen_at: dict[str, float] = {}
        self._attempts: dict[str, Attempts] = {}
        village.UNLOCKED.listen(self._visit_changed)

    def officer(self, browser: str) -> Officer | None:
        """Give who is at this browser; whoever has done nothing for `IDLE_S` is not."""
        if self._monotonic() - self._seen_at.get(browser, 0.0) > IDLE_S:
            self._officers.pop(browser, None)
        return self._officers.get(browser)

    def touch(self, browser: str) -> None:
        """Note that whoever is there does something."""
        self._seen_at[browser] = self._monotonic()

    def enter(self, browser: str, code: str, pin: str) -> Officer:
        """Let an officer in; raises `WrongPin`, `TooManyAttempts` or `VisitLocked`. Tries count per officer."""
        attempts = self._attempts.setdefault(code, Attempts())
        officer = self._village.officer(code, pin, attempts)
        self._officers[browser] = officer
        self.touch(browser)
        return officer

    def leave(self, browser: str) -> None:
        """Forget who was at this browser, in all its windows."""
        self._officers.pop(browser, None)
        self.LEFT.emit(None)

    def _visit_changed(self, _: None) -> None:
        if self._village.visit is None:
            self._officers.clear()
