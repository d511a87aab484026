"""The kinds of fact. Each is an event that happened; none is ever changed.

Facts are written as msgpack arrays that begin with their number. Numbers are never used again for another kind;
new fields go last, with defaults, so that older entries can still be read. Facts of the village hold no name and no
NIK: what is personal travels in `sealed`, under the visit key.
"""

import enum

import msgspec

from ledger.aid import Allotment, Item, Officer, Person
from ledger.outside import Millis, Number, Seq, Shift, Size


class Way(enum.IntEnum):
    """How a villager made himself known."""

    NIK = 1
    INVITATION = 2
    STAFF = 3


class Manner(enum.IntEnum):
    """To whom something was handed over."""

    SELF = 1
    PROXY = 2
    REPLACEMENT = 3
    AT_HOME = 4


class Mark(enum.IntEnum):
    """How the receiver confirmed it."""

    SIGNATURE = 1
    THUMBPRINT = 2


class Refusal(enum.IntEnum):
    """Why a check-in was refused. The villager is only sent to the desk; the desk sees this."""

    NOT_LISTED = 1
    OTHER_VILLAGE = 2
    ALREADY_SERVED = 3
    UNKNOWN_CODE = 4
    BAD_NIK = 5
    DECEASED = 6
    INACTIVE = 7


class Unserved(enum.IntEnum):
    """Why something was not handed over."""

    PAPERS_MISSING = 1
    DECEASED = 2
    MOVED = 3
    NOT_FOUND = 4
    NO_LONGER_POOR = 5
    DECLINED = 6
    DUPLICATE = 7
    DATA_MISMATCH = 8
    ABSENT = 9


class Fact(msgspec.Struct, frozen=True, array_like=True):
    """Base of every kind of fact."""


# Of the feed itself


class Start(msgspec.Struct, frozen=True, array_like=True):
    """A program began to write. What follows in the feed, up to the next start, is of this boot of this machine.

    `boot` is the kernel's id of the boot, `monotonic_ms` the time since then; the entry's own time is the wall clock at
    that moment. `machine` is a digest of what tells boxes and cards apart (`ledger.machine`). `dropped_bytes` counts
    what was dropped of an unfinished write when the log was opened.
    """

    boot: bytes = b""
    monotonic_ms: Millis = 0
    machine: bytes = b""
    version: str = ""
    dropped_bytes: Size = 0


class Parent(msgspec.Struct, frozen=True, array_like=True):
    """The head of the feed that another one continues."""

    feed: bytes
    seq: Seq
    hash: bytes


class Cause(enum.IntEnum):
    """Why a feed was begun."""

    NEW = 0
    """The first of a device."""
    MOVED = 1
    """The log was found on another machine or card than the one that wrote it last: moved, or cloned."""
    BEHIND = 2
    """Others have seen entries of the feed that are not here: an old copy was put back."""
    FORKED = 3
    """Others have seen other entries under the same numbers."""
    SALVAGED = 4
    """The log was damaged, and its good entries are kept as evidence."""
    STAND_IN = 5
    """Another box took over a visit from the mirror of the first."""


class FeedOpened(Fact, frozen=True, tag=1):
    """First entry of every feed: who writes it, since when, and which feed it continues."""

    device: bytes
    incarnation: bytes
    certificate: bytes
    start: Start = Start()
    cause: Cause = Cause.NEW
    parent: Parent | None = None


class ClockConfirmed(Fact, frozen=True, tag=2):
    """A member of staff said what time it is: the machine's clock plus `shift_ms`.

    The entry's own time is already right. `monotonic_ms` is the time since the boot, so that what was written earlier
    in the same boot can be shown at its right time (`ledger.times`).
    """

    shift_ms: Shift
    monotonic_ms: Millis = 0


class Started(Fact, frozen=True, tag=3):
    """A program began to write again."""

    start: Start


# Of a visit


class PackLoaded(Fact, frozen=True, tag=10):
    """A kiosk took a pack in."""

    pack: bytes
    visit: bytes


class VisitOpened(Fact, frozen=True, tag=11):
    """Staff unlocked the visit's data and began."""

    visit: bytes


class VisitClosed(Fact, frozen=True, tag=12):
    """Staff ended the visit."""

    visit: bytes


class CheckedIn(Fact, frozen=True, tag=13):
    """Someone is here and has a number in the queue.

    `person` is empty when the box did not learn who it is: staff find that out, and the entry that then names the
    person with the same series and number takes this one's place.
    """

    visit: bytes
    person: bytes
    number: Number
    series: str
    way: Way


class CheckInRefused(Fact, frozen=True, tag=14):
    """A check-in was refused. `sealed` holds what was typed or scanned, under the visit key."""

    visit: bytes
    reason: Refusal
    way: Way
    person: bytes = b""
    sealed: bytes = b""


class Called(Fact, frozen=True, tag=15):
    """A number was called to the desk."""

    visit: bytes
    series: str
    number: Number


class HandedOver(Fact, frozen=True, tag=16):
    """Aid left our hands: all allotments of one person at one time, as the pack that was in force has them.

    `sealed` holds name, NIK and relation of a proxy or replacement (`ledger.sealing.Receiver`).
    """

    visit: bytes
    person: bytes
    allotments: tuple[bytes, ...]
    manner: Manner
    mark: Mark
    proofs: tuple[str, ...] = ()
    sealed: bytes = b""
    pack: bytes = b""


