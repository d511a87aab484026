"""What a printer says of itself when asked: ESC/POS real-time status, with time-outs of our own.

Bits: Epson ESC/POS command reference, `DLE EOT`. Every true answer has the form 0xx1xx10.
"""

from dataclasses import dataclass
from enum import Enum

from printer.errors import PrinterStalled, PrinterUnreachable
from printer.profiles import Profile
from printer.transport import Transport

ANSWER_PATIENCE_S = 0.3  # printers answer within some milliseconds; Bluetooth takes up to a quarter second

_DRAIN_READS = 16  # a device that babbles without end is not a printer, and must not hold us

_ASK = {n: bytes((0x10, 0x04, n)) for n in (1, 2, 4)}
_ALL_WELL = 0x12
_OFFLINE = 0x08  # of DLE EOT 1
_COVER_OPEN, _PAPER_STOP, _ERROR = 0x04, 0x20, 0x40  # of DLE EOT 2
_NEAR_END, _NO_PAPER = 0x0C, 0x60  # of DLE EOT 4


class Condition(Enum):
    """How a printer is. `SILENT` is not "ready": nobody knows, ask the officer."""

    READY = "ready"
    PAPER_NEAR_END = "paper_near_end"
    PAPER_OUT = "paper_out"
    COVER_OPEN = "cover_open"
    OFFLINE = "offline"
    SILENT = "silent"
    GARBLED = "garbled"
    BUSY = "busy"
    UNREACHABLE = "unreachable"

    @property
    def can_print(self) -> bool:
        """Whether a document may be sent now."""
        return self in (Condition.READY, Condition.PAPER_NEAR_END, Condition.SILENT)


@dataclass(frozen=True, slots=True)
class PrinterStatus:
    """A condition and, for the one who repairs, what it was read from: answer bytes in hex, or the error."""

    condition: Condition
    detail: str = ""
    confirmed: bool = False  # the printer said besides that it worked off what it was sent


def read_status(transport: Transport, profile: Profile, patience_s: float = ANSWER_PATIENCE_S) -> PrinterStatus:
    """Ask the printer how it is. A line that is lost or jammed is a condition too, not an error.

    Takes at most `patience_s` for each of three questions. A printer whose profile says that it does not answer is
    not asked (it might print the question): it is `SILENT` as long as its line is there.
    """
    try:
        if not profile.answers_status:
            transport.write(b"")
            return PrinterStatus(Condition.SILENT)
        return _asked(transport, patience_s)
    except PrinterUnreachable as error:
        return PrinterStatus(Condition.UNREACHABLE, str(error))
    except PrinterStalled as error:
        return PrinterStatus(Condition.BUSY, str(error))


def decode(general: int, offline_cause: int, paper: int) -> Condition:
    """Give the condition that the answers to `DLE EOT` 1, 2 and 4 mean; what stops printing comes first."""
    if offline_cause & _COVER_OPEN:
        return Condition.COVER_OPEN
    if paper & _NO_PAPER == _NO_PAPER or offline_cause & _PAPER_STOP:
        return Condition.PAPER_OUT
    if general & _OFFLINE or offline_cause & _ERROR:
        return Condition.OFFLINE
    if paper & _NEAR_END == _NEAR_END:
        return Condition.PAPER_NEAR_END
    return Condition.READY


def is_answer(byte: int) -> bool:
    """Whether a byte can be an answer to `DLE EOT`."""
    return byte & 0b1001_0011 == 0b0001_0010


def is_confirmation(byte: int) -> bool:
    """Whether a byte can be the answer to `GS r 1`: a printer sends it when it has worked off all before it."""
    return byte & 0b1111_0000 == 0


def _asked(transport: Transport, patience_s: float) -> PrinterStatus:
    heard = _drained(transport)  # late answers to earlier questions, and confirmations
    answers: dict[int, int] = {}
    for question, request in _ASK.items():
        transport.write(request)
        answer = transport.read(patience_s)
        heard += answer
        valid = [byte for byte in answer if is_answer(byte)]
        if answer and not valid and not all(map(is_confirmation, answer)):
            return PrinterStatus(Condition.GARBLED, answer.hex(" "))
        if not answer and question == 1:
            return PrinterStatus(Condition.SILENT, confirmed=_confirmed(heard))
        answers[question] = valid[-1] if valid else _ALL_WELL  # some printers answer only the first question
    detail = " ".join(f"{question}:{answer:02x}" for question, answer in answers.items())
    return PrinterStatus(decode(answers[1], answers[2], answers[4]), detail, _confirmed(heard))


def _drained(transport: Transport) -> bytes:
    drained = b""
    for _ in range(_DRAIN_READS):
        data = transport.read(0.0)
        if not data:
            break
        drained += data
    return drained


def _confirmed(heard: bytes) -> bool:
    return any(map(is_confirmation, heard))
