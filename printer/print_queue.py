"""Jobs in order, on a thread of their own, each printed once or honestly unknown.

Before the first byte of a job has left, every trouble only makes it wait. After it, nothing is ever sent again
unasked: a printer that ran out of paper prints the rest from its own memory, and a second copy would be a lie.
"""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum

from printer.document import Document
from printer.errors import PrinterError, PrinterStalled, PrinterUnreachable
from printer.escpos_bytes import render as to_bytes
from printer.profiles import Profile
from printer.status import Condition, PrinterStatus, is_confirmation, read_status
from printer.transport import Transport

_log = logging.getLogger(__name__)
_CONFIRM = b"\x1dr\x01"  # GS r 1, answered when all before it is worked off


@dataclass(frozen=True, slots=True)
class Job:
    """Something to print: `reference` finds its data again, `title` is what staff call it. No personal data here."""

    reference: str
    title: str


class Outcome(Enum):
    """What became of a job. `UNKNOWN` means that an officer must look: bytes left, nobody confirmed."""

    CONFIRMED = "confirmed"
    UNKNOWN = "unknown"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class QueueState:
    """What staff see: how the printer is and since when (UTC), what it prints, how many jobs wait behind that."""

    status: PrinterStatus
    since_at: datetime
    printing: Job | None
    waiting: int


@dataclass(frozen=True, slots=True)
class Patience:
    """How long the queue rests between looks, and how long a ready printer may take to confirm."""

    idle_s: float = 2.0
    silent_idle_s: float = 30.0  # asking a silent printer costs a time-out each time
    retry_first_s: float = 0.25
    retry_most_s: float = 1.5
    confirm_look_s: float = 0.1
    confirm_s: float = 30.0  # a raster code at 9600 baud takes 15


@dataclass(slots=True)
class _Flight:
    """The job that is leaving: what is left to send, and until when a confirmation may come."""

    job: Job
    data: bytes
    confirms: bool
    sent: int = 0
    patient_until: float = 0.0

    @property
    def all_sent(self) -> bool:
        return self.sent >= len(self.data)


