"""A log read once from its beginning, in memory that does not grow with it."""

from collections.abc import Callable, Collection, Iterator
from pathlib import Path

from ledger.disk.journal import SEGMENTS, Journal
from ledger.entry import Entry, Place
from ledger.errors import BadEntry, LogDamaged
from ledger.facts import FeedOpened
from ledger.kin import opening_of
from ledger.log import NO_HEAD, Head
from ledger.run import Run

Watch = Callable[[int, int], None]
"""Told how many bytes of how many have been read."""


def nobody(_done: int, _everything: int) -> None:
    """Watch nothing."""


class Reading:
    """A log as it stands at this moment, also beside a program that writes it. Nothing is changed.

    `runs` or `entries` must be exhausted, once; from then on `size`, `heads`, `openings` (how each feed began) and
    `noted` tell what was there: `noted` has the hash of every entry whose number is among `note`. Both raise
    `LogDamaged` where frames, chain or runs are not whole; what the entries say is not looked at.

    A folder without a log reads as an empty one.
    """

    def __init__(self, folder: Path, watch: Watch = nobody, note: Collection[int] = ()) -> None:
        self.size = 0
        self.heads: dict[bytes, Head] = {}
        self.openings: dict[bytes, FeedOpened] = {}
        self.noted: dict[Place, bytes] = {}
        self._note = note
        there = any(folder.glob(SEGMENTS))
        self._journal = Journal(folder, read_only=True, watch=watch) if there else None

    @property
    def unfinished_bytes(self) -> int:
        """How much there is at the end of a write that was never finished, and so never acknowledged."""
        return self._journal.dropped_bytes if self._journal else 0

    @property
    def spoilt_bytes(self) -> int:
        """How much has changed where nothing was ever written."""
        return self._journal.spoilt_bytes if self._journal else 0

    @property
    def file_bytes(self) -> int:
        """How much room the log takes on the medium."""
        return self._journal.file_bytes if self._journal else 0

    def runs(self) -> Iterator[tuple[int, Run]]:
        """Give every run, each with the local number of its first entry."""
        if self._journal is None:
            return
        for records in self._journal.replay():
            for record in records:
                try:
                    run = self._follow(Run.from_record(record))
                except BadEntry as error:
                    raise LogDamaged(f"the log contradicts itself: {error}") from error
                yield self.size + 1, run
                self.size += len(run)

    def entries(self) -> Iterator[tuple[int, Entry]]:
        """Give every entry with its local number."""
        for number, run in self.runs():
            yield from enumerate(run.entries(), number)

    def _follow(self, run: Run) -> Run:
        head = self.heads.get(run.feed, NO_HEAD)
        place = Place(run.feed, run.first)
        if not len(run) or len(run.sealed) not in (0, len(run)):
            raise BadEntry(f"{place} begins a run that is none")
        if run.first <= head.seq:
            raise BadEntry(f"{place} is already taken")
        if run.first != head.seq + 1 or run.prev != head.hash:
            raise BadEntry(f"{place} does not follow entry {head.seq}")
        if run.first == 1:
            self._note_opening(next(run.entries()))
        self.heads[run.feed] = Head(run.last, run.links[-1])
        if self._note:
            self._note_some(run)
        return run

    def _note_some(self, run: Run) -> None:
        for seq, entry_hash in enumerate(run.links[1:], run.first):
            if seq in self._note:
                self.noted[Place(run.feed, seq)] = entry_hash

    def _note_opening(self, entry: Entry) -> None:
        opened = opening_of(entry)
        if opened:
            self.openings[entry.feed] = opened
