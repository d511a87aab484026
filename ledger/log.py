"""The log: every feed that this box has, each a chain, in one append-only TinyDB."""

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from ledger.disk.journal import Journal
from ledger.disk.table import EntryTable, LogDatabase
from ledger.entry import FIRST_PREV, Entry, Place
from ledger.errors import BadEntry, BrokenChain, Fork, LogDamaged
from ledger.run import Run, runs_of


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
        self._numbers: defaultdict[bytes, array[int]] = defaultdict(lambda: array("Q"))
        try:
            for numbers, run in self.table.load():
                _check_follows(run, self.head(run.feed))
                self._numbers[run.feed].extend(numbers)
                self._heads[run.feed] = Head(run.last, run.links[-1])
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
        for entry in entries:
            entry.check()
        runs = runs_of(entries)
        ends: dict[bytes, Head] = {}
        for run in runs:
            _check_follows(run, ends.get(run.feed) or self._heads.get(run.feed, NO_HEAD))
            ends[run.feed] = Head(run.last, run.links[-1])
        for numbers, run in zip(self.table.insert_runs(runs), runs, strict=True):
            self._numbers[run.feed].extend(numbers)
        self._heads.update(ends)
        self._tell(entries)

    def replay(self) -> None:
        """Show every entry to the watchers."""
        self._tell(self.table.entries())

    def close(self) -> None:
        """Give back files and lock."""
        self._database.close()

    def _tell(self, entries: Iterable[Entry]) -> None:
        for entry in entries:
            for watcher in self.watchers:
                watcher(entry)


def _check_follows(run: Run, head: Head) -> None:
    if run.first == head.seq + 1 and run.prev == head.hash:
        return
    place = Place(run.feed, run.first)
    if run.first <= head.seq:
        raise Fork(f"{place} is already taken")
    raise BrokenChain(f"{place} does not follow entry {head.seq}")
