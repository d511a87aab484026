"""The file of one visit, as an office keeps it: what was planned, for whom, and what came of it."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from hub.leases import Leases
from ledger.aid import Allotment, Officer, Person, Programme
from ledger.book import VisitBook
from ledger.clock import Instant
from ledger.entry import Entry
from ledger.facts import PlannedProgramme
from ledger.packs import Letterhead
from ledger.sealing import VisitKey
from ledger.times import Times


@dataclass(frozen=True)
class VisitPlan:
    """What the office planned. `village` is its code, `team` are officers' codes."""

    visit: bytes
    village: str
    village_name: str
    date: datetime.date
    place: str
    programmes: tuple[PlannedProgramme, ...]
    team: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True)
class VisitFile:
    """One visit with everything that a report needs.

    `allotments` are those that the visit's packs leased to it (see `Leases.targeted`), or, before there is one, those
    that a pack would hold. `people`, `programmes` and `officers` are by id or code. `key` opens the sealed parts of
    entries. `times` knows when these were written.
    """

    plan: VisitPlan
    allotments: tuple[Allotment, ...]
    people: Mapping[bytes, Person]
    programmes: Mapping[str, Programme]
    officers: Mapping[str, Officer]
    book: VisitBook
    letterhead: Letterhead
    key: VisitKey | None = None
    leases: Leases = field(default_factory=Leases)
    times: Times = field(default_factory=Times)

    def when(self, entry: Entry) -> Instant:
        """Give when an entry was written: corrected where staff set the kiosk's clock later in the same boot."""
        return self.times.when(entry)
