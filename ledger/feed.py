"""A feed that this box writes: its device key, an incarnation, and the one way to add to it."""

import hashlib
import os
from collections.abc import Sequence

from ledger.clock import Clock
from ledger.entry import FEED_BYTES, Entry, Place
from ledger.facts import AnyFact, FeedOpened
from ledger.keys import SigningKey
from ledger.log import Log


def feed_id(device: bytes, incarnation: bytes) -> bytes:
    """Give the id of the feed that `device` writes in one incarnation."""
    return hashlib.sha256(b"sotarsa feed\0" + device + incarnation).digest()[:FEED_BYTES]


class Feed:
    """The feed of this box in its log. `append` belongs to the writer's thread."""

    def __init__(self, log: Log, key: SigningKey, clock: Clock, feed: bytes) -> None:
        self.log = log
        self.key = key
        self.id = feed
        self._clock = clock

    @classmethod
    def open(cls, log: Log, key: SigningKey, clock: Clock, certificate: bytes, version: str) -> "Feed":
        """Continue the feed that this device began in this log, or begin one."""
        for feed in log.heads():
            first = log.entry(feed, 1)
            if first and isinstance(first.fact, FeedOpened) and first.fact.device == key.public:
                return cls(log, key, clock, feed)
        incarnation = os.urandom(8)
        new = cls(log, key, clock, feed_id(key.public, incarnation))
        new.append([FeedOpened(key.public, incarnation, certificate, version)])
        return new

    def append(self, facts: Sequence[AnyFact], by: str = "") -> list[Entry]:
        """Write facts as the next entries, in one commit; gives the entries, which are on the medium."""
        entries = self.prepare(facts, by)
        self.log.append(entries)
        return entries

    def prepare(self, facts: Sequence[AnyFact], by: str = "") -> list[Entry]:
        """Give facts as the next entries, for the caller to commit at once, together with those of another feed."""
        entries: list[Entry] = []
        seq, prev = self.log.head(self.id)
        for fact in facts:
            seq += 1
            entry = Entry.create(Place(self.id, seq), prev, self._clock.now(), by, fact)
            entries.append(entry)
            prev = entry.hash
        return entries
