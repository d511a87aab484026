"""A kiosk for tests: a village with light secrets, in a folder, with a clock that is moved by hand."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from kiosk.desk import Desk, Handover
from kiosk.reception import Reception
from kiosk.system import Kiosk, Settings, System
from kiosk.village import Village as Visiting
from ledger.aid import Person
from ledger.clock import Clock
from ledger.device_key import DeviceKey
from ledger.entry import Entry
from ledger.facts import AnyFact
from ledger.packs import Pack, seal_pack
from ledger.sealing import VisitKey
from ledger.secrets import Wrap, clean_code
from tests.kiosk.manager import Manager
from tests.village import NOW_MS, PHRASE, PIN, Village, enrolled_folder, make_village

CARD = "K4RT-0KU1-RHMA-7777"
MINUTE_MS = 60_000


class Time:
    """A wall clock that stands until it is moved; `ms` is milliseconds UTC."""

    def __init__(self, ms: int = NOW_MS) -> None:
        self.ms = ms

    def __call__(self) -> int:
        return self.ms


class Seconds:
    """A monotonic clock that stands until it is moved."""

    def __init__(self) -> None:
        self.s = 1000.0

    def __call__(self) -> float:
        return self.s


class Box:
    """An enrolled kiosk with its visit unlocked. `restart` ends its program and starts it anew."""

    def __init__(self, folder: Path, village: Village, printer: str = "none") -> None:
        self.folder = folder
        self.office = village
        self.time = Time()
        self.printer = printer
        self.manager: Manager | None = None
        self.sticks: Path | None = None
        enrolled_folder(folder, village)
        self.system = self._system()

    @property
    def key(self) -> DeviceKey:
        """What this box signs with, as long as a visit is unlocked."""
        return self.system.key

    @property
    def kiosk(self) -> Kiosk:
        return self.system.kiosk

    @property
    def village(self) -> Visiting:
        return self.kiosk.village

    @property
    def reception(self) -> Reception:
        return self.kiosk.reception

    @property
    def desk(self) -> Desk:
        return self.kiosk.desk

    @property
    def entries(self) -> list[Entry]:
        """What this box has written."""
        return list(self.kiosk.log.entries(self.kiosk.feed.id))

    def facts(self, kind: type[AnyFact]) -> list[AnyFact]:
        """What this box has written of one kind."""
        return [each.fact for each in self.entries if isinstance(each.fact, kind)]

    def person(self, number: int) -> Person:
        """The person with this number on the list, from 1. Odd numbers get rice and cash, even ones rice."""
        return self.office.people[number - 1]

    def owed(self, number: int) -> tuple[bytes, ...]:
        """The allotments of that person."""
        return tuple(each.id for each in self.village.unlocked_or_over().allotments_of(self.person(number).id))

    def pack(self, pack: Pack | None = None) -> bytes:
        """The file of a pack for this box, by default the village's."""
        return light_pack(self.office, self.key.public, pack)

    def load(self, pack: Pack | None = None) -> "Box":
        self.kiosk.load_pack(self.pack(pack))
        return self

    def unlock(self) -> "Box":
        self.village.unlock(PHRASE)
        return self

    def handover(self, number: int) -> Handover:
        """What the desk does for most: everything that is owed, into the person's own hand."""
        return Handover(self.person(number).id, self.owed(number), proofs=("ktp", "undangan"))

    def serve(self, number: int, by: str = "RHM") -> Entry:
        """Hand that over."""
        return self.desk.hand_over(self.handover(number), by)

    def restart(self) -> "Box":
        self.system.close()
        self.system = self._system()
        return self

    def pull_the_plug(self) -> "Box":
        """Restart as after a power cut: nothing was finished, nothing was signed on the way out."""
        kiosk = self.kiosk
        kiosk.printing.stop()
        kiosk.vouching.close()
        kiosk.writer.close()
        kiosk.evidence.close()
        kiosk.log.close()
        if self.manager:
            self.manager.cut_the_power()
        self.system = self._system()
        return self

    def close(self) -> None:
        self.system.close()

    def _system(self) -> System:
        manager = self.manager.start() if self.manager else None
        return System(Settings(self.folder, self.printer, sticks=self.sticks), Clock(wall_ms=self.time), manager)


MakeBox = Callable[..., Box]


@cache
def light_village(people: int = 12) -> Village:
    """The village, with PINs that take no time to check."""
    village = make_village(people)
    officers = tuple(msgspec.structs.replace(each, pin=_light_verifier(PIN)) for each in village.pack.officers)
    village.pack = msgspec.structs.replace(village.pack, officers=officers)
    return village


def light_pack(village: Village, device: bytes, pack: Pack | None = None) -> bytes:
    """The file of a pack, with a phrase and a card that take no time to try."""
    wraps = [_light_wrap(village.key, "phrase", PHRASE), _light_wrap(village.key, "card", clean_code(CARD))]
    return seal_pack(pack or village.pack, device, village.key, wraps, village.hub)


def _light_wrap(key: VisitKey, way: str, secret: str) -> Wrap:
    salt = bytes(16)
    hard = Argon2id(salt=salt, length=32, iterations=1, lanes=1, memory_cost=8).derive(secret.encode())
    return Wrap(way, salt, 8, 1, VisitKey(hard).seal("wrap " + way, key.secret))


def _light_verifier(pin: str) -> bytes:
    hasher = Argon2id(salt=bytes(16), length=32, iterations=1, lanes=1, memory_cost=8)
    return hasher.derive_phc_encoded(pin.encode()).encode()
