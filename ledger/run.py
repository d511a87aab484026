"""A run: entries of one feed that follow one another, as they are stored and as they travel.

`prev` of all but the first is not kept but worked out, so nothing can be slipped in between, and a run of many entries
is small.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Self

import msgspec

from ledger.entry import Entry, check_canonical, links
from ledger.outside import Seq, read_value


class Run(msgspec.Struct, frozen=True, array_like=True, dict=True):
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
        payloads, sealed = [], []
        for entry in entries:
            payloads.append(entry.payload)
            sealed.append(entry.sealed)
        first = entries[0]
        return cls(first.feed, first.seq, first.prev, tuple(payloads), tuple(sealed) if any(sealed) else ())

    @classmethod
    def from_record(cls, record: bytes) -> "Run":
        """Read a run as the log keeps it; raises `BadEntry`."""
        return read_value(cls, record)

    def record(self) -> bytes:
        """Give the run as the log keeps it."""
        return _encode(self)

    def __len__(self) -> int:
        return len(self.payloads)

    @property
    def last(self) -> int:
        """The number in its feed of the last entry."""
        return self.first + len(self.payloads) - 1

    @cached_property
    def links(self) -> Sequence[bytes]:
        """The `prev` of each entry, worked out, and in the end the hash of the last one."""
        return links(self.feed, self.first, self.prev, self.payloads)

    def each_sealed(self) -> Sequence[bytes]:
        """Give what each entry has sealed."""
        return self.sealed or (b"",) * len(self.payloads)

    def entries(self) -> Iterator[Entry]:
        """Give the entries, `prev` worked out."""
        for at, (payload, sealed) in enumerate(zip(self.payloads, self.each_sealed(), strict=True)):
            entry = Entry(self.feed, self.first + at, self.links[at], payload, sealed)
            entry.__dict__["hash"] = self.links[at + 1]  # it is known: nobody need work it out again
            yield entry

    def checked(self, *, whole: bool = True) -> list[Entry]:
        """Give the entries; raises `BadEntry` if one is not canonical, of no known kind, or not `whole`."""
        entries = list(self.entries())
        for entry in entries:
            check_canonical(entry.payload)
            entry.check(whole=whole)
        return entries


def runs_of(entries: Iterable[Entry]) -> list[Run]:
    """Give entries as runs, in their order: a new run begins wherever an entry does not follow the one before."""
    runs: list[list[Entry]] = []
    before: Entry | None = None
    for entry in entries:
        if before and entry.prev == before.hash and entry.seq == before.seq + 1 and entry.feed == before.feed:
            runs[-1].append(entry)
        else:
            runs.append([entry])
        before = entry
    return list(map(_linked, runs))


def _linked(entries: list[Entry]) -> Run:
    """Make a run of entries that were seen to follow one another: its links are known, and not worked out again."""
    run = Run.of(entries)
    links = [entry.prev for entry in entries]
    links.append(entries[-1].hash)
    run.__dict__["links"] = links
    return run


_encode = msgspec.msgpack.Encoder().encode
