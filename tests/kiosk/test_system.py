"""From a bare box to a kiosk."""

from pathlib import Path

import pytest

from kiosk.errors import HubStrange, NotEnrolled
from kiosk.hub_client import HubClient
from kiosk.system import Settings, System
from ledger.clock import Trust
from ledger.errors import LogInUse
from ledger.facts import ClockConfirmed, FeedOpened
from printer.print_queue import PrintQueue
from printer.profiles import GENERIC_58
from tests.kiosk.box import Box, MakeBox
from tests.kiosk.hub import CODE, Hub
from tests.village import Village


def test_a_bare_box_can_only_be_enrolled(tmp_path: Path) -> None:
    system = System(Settings(tmp_path))
    assert not system.enrolled
    with pytest.raises(NotEnrolled):
        _ = system.kiosk
    system.start()
    system.close()


def test_enrolment_makes_a_kiosk_and_stays(tmp_path: Path, village: Village) -> None:
    hub = Hub(tmp_path / "hub", village.hub)
    enrolling = Enrolling(Settings(tmp_path / "kiosk"), hub)
    told: list[None] = []
    enrolling.ENROLLED.listen(told.append)
    assert enrolling.enrol("hub:8080", CODE[:4].lower() + "-" + CODE[4:].lower(), "Kiosk 1").name == "Kiosk 1"
    assert (enrolling.enrolled, len(told)) == (True, 1)
    first = enrolling.kiosk.log.entry(enrolling.kiosk.feed.id, 1)
    assert first
    assert isinstance(first.fact, FeedOpened)
    assert enrolling.kiosk.homecoming.merge(hub.client(enrolling.key)).agreed
    enrolling.close()
    again = System(Settings(tmp_path / "kiosk"))
    assert again.kiosk.feed.id == first.feed
    again.close()
    hub.close()


def test_a_wrong_hub_enrols_nobody(tmp_path: Path, village: Village) -> None:
    hub = Hub(tmp_path / "hub", village.hub)
    hub.spoil = lambda path, body: b"\xc1"
    enrolling = Enrolling(Settings(tmp_path / "kiosk"), hub)
    with pytest.raises(HubStrange):
        enrolling.enrol("hub:8080", CODE, "Kiosk 1")
    assert not enrolling.enrolled
    enrolling.close()
    hub.close()


class Enrolling(System):
    """A system whose network is one hub."""

    def __init__(self, settings: Settings, hub: Hub) -> None:
        self._hub = hub
        super().__init__(settings)

    def client(self, address: str) -> HubClient:
        return self._hub.client(self.key)


def test_two_programs_never_write_one_log(box: Box) -> None:
    with pytest.raises(LogInUse):
        System(Settings(box.folder))


def test_the_time_that_staff_confirm_is_believed_from_then_on(box: Box) -> None:
    before = box.serve(1)
    (confirmed,) = box.kiosk.confirm_time(box.time.ms + 3_600_000, "RHM")
    after = box.serve(2)
    assert isinstance(confirmed.fact, ClockConfirmed)
    assert confirmed.fact.shift_ms == 3_600_000
    assert (before.content.trust, after.content.trust) == (Trust.UNKNOWN, Trust.STAFF)
    assert after.at == box.time.ms + 3_600_000
    box.kiosk.confirm_time(box.time.ms + 60_000, "RHM")
    assert box.serve(3).at == box.time.ms + 60_000


def test_how_far_a_visit_is(sealed: Box) -> None:
    header = sealed.village.header()
    assert sealed.kiosk.state_of(header) == "state_new"
    sealed.unlock()
    assert sealed.kiosk.state_of(header) == "state_going_on"
    sealed.village.close("RHM")
    assert sealed.kiosk.state_of(header) == "state_over"


def test_a_simulated_printer_prints(make_box: MakeBox) -> None:
    box = make_box(printer="simulated").load().unlock()
    printer = box.kiosk.simulated
    assert printer
    queue = Still(printer, GENERIC_58, box.kiosk.printing.render)
    box.kiosk.printing.use(lambda _: queue)
    box.serve(1)
    for _ in range(12):
        queue.step()
    (paper,) = printer.papers.values()
    assert box.person(1).name in paper.text


def test_a_real_printer_is_reached_by_its_address(make_box: MakeBox, tmp_path: Path) -> None:
    box = make_box(printer=f"file:{tmp_path / 'no-such-printer'}").load().unlock()
    box.system.start()
    assert box.kiosk.simulated is None
    assert box.kiosk.printing.state


class Still(PrintQueue):
    """A queue whose thread is the test."""

    def start(self) -> None:
        """The test steps."""