class PrintQueue:
    """Prints jobs on one printer at a time; adding never waits.

    `render(reference)` makes the document only when it is printed. `on_started(job)` is called right before the first
    byte leaves (again, should none have left); `on_finished(job, outcome, error)` when its fate is settled;
    `on_state(state)` when what staff see has changed. All are called on the queue's thread. If `on_started` raises,
    nothing is printed and the job has failed.

    The queue keeps nothing on disk: whoever adds jobs remembers them, and adds them again after a restart.
    """

    def __init__(
        self,
        transport: Transport,
        profile: Profile,
        render: Callable[[str], Document],
        *,
        on_started: Callable[[Job], None] = lambda job: None,
        on_finished: Callable[[Job, Outcome, Exception | None], None] = lambda job, outcome, error: None,
        on_state: Callable[[QueueState], None] = lambda state: None,
        patience: Patience = Patience(),
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._transport, self._profile = transport, profile
        self._render = render
        self._on_started, self._on_finished, self._on_state = on_started, on_finished, on_state
        self._patience, self._clock, self._now = patience, clock, now
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._stopping = False
        self._thread: threading.Thread | None = None
        self._jobs: deque[Job] = deque()
        self._next_printer: tuple[Transport, Profile] | None = None
        self._flight: _Flight | None = None
        self._retry_s = patience.retry_first_s
        self._confirms = True
        self._told = QueueState(PrinterStatus(Condition.SILENT), now(), None, 0)

    @property
    def state(self) -> QueueState:
        """What staff see, as last told by `on_state`, with the present number of waiting jobs."""
        with self._lock:
            return QueueState(self._told.status, self._told.since_at, self._told.printing, len(self._jobs))

    def start(self) -> None:
        """Begin to print, on a daemon thread."""
        self._thread = threading.Thread(target=self._run, name="print-queue", daemon=True)
        self._thread.start()

    def add(self, job: Job) -> None:
        """Put a job at the end."""
        with self._lock:
            self._jobs.append(job)
        self._wake.set()

    def waiting(self) -> tuple[Job, ...]:
        """Give the jobs that have not begun, in order."""
        with self._lock:
            return tuple(self._jobs)

    def use(self, transport: Transport, profile: Profile) -> None:
        """Go on with another printer; a job that is on its way on the old one becomes unknown."""
        with self._lock:
            self._next_printer = transport, profile
        self._wake.set()

    def stop(self, timeout_s: float = 5.0) -> None:
        """End the thread and let go of the printer; a job on its way becomes unknown, the others stay `waiting()`."""
        self._stopping = True
        self._wake.set()
        if self._thread is not None:
            self._thread.join(timeout_s)

    def step(self) -> float:
        """Do what can be done now and give the seconds to rest; the thread does nothing but this."""
        self._take_next_printer()
        if self._flight is not None:
            return self._continue(self._flight)
        if self.waiting():
            return self._begin()
        return self._look_around()

    def _run(self) -> None:
        while not self._stopping:
            rest_s = self.step()
            self._wake.wait(rest_s)
            self._wake.clear()
        if self._flight is not None:
            self._finish(self._flight.job, Outcome.UNKNOWN, None)
        self._transport.close()

    def _take_next_printer(self) -> None:
        with self._lock:
            printer, self._next_printer = self._next_printer, None
        if printer is None:
            return
        if self._flight is not None:
            self._finish(self._flight.job, Outcome.UNKNOWN, None)
        self._transport.close()
        self._transport, self._profile = printer
        self._confirms = True
        self._retry_s = self._patience.retry_first_s

    def _look_around(self) -> float:
        status = self._look()
        self._tell(status)
        return self._patience.silent_idle_s if self._asked_in_vain(status) else self._patience.idle_s

    def _begin(self) -> float:
        status = self._look()
        if not status.condition.can_print:
            self._tell(status)
            return self._back_off()
        with self._lock:
            job = self._jobs.popleft()
        self._tell(status, printing=job)
        try:
            data = to_bytes(self._render(job.reference), self._profile)
            self._on_started(job)
        except Exception as error:  # noqa: BLE001 - reported; whatever one job raises, the next is printed
            self._finish(job, Outcome.FAILED, error)
            return 0.0
        confirms = self._confirms and status.condition is not Condition.SILENT
        self._flight = _Flight(job, data + _CONFIRM if confirms else data, confirms)
        return self._continue(self._flight)

    def _continue(self, flight: _Flight) -> float:
        try:
            return self._confirm(flight) if flight.all_sent else self._send(flight)
        except PrinterUnreachable as error:
            self._lose(flight, error)
            return self._back_off()

    def _send(self, flight: _Flight) -> float:
        try:
            self._transport.write(flight.data[flight.sent :])
        except PrinterStalled as error:
            # Not asked why: in the middle of an image the question itself would be printed.
            flight.sent += error.bytes_sent
            self._tell(PrinterStatus(Condition.BUSY, str(error)), printing=flight.job)
            return self._back_off()
        except PrinterUnreachable as error:
            flight.sent += error.bytes_sent
            raise
        flight.sent = len(flight.data)
        flight.patient_until = self._clock() + self._patience.confirm_s
        self._retry_s = self._patience.retry_first_s
        if not flight.confirms:
            self._finish(flight.job, Outcome.UNKNOWN, None)
            return 0.0
        return self._confirm(flight)

    def _confirm(self, flight: _Flight) -> float:
        heard = self._transport.read(self._patience.confirm_look_s)
        if any(map(is_confirmation, heard)):
            self._finish(flight.job, Outcome.CONFIRMED, None)
            return 0.0
        status = self._look()
        if status.condition is Condition.UNREACHABLE:
            raise PrinterUnreachable(status.detail)
        if status.confirmed:
            self._finish(flight.job, Outcome.CONFIRMED, None)
            return 0.0
        self._tell(status, printing=flight.job)
        if not status.condition.can_print:  # it will go on by itself once the trouble is over
            flight.patient_until = self._clock() + self._patience.confirm_s
        elif self._clock() >= flight.patient_until:
            self._confirms = False  # it answers other questions, never this one: the next job shall not wait
            self._finish(flight.job, Outcome.UNKNOWN, None)
            return 0.0
        return self._patience.confirm_look_s

    def _lose(self, flight: _Flight, error: PrinterError) -> None:
        """The line went away: nothing left means try again, anything left means that nobody knows."""
        if flight.sent:
            self._finish(flight.job, Outcome.UNKNOWN, error)
        else:
            self._flight = None
            with self._lock:
                self._jobs.appendleft(flight.job)
        self._tell(PrinterStatus(Condition.UNREACHABLE, str(error)))

    def _finish(self, job: Job, outcome: Outcome, error: Exception | None) -> None:
        self._flight = None
        self._retry_s = self._patience.retry_first_s
        try:
            self._on_finished(job, outcome, error)
        except Exception:  # noqa: BLE001 - a report that fails must not stop the printer
            _log.exception("the end of job %s could not be reported", job.reference)
        self._tell(self._told.status)

    def _look(self) -> PrinterStatus:
        return read_status(self._transport, self._profile)

    def _asked_in_vain(self, status: PrinterStatus) -> bool:
        return status.condition is Condition.SILENT and self._profile.answers_status

    def _back_off(self) -> float:
        rest_s = self._retry_s
        self._retry_s = min(2 * self._retry_s, self._patience.retry_most_s)
        return rest_s

    def _tell(self, status: PrinterStatus, printing: Job | None = None) -> None:
        told = self._told
        changed = status.condition is not told.status.condition
        with self._lock:
            state = QueueState(status, self._now() if changed else told.since_at, printing, len(self._jobs))
            self._told = state
        if changed or (state.printing, state.waiting) != (told.printing, told.waiting):
            try:
                self._on_state(state)
            except Exception:  # noqa: BLE001 - nor must a screen
                _log.exception("the state of the printer could not be shown")
