"""From entries to paper: once, or honestly unknown. The queue is stepped by hand: no thread, no sleeping."""

import threading
from collections.abc import Callable

import msgspec
import pytest

from kiosk.errors import NothingToUndo
from kiosk.printing import Printing, Sheet
from ledger.entry import Entry
from ledger.facts import PaperAsked, PaperEnded, PaperStarted
from printer.document import Code
from printer.print_queue import Job, Patience, PrintQueue
from printer.profiles import GENERIC_58, GENERIC_80, POS_5890, Profile
from printer.simulated import Fault, SimulatedPrinter
from printer.status import Condition
from tests.kiosk.box import Box, MakeBox

PATIENCE = Patience(confirm_look_s=0.0, confirm_s=5.0)


class ByHand(PrintQueue):
    """The queue, whose thread is the test."""

    def start(self) -> None:
        """The test steps."""

    def steps(self, count: int = 12) -> None:
        for _ in range(count):
            self.step()


class Room:
    """A kiosk and a printer that outlives it."""

    def __init__(self, box: Box, profile: Profile = GENERIC_58) -> None:
        self.box = box
        self.profile = profile
        self.printer = SimulatedPrinter(profile)
        self.clock_s = 0.0
        self.plug_in()

    @property
    def printing(self) -> Printing:
        return self.box.kiosk.printing

    def plug_in(self) -> None:
        """Begin to print, as at every start."""
        self.printing.use(self._make_queue)

    def steps(self, count: int = 12) -> None:
        self.queue.steps(count)

    def wait(self, seconds: float) -> None:
        self.clock_s += seconds
        self.steps()

    def power_cut(self) -> None:
        """The kiosk loses its power; the printer does not."""
        self.box.restart()
        self.plug_in()

    @property
    def papers(self) -> list[str]:
        """The papers that came out, each by the words that tell them apart."""
        return [told(paper.lines) for paper in self.printer.papers.values()]

    def _make_queue(self, printing: Printing) -> PrintQueue:
        self.queue = ByHand(
            self.printer,
            self.profile,
            printing.render,
            on_started=printing.started,
            on_finished=printing.finished,
            on_state=printing.changed,
            patience=PATIENCE,
            clock=lambda: self.clock_s,
        )
        return self.queue


def told(lines: tuple[str, ...]) -> str:
    """`A1` for a ticket, `receipt NAME` or `copy 1 NAME` for a receipt."""
    text = [line.strip() for line in lines]
    if "NOMOR ANTREAN" in text:
        return next(line for line in text if line[:1] == "A" and line[1:].isdecimal())
    copy = next((line.replace("SALINAN", "copy") for line in text if line.startswith("SALINAN")), "receipt")
    return f"{copy} {text[next(at for at, line in enumerate(text) if line.startswith('NIK')) - 1]}"


@pytest.fixture
def room(box: Box) -> Room:
    return Room(box)


def confirmations(box: Box) -> list[tuple[int, int, bool]]:
    return [(fact.seq, fact.copy, fact.confirmed) for fact in box.facts(PaperEnded) if isinstance(fact, PaperEnded)]


def check_in(box: Box, number: int) -> Entry:
    reply = box.reception.by_nik(box.person(number).nik)
    assert reply.arrival
    return reply.arrival.entry


def test_ticket_and_receipt_come_out_once(room: Room) -> None:
    check_in(room.box, 1)
    handed = room.box.serve(1)
    room.steps()
    room.printing.add_due()
    room.steps()
    assert room.papers == ["A1", f"receipt {room.box.person(1).name}"]
    assert confirmations(room.box) == [(handed.seq - 1, 0, True), (handed.seq, 0, True)]
    assert room.printing.unknown() == []


@pytest.mark.parametrize("profile", [GENERIC_58, GENERIC_80])
def test_the_paper_carries_the_code(box: Box, profile: Profile) -> None:
    room = Room(box, profile)
    entry = box.serve(1)
    room.steps()
    (paper,) = room.printer.papers.values()
    (code,) = [line for line in room.printing.render(Sheet(entry.place, 0).reference).lines if isinstance(line, Code)]
    assert paper.codes == (code.payload,)


def test_begun_is_written_before_and_ended_after(room: Room) -> None:
    entry = room.box.serve(1)
    room.steps()
    facts = [each.fact for each in room.box.entries if each.seq > entry.seq]
    place = (room.box.office.pack.visit, entry.feed, entry.seq, 0)
    assert facts == [PaperStarted(*place), PaperEnded(*place, confirmed=True)]


