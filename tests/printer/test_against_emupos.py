"""Against emupos, a printer simulator that nobody here wrote. It runs in an environment of its own (Python 3.13+)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from printer.address import open_transport
from printer.layout import Row, lay_out
from printer.print_queue import Job, Outcome, PrintQueue
from printer.profiles import EPSON_TM, GENERIC_58, PLAIN_80, Profile
from printer.status import Condition, read_status
from printer.transport import Transport
from tests.emupos import Emupos, running_emupos, until
from tests.printer.papers import PAYLOAD, RECEIPT, TICKET

DOCUMENTS = {"ticket": TICKET, "receipt": RECEIPT}


@pytest.fixture(scope="module")
def emupos(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emupos]:
    with running_emupos(tmp_path_factory.mktemp("emupos")) as running:
        yield running


@dataclass
class Desk:
    """A queue on one of the simulator's printers, stepped by hand."""

    emupos: Emupos
    name: str
    transport: Transport
    profile: Profile = EPSON_TM

    def __post_init__(self) -> None:
        self.fates: list[tuple[str, Outcome]] = []
        self.queue = PrintQueue(
            self.transport,
            self.profile,
            DOCUMENTS.__getitem__,
            on_finished=lambda job, outcome, error: self.fates.append((job.reference, outcome)),
        )
        self.before = len(self.emupos.receipts(self.name))

    @property
    def condition(self) -> Condition:
        return self.queue.state.status.condition

    def add(self, *references: str) -> None:
        for reference in references:
            self.queue.add(Job(reference, reference))

    def step_until(self, there: Callable[[], bool]) -> None:
        def step() -> bool:
            self.queue.step()
            return there()

        until(step, lambda: f"{self.fates} {self.queue.state}")

    def printed(self, count: int) -> bool:
        until(lambda: len(self.emupos.receipts(self.name)) >= self.before + count)
        return len(self.emupos.receipts(self.name)) == self.before + count


@pytest.fixture(params=["tcp", "pty"])
def desk(request: pytest.FixtureRequest, emupos: Emupos) -> Iterator[Desk]:
    transport = open_transport(emupos.addresses[request.param])
    yield Desk(emupos, request.param, transport)
    transport.close()


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.parametrize("profile", [EPSON_TM, GENERIC_58, PLAIN_80], ids=lambda profile: profile.name)
def test_paper_reads_as_it_was_laid_out(desk: Desk, name: str, profile: Profile) -> None:
    # A printer without a cutter tears nothing: the simulator ends such a paper by a pause. All are cut here.
    cut = Profile(profile.name, 80, profile.dots, profile.columns, profile.native_qr, True, True)
    desk = Desk(desk.emupos, desk.name, desk.transport, cut)
    desk.add(name)
    desk.step_until(lambda: bool(desk.fates))
    assert desk.fates == [(name, Outcome.CONFIRMED)]
    assert desk.printed(1)
    expected = [part.text for part in lay_out(DOCUMENTS[name], cut.columns) if isinstance(part, Row) and part.text]
    paper = desk.emupos.text(desk.name)
    assert [line.strip() for line in paper if line.strip() and line[0] != "["] == [text.strip() for text in expected]
    if name == "receipt" and cut.native_qr:
        assert f"[qr {PAYLOAD}]" in [line.strip() for line in paper]


@pytest.mark.parametrize(
    ("fault", "condition"),
    [
        ("paper-near-end", Condition.PAPER_NEAR_END),
        ("paper-out", Condition.PAPER_OUT),
        ("cover-open", Condition.COVER_OPEN),
        ("offline", Condition.OFFLINE),
    ],
)
def test_its_faults_are_seen_and_pass(desk: Desk, fault: str, condition: Condition) -> None:
    desk.emupos.fault(desk.name, fault)
    assert read_status(desk.transport, EPSON_TM).condition is condition
    desk.emupos.fault(desk.name, fault, active=False)
    assert read_status(desk.transport, EPSON_TM).condition is Condition.READY


@pytest.mark.parametrize("fault", ["paper-out", "cover-open", "offline"])
def test_fault_between_receipts_loses_none_and_doubles_none(desk: Desk, fault: str) -> None:
    desk.add("ticket", "receipt", "ticket")
    desk.step_until(lambda: len(desk.fates) == 1)
    desk.emupos.fault(desk.name, fault)
    desk.step_until(lambda: not desk.condition.can_print)
    desk.emupos.fault(desk.name, fault, active=False)
    desk.step_until(lambda: len(desk.fates) == 3)
    assert {outcome for _, outcome in desk.fates} == {Outcome.CONFIRMED}
    assert desk.printed(3)
