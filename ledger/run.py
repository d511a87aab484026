"""A run: entries of one feed that follow one another, as they are stored and as they travel.

`prev` of all but the first is not kept but worked out, so nothing can be slipped in between, and a run of many entries
is small.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Self

import msgspec

from ledger.entry import Entry, check_canonical, hash_state, next_hash
from ledger.outside import Seq, read_value


class Run(msgspec.Struct, frozen=True, array_like=True):
    """Entries `first` … of a feed; `prev` is the hash of the entry before `first`.

    `sealed` holds what each entry has sealed, in the same order; it is empty when none has.
    """

    feed: bytes
    first: Seq
    prev: bytes
    payloads: tuple[bytes, ...]
    sealed: tuple[bytes, ...] = ()

    @classmethod
    def of(cls, entries: Sequence[Entry]) -> Self:
        """Make a run of entries that follow one another."""
        first = entries[0]
        sealed = tuple(entry.sealed for entry in entries)
        return cls(first.feed, first.seq, first.prev, tuple(e.payload for e in entries), sealed if any(sealed) else ())

    @classmethod
    def from_record(cls, record: bytes) -> "Run":
        """Read a run as the log keeps it; raises `BadEntry`."""
        return read_value(cls, record)

    def record(self) -> bytes:
        """Give the run as the log keeps it."""
        return _encode(self)

    def __len__(self) -> int:
        return len(self.payloads)

    def each_sealed(self) -> Sequence[bytes]:
        """Give what each entry has sealed."""
        return self.sealed or (b"",) * len(self.payloads)

    def entries(self) -> Iterator[Entry]:
        """Give the entries, `prev` worked out."""
        prev, state = self.prev, hash_state(self.feed)
        for seq, (payload, sealed) in enumerate(zip(self.payloads, self.each_sealed(), strict=True), self.first):
            yield Entry(self.feed, seq, prev, payload, sealed)
            prev = next_hash(state, seq, prev, payload)

    def checked(self, *, whole: bool = True) -> list[Entry]:
        """Give the entries; raises `BadEntry` if one is not canonical, of no known kind, or not `whole`."""
        entries = list(self.entries())
        for entry in entries:
            check_canonical(entry.payload)
            entry.check(whole=whole)
        return entries


def runs_of(entries: Iterable[Entry]) -> Iterator[Run]:
    """Give entries as runs, in their order: a new run begins wherever an entry does not follow the one before."""
    run: list[Entry] = []
    for entry in entries:
        if run and not (entry.feed == run[-1].feed and entry.seq == run[-1].seq + 1 and entry.prev == run[-1].hash):
            yield Run.of(run)
            run = []
        run.append(entry)
    if run:
        yield Run.of(run)


_encode = msgspec.msgpack.Encoder().encode
