"""What the office knows is in its own feeds alone, whatever became of the medium that they were written on."""

import shutil
from pathlib import Path

import pytest

from hub.system import System
from ledger.disk.frames import HEAD_BYTES
from ledger.entry import Entry
from ledger.evidence import Evidence, Kept, Source
from ledger.run import Run
from ledger.salvage import salvage
from tests.hub.office import NOON, Box, Time, planned, with_people
from tests.ledger.rotting import flip


class Office:
    """An office with people and a kiosk that came home, closed again."""

    def __init__(self, folder: Path) -> None:
        self.data, self.clock = folder / "hub", Time().clock()
        with System(self.data, self.clock) as system:
            plan = planned(with_people(system))
            self.kiosk = Box(system, folder).enrol()
            allotment = system.planning.allotments_of(plan)[0]
            self.kiosk.hand_over(plan.visit, allotment.person, [allotment.id])
            self.kiosk.come_home()
            self.known = known(system)
            self.feed = system.writer.feed.id
            self.entries = list(system.log.entries(self.feed))
        self.kiosk.log.close()

    @property
    def segment(self) -> Path:
        return self.data / "log" / "000001.segment"

    def rot(self, entry: Entry) -> None:
        """Let what an entry says decay."""
        flip(self.segment, self.segment.read_bytes().index(entry.payload) + len(entry.payload) // 2)


def known(system: System) -> tuple[object, ...]:
    handovers = {entry.hash for visit in system.book.visits() for entry in visit.handovers.values()}
    people = [(each.id, each.name) for each in system.roster.everyone()]
    return people, system.officers.everyone(), system.plans.visits(), system.devices.everyone(), handovers


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def test_an_office_whose_log_lost_its_beginning_still_knows_everybody(office: Office) -> None:
    flip(office.segment, HEAD_BYTES + 72)  # in the first frame: how the feed begins
    salvage(office.data, (), NOON)
    for _ in range(2):  # the second start continues what the first one began
        with System(office.data, office.clock) as again:
            assert known(again) == office.known
            assert office.feed in again.own_feeds
            assert again.writer.feed.id != office.feed


def test_what_was_refilled_later_is_folded_at_its_place(office: Office, tmp_path: Path) -> None:
    stick = tmp_path / "stick" / "log"
    shutil.copytree(office.data / "log", stick)
    officer = next(each for each in office.entries if type(each.fact).__name__ == "OfficerRegistered")
    office.rot(officer)
    flip(office.segment, HEAD_BYTES + 72)
    salvage(office.data, (), NOON)
    with System(office.data, office.clock) as again:
        again.registering.register_first("pt2", "Siti", "Ketua tim", "4321")  # PT1 is missing, for now
    salvage(office.data, (stick.parent,), NOON)
    with System(office.data, office.clock) as again:
        assert {each.code for each in again.officers.everyone()} == {"PT1", "PT2"}
        assert known(again)[0] == office.known[0]


def test_what_the_office_changed_last_stands_however_its_evidence_came_in(office: Office, tmp_path: Path) -> None:
    backwards = Evidence(tmp_path / "copy" / "evidence")
    shutil.copytree(office.data / "keys", tmp_path / "copy" / "keys")
    with System(office.data, office.clock) as system:
        system.registering.change("PT1", "Rahmat", "Camat", "1234")
        entries = list(system.log.entries(office.feed))
    for entry in reversed(entries):
        backwards.add([Kept(Run.of([entry]), Source.MIRROR)])
    backwards.close()
    with System(tmp_path / "copy", office.clock) as copy:
        assert copy.officers.officer("PT1").role == "Camat"
        assert known(copy)[0] == office.known[0]


def test_a_kiosk_cannot_say_that_it_is_the_office(office: Office) -> None:
    with System(office.data, office.clock) as system:
        assert office.kiosk.feed.id not in system.own_feeds
        assert system.own_feeds == {office.feed}
