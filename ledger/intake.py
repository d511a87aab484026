"""Taking in chunks of other boxes' feeds: checked first, then committed once, whatever is sent and however often."""

from collections.abc import Callable
from dataclasses import dataclass

from ledger.certificates import Certificate, read_certificate
from ledger.chunks import Chunk, chunk_entries, read_chunk
from ledger.entry import Entry
from ledger.errors import BadSignature, ChunkRefused, LedgerError
from ledger.facts import FeedOpened, OfficeFact, VillageFact
from ledger.feed import feed_id
from ledger.log import Head, Log
from ledger.wire import check_head


@dataclass(frozen=True)
class Taken:
    """What is in a chunk: whose feed it is, the feed's head with it, and the entries that are new here."""

    feed: bytes
    device: bytes
    head: Head
    new: list[Entry]


class Intake:
    """Takes chunks into a log, for the hub with public key `hub`.

    `admits` is asked with each device's certificate and raises `ChunkRefused` to keep it out (such as a revoked one).
    `take` belongs to the writer's thread. The set of entries that results does not depend on the order of chunks that
    were taken, on repeats, or on chunks that were refused.
    """

    def __init__(self, log: Log, hub: bytes, admits: Callable[[Certificate], None]) -> None:
        self._log = log
        self._hub = hub
        self._admits = admits

    def take(self, data: bytes) -> Taken:
        """Check a chunk and commit what is new in it; raises as `check` does, having taken nothing."""
        taken = self.check(data)
        if taken.new:
            self._log.append(taken.new)
        return taken

    def check(self, data: bytes) -> Taken:
        """Say what taking a chunk would come to; raises `ChunkRefused`. What is new is for the caller to commit.

        Reasons: size, malformed, bad_entry, gap, fork, chain, signature, stranger, revoked.
        """
        chunk = read_chunk(data)
        entries = chunk_entries(chunk)
        certificate = self._certificate_of(chunk, entries[0])
        device = certificate.device
        try:
            _check_scope(certificate, entries)
            new = self._checked(chunk, entries, device)
        except ChunkRefused as error:
            error.device = device
            raise
        head = Head(new[-1].seq, new[-1].hash) if new else self._log.head(chunk.run.feed)
        return Taken(chunk.run.feed, device, head, new)

    def _checked(self, chunk: Chunk, entries: list[Entry], device: bytes) -> list[Entry]:
        try:
            check_head(device, chunk.head(entries[-1]))
        except BadSignature as error:
            raise ChunkRefused("signature", str(error)) from error
        if any(isinstance(entry.fact, OfficeFact) for entry in entries):
            raise ChunkRefused("bad_entry", "only the office writes what the office decides")
        return self._new(chunk, entries)

    def _new(self, chunk: Chunk, entries: list[Entry]) -> list[Entry]:
        head = self._log.head(chunk.run.feed)
        if chunk.run.first > head.seq + 1:
            raise ChunkRefused("gap", f"entries {head.seq + 1} to {chunk.run.first - 1} are missing")
        for entry in entries:
            if entry.seq > head.seq:
                break
            mine = self._log.entry(entry.feed, entry.seq)
            if mine is None or mine.hash != entry.hash:
                raise ChunkRefused("fork", f"{entry.place} is here with another content")
        new = [entry for entry in entries if entry.seq > head.seq]
        if new and new[0].prev != head.hash:
            raise ChunkRefused("chain", f"{new[0].place} does not follow what is here")
        return new

    def _certificate_of(self, chunk: Chunk, first: Entry) -> Certificate:
        opening = first if chunk.run.first == 1 else self._log.entry(chunk.run.feed, 1)
        if opening is None:
            raise ChunkRefused("gap", "the beginning of this feed is not here yet")
        fact = opening.fact
        if not isinstance(fact, FeedOpened) or feed_id(fact.device, fact.incarnation) != chunk.run.feed:
            raise ChunkRefused("stranger", "the feed does not begin as a feed of its device")
        try:
            certificate = read_certificate(fact.certificate, self._hub)
        except LedgerError as error:
            raise ChunkRefused("stranger", str(error)) from error
        if certificate.device != fact.device:
            raise ChunkRefused("stranger", "the certificate is another device's")
        self._admits(certificate)
        return certificate


def _check_scope(certificate: Certificate, entries: list[Entry]) -> None:
    """Raise `ChunkRefused` where a stand-in writes of another visit than its own."""
    visits = {entry.fact.visit for entry in entries if isinstance(entry.fact, VillageFact)}
    if certificate.visit and not visits <= {certificate.visit}:
        raise ChunkRefused("stranger", "a stand-in wrote of a visit that is not its own")