def test_again_at_the_kiosk_prints_no_second_ticket(room: Room) -> None:
    check_in(room.box, 1)
    check_in(room.box, 1)
    room.steps()
    assert room.papers == ["A1"]


def test_naming_a_number_prints_no_second_ticket(room: Room) -> None:
    nameless = room.box.reception.nameless()
    room.steps()
    room.box.reception.by_staff(room.box.person(1).id, "RHM", nameless)
    room.printing.add_due()
    room.steps()
    assert room.papers == ["A1"]
    room.power_cut()
    room.box.unlock()
    room.steps()
    assert room.papers == ["A1"]


def test_out_of_paper_everything_waits(room: Room) -> None:
    room.printer.set_fault(Fault.PAPER_OUT)
    check_in(room.box, 1)
    room.box.serve(1)
    room.steps()
    state = room.printing.state
    assert state
    assert (state.status.condition, state.waiting) == (Condition.PAPER_OUT, 2)
    assert room.papers == []
    assert room.box.facts(PaperStarted) == []
    room.printer.set_fault(Fault.PAPER_OUT, active=False)
    room.steps()
    assert room.papers == ["A1", f"receipt {room.box.person(1).name}"]


def test_what_was_never_begun_is_printed_after_a_restart(room: Room) -> None:
    room.printer.set_fault(Fault.COVER_OPEN)
    check_in(room.box, 1)
    room.box.serve(1)
    room.steps()
    room.power_cut()
    room.printer.set_fault(Fault.COVER_OPEN, active=False)
    room.steps()
    assert room.papers == ["A1"]  # a receipt needs the unlocked visit
    room.box.unlock()
    room.steps()
    assert room.papers == ["A1", f"receipt {room.box.person(1).name}"]


def begun_and_cut(room: Room) -> Entry:
    """A power cut in the middle of a receipt."""
    entry = room.box.serve(1)
    room.printing.started(Job(Sheet(entry.place, 0).reference, ""))
    room.power_cut()
    room.box.unlock()
    room.steps()
    return entry


def test_a_paper_cut_off_is_unknown_and_not_printed_again_unasked(room: Room) -> None:
    entry = begun_and_cut(room)
    assert room.papers == []
    assert room.printing.unknown() == [(Sheet(entry.place, 0), entry)]
    room.power_cut()
    room.box.unlock()
    assert len(confirmations(room.box)) == 1


def test_an_officer_says_that_it_came_out(room: Room) -> None:
    entry = begun_and_cut(room)
    changed: list[None] = []
    room.printing.CHANGED.listen(changed.append)
    room.printing.answer(Sheet(entry.place, 0), "BDI")
    assert room.printing.unknown() == []
    assert room.box.entries[-1].by == "BDI"
    assert changed
    room.steps()
    assert room.papers == []


def test_an_officer_prints_it_again_as_salinan(room: Room) -> None:
    entry = begun_and_cut(room)
    room.printing.again(entry.place, "BDI")
    room.steps()
    assert room.papers == [f"copy 1 {room.box.person(1).name}"]
    assert room.printing.unknown() == []
    room.printing.again(entry.place, "BDI")
    room.steps()
    assert room.papers[-1] == f"copy 2 {room.box.person(1).name}"


def test_an_unknown_copy_is_asked_about_as_the_copy(room: Room) -> None:
    entry = begun_and_cut(room)
    room.printer.set_fault(Fault.SILENT)
    room.printing.again(entry.place, "RHM")
    room.steps()
    assert [sheet.copy for sheet, _ in room.printing.unknown()] == [1]


def test_a_copy_that_was_asked_for_is_printed_after_a_restart(room: Room) -> None:
    entry = room.box.serve(1)
    room.steps()
    room.printer.set_fault(Fault.OFFLINE)
    room.printing.again(entry.place, "RHM")
    room.power_cut()
    room.box.unlock()
    room.printer.set_fault(Fault.OFFLINE, active=False)
    room.steps()
    assert room.papers == [f"receipt {room.box.person(1).name}", f"copy 1 {room.box.person(1).name}"]
    assert len(room.box.facts(PaperAsked)) == 1


def test_only_a_handover_has_a_receipt_to_print_again(room: Room) -> None:
    with pytest.raises(NothingToUndo):
        room.printing.again(check_in(room.box, 1).place, "RHM")


def test_a_silent_printer_leaves_every_receipt_to_the_officers_eyes(box: Box) -> None:
    room = Room(box, POS_5890)
    check_in(box, 1)
    entry = box.serve(1)
    room.steps()
    assert len(room.papers) == 2
    assert [each for _, each in room.printing.unknown()] == [entry]  # a ticket is not worth a question


