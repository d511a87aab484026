"""Everything that the office can refuse. Screens choose their words by class (`texts` under `error.<ClassName>`).

Whatever is raised, nothing was written. `values` fill the words.
"""


class HubError(Exception):
    """Base of all."""

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(message)
        self.values = values


class ListUnsettled(HubError):
    """A list still has open questions, or a file holds no list at all; `missing` names the questions."""

    def __init__(self, sheet: str, missing: tuple[str, ...]) -> None:
        super().__init__(f"{sheet}: not answered: {', '.join(missing)}", sheet=sheet, missing=", ".join(missing))
        self.missing = missing


class UnknownField(HubError):
    """A heading cannot mean this; `{field}`."""


class UnknownPerson(HubError):
    """Nobody with this id or NIK is on the roster."""


class UnknownVillage(HubError):
    """No village of ours; `{village}`."""


class UnknownVisit(HubError):
    """No visit of ours; `{visit}`."""


class UnknownProgramme(HubError):
    """No programme of ours; `{programme}`."""


class NoProgramme(HubError):
    """A visit without any programme."""


class ProgrammeTwice(HubError):
    """One programme and period stands twice in a plan; `{programme}`."""


class PeriodMissing(HubError):
    """A programme that is paid period by period needs one; `{programme}`."""


class ItemsMissing(HubError):
    """A programme in a plan hands nothing over; `{programme}`."""


class DatePassed(HubError):
    """A visit cannot be planned for a day that is over; `{date}`."""


class NoTeam(HubError):
    """A visit without anyone who goes there."""


class UnknownOfficer(HubError):
    """No officer of ours; `{code}`."""


class VisitBegun(HubError):
    """The team has begun this visit; its plan stands."""


class VisitEnded(HubError):
    """The visit is over: no other pack is made for it, and its reports stand."""


class OfficerIncomplete(HubError):
    """An officer needs a code and a name."""


class OfficerExists(HubError):
    """An officer with this code is registered; `{code}`. Changing one is asked for as such."""


class FirstOfficerExists(HubError):
    """The first officer was registered meanwhile: whoever comes now signs in."""


class PinTooWeak(HubError):
    """A PIN is 4 to 8 digits."""


class WrongPin(HubError):
    """Code and PIN do not match."""


class TooManyAttempts(HubError):
    """Too many wrong tries; wait `{seconds}` more."""

    def __init__(self, wait_s: float) -> None:
        super().__init__(f"too many tries; wait {wait_s:.0f} s", seconds=round(wait_s))
        self.wait_s = wait_s


class NotEnrolled(HubError):
    """This device does not belong to us; `{device}`."""


class DeviceIsRevoked(HubError):
    """This device was ours once; `{device}`."""


class DeviceUnclear(HubError):
    """No kiosk, or several, are meant by these words; `{device}`."""


class NoSuchOffer(HubError):
    """No open offer has this code: it was mistyped, used, or has run out."""


class OffersVoid(HubError):
    """So many wrong codes came that every open offer was made void; a new one must be made."""


class NonceUnknown(HubError):
    """A conversation that did not begin with our greeting, or began too long ago."""


class QuarantineFull(HubError):
    """There is no more room for what was refused; a person must look at it first."""


class SampleNotNeeded(HubError):
    """The sample would be put among real data; `{folder}`."""


class NotAPicture(HubError):
    """A file that should be a picture of receipts is none, or shows no code; `{file}`."""

    def __init__(self, message: str, file: str = "") -> None:
        super().__init__(message, file=file)