class NotServed(Fact, frozen=True, tag=17):
    """Someone's allotments were not handed over, and why. `sealed` holds a note in free text."""

    visit: bytes
    person: bytes
    allotments: tuple[bytes, ...]
    reason: Unserved
    sealed: bytes = b""


class Undone(Fact, frozen=True, tag=18):
    """A handover, or a record of not serving, did not stand. `sealed` holds the reason in free text."""

    visit: bytes
    feed: bytes
    seq: Seq
    sealed: bytes = b""


class PaperStarted(Fact, frozen=True, tag=19):
    """Printing the paper of an entry began: from here it may or may not exist. `copy` 0 is the first, later SALINAN."""

    visit: bytes
    feed: bytes
    seq: Seq
    copy: Number = 0


class PaperEnded(Fact, frozen=True, tag=20):
    """What became of a paper: `confirmed` by the printer or an officer; else the printer could not tell."""

    visit: bytes
    feed: bytes
    seq: Seq
    copy: Number
    confirmed: bool


class PaperAsked(Fact, frozen=True, tag=21):
    """Staff asked for a paper to be printed again; it will say SALINAN."""

    visit: bytes
    feed: bytes
    seq: Seq
    copy: Number


class Unlocked(Fact, frozen=True, tag=22):
    """The visit's data was unlocked by `phrase`, `card` or `recovery`, or after a restart of the program, `restart`."""

    visit: bytes
    way: str


class UnlockRefused(Fact, frozen=True, tag=23):
    """Somebody tried a wrong phrase or card. How often since the last unlocking slows down the next try."""

    visit: bytes


# Of the office


class OfficerRegistered(Fact, frozen=True, tag=40):
    """An officer, or new facts about one; the last one with a code stands."""

    officer: Officer


class ListTaken(Fact, frozen=True, tag=41):
    """A list of targets was imported: its file, its digest (SHA-256) and what became of its rows."""

    list: bytes
    name: str
    digest: bytes
    kind: str
    rows: int
    taken: int
    warned: int
    refused: int
    answers: dict[str, str] = {}


class PersonRegistered(Fact, frozen=True, tag=42):
    """A person, or new facts about one; the last one with an id stands."""

    person: Person
    list: bytes = b""


class Entitled(Fact, frozen=True, tag=43):
    """A list says that a person is owed a programme for a period; `rupiah` where the list gives an amount."""

    person: bytes
    programme: str
    period: str
    list: bytes
    rupiah: int = 0


class HeadingLearnt(Fact, frozen=True, tag=44):
    """A person said what a column heading means."""

    heading: str
    field: str


class PlannedProgramme(msgspec.Struct, frozen=True, array_like=True):
    """A programme at a visit: its period, and the items of each allotment where the list gives no amount."""

    code: str
    period: str
    items: tuple[Item, ...]


class VisitPlanned(Fact, frozen=True, tag=45):
    """A visit, or new facts about one; the last one with an id stands. `date` is `YYYY-MM-DD`."""

    visit: bytes
    village: str
    date: str
    place: str
    programmes: tuple[PlannedProgramme, ...]
    team: tuple[str, ...]
    note: str = ""


class VisitKeyMade(Fact, frozen=True, tag=46):
    """The secrets of a visit, known to the hub: the key, and the phrases that unlock it in the village."""

    visit: bytes
    key: bytes
    phrase: str
    card: str
    recovery: str


class PackMade(Fact, frozen=True, tag=47):
    """A pack was made for a device, leasing these allotments to the visit: what they were then stays known."""

    pack: bytes
    visit: bytes
    device: bytes
    series: str
    digest: bytes
    allotments: tuple[Allotment, ...]


class EnrolmentOffered(Fact, frozen=True, tag=48):
    """A code to enrol one kiosk was shown. Usable once, until `expires_at` (milliseconds UTC)."""

    offer: bytes
    code: str
    expires_at: Millis


class DeviceEnrolled(Fact, frozen=True, tag=49):
    """A kiosk belongs to us. `box_key` and `asking` are what enrolment gave both sides (`ledger.device_key`)."""

    device: bytes
    name: str
    certificate: bytes
    offer: bytes
    box_key: bytes = b""
    asking: bytes = b""


class DeviceRevoked(Fact, frozen=True, tag=50):
    """A kiosk no longer belongs to us."""

    device: bytes
    reason: str


class Merged(Fact, frozen=True, tag=51):
    """Entries of a feed arrived and were taken, up to `seq`; `road` is `network` or `file`."""

    feed: bytes
    device: bytes
    first: Seq
    seq: Seq
    road: str


VillageFact = (
    PackLoaded | VisitOpened | VisitClosed | CheckedIn | CheckInRefused | Called | HandedOver | NotServed | Undone
    | PaperStarted | PaperEnded | PaperAsked | Unlocked | UnlockRefused
)  # fmt: skip
OfficeFact = (
    OfficerRegistered | ListTaken | PersonRegistered | Entitled | HeadingLearnt | VisitPlanned | VisitKeyMade
    | PackMade | EnrolmentOffered | DeviceEnrolled | DeviceRevoked | Merged
)  # fmt: skip
AnyFact = FeedOpened | ClockConfirmed | Started | VillageFact | OfficeFact