def test_a_cable_pulled_in_mid_paper_is_unknown(room: Room) -> None:
    room.printer.run_out_after(5)
    entry = room.box.serve(1)
    room.steps()
    room.printer.set_fault(Fault.UNPLUGGED)
    room.steps()
    assert [each for _, each in room.printing.unknown()] == [entry]
    room.printer.set_fault(Fault.UNPLUGGED, active=False)
    room.printer.set_fault(Fault.PAPER_OUT, active=False)
    room.steps()
    assert room.papers == []


def test_while_a_printer_is_out_of_paper_its_time_to_confirm_does_not_run(room: Room) -> None:
    room.printer.run_out_after(5)
    room.box.serve(1)
    room.wait(60)
    assert room.printing.unknown() == []
    room.printer.set_fault(Fault.PAPER_OUT, active=False)
    room.steps()
    assert confirmations(room.box)[-1][2] is True


def test_without_a_printer_nothing_is_due_and_later_all_of_it(make_box: MakeBox) -> None:
    box = make_box().load().unlock()
    check_in(box, 1)
    entry = box.serve(1)
    printing = box.kiosk.printing
    printing.add_due()
    assert printing.state is None
    assert printing.unknown() == []
    assert "TANDA TERIMA BANTUAN" in str(printing.render(Sheet(entry.place, 0).reference))
    room = Room(box)
    room.steps()
    assert room.papers == ["A1", f"receipt {box.person(1).name}"]


def test_receipts_of_a_locked_visit_wait_for_the_phrase(room: Room) -> None:
    room.printer.set_fault(Fault.OFFLINE)
    room.box.serve(1)
    room.power_cut()
    room.printer.set_fault(Fault.OFFLINE, active=False)
    room.box.reception.nameless()
    room.steps()
    assert room.papers == ["A1"]
    room.box.unlock()
    room.steps()
    assert len(room.papers) == 2


def test_papers_of_a_visit_laid_aside_wait_until_it_is_taken_up_again(room: Room) -> None:
    room.printer.set_fault(Fault.OFFLINE)
    check_in(room.box, 1)
    room.box.serve(1)
    room.steps()
    room.box.village.put_down()
    room.printer.set_fault(Fault.OFFLINE, active=False)
    room.steps()
    assert room.papers == []
    assert len(room.printing.failed) == 2
    room.box.village.choose(room.box.kiosk.shelf.packs()[0])
    room.box.unlock()
    room.steps()
    assert room.papers == ["A1", f"receipt {room.box.person(1).name}"]


def test_after_closing_the_last_papers_still_come_out(room: Room) -> None:
    room.printer.set_fault(Fault.PAPER_OUT)
    room.box.serve(1)
    room.box.village.close("RHM")
    room.printer.set_fault(Fault.PAPER_OUT, active=False)
    room.steps()
    assert room.papers == [f"receipt {room.box.person(1).name}"]


def test_jobs_tell_nothing_of_a_person(room: Room) -> None:
    room.printer.set_fault(Fault.OFFLINE)
    for number in range(1, 13):
        check_in(room.box, number)
        room.box.serve(number)
    waiting = room.queue.waiting()
    assert len(waiting) == 24
    text = " ".join(f"{job.reference} {job.title}" for job in waiting).upper()
    for person in room.box.office.people:
        assert not any(part in text for part in (*person.name.split(), person.nik, person.kk, person.id.hex().upper()))


def test_many_who_see_an_entry_at_once_print_it_once(make_box: MakeBox) -> None:
    box = make_box().load().unlock()
    room = Room(box)
    room.printer.set_fault(Fault.OFFLINE)
    together = threading.Barrier(5)

    def run(work: Callable[[], object]) -> threading.Thread:
        thread = threading.Thread(target=lambda: (together.wait(), work()))
        thread.start()
        return thread

    threads = [run(lambda: check_in(box, 1)), *(run(room.printing.add_due) for _ in range(4))]
    for each in threads:
        each.join()
    assert len(room.queue.waiting()) == 1


def test_a_renewed_pack_stops_no_paper(room: Room) -> None:
    room.printer.set_fault(Fault.PAPER_OUT)
    room.box.serve(1)
    pack = room.box.office.pack
    room.box.load(msgspec.structs.replace(pack, id=b"renewed!", made_at=pack.made_at + 1))
    room.printer.set_fault(Fault.PAPER_OUT, active=False)
    room.steps()
    assert room.papers == [f"receipt {room.box.person(1).name}"]
