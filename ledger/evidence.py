"""Evidence: entries that the log cannot hold, each under its own feed and number.

A log is a chain without holes. What was saved from a damaged log, read from a mirror, scanned from receipts, or written
by a second copy of a card has holes, or stands at places that are taken. It is kept here, with what proves it, and
counts like any other entry. When the real log turns up, equal entries unite and unequal ones are a fork.
"""

import enum
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from ledger.codes import SignedEntry
from ledger.disk.disk import REAL
from ledger.disk.journal import Journal
from ledger.entry import Entry, Place
from ledger.errors import BadEntry, BadSignature, LogDamaged
from ledger.keys import check_signature
from ledger.outside import Millis, read_value
from ledger.run import Run
from ledger.wire import SignedHead, check_head


class Source(enum.IntEnum):
    """Where evidence comes from."""

    SALVAGE = 1
    """The good frames of a damaged log."""
    MIRROR = 2
    RECEIPT = 3
    HUB = 4
    """The hub gave back what it had of us."""
    BRANCH = 5
    """Another history of a feed, brought by the device that signs it."""


class Proof(enum.IntEnum):
    """What the signature is over."""

    NONE = 0
    """Nothing: it was found on this box's own medium."""
    HEAD = 1
    """The head of the feed after the last entry."""
    RECEIPT = 2
    """The one entry, as on its receipt."""


class Kept(msgspec.Struct, frozen=True, array_like=True):
    """A run of entries with what proves it; `at` is when it was kept, milliseconds UTC."""

    run: Run
    source: Source
    proof: Proof = Proof.NONE
    signature: bytes = b""
    at: Millis = 0

    @classmethod
    def of_receipt(cls, signed: SignedEntry, at: int) -> "Kept":
        """Keep what a receipt proves."""
        return cls(Run.of([signed.entry]), Source.RECEIPT, Proof.RECEIPT, signed.signature, at)

    @classmethod
    def read(cls, record: bytes) -> "Kept":
        """Read what `encoded` made; raises `BadEntry`."""
        return read_value(cls, record)

    def encoded(self) -> bytes:
        """Give its bytes."""
        return msgspec.msgpack.encode(self)

    def check(self, device: bytes) -> None:
        """Raise `BadSignature` unless `device` signed it."""
        *_, last = self.run.entries()
        match self.proof:
            case Proof.HEAD:
                check_head(device, SignedHead(last.feed, last.seq, last.hash, self.signature))
            case Proof.RECEIPT if len(self.run) == 1:
                check_signature(device, "receipt", last.hash, self.signature)
            case _:
                raise BadSignature("this evidence is not signed")


class Gap(NamedTuple):
    """Entries of a feed that are missing: `first` to `last`."""

    feed: bytes
    first: int
    last: int


