"""A village for tests and benchmarks: a hub's key, a pack, and an enrolled kiosk's data folder, without a hub."""

import random
from dataclasses import dataclass, field
from pathlib import Path

from kiosk.identity import Identity, save_identity
from kiosk.system import Settings, System
from ledger.aid import Allotment, Item, Kind, Officer, Person, Programme, allotment_id
from ledger.certificates import certify
from ledger.clock import Clock
from ledger.device_key import BoxSecrets, DeviceKey
from ledger.facts import (
    Called,
    CheckedIn,
    HandedOver,
    Manner,
    Mark,
    PaperEnded,
    PaperStarted,
    Refusal,
    VillageFact,
    Way,
)  # fmt: skip
from ledger.keys import SigningKey
from ledger.packs import Elsewhere, Invitation, Letterhead, Pack, nik_digest, seal_pack
from ledger.sealing import VisitKey
from ledger.secrets import pin_verifier, wrap

PHRASE = "padi kuning di lereng"
PIN = "246810"
NOW_MS = 1_795_316_400_000  # Sunday, 22 November 2026, 11.00 in Halong
SECRETS = BoxSecrets(b"the box key of every test's box.", b"and what it asks for packs with.")
"""What enrolment gave: the same to every box, as a pack of the office here is for any of them."""
FIRST_NAMES = ("Arbainah", "Djoko", "Siti", "Rahmat", "Norhayati", "Masrani", "Ijum", "Utuh", "Galuh", "Anang")
LAST_NAMES = (
    "Hasanah",
    "Soesilo",
    "Aminah",
    "Ramadan",
    "Maulana",
    "Pranowo",
    "Wijaya",
    "Lestari",
    "Anggraini",
    "Barak",
)

BERAS = Programme(
    "BERAS",
    "Bantuan Pangan Beras",
    "Beras",
    Kind.GOODS,
    (Item("Beras", 20_000, "kg"), Item("Minyak goreng", 4_000, "liter")),
    proofs=("ktp", "undangan"),
    proxy="anyone",
    proxy_proofs=("surat_kuasa", "ktp_wakil"),
    replacement=True,
    replacement_proofs=("ba_pengganti", "sptjm"),
)
BLT = Programme(
    "BLT", "Bantuan Langsung Tunai Desa", "BLT Desa", Kind.CASH, (Item("Uang tunai", rupiah=900_000),), proofs=("ktp",)
)


@dataclass
class Village:
    """What the office would know."""

    hub: SigningKey
    key: VisitKey
    pack: Pack
    niks: list[str] = field(default_factory=list)

    @property
    def people(self) -> tuple[Person, ...]:
        return self.pack.people


def make_village(people: int = 12, *, seed: int = 1, series: str = "A", made_at: int = NOW_MS) -> Village:
    """Make a hub and a pack of a visit to Liyu; everybody gets rice, every second one cash too."""
    chance = random.Random(seed)
    listed = tuple(_person(number, chance) for number in range(1, people + 1))
    allotments = [_allotment(each, BERAS) for each in listed]
    allotments += [_allotment(each, BLT) for each in listed[::2]]
    pack = Pack(
        id=chance.randbytes(8),
        visit=b"visit-01",
        series=series,
        village="63.11.02.2014",
        village_name="Liyu",
        date="2026-11-22",
        place="Balai Desa",
        letterhead=Letterhead(
            ("PEMERINTAH KABUPATEN BALANGAN", "KECAMATAN HALONG", "PAK SOTARSA"), "Halong", "Asia/Makassar"
        ),
        programmes=(BERAS, BLT),
        officers=(
            Officer("RHM", "Rahma Wati", "TKSK", pin=pin_verifier(PIN)),
            Officer("BDI", "Budi Santoso", "Pendamping PKH", pin=pin_verifier(PIN)),
        ),
        people=listed,
        allotments=tuple(allotments),
        invitations=tuple(Invitation(f"LIYU{number:04}", each.id) for number, each in enumerate(listed, 1)),
        elsewhere=(
            Elsewhere(nik_digest(nik(9001)), Refusal.OTHER_VILLAGE, "Uren"),
            Elsewhere(nik_digest(nik(9002)), Refusal.DECEASED),
        ),
        made_at=made_at,
        box_key=SECRETS.box_key,
    )
    return Village(SigningKey(chance.randbytes(32)), VisitKey(chance.randbytes(32)), pack, [p.nik for p in listed])


