"""The visit in hand: which one it is, whether it is unlocked, what has happened, and the one way to write more."""

import contextlib
import logging
import threading
from collections.abc import Callable, Sequence

from kiosk.attempts import Attempts
from kiosk.errors import NoVisit, VisitLocked, VisitOver, WrongPhrase, WrongPin
from kiosk.events import Event
from kiosk.visit import OpenVisit
from ledger.aid import Officer
from ledger.book import Book, VisitBook
from ledger.entry import Entry, Place
from ledger.errors import CannotUnseal, LogStopped
from ledger.facts import AnyFact, Unlocked, UnlockRefused, VisitClosed, VisitOpened
from ledger.packs import PackHeader, SealedPack
from ledger.sealing import VisitKey
from ledger.secrets import pin_is_right
from ledger.writer import Writer

_log = logging.getLogger(__name__)


class Village:
    """One visit at a time.

    `HAPPENED` tells of every new entry, `UNLOCKED` of another visit in hand or its unlocking, `RENEWED` of a newer
    pack of the same visit, `STOPPED` that nothing can be written any more (`stopped` says why). `opened` is called with
    what was unlocked before anybody else learns of it, `laid_down` when the visit is about to be locked.
    """

    def __init__(
        self,
        writer: Writer,
        book: Book,
        attempts: Attempts,
        opened: Callable[[OpenVisit], None] = lambda _: None,
        laid_down: Callable[[], None] = lambda: None,
    ) -> None:
        self.HAPPENED: Event[Entry] = Event()
        self.UNLOCKED: Event[None] = Event()
        self.RENEWED: Event[None] = Event()
        self.STOPPED: Event[None] = Event()
        self._writer = writer
        self._all = book
        self._attempts = attempts
        self._guessing = threading.Lock()  # many tries at once are still one after another
        self._tell_opened = opened
        self._tell_laid_down = laid_down
        self._sealed: tuple[SealedPack, ...] = ()
        self._visit: OpenVisit | None = None

    @property
    def chosen(self) -> PackHeader | None:
        """The visit in hand, if any."""
        return self._sealed[-1].header if self._sealed else None

    @property
    def visit(self) -> OpenVisit | None:
        """The visit in hand with its people, if unlocked."""
        return self._visit

    @property
    def book(self) -> VisitBook:
        """What has happened at the visit in hand; raises `NoVisit`."""
        return self._all.visit(self.header().visit)

    @property
    def is_open(self) -> bool:
        """Whether numbers may be taken: staff have begun, and not ended, the visit."""
        return bool(self._sealed) and self.book.opened is not None and self.book.closed is None

    @property
    def stopped(self) -> OSError | None:
        """Why nothing can be written any more, if so; everything can still be read."""
        return self._writer.feed.log.stopped

    @property
    def is_over(self) -> bool:
        """Whether staff have ended the visit."""
        return bool(self._sealed) and self.book.closed is not None

    def header(self) -> PackHeader:
        """Give the open part of the pack in hand; raises `NoVisit`."""
        if not self._sealed:
            raise NoVisit("no visit has been chosen")
        return self._sealed[-1].header

    def open_header(self) -> PackHeader:
        """Give the open part of the pack in hand; raises `NoVisit` before it was begun, `VisitOver` after its end."""
        header = self.header()
        if self.book.closed:
            raise VisitOver("the visit is closed")
        if not self.book.opened:
            raise NoVisit("the visit has not begun")
        return header

    def unlocked(self) -> OpenVisit:
        """Give the visit with its people; raises `VisitLocked`, or what `open_header` raises."""
        self.open_header()
        if self._visit is None:
            raise VisitLocked("the visit is locked")
        return self._visit

    def unlocked_or_over(self) -> OpenVisit:
        """Give the visit with its people, also after its end, for reading; raises `VisitLocked`."""
        if self._visit is None:
            raise VisitLocked("the visit is locked")
        return self._visit

    def choose(self, *versions: SealedPack) -> None:
        """Take a visit in hand, locked: its packs, the newest last."""
        self._lay_down()
        self._sealed = versions
        self._attempts.remember(self.book.wrong_unlocks)
        self.UNLOCKED.emit(None)

    def put_down(self) -> None:
        """Lay the visit aside, locked, so that another can be chosen."""
        self._lay_down()
        self._sealed = ()
        self.UNLOCKED.emit(None)

    def renew(self, *versions: SealedPack) -> None:
        """Take over a newer pack of the visit in hand; unlocked, it stays so, and nobody's work is disturbed."""
        self._sealed = versions
        if self._visit:
            self._visit = self._opened(self._visit.key)
        self.RENEWED.emit(None)

    def unlock(self, secret: str) -> OpenVisit:
        """Open the visit in hand with a phrase, card or recovery code, and begin it if it was not.

        Every try is written down. Raises `WrongPhrase`, and `TooManyAttempts` after several.
        """
        with self._guessing:
            self._attempts.check()
            header = self.header()
            try:
                key, way = self._sealed[-1].key_for(secret)
            except CannotUnseal as error:
                self._attempts.wrong()
                _log.warning("somebody tried a wrong phrase or card for the visit to %s", header.village_name)
                self._note(UnlockRefused(header.visit))
                raise WrongPhrase(str(error)) from error
            self._attempts.right()
        return self.unlock_with(key, way)

    def unlock_with(self, key: VisitKey, way: str) -> OpenVisit:
        """Open the visit in hand with its key, which came by `way`, and begin it if it was not.

        Raises `CannotUnseal` for the key of another visit. On a medium that can only be read, it is opened for reading.
        """
        header = self.header()
        self._visit = self._opened(key)
        self._tell_opened(self._visit)
        begun = [] if self.book.opened else [VisitOpened(header.visit)]
        self._note(*begun, Unlocked(header.visit, way))
        self.UNLOCKED.emit(None)
        return self._visit

    def officer(self, code: str, pin: str, attempts: Attempts) -> Officer:
        """Give the officer who knows this PIN; raises `WrongPin`, `TooManyAttempts` or `VisitLocked`."""
        if self._visit is None:
            raise VisitLocked("the visit is locked")
        officer = next((each for each in self._visit.pack.officers if each.code == code), None)
        with self._guessing:
            attempts.check()
            if officer is None or not pin_is_right(officer.pin, pin):
                attempts.wrong()
                raise WrongPin("the PIN does not match")
            attempts.right()
        return officer

    def close(self, by: str) -> None:
        """End the visit: no more numbers, no more handovers. What is here stays readable."""
        header = self.header()
        self.decide(lambda: [] if self.book.closed else [VisitClosed(header.visit)], by)

    def visit_of(self, place: Place) -> bytes:
        """Give the visit, in hand or not, that a check-in or handover belongs to; raises `NoVisit`."""
        for book in self._all.visits():
            if place in book.check_ins or place in book.handovers:
                return book.visit
        raise NoVisit(f"{place} is of no visit")

    def served(self, allotment: bytes) -> Entry | None:
        """Give the handover of an allotment that stands, in this visit or an earlier one."""
        found = self._all.handovers_of(allotment)
        return found[0] if found else None

    def write(self, *written: AnyFact, by: str = "") -> list[Entry]:
        """Write facts and wait for the medium."""
        return self.decide(lambda: written, by)

    def decide(self, decision: Callable[[], Sequence[AnyFact]], by: str = "") -> list[Entry]:
        """Let the writer decide and write, and wait for the medium; then tell everyone."""
        try:
            entries = self._writer.decide(decision, by).result()
        except LogStopped:
            self.STOPPED.emit(None)
            raise
        for entry in entries:
            self.HAPPENED.emit(entry)
        return entries

    def _note(self, *written: AnyFact) -> None:
        """Write what happened, unless nothing can be written any more: reading must go on."""
        if not self.stopped:
            with contextlib.suppress(LogStopped):  # everybody has been told
                self.write(*written)

    def _lay_down(self) -> None:
        if self._visit is not None:
            self._tell_laid_down()
        self._visit = None

    def _opened(self, key: VisitKey) -> OpenVisit:
        *earlier, pack = (each.open(key) for each in self._sealed)
        return OpenVisit(pack, key, earlier)
