import pytest

from printer.errors import PrinterStalled, PrinterUnreachable
from printer.profiles import GENERIC_80, POS_5890
from printer.simulated import Fault, SimulatedPrinter
from printer.status import Condition, decode, is_answer, is_confirmation, read_status


class Scripted:
    """A line that answers each question with what the script says."""

    address = "scripted"

    def __init__(self, *answers: bytes, stale: bytes = b"", error: Exception | None = None) -> None:
        self.answers, self.stale, self.error = list(answers), stale, error
        self.asked: list[bytes] = []

    def write(self, data: bytes) -> None:
        if self.error:
            raise self.error
        self.asked.append(data)

    def read(self, timeout_s: float) -> bytes:
        if not self.asked:
            stale, self.stale = self.stale, b""
            return stale
        return self.answers.pop(0) if self.answers else b""

    def close(self) -> None: ...


@pytest.mark.parametrize(
    ("general", "offline_cause", "paper", "condition"),
    [
        (0x12, 0x12, 0x12, Condition.READY),
        (0x12, 0x12, 0x1E, Condition.PAPER_NEAR_END),
        (0x1A, 0x32, 0x7E, Condition.PAPER_OUT),
        (0x1A, 0x12, 0x72, Condition.PAPER_OUT),
        (0x1A, 0x16, 0x12, Condition.COVER_OPEN),
        (0x1A, 0x36, 0x7E, Condition.COVER_OPEN),
        (0x1A, 0x12, 0x12, Condition.OFFLINE),
        (0x12, 0x52, 0x12, Condition.OFFLINE),
        (0x16, 0x12, 0x12, Condition.READY),
    ],
)
def test_bits_of_the_epson_reference(general: int, offline_cause: int, paper: int, condition: Condition) -> None:
    assert decode(general, offline_cause, paper) is condition


def test_answers_and_confirmations_are_never_mistaken_for_each_other() -> None:
    assert not [byte for byte in range(256) if is_answer(byte) and is_confirmation(byte)]


@pytest.mark.parametrize(
    ("line", "condition"),
    [
        (Scripted(b"\x12", b"\x12", b"\x12"), Condition.READY),
        (Scripted(b"\x12"), Condition.READY),
        (Scripted(), Condition.SILENT),
        (Scripted(b"\x10\x04\x01"), Condition.GARBLED),
        (Scripted(b"\xff\xfe"), Condition.GARBLED),
        (Scripted(b"\xff\x12", b"\x12", b"\x1e"), Condition.PAPER_NEAR_END),
        (Scripted(b"\x12", b"\x12", b"\x12", stale=b"\x7e\x7e"), Condition.READY),
        (Scripted(error=PrinterUnreachable("away")), Condition.UNREACHABLE),
        (Scripted(error=PrinterStalled("full")), Condition.BUSY),
    ],
)
def test_what_a_line_says(line: Scripted, condition: Condition) -> None:
    assert read_status(line, GENERIC_80).condition is condition


def test_confirmation_between_the_answers_is_not_lost() -> None:
    assert read_status(Scripted(b"\x12", b"\x12", b"\x12", stale=b"\x00"), GENERIC_80).confirmed
    assert read_status(Scripted(b"\x00\x12", b"\x12", b"\x12"), GENERIC_80).confirmed
    assert not read_status(Scripted(b"\x12", b"\x12", b"\x12"), GENERIC_80).confirmed


def test_printer_that_does_not_answer_is_not_asked() -> None:
    line = Scripted()
    assert read_status(line, POS_5890).condition is Condition.SILENT
    assert b"".join(line.asked) == b""


@pytest.mark.parametrize(
    ("fault", "condition"),
    [
        (Fault.PAPER_OUT, Condition.PAPER_OUT),
        (Fault.PAPER_NEAR_END, Condition.PAPER_NEAR_END),
        (Fault.COVER_OPEN, Condition.COVER_OPEN),
        (Fault.OFFLINE, Condition.OFFLINE),
        (Fault.SILENT, Condition.SILENT),
        (Fault.UNPLUGGED, Condition.UNREACHABLE),
    ],
)
def test_every_fault_of_the_twin_is_seen_and_passes(fault: Fault, condition: Condition) -> None:
    printer = SimulatedPrinter(GENERIC_80)
    printer.set_fault(fault)
    assert read_status(printer, GENERIC_80).condition is condition
    printer.set_fault(fault, False)
    assert read_status(printer, GENERIC_80).condition is Condition.READY
