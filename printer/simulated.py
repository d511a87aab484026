"""A printer without a printer: takes real bytes, prints pictures, answers and fails like a real one."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from enum import Enum

from printer.commands import Command, CommandReader
from printer.errors import PrinterStalled, PrinterUnreachable
from printer.interpreter import Interpreter
from printer.paper import Paper
from printer.picture import picture
from printer.profiles import GENERIC_58, Profile

KEPT_PAPERS = 50
_BUFFER_BYTES = 4096  # what a printer still takes while it cannot print
_DLE_EOT = b"\x10\x04"
_QUESTION_BYTES = 3


class Fault(Enum):
    """What can be wrong with a printer. Those that stop it leave the bytes in its buffer."""

    PAPER_OUT = "paper-out"
    PAPER_NEAR_END = "paper-near-end"
    COVER_OPEN = "cover-open"
    OFFLINE = "offline"
    SILENT = "silent"
    UNPLUGGED = "unplugged"


_STOPPING = frozenset({Fault.PAPER_OUT, Fault.COVER_OPEN, Fault.OFFLINE})


class SimulatedPrinter:
    """The twin of a real printer, and a `Transport` to it. Papers are numbered from 1; the last `kept` remain.

    `on_paper(number)` is called when a paper is done, on the thread that wrote its last byte.
    """

    def __init__(
        self,
        profile: Profile = GENERIC_58,
        *,
        kept: int = KEPT_PAPERS,
        on_paper: Callable[[int], None] = lambda number: None,
    ) -> None:
        self.profile = profile
        self.on_paper = on_paper
        self._kept = kept
        self._lock = threading.RLock()
        self._papers: OrderedDict[int, Paper] = OrderedDict()
        self._last_number = 0
        self._faults = set() if profile.answers_status else {Fault.SILENT}
        self._parts_left: int | None = None
        self._reader = CommandReader()
        self._interpreter = Interpreter(profile)
        self._answers = bytearray()
        self._tail = b""

    @property
    def address(self) -> str:
        """The address as a person would type it."""
        return "simulated"

    @property
    def faults(self) -> frozenset[Fault]:
        """What is wrong with the printer now."""
        return frozenset(self._faults)

    @property
    def papers(self) -> dict[int, Paper]:
        """The papers that came out, by number, oldest first."""
        with self._lock:
            return dict(self._papers)

    def picture(self, number: int) -> bytes:
        """Give the PNG of a paper; raise `KeyError` when it was never printed or is no longer kept."""
        return picture(self.papers[number])

    def write(self, data: bytes) -> None:
        """Take bytes as a printer does: questions are answered at once, the rest is printed in order."""
        with self._lock:
            if Fault.UNPLUGGED in self._faults:
                raise PrinterUnreachable("simulated: unplugged")
            taken, numbers = self._take(data)
        for number in numbers:
            self.on_paper(number)
        if taken < len(data):
            raise PrinterStalled(f"simulated: took {taken} of {len(data)} bytes", taken)

    def read(self, timeout_s: float) -> bytes:
        """Give what the printer says."""
        with self._lock:
            if Fault.UNPLUGGED in self._faults:
                raise PrinterUnreachable("simulated: unplugged")
            answers = bytes(self._answers)
            self._answers.clear()
        return answers

    def close(self) -> None:
        """Nothing is held."""

    def set_fault(self, fault: Fault, active: bool = True) -> None:
        """Break or mend the printer. Mended, it prints what it still holds; unplugged, it forgets that."""
        with self._lock:
            (self._faults.add if active else self._faults.discard)(fault)
            if fault is Fault.UNPLUGGED:
                self._reader.clear()
                self._interpreter.reset()
                self._answers.clear()
            if fault is Fault.PAPER_OUT and not active:
                self._parts_left = None
            numbers = self._print()
        for number in numbers:
            self.on_paper(number)

    def run_out_after(self, lines: int) -> None:
        """Let the paper end after so many more lines, codes or feeds."""
        with self._lock:
            self._parts_left = lines

    @property
    def _stopped(self) -> bool:
        return bool(self._faults & _STOPPING)

    def _take(self, data: bytes) -> tuple[int, list[int]]:
        """Take and print as much as there is memory for; give how much, and the numbers of the papers it finished."""
        if data[:2] == _DLE_EOT and len(data) == _QUESTION_BYTES:  # answered even with a full memory
            self._say(self._real_time(data[2]))
            return len(data), []
        taken, numbers = 0, []
        while taken < len(data):
            room = _BUFFER_BYTES - self._reader.waiting_bytes if self._stopped else _BUFFER_BYTES
            if room <= 0:
                break
            piece = data[taken : taken + room]
            self._answer_questions(piece)
            self._reader.feed(piece)
            taken += len(piece)
            numbers += self._print()
        return taken, numbers

    def _answer_questions(self, data: bytes) -> None:
        """Real-time questions are heard before the buffer, so that a stopped printer can answer."""
        stream = self._tail + data
        for at in range(len(stream) - 2):
            if stream[at : at + 2] == _DLE_EOT:
                self._say(self._real_time(stream[at + 2]))
        self._tail = stream[-2:]

    def _print(self) -> list[int]:
        """Obey all that can be obeyed and give the numbers of the papers it finished."""
        while not self._stopped and (command := self._reader.next()) is not None:
            before = self._interpreter.printed_parts
            self._obey(command)
            self._use_paper(max(0, self._interpreter.printed_parts - before))
        numbers = [self._keep(paper) for paper in self._interpreter.papers]
        self._interpreter.papers.clear()
        return numbers

    def _obey(self, command: Command) -> None:
        if command.name == b"\x1dr":
            self._say(self._paper_sensor())
        else:
            self._interpreter.obey(command)

    def _use_paper(self, parts: int) -> None:
        if self._parts_left is not None:
            self._parts_left -= parts
            if self._parts_left <= 0:
                self._faults.add(Fault.PAPER_OUT)

    def _keep(self, paper: Paper) -> int:
        self._last_number += 1
        self._papers[self._last_number] = paper
        while len(self._papers) > self._kept:
            self._papers.popitem(last=False)
        return self._last_number

    def _say(self, answer: int) -> None:
        if Fault.SILENT not in self._faults:
            self._answers.append(answer)

    def _real_time(self, question: int) -> int:
        """Answer `DLE EOT` 1 to 4."""
        bits = {
            1: 0x08 if self._stopped else 0,
            2: (0x04 if Fault.COVER_OPEN in self._faults else 0) | (0x20 if self._no_paper else 0),
            4: (0x60 if self._no_paper else 0) | (0x0C if self._little_paper else 0),
        }
        return 0x12 | bits.get(question, 0)

    def _paper_sensor(self) -> int:
        """Answer `GS r 1`."""
        return (0x0C if self._no_paper else 0) | (0x03 if self._little_paper else 0)

    @property
    def _no_paper(self) -> bool:
        return Fault.PAPER_OUT in self._faults

    @property
    def _little_paper(self) -> bool:
        return self._no_paper or Fault.PAPER_NEAR_END in self._faults
