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
        payloads, sealed, links = [], [], []
        for entry in entries:
            payloads.append(entry.payload)
            sealed.append(entry.sealed)
            links.append(entry.prev)
        links.append(entry.hash)
        first = entries[0]
        run = cls(first.feed, first.seq, first.prev, tuple(payloads), tuple(sealed) if any(sealed) else ())
        run.__dict__["links"] = links  # they are known: nobody need work them out again
        return run

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
    return list(map(Run.of, runs))


_encode = msgspec.msgpack.Encoder().encode
