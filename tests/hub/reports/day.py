"""A visit told entry by entry, for the tests of what the office makes of it."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from hub.visit_file import VisitFile, VisitPlan
from ledger import facts
from ledger.aid import Allotment, Item, Kind, Officer, Person, Programme, allotment_id
from ledger.book import VisitBook
from ledger.clock import Instant, Trust
from ledger.entry import FIRST_PREV, Entry, Place
from ledger.facts import Manner, Mark, PlannedProgramme, Refusal, Unserved, Way
from ledger.packs import Letterhead
from ledger.sealing import Note, Receiver, VisitKey
from ledger.times import Times

VISIT = b"visit--1"
DATE = datetime.date(2026, 3, 3)
NINE_WITA_MS = 1_772_499_600_000  # 3 March 2026, 09.00 WITA
MINUTE = 60_000
NO_CLOCK = -29_000_000  # minutes: in 1971
RICE = Programme(
    "BERAS", "Bantuan Pangan Beras", "Beras", Kind.GOODS,
    (Item("Beras", 20_000, "kg"), Item("Minyak goreng", 4_000, "liter")), ("ktp", "undangan"), "anyone", (), True,
)  # fmt: skip
CASH = Programme(
    "BLT", "Bantuan Langsung Tunai Desa", "BLT Desa", Kind.CASH, (Item("Uang tunai", rupiah=900_000),), ("ktp", "kk")
)
CARD = Programme(
    "PBI", "Penerima Bantuan Iuran Jaminan Kesehatan", "PBI-JKN", Kind.SERVICE,
    (Item("Kartu atau reaktivasi jaminan kesehatan"),), ("ktp", "kk"),
)  # fmt: skip
PROGRAMMES = (RICE, CASH, CARD)
OFFICERS = (
    Officer("rahma", "Rahmawati, S.Sos.", "Kasi Kesra dan PMD", "198504122010012003"),
    Officer("udin", "Syamsudin", "TKSK"),
)
LETTERHEAD = Letterhead(
    ("PEMERINTAH KABUPATEN BALANGAN", "KECAMATAN HALONG", "Jalan Raya Halong, Kabupaten Balangan 71666"),
    "Halong",
    "Asia/Makassar",
)


def somebody(number: int, **others: Any) -> Person:
    """A made-up person of the village, the same for the same number."""
    given = ("Arbainah", "Norhayati", "Siti Aisyah", "Abdul Hakim", "Kaspul Anwar", "Masrani", "Mariatul Qibtiah")
    father = ("Jumri", "Hamdan", "Basuni", "Saberan", "Darmawi")
    woman = number % 2 == 0
    day = number % 28 + 1 + (40 if woman else 0)
    told: dict[str, Any] = {
        "name": f"{given[number % 7]} binti {father[number % 5]}"
        if woman
        else f"{given[number % 7]} {father[number % 5]}",
        "nik": f"631102{day:02d}0360{number + 1:04d}",
        "village": "63.11.02.2014",
        "birth_place": "Liyu",
        "birth_date": f"1960-03-{number % 28 + 1:02d}",
        "sex": "P" if woman else "L",
        "address": f"RT {number % 4 + 1} Dusun Atas",
    }
    return Person(number.to_bytes(8, "big"), **(told | others))


@dataclass
class Day:
    """Tells what happens at a visit; each telling gives the place of its entry."""

    people: Sequence[Person]
    programmes: Sequence[Programme] = PROGRAMMES
    visit: bytes = VISIT
    date: datetime.date = DATE
    feed: bytes = b"feed-of-kiosk--1"
    village: str = "Liyu"
    village_code: str = "63.11.02.2014"
    key: VisitKey = field(default_factory=lambda: VisitKey(bytes(32)))
    trust: Trust = Trust.STAFF
    entries: list[Entry] = field(default_factory=list)
    minutes: float = 0

    @property
    def allotments(self) -> tuple[Allotment, ...]:
        return tuple(
            Allotment(allotment_id(person.id, each.code, "2026-1"), person.id, each.code, "2026-1", each.items)
            for person in self.people
            for each in self.programmes
        )

    def owed(self, person: Person, *programmes: Programme) -> tuple[bytes, ...]:
        return tuple(allotment_id(person.id, each.code, "2026-1") for each in programmes or self.programmes)

    def comes(self, person: Person, number: int) -> Place:
        return self.tell(facts.CheckedIn(self.visit, person.id, number, "A", Way.NIK))

    def is_called(self, number: int) -> Place:
        return self.tell(facts.Called(self.visit, "A", number))

    def receives(
        self, person: Person, *programmes: Programme, manner: Manner = Manner.SELF, mark: Mark = Mark.SIGNATURE,
        receiver: Receiver | None = None,
    ) -> Place:  # fmt: skip
        sealed = self.key.seal_value(receiver) if receiver else b""
        owed = self.owed(person, *programmes)
        return self.tell(facts.HandedOver(self.visit, person.id, owed, manner, mark, ("ktp",), sealed))

    def goes_without(self, person: Person, reason: Unserved, *programmes: Programme, note: str = "") -> Place:
        sealed = self.key.seal_value(Note(note)) if note else b""
        return self.tell(facts.NotServed(self.visit, person.id, self.owed(person, *programmes), reason, sealed))

    def undoes(self, place: Place, why: str = "") -> Place:
        sealed = self.key.seal_value(Note(why)) if why else b""
        return self.tell(facts.Undone(self.visit, place.feed, place.seq, sealed))

    def is_refused(self, reason: Refusal) -> Place:
        return self.tell(facts.CheckInRefused(self.visit, reason, Way.NIK))

    def starts_without_a_clock(self) -> None:
        """The box was switched on at nine, and believes that it is many years ago."""
        self.trust, self.minutes = Trust.UNKNOWN, NO_CLOCK
        self.tell(facts.Started(facts.Start(b"this boot", 0)))

    def is_told_the_time(self, minutes: int) -> None:
        """So many minutes after nine, staff say what time it is."""
        self.trust, self.minutes = Trust.STAFF, minutes
        self.tell(facts.ClockConfirmed(0, minutes * MINUTE))

    def tell(self, fact: facts.AnyFact, by: str = "rahma") -> Place:
        place = Place(self.feed, len(self.entries) + 1)
        at = NINE_WITA_MS + int(self.minutes * MINUTE)
        prev = self.entries[-1].hash if self.entries else FIRST_PREV
        self.entries.append(Entry.create(place, prev, Instant(at, self.trust), by, fact))
        return place

    def file(
        self, *, entries: Sequence[Entry] | None = None, with_key: bool = True, place: str = "Balai Desa"
    ) -> VisitFile:
        """The office's file after this, or after these entries in this order."""
        book, times = VisitBook(self.visit), Times()
        for entry in self.entries if entries is None else entries:
            book.take(entry)
            times.take(entry)
        planned = tuple(PlannedProgramme(each.code, "2026-1", each.items) for each in self.programmes)
        team = tuple(each.code for each in OFFICERS)
        return VisitFile(
            VisitPlan(self.visit, self.village_code, self.village, self.date, place, planned, team),
            self.allotments,
            {each.id: each for each in self.people},
            {each.code: each for each in self.programmes},
            {each.code: each for each in OFFICERS},
            book,
            LETTERHEAD,
            self.key if with_key else None,
            times=times,
        )


