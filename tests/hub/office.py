"""An office for tests: its clock, its lists, and kiosks that speak as real ones do."""

import datetime
import os
from collections.abc import Sequence
from pathlib import Path

from hub.planning import Wish
from hub.system import System
from hub.visit_file import VisitPlan
from ledger.bundle import bundle_bytes
from ledger.chunks import make_chunks
from ledger.clock import Clock, Trust
from ledger.device_key import box_secrets
from ledger.entry import Entry
from ledger.facts import AnyFact, HandedOver, Manner, Mark, PlannedProgramme, VisitClosed, VisitOpened
from ledger.feed import Feed
from ledger.keys import SigningKey, check_signature
from ledger.log import Log
from ledger.wire import (
    VERSION,
    Enrol,
    Enrolled,
    Hello,
    HelloBack,
    PacksAsked,
    PacksGiven,
    SignedHead,
    asking_proof,
    check_enrolment,
    check_head,
    enrolment_proof,
    sign_head,
)

LIYU = "63.11.02.2014"
HAUWAI = "63.11.02.2001"
NOON = 1_795_406_400_000  # 23 November 2026, 12.00 WITA
TODAY = datetime.date(2026, 11, 23)
PERIOD = "Tahap 4 Tahun 2026"
BOTH = (PlannedProgramme("PKH", "TAHAP 4 2026", ()), PlannedProgramme("BERAS", PERIOD, ()))


class Time:
    """A wall clock that tests set."""

    def __init__(self) -> None:
        self.ms = NOON

    def clock(self) -> Clock:
        return Clock(Trust.OFFICE, lambda: self.ms)


def nik(serial: int) -> str:
    return f"631102010170{serial:04}"


def sheet(
    rows: Sequence[str], programme: str = "PKH", village: str = "LIYU", period: str = "TAHAP 4 2026", more: str = ""
) -> bytes:
    """A list as an office writes it; each row is `NIK;NAMA`, and what `more` headings need."""
    titles = (f"DAFTAR PENERIMA {programme}", f"DESA {village} KECAMATAN HALONG", f"PERIODE {period}")
    numbered = [f"{number};{row}" for number, row in enumerate(rows, 1)]
    return "\n".join([*titles, f"NO;NIK;NAMA{more}", *numbered]).encode()


def take(system: System, data: bytes, name: str = "daftar.csv") -> None:
    system.importing.take(system.importing.look(name, data))


def with_people(system: System) -> System:
    """One officer, and people as `with_lists` says."""
    return with_lists(with_officer(system))


def with_officer(system: System) -> System:
    system.registering.register_first("pt1", "Rahmat", "Ketua tim", "1234")
    return system


def with_lists(system: System) -> System:
    """Liyu: Budi has PKH and rice, Siti rice; Hauwai: Made has PKH."""
    take(system, sheet([f"{nik(1)};BUDI SANTOSO"]))
    take(system, sheet([f"{nik(1)};BUDI SANTOSO", f"{nik(2)};SITI AMINAH"], programme="BERAS"))
    take(system, sheet([f"{nik(3)};MADE JAYA"], village="HAUWAI"))
    return system


def planned(system: System, day: datetime.date = TODAY) -> VisitPlan:
    return system.planning.plan(Wish(LIYU, day, "Balai Desa", BOTH, ("PT1",)))


class Box:
    """A kiosk as far as the hub sees it."""

    def __init__(self, system: System, folder: Path, name: str = "Kiosk 1") -> None:
        self.name = name
        self.key = SigningKey(os.urandom(32))
        self.log = Log(folder / name)
        self._system = system
        self.asking = b""
        self._feed: Feed | None = None

    @property
    def device(self) -> bytes:
        return self.key.public

    @property
    def feed(self) -> Feed:
        assert self._feed, "not enrolled"
        return self._feed

    def enrol(self, code: str | None = None) -> "Box":
        code = code or self._system.enrolling.offer().code
        nonce = os.urandom(32)
        proof = enrolment_proof(code, "kiosk", self.device, self.name.encode(), nonce)
        asked = Enrol(self.device, self.name, nonce, proof)
        told = Enrolled.decoded(self._system.conversations.enrol(asked.encoded()))
        check_enrolment(code, "hub", told.proof, told.hub, told.hub_name.encode(), told.certificate, nonce)
        self.asking = box_secrets(code, self.device).asking
        self._feed = Feed.open(self.log, self.device, Time().clock(), told.certificate, "1")
        return self

    def hello(self) -> HelloBack:
        nonce = os.urandom(32)
        back = HelloBack.decoded(self._system.conversations.hello(Hello(VERSION, nonce).encoded()))
        check_signature(back.hub, "hello", nonce, back.signature)
        return back

    def fetch(self, known: tuple[bytes, ...] = ()) -> tuple[bytes, ...]:
        nonce = self.hello().nonce
        asked = PacksAsked(asking_proof(self.asking, self.device, nonce), known)
        return PacksGiven.decoded(self._system.conversations.packs(asked.encoded())).packs

    def write(self, *facts: AnyFact, by: str = "PT1") -> Entry:
        return self.feed.append(facts, by)[-1]

    def open(self, visit: bytes) -> None:
        self.write(VisitOpened(visit))

    def close(self, visit: bytes) -> None:
        self.write(VisitClosed(visit))

    def hand_over(self, visit: bytes, person: bytes, allotments: Sequence[bytes], pack: bytes = b"") -> Entry:
        return self.write(HandedOver(visit, person, tuple(allotments), Manner.SELF, Mark.SIGNATURE, pack=pack))

    def chunks(self, after: int = 0) -> list[bytes]:
        return list(make_chunks(self.log, self.vouch, self.feed.id, after))

    def vouch(self, feed: bytes, seq: int) -> SignedHead | None:
        entry = self.log.entry(feed, seq)
        return sign_head(self.key, feed, seq, entry.hash) if entry else None

    def bundle(self) -> bytes:
        return bundle_bytes(self.key, self.chunks())

    def come_home(self, after: int = 0) -> SignedHead:
        for chunk in self.chunks(after):
            head = self._system.feeds.take_chunk(chunk)
        check_head(self._system.key.public, head)
        return head
