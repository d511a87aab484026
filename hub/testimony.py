"""Evidence that reaches the office: kept when one of our boxes signed it, else held with its reason."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice

from hub.devices import Devices
from hub.histories import histories
from hub.quarantine import Held, Quarantine
from hub.writers import Writers
from ledger.chunks import Chunk
from ledger.clock import Clock
from ledger.codes import SignedEntry
from ledger.entry import Entry
from ledger.errors import BadEntry, EvidenceRefused
from ledger.evidence import Evidence, Kept, Proof, Source
from ledger.facts import OfficeFact
from ledger.keys import SigningKey
from ledger.log import Log
from ledger.run import Run
from ledger.vouching import EVERY
from ledger.wire import MAX_MESSAGE_BYTES, EvidenceTaken, sign_head
from ledger.writer import Writer


@dataclass(frozen=True)
class Testified:
    """An entry that a receipt proves, and whether the office learnt of it by that."""

    entry: Entry
    new: bool


class Testimony:
    """The one way in for what fits no chain. Everything here waits for the medium: never call it on an event loop."""

    def __init__(
        self,
        log: Log,
        writer: Writer,
        evidence: Evidence,
        key: SigningKey,
        clock: Clock,
        devices: Devices,
        writers: Writers,
        quarantine: Quarantine,
    ) -> None:
        self._log = log
        self._writer = writer
        self._evidence = evidence
        self._key = key
        self._clock = clock
        self._devices = devices
        self._writers = writers
        self._quarantine = quarantine

    def take(self, sent: Sequence[bytes], road: str) -> EvidenceTaken:
        """Take evidence in that a kiosk sent; what cannot be taken is held with its reason. Twice is harmless.

        Raises `QuarantineFull` when there is no room for what is held.
        """
        taken = new = 0
        for data in sent:
            try:
                found = self._writer.run(partial(self._take, Kept.read(data))).result()
            except (BadEntry, EvidenceRefused) as error:
                reason = error.reason if isinstance(error, EvidenceRefused) else "malformed"
                held = Held(reason, str(error), road, self._clock.now().at, len(data), ours=reason == "revoked")
                self._quarantine.hold(data, held)
            else:
                taken += 1
                new += len(found)
        return EvidenceTaken(taken, new)

    def take_receipt(self, signed: SignedEntry) -> Testified:
        """Take a handover in that a receipt proves; raises `EvidenceRefused` unless one of our boxes signed it."""
        kept = Kept.of_receipt(signed, self._clock.now().at)
        found = self._writer.run(lambda: self._take(kept)).result()
        return Testified(signed.entry, bool(found))

    def take_branch(self, chunk: Chunk) -> list[Entry]:
        """Keep another history of a feed, whose signature has been checked; belongs to the writer's thread."""
        return self._add(Kept(chunk.run, Source.BRANCH, Proof.HEAD, chunk.signature, self._clock.now().at))

    def is_followed_by(self, chunk: Chunk) -> bool:
        """Tell whether a chunk follows an entry that is kept as evidence."""
        return chunk.run.prev in self._evidence

    def give_back(self, device: bytes, feed: bytes, first: int) -> tuple[bytes, ...]:
        """Give what is known here of a kiosk's feed from entry `first` on, of all its histories, with our word for it.

        No more than fits one message: the kiosk asks again for what follows the last entry. Nothing of a feed that is
        not the kiosk's.
        """
        if first < 1 or not self._writers.belongs(feed, device):
            return ()
        given: list[bytes] = []
        room = MAX_MESSAGE_BYTES - 1024
        for runs in self._stretches(feed, first):
            pieces = [self._vouched(run) for run in runs]
            room -= sum(map(len, pieces))
            if given and room < 0:
                break
            given += pieces
        return tuple(given)

    def _stretches(self, feed: bytes, first: int) -> Iterator[list[Run]]:
        """Give a feed in stretches of numbers, each with all histories of these, the one that goes furthest last.

        Whoever goes on after the last entry of a stretch so misses nothing.
        """
        beside = [entry for entry in self._evidence.of_feed(feed) if not self._is_in_log(entry)]
        end = max([self._log.head(feed).seq, *(entry.seq for entry in beside)])
        for start in range(first, end + 1, EVERY):
            others = (entry for entry in beside if start <= entry.seq < start + EVERY)
            found = [list(islice(self._log.entries(feed, start - 1), EVERY)), *histories(others)]
            runs = [Run.of(each) for each in found if each]
            if runs:
                yield sorted(runs, key=lambda run: run.last)

    def _vouched(self, run: Run) -> bytes:
        *_, last = run.entries()
        signature = sign_head(self._key, run.feed, last.seq, last.hash).signature
        return Kept(run, Source.HUB, Proof.HEAD, signature, self._clock.now().at).encoded()

    def _take(self, kept: Kept) -> list[Entry]:
        entries = kept.run.checked(whole=False)
        if not entries or any(isinstance(entry.fact, OfficeFact) for entry in entries):
            raise EvidenceRefused("bad_entry", "only the office writes what the office decides")
        if self._devices.is_revoked(self._writers.signer(kept)):
            raise EvidenceRefused("revoked", "the device that signed it no longer belongs to us")
        return self._add(kept)

    def _add(self, kept: Kept) -> list[Entry]:
        here = {entry.hash for entry in kept.run.entries() if self._is_in_log(entry)}
        if len(here) == len(kept.run):
            return []
        return [entry for entry in self._evidence.add([kept]) if entry.hash not in here]

    def _is_in_log(self, entry: Entry) -> bool:
        mine = self._log.entry(entry.feed, entry.seq)
        return mine is not None and mine.hash == entry.hash
