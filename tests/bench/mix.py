"""The mix: what every benchmark of the log and of the merge writes. One constant, `MIX`, says all of it.

It is what visits leave behind, sealed parts included, as the kiosk writes them: about seven entries a person.

- Once a feed: `FeedOpened`. Once a visit: `PackLoaded`, `Unlocked`, `VisitOpened`, `VisitClosed`.
- Everyone on the list: `CheckedIn`, the ticket's `PaperStarted` and `PaperEnded`, `Called`; some are called twice.
- Most then get their aid: `HandedOver` (every second one two allotments at once, a share to a proxy or a replacement
  whose name, NIK and relation are sealed), and the receipt's `PaperStarted` and `PaperEnded`.
- The others: `NotServed`, with a sealed note. Beside them: `CheckInRefused` with what was typed, sealed; handovers that
  are `Undone` with a sealed reason and done again; receipts asked for once more (`PaperAsked`).

A kiosk commits every entry alone, as it happens (`of_a_kiosk`). A hub commits them in batches, as its kiosks send them,
and each batch ends with the hub's own `Merged`: 99 entries of a kiosk's feed and that one (`at_a_hub`).
"""

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random
from typing import TypeVar

from ledger.certificates import certify
from ledger.clock import Instant, Trust
from ledger.entry import FIRST_PREV, Entry, Place
from ledger.facts import (
    AnyFact,
    Called,
    CheckedIn,
    CheckInRefused,
    FeedOpened,
    HandedOver,
    Manner,
    Mark,
    Merged,
    NotServed,
    PackLoaded,
    PaperAsked,
    PaperEnded,
    PaperStarted,
    Refusal,
    Start,
    Undone,
    Unlocked,
    Unserved,
    VisitClosed,
    VisitOpened,
    Way,
)
from ledger.feed import feed_id
from ledger.keys import SigningKey
from ledger.sealing import Note, Receiver, VisitKey

T = TypeVar("T")


@dataclass(frozen=True)
class Mix:
    """People of a visit, shares of them in percent, and how many entries a commit holds."""

    people: int = 300
    by_nik: int = 60
    by_invitation: int = 30
    refused: int = 4
    called_twice: int = 10
    not_served: int = 8
    two_allotments: int = 50
    to_proxy: int = 12
    to_replacement: int = 3
    at_home: int = 5
    thumbprint: int = 20
    undone: int = 1
    printed_again: int = 2
    paper_unsure: int = 3
    kiosk_batch: int = 1
    hub_batch: int = 100
    kiosks: int = 8
    batches_in_turn: int = 22
    """How many one kiosk sends before the next one does: about a visit."""
    between_entries_ms: int = 4_000


MIX = Mix()
HUB = SigningKey(b"h" * 32)
BEGAN_MS = 1_795_316_400_000  # Sunday, 22 November 2026, 09.00 in Halong
OFFICER = "RHM"


class Writing:
    """One feed as it grows: facts become entries that follow one another. `key` is its device's."""

    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)
        self.key = SigningKey(self.chance.randbytes(32))
        incarnation = self.chance.randbytes(8)
        self.feed = feed_id(self.key.public, incarnation)
        certificate = certify(HUB, self.key.public, f"Kiosk {seed}", BEGAN_MS)
        start = Start(self.chance.randbytes(16), 30_000, self.chance.randbytes(16), "1.0.0")
        self.opening = FeedOpened(self.key.public, incarnation, certificate, start)
        self.seq = 0
        self.prev = FIRST_PREV

    def entry(self, fact: AnyFact, by: str = "") -> Entry:
        """Give the next entry."""
        self.seq += 1
        at = Instant(BEGAN_MS + self.seq * MIX.between_entries_ms, Trust.STAFF)
        entry = Entry.create(Place(self.feed, self.seq), self.prev, at, by, fact)
        self.prev = entry.hash
        return entry

    def handover(self) -> Entry:
        """Give a handover of the usual size, by itself: what is timed where one entry is."""
        person = self.chance.randbytes(8)
        allotments = (self.chance.randbytes(8), self.chance.randbytes(8))
        visit, pack = b"visit-01", b"pack--01"
        return self.entry(
            HandedOver(visit, person, allotments, Manner.SELF, Mark.SIGNATURE, ("ktp", "undangan"), b"", pack), OFFICER
        )