def nik(number: int) -> str:
    """Give a NIK that could be."""
    day, month, year = number % 28 + 1, number % 12 + 1, 40 + number % 50
    return f"631102{day:02}{month:02}{year:02}{number:04}"


def pack_file(village: Village, device: bytes) -> bytes:
    """Give the pack's file for a device."""
    return seal_pack(village.pack, device, village.key, [wrap(village.key, "phrase", PHRASE)], village.hub)


def enrolled_folder(folder: Path, village: Village) -> DeviceKey:
    """Make the data folder of an enrolled kiosk without a pack; gives the kiosk's key, which lies open there."""
    key = DeviceKey(folder / "keys" / "device.key")
    key.bind(SECRETS)
    certificate = certify(village.hub, key.public, "Kiosk 1", NOW_MS)
    save_identity(folder / "identity", Identity("Kiosk 1", certificate, village.hub.public, "Halong", "127.0.0.1:9"))
    return key


def open_kiosk(folder: Path, village: Village, printer: str = "none", now_ms: int = NOW_MS) -> System:
    """Make and open an enrolled kiosk with its pack loaded and the visit unlocked."""
    key = enrolled_folder(folder, village)
    system = System(Settings(folder, printer), Clock(wall_ms=lambda: now_ms))
    system.kiosk.load_pack(pack_file(village, key.public))
    system.kiosk.village.unlock(PHRASE)
    return system


def fill(system: System, entries: int) -> None:
    """Write entries of a busy day: one after another checks in, is called, is served, and gets both papers."""
    kiosk = system.kiosk
    visit = kiosk.village.unlocked()
    feed, seq = kiosk.feed.id, kiosk.log.head(kiosk.feed.id).seq
    day: list[VillageFact] = []

    def note(*facts: VillageFact) -> None:
        day.extend(facts)
        paper = (visit.id, feed, seq + len(day), 0)
        day.extend((PaperStarted(*paper), PaperEnded(*paper, confirmed=True)))

    for number, person in enumerate(visit.pack.people, 1):
        owed = tuple(each.id for each in visit.allotments_of(person.id))
        note(CheckedIn(visit.id, person.id, number, visit.pack.series, Way.NIK))
        day.append(Called(visit.id, visit.pack.series, number))
        note(HandedOver(visit.id, person.id, owed, Manner.SELF, Mark.SIGNATURE, ("ktp",)))
        if len(day) >= entries:
            break
    kiosk.writer.write(*day[:entries], by="RHM").result()


def prepare_kiosk(folder: Path, people: int, entries: int) -> None:
    """Make the data folder of a kiosk with so many people on the list and so many entries in the log."""
    system = open_kiosk(folder, make_village(people))
    fill(system, entries)
    system.close()


def _person(number: int, chance: random.Random) -> Person:
    name = f"{chance.choice(FIRST_NAMES)} {chance.choice(LAST_NAMES)}"
    return Person(
        id=number.to_bytes(8, "big"),
        name=name.upper(),
        nik=nik(number),
        kk=f"6311020101{number // 3:06}",
        village="63.11.02.2014",
        birth_date=f"{1940 + number % 50}-{number % 12 + 1:02}-{number % 28 + 1:02}",
        sex="P" if number % 2 else "L",
        address=f"RT {number % 6 + 1} / RW {number % 2 + 1}",
        disability="Netra" if number % 9 == 0 else "",
    )


def _allotment(person: Person, programme: Programme) -> Allotment:
    period = "Oktober–November 2026"
    return Allotment(
        allotment_id(person.id, programme.code, period), person.id, programme.code, period, programme.items
    )
