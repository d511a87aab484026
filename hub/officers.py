"""The officers: who they are, and whether someone is who he says he is."""

import time
from collections import defaultdict

from hub.attempts import Attempts, Monotonic
from hub.errors import UnknownOfficer, WrongPin
from ledger.aid import Officer
from ledger.entry import Entry
from ledger.facts import OfficerRegistered
from ledger.secrets import pin_is_right, pin_verifier


class Officers:
    """State folded from the hub's own feed; `take` belongs to the writer's thread."""

    def __init__(self, monotonic: Monotonic = time.monotonic) -> None:
        self._officers: dict[str, Officer] = {}
        # Also for codes that nobody has: whoever guesses learns nothing. Few codes fit the form, so this stays small.
        self._attempts: defaultdict[str, Attempts] = defaultdict(lambda: Attempts(monotonic=monotonic))

    def __len__(self) -> int:
        return len(self._officers)

    def __contains__(self, code: object) -> bool:
        return code in self._officers

    def everyone(self) -> list[Officer]:
        """Give all officers, by code."""
        return sorted(self._officers.values(), key=lambda each: each.code)

    def officer(self, code: str) -> Officer:
        """Give an officer; raises `UnknownOfficer`."""
        try:
            return self._officers[clean(code)]
        except KeyError:
            raise UnknownOfficer(f"no officer {code}", code=code) from None

    def name(self, code: str) -> str:
        """Give an officer's name, or the code of one whom the office does not know."""
        known = self._officers.get(code)
        return known.name if known else code

    def check(self, code: str, pin: str) -> Officer:
        """Give the officer whose code and PIN these are; raises `WrongPin`, or `TooManyAttempts` after several.

        Takes about 0.1 s of computing: never call it on an event loop.
        """
        key = clean(code)[:16]
        attempts = self._attempts[key if key in self._officers else ""]
        attempts.check()
        officer = self._officers.get(key)
        # A code that nobody has costs the same time as one with a wrong PIN.
        right = pin_is_right(officer.pin if officer else pin_verifier(pin + "x"), pin)
        if officer is None or not right:
            attempts.failed()
            raise WrongPin(f"the PIN of {key} does not match")
        attempts.succeeded()
        return officer

    def take(self, entry: Entry) -> None:
        """Fold one entry in."""
        if isinstance(entry.fact, OfficerRegistered):
            self._officers[entry.fact.officer.code] = entry.fact.officer


def clean(code: str) -> str:
    """Give an officer's code as it is kept: `pt1` is `PT1`."""
    return "".join(code.upper().split())
