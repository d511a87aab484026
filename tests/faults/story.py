"""Entries to write: feeds that grow entry by entry, small ones and large ones, alone and in batches; seeded."""

from collections.abc import Sequence
from random import Random

from ledger.clock import Instant, Trust
from ledger.disk import frames
from ledger.disk.frames import BLOCK_BYTES
from ledger.entry import FIRST_PREV, Entry, Place
from ledger.facts import HandedOver, Manner, Mark
from ledger.run import Run

_NOW_MS = 1_770_000_000_000
_FEEDS = (b"the first feed.", b"another feed...")
# What a stranger may seal and send us: a frame of a log of his own.
_STRANGE = frames.encode(1, b"stranger", [b"a frame in a frame"])


class Story:
    """Gives the next commit of a log, whatever is in it by now."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance

    def next_commit(self, entries: Sequence[Entry]) -> list[Entry]:
        """Give one entry, or several, that follow `entries`."""
        chance = self._chance
        ends = {entry.feed: entry for entry in entries}
        feed = chance.choice(_FEEDS)
        if entries and chance.random() < 0.05:  # a log begins with what its own box says
            return [self._hiding(feed, ends.get(feed))]
        commit: list[Entry] = []
        for _ in range(1 if chance.random() < 0.7 else chance.randint(2, 12)):
            if chance.random() < 0.1:
                feed = chance.choice(_FEEDS)
            ends[feed] = self._following(feed, ends.get(feed), self._sealed())
            commit.append(ends[feed])
        return commit

    def _following(self, feed: bytes, last: Entry | None, sealed: bytes) -> Entry:
        place = Place(feed, last.seq + 1 if last else 1)
        prev = last.hash if last else FIRST_PREV
        person = self._chance.randbytes(8)
        fact = HandedOver(b"visit 01", person, (person,), Manner.SELF, Mark.SIGNATURE, ("ktp",), sealed)
        return Entry.create(place, prev, Instant(_NOW_MS + place.seq, Trust.STAFF), "P1", fact)

    def _hiding(self, feed: bytes, last: Entry | None) -> Entry:
        """Give an entry in whose frame the stranger's comes to lie at the beginning of a block."""
        entry = self._following(feed, last, _STRANGE)
        begins = frames.encode(1, b"whatever", [Run.of([entry]).record()]).index(_STRANGE)
        return self._following(feed, last, bytes(-begins % BLOCK_BYTES) + _STRANGE)

    def _sealed(self) -> bytes:
        luck = self._chance.random()
        if luck < 0.7:
            return b""
        if luck < 0.9:
            return self._chance.randbytes(self._chance.randint(1, 300))
        return self._chance.randbytes(self._chance.randint(300, 14_000))