class _Visit:
    """The facts of one visit, in the order in which they happen at the kiosk that writes `writing`."""

    def __init__(self, writing: Writing) -> None:
        self._writing = writing
        self._chance = writing.chance
        self._key = VisitKey(self._chance.randbytes(32))
        self._id = self._chance.randbytes(8)
        self._pack = self._chance.randbytes(8)

    def entries(self) -> Iterator[Entry]:
        write, visit = self._writing.entry, self._id
        yield write(PackLoaded(self._pack, visit))
        yield write(Unlocked(visit, "card"))
        yield write(VisitOpened(visit), OFFICER)
        for number in range(1, MIX.people + 1):
            yield from self._person(self._chance.randbytes(8), number)
        yield write(VisitClosed(visit), OFFICER)

    def _person(self, person: bytes, number: int) -> Iterator[Entry]:
        write, visit = self._writing.entry, self._id
        way = self._one_of({Way.NIK: MIX.by_nik, Way.INVITATION: MIX.by_invitation}, Way.STAFF)
        if self._happens(MIX.refused):
            typed = self._sealed(Note(f"631102{self._chance.randrange(10**10):010}"))
            yield write(CheckInRefused(visit, Refusal.NOT_LISTED, Way.NIK, sealed=typed))
        yield from self._with_paper(write(CheckedIn(visit, person, number, "A", way)))
        for _ in range(2 if self._happens(MIX.called_twice) else 1):
            yield write(Called(visit, "A", number), OFFICER)
        allotments = tuple(self._chance.randbytes(8) for _ in range(2 if self._happens(MIX.two_allotments) else 1))
        if self._happens(MIX.not_served):
            note = self._sealed(Note("KTP tertinggal di rumah, datang lagi besok"))
            yield write(NotServed(visit, person, allotments, Unserved.PAPERS_MISSING, note), OFFICER)
            return
        yield from self._handed_over(person, allotments)

    def _handed_over(self, person: bytes, allotments: tuple[bytes, ...]) -> Iterator[Entry]:
        visit, chance = self._id, self._chance
        shares = {Manner.PROXY: MIX.to_proxy, Manner.REPLACEMENT: MIX.to_replacement, Manner.AT_HOME: MIX.at_home}
        manner = self._one_of(shares, Manner.SELF)
        other = manner in (Manner.PROXY, Manner.REPLACEMENT)
        receiver = Receiver("SITI AMINAH", f"631102{chance.randrange(10**10):010}", "anak")
        sealed = self._sealed(receiver) if other else b""
        proofs = ("surat_kuasa", "ktp_wakil") if other else ("ktp", "undangan")
        mark = Mark.THUMBPRINT if self._happens(MIX.thumbprint) else Mark.SIGNATURE
        fact = HandedOver(visit, person, allotments, manner, mark, proofs, sealed, self._pack)
        done = self._writing.entry(fact, OFFICER)
        yield from self._with_paper(done)
        if self._happens(MIX.printed_again):
            yield self._writing.entry(PaperAsked(visit, done.feed, done.seq, 1), OFFICER)
            yield from self._paper(done, 1)
        if self._happens(MIX.undone):
            reason = self._sealed(Note("Salah orang, nama yang sama"))
            yield self._writing.entry(Undone(visit, done.feed, done.seq, reason), OFFICER)
            yield from self._with_paper(self._writing.entry(fact, OFFICER))

    def _with_paper(self, entry: Entry) -> Iterator[Entry]:
        yield entry
        yield from self._paper(entry, 0)

    def _paper(self, of: Entry, copy: int) -> Iterator[Entry]:
        yield self._writing.entry(PaperStarted(self._id, of.feed, of.seq, copy))
        yield self._writing.entry(PaperEnded(self._id, of.feed, of.seq, copy, not self._happens(MIX.paper_unsure)))

    def _sealed(self, value: Note | Receiver) -> bytes:
        return self._key.seal_value(value)

    def _happens(self, percent: int) -> bool:
        return self._chance.randrange(100) < percent

    def _one_of(self, shares: Mapping[T, int], otherwise: T) -> T:
        """Give one of what has a share in percent, else the other."""
        drawn = self._chance.randrange(100)
        for each, percent in shares.items():
            if drawn < percent:
                return each
            drawn -= percent
        return otherwise


def of_a_kiosk(writing: Writing) -> Iterator[Entry]:
    """Give the entries of a feed from its beginning, visit after visit, without end."""
    yield writing.entry(writing.opening)
    while True:
        yield from _Visit(writing).entries()


def at_a_hub(entries: int) -> Iterator[list[Entry]]:
    """Give at least `entries` entries as a hub commits them: its own opening alone, then batch after batch."""
    office = Writing(0)
    kiosks = [(writing := Writing(number), of_a_kiosk(writing)) for number in range(1, MIX.kiosks + 1)]
    yield [office.entry(office.opening)]
    for turn in range(-(-(entries - 1) // MIX.hub_batch)):
        kiosk, feed = kiosks[turn // MIX.batches_in_turn % MIX.kiosks]
        batch = list(itertools.islice(feed, MIX.hub_batch - 1))
        merged = Merged(kiosk.feed, kiosk.key.public, batch[0].seq, batch[-1].seq, "network")
        yield [*batch, office.entry(merged)]
