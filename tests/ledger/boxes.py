"""Boxes for tests: a hub's key, and kiosks that write feeds into logs of their own."""

from collections.abc import Sequence
from pathlib import Path

from ledger.certificates import certify
from ledger.chunks import Chunk, make_chunks
from ledger.clock import Clock, Trust
from ledger.entry import Entry
from ledger.facts import AnyFact, HandedOver, Manner, Mark
from ledger.feed import Feed
from ledger.keys import SigningKey
from ledger.log import Log
from ledger.run import Run
from ledger.wire import SignedHead, sign_head

HUB = SigningKey(b"\1" * 32)
NOW_MS = 1_770_000_000_000
VISIT = b"visit 01"


class Ticking:
    """A wall clock that moves on by a second whenever it is looked at."""

    def __init__(self, start_ms: int = NOW_MS) -> None:
        self.ms = start_ms

    def __call__(self) -> int:
        self.ms += 1000
        return self.ms


class Box:
    """A kiosk of the hub with a log in `folder`."""

    def __init__(self, folder: Path, seed: int = 2, certificate: bytes | None = None) -> None:
        self.key = SigningKey(bytes([seed]) * 32)
        self.clock = Clock(Trust.STAFF, Ticking())
        self.log = Log(folder)
        signed = certify(HUB, self.key.public, "Kiosk", NOW_MS) if certificate is None else certificate
        self.feed = Feed.open(self.log, self.key.public, self.clock, signed, "1")

    def write(self, *facts: AnyFact) -> list[Entry]:
        """Write facts in one commit."""
        return self.feed.append(facts, "P1")

    def chunks(self, after: int = 0) -> list[bytes]:
        """Its feed as it travels."""
        return list(make_chunks(self.log, self.vouch, self.feed.id, after))

    def vouch(self, feed: bytes, seq: int) -> SignedHead | None:
        """Its word for a feed."""
        entry = self.log.entry(feed, seq)
        return sign_head(self.key, feed, seq, entry.hash) if entry else None

    def piece(self, first: int, last: int) -> Chunk:
        """Entries `first` to `last` of its feed as one chunk."""
        entries = list(self.log.entries(self.feed.id))[first - 1 : last]
        return chunk_of(self.key, entries)

    def close(self) -> None:
        self.log.close()


def chunk_of(key: SigningKey, entries: Sequence[Entry]) -> Chunk:
    """A chunk of these entries, signed by `key`."""
    last = entries[-1]
    signature = sign_head(key, last.feed, last.seq, last.hash).signature
    return Chunk(Run.of(entries), signature)


def handover(number: int) -> HandedOver:
    """A handover to the person with this number."""
    person = number.to_bytes(8, "big")
    return HandedOver(VISIT, person, (b"allot" + person[5:],), Manner.SELF, Mark.SIGNATURE, ("ktp",))