def busy_day(people: int = 150) -> Day:
    """A full day with everything in it: most are served, some by another, some not, one handover is undone."""
    day = Day([somebody(number) for number in range(people)])
    for number, person in enumerate(day.people):
        day.minutes = number * 2
        if number % 10 == 9:
            continue
        day.comes(person, number + 1)
        day.minutes += 0.5
        day.is_called(number + 1)
        day.minutes += 1.5
        match number % 10:
            case 0:
                proxy = Receiver("Muhammad Rizky Ramadhan", "6311020101900001", "anak")
                day.receives(person, manner=Manner.PROXY, receiver=proxy)
            case 1:
                other = Receiver("Rusmini", "6311024101900002", "tetangga")
                day.receives(person, RICE, manner=Manner.REPLACEMENT, receiver=other)
                day.goes_without(person, Unserved.DECEASED, CASH, CARD)
            case 2:
                day.receives(person, mark=Mark.THUMBPRINT)
            case 3:
                day.goes_without(person, Unserved.PAPERS_MISSING, CASH, note="KK masih di rumah")
                day.receives(person, RICE, CARD)
            case 4:
                day.receives(person, manner=Manner.AT_HOME, mark=Mark.THUMBPRINT)
            case 5:
                day.undoes(day.receives(person), "Salah orang: seharusnya ibunya")
                day.receives(person, RICE, CASH)
            case _:
                day.receives(person)
    day.is_refused(Refusal.OTHER_VILLAGE)
    return day
