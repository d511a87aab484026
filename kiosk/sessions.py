"""Who is at which screen: an officer stays known to a browser until leaving, or until the program restarts."""

from kiosk.attempts import Attempts
from kiosk.village import Village
from ledger.aid import Officer


class Sessions:
    """Officers by browser. In memory only; PINs say who acts, they open nothing."""

    def __init__(self, village: Village) -> None:
        self._village = village
        self._officers: dict[str, Officer] = {}
        self._attempts: dict[str, Attempts] = {}
        village.UNLOCKED.listen(self._visit_changed)

    def officer(self, browser: str) -> Officer | None:
        """Give who is at this browser."""
        return self._officers.get(browser)

    def enter(self, browser: str, code: str, pin: str) -> Officer:
        """Let an officer in; raises `WrongPin`, `TooManyAttempts` or `VisitLocked`. Tries count per officer."""
        attempts = self._attempts.setdefault(code, Attempts())
        officer = self._village.officer(code, pin, attempts)
        self._officers[browser] = officer
        return officer

    def leave(self, browser: str) -> None:
        """Forget who was at this browser."""
        self._officers.pop(browser, None)

    def _visit_changed(self, _: None) -> None:
        if self._village.visit is None:
            self._officers.clear()
