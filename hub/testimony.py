"""Evidence that reaches the office: kept when one of our boxes signed it, else held with its reason."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from hub.devices import Devices
from hub.plans import Plans
from hub.quarantine import Held, Quarantine
from hub.stand_ins import stand_ins
from ledger.chunks import Chunk
from ledger.clock import Clock
from ledger.codes import SignedEntry
from ledger.entry import Entry, Place
from ledger.errors import BadEntry, BadSignature, EvidenceRefused
from ledger.evidence import Evidence, Kept, Proof, Source
from ledger.facts import FeedOpened, OfficeFact
from ledger.feed import feed_id, feeds_of
from ledger.keys import SigningKey
from ledger.log import Log
from ledger.run import Run
from ledger.vouching import EVERY
from ledger.wire import MAX_MESSAGE_BYTES, EvidenceTaken, sign_head
from ledger.writer import Writer

_GIVEN_AT_ONCE = 8


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
        plans: Plans,
        quarantine: Quarantine,
    ) -> None:
        self._log = log
        self._writer = writer
        self._evidence = evidence
        self._key = key
        self._clock = clock
        self._devices = devices
        self._plans = plans
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
        """Give what is known here of a kiosk's feed from entry `first` on, with our word for it.

        No more than fits one message: the kiosk asks again. Nothing of a feed that is not the kiosk's.
        """
        if self._owner(feed) != device or first < 1:
            return ()
        given: list[bytes] = []
        room = MAX_MESSAGE_BYTES - 1024
        for run in self._runs(feed, first):
            *_, last = run.entries()
            signature = sign_head(self._key, feed, last.seq, last.hash).signature
            data = Kept(run, Source.HUB, Proof.HEAD, signature, self._clock.now().at).encoded()
            room -= len(data)
            if given and (room < 0 or len(given) == _GIVEN_AT_ONCE):
                break
            given.append(data)
        return tuple(given)

    def feeds_of(self, device: bytes) -> list[bytes]:
        """Name the feeds of a kiosk of which anything is known here."""
        seen = [feed for feed, _ in feeds_of(self._log, device)]
        return [*seen, *(feed for feed in sorted(self._evidence.feeds()) if self._owner(feed) == device)]

    def _runs(self, feed: bytes, first: int) -> Iterator[Run]:
        batch: list[Entry] = []
        for entry in self._log.entries(feed, first - 1):
            batch.append(entry)
            if len(batch) == EVERY:
                yield Run.of(batch)
                batch = []
        if batch:
            yield Run.of(batch)
        end = self._log.head(feed).seq
        yield from (Run.of([entry]) for entry in self._evidence.of_feed(feed) if entry.seq >= max(first, end + 1))

    def _take(self, kept: Kept) -> list[Entry]:
        entries = kept.run.checked(whole=False)
        if not entries or any(isinstance(entry.fact, OfficeFact) for entry in entries):
            raise EvidenceRefused("bad_entry", "only the office writes what the office decides")
        device = self._signer(kept, entries[0])
        if self._devices.is_revoked(device):
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

    def _signer(self, kept: Kept, first: Entry) -> bytes:
        """Give the device whose feed it is, having checked that it or its stand-in signed; raises `EvidenceRefused`."""
        owner = self._owner(kept.run.feed) or _opened_by(first)
        for public, device in self._candidates():
            if owner in (b"", device, public) and _signed_by(kept, public):
                return device
        raise EvidenceRefused("signature", "no box of ours signed this")

    def _candidates(self) -> Iterator[tuple[bytes, bytes]]:
        """Give every key that may vouch, with the device that it speaks for."""
        yield from ((each.device, each.device) for each in self._devices.everyone())
        yield from stand_ins(self._plans)

    def _owner(self, feed: bytes) -> bytes:
        """Give the device that writes a feed, as far as its beginning is known here; empty otherwise."""
        first = self._log.entry(feed, 1)
        known = [first] if first else self._evidence.at(Place(feed, 1))
        return next((device for entry in known if (device := _opened_by(entry))), b"")


def _opened_by(entry: Entry) -> bytes:
    fact = entry.fact
    if entry.seq == 1 and isinstance(fact, FeedOpened) and feed_id(fact.device, fact.incarnation) == entry.feed:
        return fact.device
    return b""


def _signed_by(kept: Kept, public: bytes) -> bool:
    try:
        kept.check(public)
    except BadSignature:
        return False
    return True
