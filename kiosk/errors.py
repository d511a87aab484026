"""Everything that can go wrong at a kiosk. Screens choose their words by class (`texts` under `error.<ClassName>`)."""

from ledger.entry import Entry


class KioskError(Exception):
    """Base of all. Nothing was written here by the call that raised it."""


class NotEnrolled(KioskError):
    """This box belongs to no hub yet."""


class AlreadyEnrolled(KioskError):
    """This box belongs to a hub, and its log with it; another hub needs an empty data folder."""


class NoOfficer(KioskError):
    """Something that only staff may do, and nobody has said who they are."""


class NoVisit(KioskError):
    """No visit has been chosen, or the one asked for is not here."""


class VisitLocked(KioskError):
    """The people of the visit are sealed until staff unlock it."""


class VisitOver(KioskError):
    """The visit was closed."""


class WrongPhrase(KioskError):
    """Neither phrase nor card opens the visit."""


class NoStandIn(KioskError):
    """The pack on the stick lets no other box take this one's place, or not as it should be."""


class WrongPin(KioskError):
    """The PIN does not belong to this officer."""


class TooManyAttempts(KioskError):
    """Too many wrong tries; wait `seconds` more."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"too many tries; wait {seconds:.0f} s")
        self.seconds = seconds


class AlreadyServed(KioskError):
    """An allotment has been handed over before: `entry` says when and by whom."""

    def __init__(self, entry: Entry) -> None:
        super().__init__(f"already handed over: {entry.place}")
        self.entry = entry


class NothingOwed(KioskError):
    """An allotment that is not this person's, or nothing at all, was to be handed over."""


class ProofMissing(KioskError):
    """A paper that the programme asks for was not seen."""

    def __init__(self, proofs: tuple[str, ...]) -> None:
        super().__init__(f"not seen: {', '.join(proofs)}")
        self.proofs = proofs


class ReceiverMissing(KioskError):
    """A proxy or replacement needs a name."""


class ReceiverNikWrong(KioskError):
    """The NIK of a proxy or replacement cannot be one; leaving it empty is allowed."""


class NotAllowed(KioskError):
    """The programme does not allow this kind of receiver."""


class NothingToUndo(KioskError):
    """What should be undone is not there, or was undone already."""


class ReasonMissing(KioskError):
    """A correction needs a reason."""


class HubUnreachable(KioskError):
    """No hub answers at this address; what was not sent stays here."""


class HubStrange(KioskError):
    """Something answers, but it is not our hub."""


class HubVersion(KioskError):
    """The hub speaks another `version` than this box: one of the two must be brought up to date."""

    def __init__(self, version: int) -> None:
        super().__init__(f"the hub speaks version {version}")
        self.version = version


class HubRefused(KioskError):
    """The hub did not take what was sent; `reason` says why in one word."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason
