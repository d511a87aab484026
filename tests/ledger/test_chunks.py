import os
import tracemalloc
import zlib

import msgspec
import pytest
from msgspec.structs import replace

from ledger import chunks
from ledger.chunks import MAX_CHUNK_ENTRIES, SOFT_CHUNK_ENTRIES, Chunk, chunk_entries, make_chunks, read_chunk
from ledger.entry import FIRST_PREV
from ledger.errors import ChunkRefused
from ledger.facts import CheckInRefused, Refusal, Way
from ledger.wire import SignedHead, check_head
from tests.ledger.boxes import VISIT, Box, handover


def refused(data: bytes) -> str:
    with pytest.raises(ChunkRefused) as told:
        chunk_entries(read_chunk(data))
    return told.value.reason


def packed(*fields: object) -> bytes:
    return zlib.compress(msgspec.msgpack.encode(fields))


def test_a_feed_travels_as_chunks_and_comes_out_as_it_was(box: Box) -> None:
    box.write(*map(handover, range(5)))
    (data,) = box.chunks()
    chunk = read_chunk(data)
    entries = chunk_entries(chunk)
    assert entries == list(box.log.entries(box.feed.id))
    check_head(box.key.public, chunk.head(entries[-1]))


def test_only_what_is_missing_is_sent(box: Box) -> None:
    box.write(*map(handover, range(5)))
    (data,) = box.chunks(after=4)
    chunk = read_chunk(data)
    assert (chunk.run.feed, chunk.run.first, len(chunk.run)) == (box.feed.id, 5, 2)
    assert chunk_entries(chunk) == list(box.log.entries(box.feed.id, after=4))
    assert box.chunks(after=6) == []


def test_a_long_feed_is_cut_into_chunks_that_follow_one_another(box: Box) -> None:
    box.write(*(handover(number) for number in range(SOFT_CHUNK_ENTRIES + 9)))
    first, second = (read_chunk(data) for data in box.chunks())
    assert (len(first.run), len(second.run)) == (SOFT_CHUNK_ENTRIES, 10)
    assert second.run.first == SOFT_CHUNK_ENTRIES + 1
    assert [*chunk_entries(first), *chunk_entries(second)] == list(box.log.entries(box.feed.id))


def test_large_entries_make_chunks_that_can_still_be_read(box: Box) -> None:
    large = [CheckInRefused(VISIT, Refusal.BAD_NIK, Way.NIK, sealed=os.urandom(300_000)) for _ in range(5)]
    box.write(*large)
    pieces = [read_chunk(data) for data in box.chunks()]
    assert [len(piece.run) for piece in pieces] == [3, 2, 1]
    assert [entry for piece in pieces for entry in chunk_entries(piece)] == list(box.log.entries(box.feed.id))


def test_a_bomb_is_defused_before_it_takes_memory() -> None:
    packer = zlib.compressobj()
    bomb = b"".join([*(packer.compress(bytes(1024 * 1024)) for _ in range(100)), packer.flush()])
    tracemalloc.start()
    reason = refused(bomb)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert reason == "size"
    assert peak < 4 * chunks.MAX_CHUNK_BYTES


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "size"),
        (b"rubbish", "malformed"),
        (zlib.compress(b"rubbish"), "malformed"),
        (zlib.compress(b"")[:-1], "size"),
        (packed((b"f", 1, FIRST_PREV, (b"\x90",)), b"s") + b"more", "size"),
        (packed((b"f", 1, FIRST_PREV, ()), b"s"), "malformed"),
        (packed((b"f", 0, FIRST_PREV, (b"\x90",)), b"s"), "malformed"),
        (packed((b"f", -1, FIRST_PREV, (b"\x90",)), b"s"), "malformed"),
        (packed((b"f", 2**64 - 1, FIRST_PREV, (b"\x90",)), b"s"), "malformed"),
        (packed((b"f", 1, FIRST_PREV, (b"\x90",) * (MAX_CHUNK_ENTRIES + 1)), b"s"), "malformed"),
        (packed((b"f", 1, FIRST_PREV, (b"\x90",)), b"s"), "bad_entry"),
        (packed((b"f", 1, FIRST_PREV, (b"\x91" * 50_000 + b"\xc0",)), b"s"), "bad_entry"),
    ],
)
def test_what_is_no_chunk_of_ours_is_refused_with_a_reason(data: bytes, reason: str) -> None:
    assert refused(data) == reason


def test_nothing_can_be_slipped_in_between(box: Box) -> None:
    box.write(*map(handover, range(3)))
    chunk = read_chunk(box.chunks()[0])
    payloads = chunk.run.payloads
    for other in (payloads[::-1], payloads[:2] + payloads[3:], (*payloads[:1], payloads[2], *payloads[1:])):
        changed = Chunk(replace(chunk.run, payloads=other), chunk.signature)
        assert chunk_entries(changed)[-1].hash != chunk_entries(chunk)[-1].hash


def test_sealed_parts_travel_beside_their_entries(box: Box) -> None:
    box.write(handover(1), CheckInRefused(VISIT, Refusal.BAD_NIK, Way.NIK, sealed=b"what was typed"), handover(2))
    chunk = read_chunk(box.chunks()[0])
    assert chunk.run.sealed == (b"", b"", b"what was typed", b"")
    assert [entry.sealed for entry in chunk_entries(chunk)] == list(chunk.run.sealed)


@pytest.mark.parametrize("sealed", [(b"", b""), (b"", b"x", b""), (b"", b"", b"", b"", b""), (b"x", b"", b"", b"")])
def test_sealed_parts_that_belong_to_no_entry_are_refused(box: Box, sealed: tuple[bytes, ...]) -> None:
    box.write(*map(handover, range(3)))
    chunk = read_chunk(box.chunks()[0])
    assert refused(packed(replace(chunk.run, sealed=sealed), chunk.signature)) in ("malformed", "bad_entry")


class Sealed:
    """A box whose key is sealed: it has given its word up to some entries and can give it for no other."""

    def __init__(self, box: Box, *signed: int) -> None:
        self.box = box
        self.signed = signed

    def vouch(self, feed: bytes, seq: int) -> SignedHead | None:
        return self.box.vouch(feed, seq) if seq in self.signed else None

    def sent(self, after: int = 0) -> list[int]:
        """How many entries each chunk has."""
        feed = self.box.feed.id
        return [len(read_chunk(data).run) for data in make_chunks(self.box.log, self.vouch, feed, after)]


def test_while_the_key_is_sealed_what_was_signed_before_is_sent(box: Box) -> None:
    box.write(*map(handover, range(9)))
    assert Sealed(box).sent() == []
    assert Sealed(box, 4, 7).sent() == [7]
    assert Sealed(box, 4, 7).sent(after=5) == [2]
    assert Sealed(box, 4, 7).sent(after=7) == []


def test_while_the_key_is_sealed_a_long_feed_is_cut_where_it_was_signed(box: Box) -> None:
    box.write(*(handover(number) for number in range(2 * SOFT_CHUNK_ENTRIES)))
    signed = range(500, 2 * SOFT_CHUNK_ENTRIES, 500)
    assert Sealed(box, *signed).sent() == [1500, 1000]
    assert Sealed(box, *signed).sent(after=37) == [1963, 500]
