import os
import tracemalloc
import zlib

import msgspec
import pytest

from ledger import chunks
from ledger.chunks import MAX_CHUNK_ENTRIES, Chunk, chunk_entries, read_chunk
from ledger.entry import FIRST_PREV
from ledger.errors import ChunkRefused
from ledger.facts import CheckInRefused, Refusal, Way
from ledger.wire import check_head
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
    assert (chunk.feed, chunk.first, len(chunk.payloads)) == (box.feed.id, 5, 2)
    assert chunk_entries(chunk) == list(box.log.entries(box.feed.id, after=4))
    assert box.chunks(after=6) == []


def test_a_long_feed_is_cut_into_chunks_that_follow_one_another(box: Box) -> None:
    box.write(*(handover(number) for number in range(MAX_CHUNK_ENTRIES + 9)))
    first, second = (read_chunk(data) for data in box.chunks())
    assert (len(first.payloads), len(second.payloads)) == (MAX_CHUNK_ENTRIES, 10)
    assert second.first == MAX_CHUNK_ENTRIES + 1
    assert [*chunk_entries(first), *chunk_entries(second)] == list(box.log.entries(box.feed.id))


def test_large_entries_make_chunks_that_can_still_be_read(box: Box) -> None:
    large = [CheckInRefused(VISIT, Refusal.BAD_NIK, Way.NIK, b"", os.urandom(300_000)) for _ in range(5)]
    box.write(*large)
    pieces = [read_chunk(data) for data in box.chunks()]
    assert [len(piece.payloads) for piece in pieces] == [3, 2, 1]
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
        (packed(b"f", 1, FIRST_PREV, (b"\x90",), b"s") + b"more", "size"),
        (packed(b"f", 1, FIRST_PREV, (), b"s"), "malformed"),
        (packed(b"f", 0, FIRST_PREV, (b"\x90",), b"s"), "malformed"),
        (packed(b"f", -1, FIRST_PREV, (b"\x90",), b"s"), "malformed"),
        (packed(b"f", 2**64 - 1, FIRST_PREV, (b"\x90",), b"s"), "malformed"),
        (packed(b"f", 1, FIRST_PREV, (b"\x90",) * (MAX_CHUNK_ENTRIES + 1), b"s"), "malformed"),
        (packed(b"f", 1, FIRST_PREV, (b"\x90",), b"s"), "bad_entry"),
        (packed(b"f", 1, FIRST_PREV, (b"\x91" * 50_000 + b"\xc0",), b"s"), "bad_entry"),
    ],
)
def test_what_is_no_chunk_of_ours_is_refused_with_a_reason(data: bytes, reason: str) -> None:
    assert refused(data) == reason


def test_nothing_can_be_slipped_in_between(box: Box) -> None:
    box.write(*map(handover, range(3)))
    chunk = read_chunk(box.chunks()[0])
    payloads = chunk.payloads
    for other in (payloads[::-1], payloads[:2] + payloads[3:], (*payloads[:1], payloads[2], *payloads[1:])):
        changed = Chunk(chunk.feed, chunk.first, chunk.prev, other, chunk.signature)
        assert chunk_entries(changed)[-1].hash != chunk_entries(chunk)[-1].hash
