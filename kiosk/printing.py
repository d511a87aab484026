"""From entries to paper: which papers are due follows from the log, so nothing is lost with the power.

That a paper was begun is written before its first byte leaves, and what became of it afterwards. A paper that was
begun and never ended is unknown: staff are asked, and nothing is printed twice unasked.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass

from kiosk.errors import NothingToUndo
from kiosk.events import Event
from kiosk.papers import Papers
from kiosk.village import Village
from ledger.book import Paper
from ledger.catalogue import Catalogue
from ledger.entry import Entry, Place
from ledger.facts import AnyFact, CheckedIn, HandedOver, PaperAsked, PaperEnded, PaperStarted
from printer.document import Document
from printer.print_queue import Job, Outcome, PrintQueue, QueueState

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Sheet:
    """One paper of one entry; copy 0 is the first."""

    place: Place
    copy: int

    @property
    def reference(self) -> str:
        """The paper's name in the print queue, which tells nothing of a person."""
        return f"{self.place.feed.hex()}/{self.place.seq}/{self.copy}"

    @classmethod
    def named(cls, reference: str) -> "Sheet":
        """Give the paper that has this name."""
        feed, seq, copy = reference.split("/")
        return cls(Place(bytes.fromhex(feed), int(seq)), int(copy))


class Printing:
    """Prints the papers of the visit in hand. `CHANGED` tells that the printer, the queue or a paper changed.

    `failed` are papers that could not be made, by reference, with their titles; `add_due` tries them again.
    """

    def __init__(self, village: Village, papers: Papers, texts: Catalogue, is_own: Callable[[Entry], bool]) -> None:
        self.CHANGED: Event[None] = Event()
        self.failed: dict[str, str] = {}
        self._village = village
        self._papers = papers
        self._t = texts
        self._is_own = is_own
        self._queue: PrintQueue | None = None
        self._asked: set[str] = set()
        self._asking = threading.Lock()
        village.HAPPENED.listen(self._happened)
        village.UNLOCKED.listen(lambda _: self.add_due())

    def use(self, make_queue: Callable[["Printing"], PrintQueue]) -> None:
        """Begin to print; `make_queue` gets this object for the queue's callbacks."""
        self._queue = make_queue(self)
        self._queue.start()
        self.add_due()

    @property
    def state(self) -> QueueState | None:
        """How the printer is; None when there is none, and the visit goes on without."""
        return self._queue.state if self._queue else None

    def add_due(self) -> None:
        """Queue every paper that is due and was never begun; what was begun before a crash becomes unknown."""
        if self._village.chosen is None:
            return
        book = self._village.book
        for (place, copy), paper in list(book.papers.items()):
            sheet = Sheet(place, copy)
            if paper is Paper.STARTED and sheet.reference not in self._asked:
                self._end(sheet, confirmed=False)
        waiting = [each.entry for each in book.arrivals() if each.called_at is None]  # whoever was called needs none
        for entry in sorted([*waiting, *book.handovers.values()], key=lambda each: each.place):
            self._add_if_due(entry, 0)
        for (place, copy), paper in list(book.papers.items()):
            found = book.handovers.get(place) or book.check_ins.get(place)
            if paper is Paper.WAITING and found:
                self._add_if_due(found, copy)

    def unknown(self) -> list[tuple[Sheet, Entry]]:
        """Give the receipts of which nobody knows whether they came out."""
        if self._village.chosen is None:
            return []
        book = self._village.book
        latest = dict(sorted(book.papers))  # of each entry the last copy: asking for one settles those before
        unsure = [Sheet(*key) for key in latest.items() if book.papers[key] is Paper.UNKNOWN]
        return [(sheet, book.handovers[sheet.place]) for sheet in unsure if sheet.place in book.handovers]

    def answer(self, sheet: Sheet, by: str) -> None:
        """An officer saw that the paper came out."""
        self._end(sheet, confirmed=True, by=by)
        self.CHANGED.emit(None)

    def again(self, place: Place, by: str) -> Entry:
        """Ask for the receipt of a handover once more, as SALINAN; raises `NothingToUndo` if there is none."""

        def decision() -> list[AnyFact]:
            book = self._village.book
            if place not in book.handovers:
                raise NothingToUndo("there is no such handover")
            copies = [copy for known, copy in list(book.papers) if known == place]
            return [PaperAsked(book.visit, place.feed, place.seq, max(copies, default=0) + 1)]

        return self._village.decide(decision, by)[0]

    # Called by the print queue, on its thread

    def render(self, reference: str) -> Document:
        """Make a paper, now that it is printed."""
        sheet = Sheet.named(reference)
        book = self._village.book
        if sheet.place in book.check_ins:
            return self._papers.ticket(book.check_ins[sheet.place], self._village.header(), self._village.visit)
        return self._papers.receipt(book.handovers[sheet.place], self._village.unlocked_or_over(), book, sheet.copy)

    def started(self, job: Job) -> None:
        """Write that a paper was begun, before its first byte leaves."""
        sheet = Sheet.named(job.reference)
        self.failed.pop(job.reference, None)
        visit = self._village.visit_of(sheet.place)
        self._village.write(PaperStarted(visit, sheet.place.feed, sheet.place.seq, sheet.copy))

    def finished(self, job: Job, outcome: Outcome, error: Exception | None) -> None:
        """Write what became of a paper."""
        if outcome is Outcome.FAILED:
            _log.error("paper %s failed", job.title, exc_info=error)
            self.failed[job.reference] = job.title
            self._asked.discard(job.reference)  # nothing left: it is due again when the visit is, or after a restart
        else:
            self._end(Sheet.named(job.reference), confirmed=outcome is Outcome.CONFIRMED)
        self.CHANGED.emit(None)

    def changed(self, _state: QueueState) -> None:
        """Pass on how the printer is."""
        self.CHANGED.emit(None)

    def stop(self) -> None:
        """End printing; what was not begun is printed after the next start."""
        if self._queue:
            self._queue.stop()

    def _happened(self, entry: Entry) -> None:
        match entry.fact:
            case CheckedIn() | HandedOver():
                self._add_if_due(entry, 0)
            case PaperAsked() as fact:
                found = self._village.book.handovers.get(Place(fact.feed, fact.seq))
                if found:
                    self._add_if_due(found, fact.copy)

    def _add_if_due(self, entry: Entry, copy: int) -> None:
        sheet = Sheet(entry.place, copy)
        begun = self._village.book.papers.get((entry.place, copy), Paper.WAITING) is not Paper.WAITING
        locked = isinstance(entry.fact, HandedOver) and self._village.visit is None
        elsewhere = copy == 0 and not self._is_own(entry)  # the box that wrote it prints it; a copy is printed here
        if self._queue is None or begun or locked or elsewhere:
            return
        if isinstance(entry.fact, CheckedIn) and self._village.book.renames(entry):
            return  # the number was printed when it had no name yet
        with self._asking:  # the writer of an entry and a change of the visit may both see it first
            if sheet.reference in self._asked:
                return
            self._asked.add(sheet.reference)
        self._queue.add(Job(sheet.reference, self._title(entry)))

    def _title(self, entry: Entry) -> str:
        if isinstance(entry.fact, CheckedIn):
            return self._t("paper.job.ticket", number=f"{entry.fact.series}{entry.fact.number}")
        return self._t("paper.job.receipt", number=entry.place)

    def _end(self, sheet: Sheet, *, confirmed: bool, by: str = "") -> None:
        visit = self._village.visit_of(sheet.place)
        ended = PaperEnded(visit, sheet.place.feed, sheet.place.seq, sheet.copy, confirmed)
        self._village.write(ended, by=by)