class Evidence:
    """A set of entries on the medium, with holes and with several entries at one place.

    The folder is made when there is something to keep; one that a salvage made anew and could not yet put in its place
    is used as if it were there. `add` belongs to one thread; reading is free for all.
    `watchers` are called with each entry that is new, after it is on the medium, and by `replay`. `options` are those
    of `ledger.disk.journal.Journal`. Raises `LogInUse`, `LogDamaged`.
    """

    def __init__(self, folder: Path, read_only: bool = False, **options: Any) -> None:
        self.folder = _in_place(folder, read_only=read_only)
        self.watchers: list[Callable[[Entry], None]] = []
        self._read_only = read_only
        self._options = options
        self._kept: list[Kept] = []
        self._entries: dict[bytes, Entry] = {}
        self._at: dict[Place, list[bytes]] = {}
        self._journal: Journal | None = None
        if self.folder.is_dir():
            self._journal = self._open()

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, entry_hash: object) -> bool:
        return entry_hash in self._entries

    @property
    def journal(self) -> Journal | None:
        """The storage underneath; None while nothing is kept."""
        return self._journal

    @property
    def id(self) -> bytes:
        """What tells this store from one that was made in its place; empty while nothing is kept."""
        return self._journal.id if self._journal else b""

    @property
    def stopped(self) -> OSError | None:
        """Why nothing can be added any more, if so."""
        return self._journal.stopped if self._journal else None

    def add(self, kept: Sequence[Kept]) -> list[Entry]:
        """Keep what is new, and wait for the medium; gives the entries that were not here, or not whole.

        The same evidence again does nothing. Raises `LogStopped`, and `BadEntry` for entries that could not be read.
        """
        new: dict[bytes, Entry] = {}
        fresh = [each for each in kept if self._is_fresh(each, new)]
        if not fresh:
            return []
        if self._journal is None:
            self._journal = self._open()
        self._journal.append([each.encoded() for each in fresh])
        for each in fresh:
            self._take(each)
        self._tell(new.values())
        return list(new.values())

    def entries(self) -> Iterator[Entry]:
        """Give every entry, once."""
        return iter(list(self._entries.values()))

    def of_feed(self, feed: bytes) -> list[Entry]:
        """Give the entries of a feed by number; several of one number are a fork."""
        return sorted((e for e in self.entries() if e.feed == feed), key=lambda e: (e.seq, e.hash))

    def at(self, place: Place) -> list[Entry]:
        """Give the entries that claim a place."""
        return [self._entries[each] for each in self._at.get(place, ())]

    def feeds(self) -> set[bytes]:
        """Name the feeds of which there is evidence."""
        return {place.feed for place in list(self._at)}

    def kept(self, after: int = 0) -> list[Kept]:
        """Give what was kept, in order, with what proves it; but for the first `after`."""
        return self._kept[after:]

    def replay(self) -> None:
        """Show every entry to the watchers."""
        self._tell(self.entries())

    def close(self) -> None:
        """Give back files and lock."""
        if self._journal is not None:
            self._journal.close()

    def _open(self) -> Journal:
        journal = Journal(self.folder, self._read_only, **self._options)
        try:
            for records in journal.replay():
                for record in records:
                    self._take(Kept.read(record))
        except BaseException as error:
            journal.close()
            if isinstance(error, BadEntry):
                raise LogDamaged(f"the evidence cannot be read: {error}") from error
            raise
        return journal

    def _is_fresh(self, kept: Kept, new: dict[bytes, Entry]) -> bool:
        """Tell whether something has entries that are neither here nor `new`, and add them to these."""
        entries = kept.run.checked(whole=False)
        found = [each for each in entries if _adds(each, self._entries) and _adds(each, new)]
        new.update((entry.hash, entry) for entry in found)
        return bool(found)

    def _take(self, kept: Kept) -> None:
        self._kept.append(kept)
        for entry in kept.run.entries():
            if not _adds(entry, self._entries):
                continue
            if entry.hash not in self._entries:
                self._at.setdefault(entry.place, []).append(entry.hash)
            self._entries[entry.hash] = entry

    def _tell(self, entries: Iterable[Entry]) -> None:
        for entry in entries:
            for watcher in self.watchers:
                watcher(entry)


def rebuilt(folder: Path) -> Path:
    """Give the folder in which a salvage makes evidence anew that was damaged."""
    return folder.with_name(folder.name + ".rebuilt")


def _in_place(folder: Path, *, read_only: bool) -> Path:
    """Finish what a salvage began: once the damaged folder is out of the way, the new one is whole."""
    if folder.is_dir() or not rebuilt(folder).is_dir():
        return folder
    if read_only:
        return rebuilt(folder)
    REAL.rename(rebuilt(folder), folder)
    REAL.flush_names(folder.parent)
    return folder


def _adds(entry: Entry, known: dict[bytes, Entry]) -> bool:
    """Tell whether an entry is not among the known ones, or is whole for the first time."""
    same = known.get(entry.hash)
    return same is None or (entry.whole and not same.whole)


def gaps(feed: bytes, numbers: Iterable[int], upto: int) -> list[Gap]:
    """Give the runs of numbers from 1 to `upto` that are not among `numbers`."""
    found: list[Gap] = []
    expected = 1
    for number in [*sorted(each for each in set(numbers) if each <= upto), upto + 1]:
        if number > expected:
            found.append(Gap(feed, expected, number - 1))
        expected = number + 1
    return found
