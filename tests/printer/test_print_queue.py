"""Stories of a printer at a village desk. The queue is stepped by hand: no thread, no sleeping."""

import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from printer.document import Document, Text
from printer.errors import PrinterUnreachable
from printer.print_queue import Job, Outcome, Patience, PrintQueue, QueueState
from printer.profiles import GENERIC_58, GENERIC_80, POS_5890, Profile
from printer.simulated import Fault, SimulatedPrinter
from printer.status import Condition
from tests.printer.papers import RECEIPT

LONG = Document.of(*(Text(f"{number:04} {'x' * 20}") for number in range(400)))


@dataclass
class Desk:
    """A queue on a twin, with a clock that moves only as long as the queue rests."""

    printer: SimulatedPrinter
    profile: Profile = GENERIC_58
    clock_s: float = 0.0
    started: list[str] = field(default_factory=list)
    finished: list[tuple[str, Outcome]] = field(default_factory=list)
    errors: list[Exception | None] = field(default_factory=list)
    states: list[QueueState] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.queue = PrintQueue(
            self.printer,
            self.profile,
            self.render,
            on_started=lambda job: self.started.append(job.reference),
            on_finished=self.note,
            on_state=self.states.append,
            clock=lambda: self.clock_s,
            now=lambda: datetime(2026, 3, 3, 1, 41, tzinfo=UTC) + timedelta(seconds=self.clock_s),
        )

    def render(self, reference: str) -> Document:
        if reference == "rusak":
            message = "entry not found"
            raise LookupError(message)
        if reference == "panjang":
            return LONG
        return Document.of(Text(f"Kuitansi {reference}"), *RECEIPT.lines[2:-1])

    def note(self, job: Job, outcome: Outcome, error: Exception | None) -> None:
        self.finished.append((job.reference, outcome))
        self.errors.append(error)

    def add(self, *references: str) -> None:
        for reference in references:
            self.queue.add(Job(reference, f"Kuitansi {reference}"))

    def steps(self, count: int = 12) -> None:
        for _ in range(count):
            self.clock_s += self.queue.step()

    @property
    def papers(self) -> list[str]:
        return [paper.lines[0].removeprefix("Kuitansi ") for paper in self.printer.papers.values()]

    @property
    def condition(self) -> Condition:
        return self.queue.state.status.condition


@pytest.fixture
def desk() -> Desk:
    return Desk(SimulatedPrinter(GENERIC_58))


def confirmed(*references: str) -> list[tuple[str, Outcome]]:
    return [(reference, Outcome.CONFIRMED) for reference in references]


def test_an_ordinary_morning(desk: Desk) -> None:
    desk.add("1", "2", "3")
    desk.steps()
    assert desk.papers == ["1", "2", "3"]
    assert desk.finished == confirmed("1", "2", "3")
    assert desk.started == ["1", "2", "3"]
    assert desk.queue.waiting() == ()


def test_paper_runs_out_in_the_middle_of_three_receipts(desk: Desk) -> None:
    desk.add("1", "2", "3")
    desk.printer.run_out_after(lines=35)
    desk.steps()
    assert desk.papers == ["1"]
    assert desk.condition is Condition.PAPER_OUT
    assert desk.queue.state.printing == Job("2", "Kuitansi 2")
    assert [job.reference for job in desk.queue.waiting()] == ["3"]

    desk.clock_s += 3600  # the roll is in the car
    desk.steps()
    desk.printer.set_fault(Fault.PAPER_OUT, False)
    desk.steps()
    assert desk.papers == ["1", "2", "3"]
    assert desk.finished == confirmed("1", "2", "3")
    assert desk.queue.state.status.condition is Condition.READY


def test_trouble_before_the_first_byte_only_makes_it_wait(desk: Desk) -> None:
    for fault in (Fault.PAPER_OUT, Fault.COVER_OPEN, Fault.OFFLINE, Fault.UNPLUGGED):
        desk.printer.set_fault(fault)
        desk.add(fault.value)
        desk.steps()
        assert fault.value not in desk.started
        desk.printer.set_fault(fault, False)
        desk.steps()
        assert desk.finished[-1] == (fault.value, Outcome.CONFIRMED)
    assert len(desk.papers) == 4


def test_trouble_is_shown_and_cleared_within_two_seconds(desk: Desk) -> None:
    desk.add("1")
    desk.steps()
    for fault, condition in ((Fault.COVER_OPEN, Condition.COVER_OPEN), (Fault.UNPLUGGED, Condition.UNREACHABLE)):
        desk.printer.set_fault(fault)
        rest_s = desk.queue.step()
        assert (desk.condition, rest_s <= 2) == (condition, True)
        desk.printer.set_fault(fault, False)
        desk.add("2")
        desk.steps()
        assert desk.condition is Condition.READY


def test_state_says_since_when(desk: Desk) -> None:
    desk.steps(3)
    desk.clock_s = 100
    desk.printer.set_fault(Fault.COVER_OPEN)
    desk.steps(5)
    assert desk.queue.state.since_at == datetime(2026, 3, 3, 1, 42, 40, tzinfo=UTC)


