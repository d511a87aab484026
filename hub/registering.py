"""Registering officers: the first one by himself, every other by someone who is in."""

from hub.errors import FirstOfficerExists, OfficerExists, OfficerIncomplete, PinTooWeak
from hub.officers import Officers, clean
from ledger.aid import Officer
from ledger.facts import AnyFact, OfficerRegistered
from ledger.secrets import pin_verifier
from ledger.writer import Writer

LEAST_PIN_DIGITS = 4
MOST_PIN_DIGITS = 8


class Registering:
    """Writes officers down. What is decided is decided in the writer's thread: no page that was opened earlier gets by.

    Everything raises `OfficerIncomplete` or `PinTooWeak`, waits for the medium, and takes about 0.1 s of computing:
    never call it on an event loop.
    """

    def __init__(self, writer: Writer, officers: Officers) -> None:
        self._writer = writer
        self._officers = officers

    def register_first(self, code: str, name: str, role: str, pin: str, nip: str = "") -> Officer:
        """Register the first officer, whom nobody can vouch for; raises `FirstOfficerExists` once there is one."""
        officer = _officer(code, name, role, pin, nip)

        def decide() -> list[AnyFact]:
            if len(self._officers):
                raise FirstOfficerExists("there are officers already; one of them registers the next")
            return [OfficerRegistered(officer)]

        self._writer.decide(decide).result()
        return officer

    def register(self, code: str, name: str, role: str, pin: str, nip: str = "", by: str = "") -> Officer:
        """Register another officer; raises `OfficerExists` where the code is taken."""
        officer = _officer(code, name, role, pin, nip)

        def decide() -> list[AnyFact]:
            if officer.code in self._officers:
                raise OfficerExists(f"there is an officer {officer.code}", code=officer.code)
            return [OfficerRegistered(officer)]

        self._writer.decide(decide, by).result()
        return officer

    def change(self, code: str, name: str, role: str, pin: str, nip: str = "", by: str = "") -> Officer:
        """Write down new facts about an officer, and a new PIN; raises `UnknownOfficer`."""
        officer = _officer(code, name, role, pin, nip)

        def decide() -> list[AnyFact]:
            _ = self._officers.officer(officer.code)
            return [OfficerRegistered(officer)]

        self._writer.decide(decide, by).result()
        return officer


def _officer(code: str, name: str, role: str, pin: str, nip: str) -> Officer:
    if not clean(code) or not name.strip():
        raise OfficerIncomplete("an officer needs a code and a name")
    if not (pin.isascii() and pin.isdecimal() and LEAST_PIN_DIGITS <= len(pin) <= MOST_PIN_DIGITS):
        raise PinTooWeak("a PIN is 4 to 8 digits", least=LEAST_PIN_DIGITS, most=MOST_PIN_DIGITS)
    return Officer(clean(code), name.strip(), role.strip(), nip.strip(), pin_verifier(pin))
