"""Somebody without its key sends what a kiosk is said to have written: the hub takes nothing of it, and loses nothing.

The forger has read every chunk, owns an enrolled kiosk of his own, and changes, leaves out, swaps, adds and signs as he
likes. Each `cut` is one forged chunk; it is `undetected` if the hub takes it, and the entries in it are `altered`.
"""

import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from unittest import mock

import msgspec
from msgspec.structs import replace

from ledger.certificates import certify
from ledger.chunks import Chunk
from ledger.clock import Clock, Instant, Trust
from ledger.entry import FIRST_PREV, Entry, Place
from ledger.errors import ChunkRefused
from ledger.feed import Feed
from ledger.intake import Intake
from ledger.keys import SigningKey
from ledger.log import Log
from ledger.run import Run
from tests.faults.report import Harness, Tally
from tests.faults.simulated_disk import SimulatedDisk
from tests.ledger.boxes import HUB, NOW_MS, Ticking, chunk_of, handover

FULL, QUICK, VARIANT = 30_000, 1_500, 200
ENTRIES = 40
_KIOSK, _FORGER = SigningKey(b"k" * 32), SigningKey(b"f" * 32)


def forge(times: int, seed: int = 1) -> Tally:
    """Send this many forged chunks."""
    forger = Forger(Random(seed))
    for _ in range(times):
        forger.send()
    return forger.tally