def test_cable_pulled_while_printing_leaves_it_unknown_and_never_prints_twice(desk: Desk) -> None:
    desk.printer.run_out_after(lines=5)
    desk.add("1", "2")
    desk.steps(3)
    desk.printer.set_fault(Fault.UNPLUGGED)
    desk.steps()
    assert desk.finished == [("1", Outcome.UNKNOWN)]
    assert isinstance(desk.errors[0], PrinterUnreachable)
    assert desk.condition is Condition.UNREACHABLE

    desk.printer.set_fault(Fault.UNPLUGGED, False)
    desk.printer.set_fault(Fault.PAPER_OUT, False)
    desk.steps()
    assert desk.papers == ["2"]
    assert desk.finished == [("1", Outcome.UNKNOWN), ("2", Outcome.CONFIRMED)]


def test_document_larger_than_the_printers_memory_is_continued_and_not_begun_again(desk: Desk) -> None:
    desk.printer.run_out_after(lines=10)
    desk.add("panjang")
    desk.steps()
    assert desk.condition is Condition.BUSY  # in the middle of a document nobody may ask why
    assert desk.printer.papers == {}
    desk.printer.set_fault(Fault.PAPER_OUT, False)
    desk.steps()
    (paper,) = desk.printer.papers.values()
    assert [line[:4] for line in paper.lines] == [f"{number:04}" for number in range(400)]
    assert desk.started == ["panjang"]
    assert desk.finished == confirmed("panjang")


def test_silent_printer_prints_and_the_officer_is_asked() -> None:
    desk = Desk(SimulatedPrinter(POS_5890), POS_5890)
    desk.add("1", "2")
    desk.steps()
    assert desk.papers == ["1", "2"]
    assert desk.finished == [("1", Outcome.UNKNOWN), ("2", Outcome.UNKNOWN)]
    assert desk.condition is Condition.SILENT


def test_silent_printer_is_rarely_asked_when_idle(desk: Desk) -> None:
    desk.printer.set_fault(Fault.SILENT)
    assert desk.queue.step() == Patience().silent_idle_s


class NeverConfirming(SimulatedPrinter):
    """A twin that answers how it is, and never that it is done."""

    def _paper_sensor(self) -> int:
        return 0x80


def test_printer_that_never_confirms_is_waited_for_only_once() -> None:
    desk = Desk(NeverConfirming(GENERIC_58))
    desk.add("1", "2")
    while desk.finished != [("1", Outcome.UNKNOWN)]:
        desk.steps(1)
    assert desk.clock_s == pytest.approx(Patience().confirm_s, abs=1)
    desk.steps(2)
    assert desk.finished == [("1", Outcome.UNKNOWN), ("2", Outcome.UNKNOWN)]
    assert desk.papers == ["1", "2"]


def test_receipt_that_cannot_be_made_stops_nothing(desk: Desk) -> None:
    desk.add("1", "rusak", "2")
    desk.steps()
    assert desk.finished == [("1", Outcome.CONFIRMED), ("rusak", Outcome.FAILED), ("2", Outcome.CONFIRMED)]
    assert str(desk.errors[1]) == "entry not found"
    assert "rusak" not in desk.started


def test_nothing_prints_whose_start_cannot_be_noted() -> None:
    printer, fates = SimulatedPrinter(GENERIC_58), []

    def disk_full(job: Job) -> None:
        raise OSError("no space left")

    queue = PrintQueue(
        printer,
        GENERIC_58,
        lambda reference: RECEIPT,
        on_started=disk_full,
        on_finished=lambda job, outcome, error: fates.append(outcome),
    )
    queue.add(Job("1", "Kuitansi 1"))
    queue.step()
    assert fates == [Outcome.FAILED]
    assert printer.papers == {}


def test_another_printer_takes_over(desk: Desk) -> None:
    desk.printer.run_out_after(lines=5)
    desk.add("1", "2", "3")
    desk.steps(3)
    other = SimulatedPrinter(GENERIC_80)
    desk.queue.use(other, GENERIC_80)
    desk.steps()
    assert [paper.width_dots for paper in other.papers.values()] == [576, 576]
    assert desk.finished == [("1", Outcome.UNKNOWN), *confirmed("2", "3")]


def test_staff_are_told_of_every_change_and_of_nothing_else(desk: Desk) -> None:
    desk.steps(5)
    desk.printer.set_fault(Fault.PAPER_NEAR_END)
    desk.steps(5)
    assert [state.status.condition for state in desk.states] == [Condition.READY, Condition.PAPER_NEAR_END]


def test_thread_prints_what_is_added_and_stops_when_told() -> None:
    printer, done = SimulatedPrinter(GENERIC_58), threading.Event()
    queue = PrintQueue(
        printer, GENERIC_58, lambda reference: RECEIPT, on_finished=lambda job, outcome, error: done.set()
    )
    queue.start()
    queue.add(Job("1", "Kuitansi 1"))
    assert done.wait(10)
    queue.stop()
    assert len(printer.papers) == 1
    queue.add(Job("2", "Kuitansi 2"))
    assert [job.reference for job in queue.waiting()] == ["2"]


def test_stopping_leaves_the_job_on_its_way_unknown() -> None:
    printer, fates, stuck = SimulatedPrinter(GENERIC_58), [], threading.Event()
    printer.run_out_after(lines=5)
    queue = PrintQueue(
        printer,
        GENERIC_58,
        lambda reference: RECEIPT,
        on_finished=lambda job, outcome, error: fates.append((job.reference, outcome)),
        on_state=lambda state: stuck.set() if state.status.condition is Condition.PAPER_OUT else None,
    )
    queue.add(Job("1", "Kuitansi 1"))
    queue.start()
    assert stuck.wait(10)
    queue.stop()
    assert fates == [("1", Outcome.UNKNOWN)]
