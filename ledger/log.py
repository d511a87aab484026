"""The log: every feed that this box has, each a chain, in one append-only TinyDB."""

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from ledger.disk.journal import Journal
from ledger.disk.table import EntryTable, LogDatabase
from ledger.entry import FIRST_PREV, Entry, Place
from ledger.errors import BadEntry, BrokenChain, Fork, LogDamaged


class Head(NamedTuple):
    """The end of a feed: `seq` entries, the last with this hash."""

    seq: int
    hash: bytes


NO_HEAD = Head(0, FIRST_PREV)


class Log:
    """The entries of all feeds. `append` belongs to one thread (see `ledger.writer`); reading is free for all.

    `watchers` are called with each entry after it is on the medium, in the appending thread, and once for every
    entry that was there at the start (`replay`).

    `read_only` opens what stands at this moment, also beside a program that writes; it and the `options` are those of
    `ledger.disk.journal.Journal`.
    """

    def __init__(self, folder: Path, read_only: bool = False, **options: Any) -> None:
        self._database = LogDatabase(folder, read_only, **options)
        self.table: EntryTable = self._database.log
        self.table.append = self.append
        self.watchers: list[Callable[[Entry], None]] = []
        self._heads: dict[bytes, Head] = {}
        self._numbers: dict[bytes, array[int]] = {}
        try:
            for numbers, run, end in self.table.load():
                self._check_follows(Place(run.feed, run.first), run.prev, self._heads)
                self._place(numbers, run.feed, Head(run.first + len(run) - 1, end))
        except (BrokenChain, Fork, BadEntry) as error:
            self.close()
            raise LogDamaged(f"the log contradicts itself: {error}") from error

    @property
    def journal(self) -> Journal:
        """The storage underneath: what is on the medium, and how it fares."""
        return self._database.journal

    @property
    def dropped_bytes(self) -> int:
        """How much of an unfinished, unacknowledged write was dropped when the log was opened."""
        return self.journal.dropped_bytes

    @property
    def file_bytes(self) -> int:
        """How much room the log takes on the medium, with what is prepared for later."""
        return self.journal.file_bytes

    @property
    def stopped(self) -> OSError | None:
        """Why nothing is acknowledged any more, if so."""
        return self.journal.stopped

    def __len__(self) -> int:
        return len(self.table)

    def heads(self) -> dict[bytes, Head]:
        """Give the head of every feed."""
        return dict(self._heads)

    def head(self, feed: bytes) -> Head:
        """Give the head of one feed; `NO_HEAD` if there is none."""
        return self._heads.get(feed, NO_HEAD)

    def entry(self, feed: bytes, seq: int) -> Entry | None:
        """Give one entry, if it is here."""
        numbers = self._numbers.get(feed, ())
        return self.table.entry(numbers[seq - 1]) if 0 < seq <= len(numbers) else None

    def entries(self, feed: bytes, after: int = 0) -> Iterator[Entry]:
        """Give the entries of a feed that follow `after`, in order."""
        return map(self.table.entry, self._numbers.get(feed, array("Q"))[after:])

    def append(self, entries: Sequence[Entry]) -> None:
        """Commit entries that continue their feeds, and wait for the medium.

        Raises `BrokenChain` or `Fork`, and takes none, if one does not follow, `BadEntry` if one could not be
        read back; `LogStopped` if the medium fails.
        """
        ends = dict(self._heads)
        for entry in entries:
            entry.check()
            self._check_follows(entry.place, entry.prev, ends)
            ends[entry.feed] = Head(entry.seq, entry.hash)
        for number, entry in zip(self.table.insert_entries(entries), entries, strict=True):
            self._place(range(number, number + 1), entry.feed, Head(entry.seq, entry.hash))
        self._tell(entries)

    def replay(self) -> None:
        """Show every entry to the watchers."""
        self._tell(self.table.entries())

    def close(self) -> None:
        """Give back files and lock."""
        self._database.close()

    def _check_follows(self, place: Place, prev: bytes, heads: dict[bytes, Head]) -> None:
        head = heads.get(place.feed, NO_HEAD)
        if place.seq <= head.seq:
            raise Fork(f"{place} is already taken")
        if place.seq != head.seq + 1 or prev != head.hash:
            raise BrokenChain(f"{place} does not follow entry {head.seq}")

    def _place(self, numbers: range, feed: bytes, head: Head) -> None:
        self._heads[feed] = head
        self._numbers.setdefault(feed, array("Q")).extend(numbers)

    def _tell(self, entries: Iterable[Entry]) -> None:
        for entry in entries:
            for watcher in self.watchers:
                watcher(entry)