class Forger:
    """Sends one forged chunk after another to a hub that has a part of a kiosk's feed."""

    def __init__(self, chance: Random) -> None:
        self.tally = Tally()
        self._chance = chance
        self._genuine = _feed(_KIOSK, ENTRIES)
        self._own = _feed(_FORGER, 5)
        self._hub = self._new_hub()
        self._forgeries: list[Callable[[Chunk], Chunk | bytes]] = [
            self._other_payload, self._left_out, self._twice, self._swapped, self._other_sealed, self._other_prev,
            self._other_numbers, self._added, self._other_signature, self._signature_of_before, self._signed_by_forger,
            self._in_forgers_feed, self._opened_anew, self._one_bit,
        ]  # fmt: skip

    def send(self) -> None:
        """Forge a chunk, send it, and look at what the hub has."""
        tally, hub = self.tally, self._hub
        forged = self._chance.choice(self._forgeries)(self._some_chunk())
        data = forged if isinstance(forged, bytes) else _packed(forged)
        tally.cuts += 1
        tally.acknowledged += len(hub)
        before = hub.heads()
        try:
            new = Intake(hub, HUB.public, lambda _: None).take(data).new
        except ChunkRefused:
            tally.lost += hub.heads() != before
            return
        tally.undetected += 1
        tally.altered += sum(entry not in self._genuine for entry in new)
        self._hub = self._new_hub()

    def _new_hub(self) -> Log:
        hub = Log(Path("/hub"), disk=SimulatedDisk(recording=False), segment_bytes=64 * 1024, spare_in_background=False)
        hub.append(self._own)
        hub.append(self._genuine[: self._chance.randint(0, ENTRIES - 1)])
        return hub

    def _some_chunk(self) -> Chunk:
        """Give a chunk that the hub would take, if it were left as it is."""
        has = self._hub.head(self._genuine[0].feed).seq
        first = self._chance.randint(0, has)
        last = self._chance.randint(has, ENTRIES - 1)
        return chunk_of(_KIOSK, self._genuine[first : last + 1])

    def _other_payload(self, chunk: Chunk) -> Chunk:
        at = self._chance.randrange(len(chunk.run))
        payloads = list(chunk.run.payloads)
        payloads[at] = Entry.create(Place(b"", 0), b"", Instant(NOW_MS, Trust.STAFF), "P1", handover(9_999)).payload
        return _with(chunk, payloads=tuple(payloads))

    def _left_out(self, chunk: Chunk) -> Chunk:
        at = self._chance.randrange(len(chunk.run))
        return self._arranged(chunk, [each for each in range(len(chunk.run)) if each != at])

    def _twice(self, chunk: Chunk) -> Chunk:
        at = self._chance.randrange(len(chunk.run))
        return self._arranged(chunk, sorted([*range(len(chunk.run)), at]))

    def _swapped(self, chunk: Chunk) -> Chunk:
        order = list(range(len(chunk.run)))
        self._chance.shuffle(order)
        return self._arranged(chunk, order if order != sorted(order) else [*order, 0])

    def _arranged(self, chunk: Chunk, order: Sequence[int]) -> Chunk:
        run = chunk.run
        sealed = tuple(run.sealed[each] for each in order) if run.sealed else ()
        return _with(chunk, payloads=tuple(run.payloads[each] for each in order), sealed=sealed)

    def _other_sealed(self, chunk: Chunk) -> Chunk:
        sealed = [self._chance.randbytes(20) for _ in chunk.run.payloads]
        return _with(chunk, sealed=tuple(sealed))

    def _other_prev(self, chunk: Chunk) -> Chunk:
        return _with(chunk, prev=self._chance.choice([FIRST_PREV[1:] + b"\1", self._chance.randbytes(32)]))

    def _other_numbers(self, chunk: Chunk) -> Chunk:
        return _with(chunk, first=chunk.run.first + self._chance.choice([-1, 1, 2]) or 3)

    def _added(self, chunk: Chunk) -> Chunk:
        """Entries of the forger's that follow the chain as they should, signed by whoever."""
        entries = list(chunk.run.entries())
        for number in range(self._chance.randint(1, 3)):
            last = entries[-1]
            place, instant = Place(last.feed, last.seq + 1), Instant(NOW_MS, Trust.STAFF)
            entries.append(Entry.create(place, last.hash, instant, "P1", handover(9_000 + number)))
        signature = self._chance.choice([chunk.signature, chunk_of(_FORGER, entries).signature, bytes(64)])
        return Chunk(Run.of(entries), signature)

    def _other_signature(self, chunk: Chunk) -> Chunk:
        return replace(chunk, signature=self._chance.randbytes(64))

    def _signature_of_before(self, chunk: Chunk) -> Chunk:
        """What the kiosk signed when its feed was shorter."""
        entries = list(chunk.run.entries())
        forged = self._added(chunk)
        return replace(forged, signature=chunk_of(_KIOSK, entries[: self._chance.randint(1, len(entries))]).signature)

    def _signed_by_forger(self, chunk: Chunk) -> Chunk:
        return chunk_of(_FORGER, list(chunk.run.entries()))

    def _in_forgers_feed(self, chunk: Chunk) -> Chunk:
        """The kiosk's entries as if the forger's kiosk had written them, with the kiosk's signature."""
        return _with(chunk, feed=self._own[0].feed)

    def _opened_anew(self, _chunk: Chunk) -> Chunk:
        """A feed of a kiosk that the hub never certified, or certified for another key."""
        stranger = SigningKey(self._chance.randbytes(32))
        word = self._chance.choice([HUB, _FORGER, stranger])
        certified = _KIOSK if word is HUB else stranger
        certificate = certify(word, certified.public, "Kiosk", NOW_MS)
        return chunk_of(stranger, _feed(stranger, 3, certificate))

    def _one_bit(self, chunk: Chunk) -> bytes:
        data = bytearray(msgspec.msgpack.encode(chunk))
        bit = self._chance.randrange(8 * len(data))
        data[bit // 8] ^= 1 << bit % 8
        return zlib.compress(data)


def _feed(key: SigningKey, entries: int, certificate: bytes = b"") -> list[Entry]:
    """Give a feed of this length as `key` would write it."""
    log = Log(Path("/kiosk"), disk=SimulatedDisk(recording=False), segment_bytes=64 * 1024, spare_in_background=False)
    certificate = certificate or certify(HUB, key.public, "Kiosk", NOW_MS)
    feed = Feed.open(log, key.public, Clock(Trust.STAFF, Ticking()), certificate, "1")
    facts = [replace(handover(number), sealed=bytes([number]) * (number % 3)) for number in range(1, entries)]
    feed.append(facts, "P1")
    return list(log.table.entries())


def _with(chunk: Chunk, **changes: object) -> Chunk:
    return replace(chunk, run=replace(chunk.run, **changes))


def _packed(chunk: Chunk) -> bytes:
    return zlib.compress(msgspec.msgpack.encode(chunk))


def _without_check() -> Tally:
    with mock.patch("ledger.intake.check_head"):
        return forge(VARIANT)


HARNESS = Harness(lambda quick: forge(QUICK if quick else FULL), {"checks no signature": _without_check})
