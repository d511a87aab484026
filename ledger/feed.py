"""A feed that this box writes: its device, an incarnation, and the one way to add to it."""

import hashlib
import os
from collections.abc import Iterator, Sequence

from ledger.clock import Clock
from ledger.entry import FEED_BYTES, Entry, Place
from ledger.facts import AnyFact, Cause, ClockConfirmed, FeedOpened, Parent, Start, Started
from ledger.log import Log


def feed_id(device: bytes, incarnation: bytes) -> bytes:
    """Give the id of the feed that `device` writes in one incarnation."""
    return hashlib.sha256(b"sotarsa feed\0" + device + incarnation).digest()[:FEED_BYTES]


def feeds_of(log: Log, device: bytes) -> Iterator[tuple[bytes, FeedOpened]]:
    """Give the feeds in a log that a device wrote, oldest incarnation first, each with its beginning."""
    for feed in log.heads():
        first = log.entry(feed, 1)
        if first and isinstance(first.fact, FeedOpened) and first.fact.device == device:
            yield feed, first.fact


class Feed:
    """The feed of this box in its log. `append`, `prepare` and `begin` belong to the writer's thread.

    The first thing that a program writes tells when, where and on which machine it runs: a new feed says so in its
    first entry, an old one in a `Started`. `certificate` is the hub's word for `device`.
    """

    def __init__(self, log: Log, device: bytes, clock: Clock, certificate: bytes, version: str, machine: bytes) -> None:
        self.log = log
        self.device = device
        self.certificate = certificate
        self.id = b""
        self._clock = clock
        self._version = version
        self._machine = machine
        self._started = False

    @classmethod
    def open(
        cls,
        log: Log,
        device: bytes,
        clock: Clock,
        certificate: bytes,
        version: str,
        *,
        machine: bytes = b"",
        cause: Cause = Cause.NEW,
        parent: Parent | None = None,
    ) -> "Feed":
        """Continue the feed that this device wrote last in this log, or begin one.

        A log that another machine wrote last (`ledger.machine`) is continued by a new feed. Where the device has none
        here, `cause` and `parent` say why one is begun.
        """
        feed = cls(log, device, clock, certificate, version, machine)
        own = list(feeds_of(log, device))
        if not own:
            if not log.stopped:
                feed.begin(cause, parent)
            return feed
        feed.id = own[-1][0]
        last = feed._last_start()
        if machine and last.machine and last.machine != machine and not log.stopped:
            feed.begin(Cause.MOVED, feed.as_parent())
        elif last.boot and last.boot == clock.boot:
            feed._resume_clock()
        return feed

    @property
    def now_ms(self) -> int:
        """The time of this feed's clock, milliseconds UTC."""
        return self._clock.now().at

    def begin(self, cause: Cause, parent: Parent | None) -> None:
        """Begin a new incarnation, which everything is written to from now on."""
        incarnation = os.urandom(8)
        self.id = feed_id(self.device, incarnation)
        self._started = True
        self.append([FeedOpened(self.device, incarnation, self.certificate, self._start(), cause, parent)])

    def as_parent(self) -> Parent:
        """Give the head of this feed, as another one may continue it."""
        return Parent(self.id, *self.log.head(self.id))

    def append(self, facts: Sequence[AnyFact], by: str = "") -> list[Entry]:
        """Write facts as the next entries, in one commit; gives their entries, which are on the medium."""
        entries = self.prepare(facts, by)
        self.log.append(entries)
        self._started = True
        return entries[len(entries) - len(facts) :]

    def prepare(self, facts: Sequence[AnyFact], by: str = "") -> list[Entry]:
        """Give facts as the next entries, for the caller to commit at once, together with those of another feed."""
        if not facts:
            return []
        entries: list[Entry] = []
        seq, prev = self.log.head(self.id)
        told: list[tuple[AnyFact, str]] = [] if self._started else [(Started(self._start()), "")]
        for fact, who in [*told, *((fact, by) for fact in facts)]:
            seq += 1
            entry = Entry.create(Place(self.id, seq), prev, self._clock.now(), who, fact)
            entries.append(entry)
            prev = entry.hash
        return entries

    def _start(self) -> Start:
        clock = self._clock
        return Start(clock.boot, clock.since_boot_ms(), self._machine, self._version, self.log.dropped_bytes)

    def _backwards(self) -> Iterator[Entry]:
        for seq in range(self.log.head(self.id).seq, 0, -1):
            entry = self.log.entry(self.id, seq)
            assert entry is not None  # noqa: S101 - a log has every entry up to a head
            yield entry

    def _last_start(self) -> Start:
        return next(fact.start for each in self._backwards() if isinstance(fact := each.fact, FeedOpened | Started))

    def _resume_clock(self) -> None:
        """Keep what staff said of the clock earlier in this boot, before the program was started anew."""
        for entry in self._backwards():
            fact = entry.fact
            if isinstance(fact, ClockConfirmed):
                self._clock.resume(entry.at, fact.monotonic_ms)
                return
            if isinstance(fact, FeedOpened | Started) and fact.start.boot != self._clock.boot:
                return
