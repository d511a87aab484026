"""Feeds on their way: a chunk is a run of entries of one feed with its writer's signature over the last of them.

`prev` of each entry is not sent but worked out, so nothing can be slipped in between. A chunk is zlib-packed msgpack.
"""

import zlib
from collections.abc import Callable, Iterator, Sequence

import msgspec

from ledger.entry import Entry
from ledger.errors import BadEntry, ChunkRefused
from ledger.log import Log
from ledger.outside import read_value
from ledger.run import Run
from ledger.wire import SignedHead

MAX_CHUNK_ENTRIES = 2000
MAX_CHUNK_BYTES = 4 * 1024 * 1024
_SOFT_CHUNK_BYTES = 512 * 1024
SOFT_CHUNK_ENTRIES = 1500


class Chunk(msgspec.Struct, frozen=True, array_like=True):
    """A run of a feed with its writer's signature over the head after the last entry."""

    run: Run
    signature: bytes

    def head(self, last: Entry) -> SignedHead:
        """Give what the signature vouches for."""
        return SignedHead(self.run.feed, last.seq, last.hash, self.signature)


Vouch = Callable[[bytes, int], SignedHead | None]
"""Gives the writer's signed word for a feed up to an entry, or None where it cannot be given now."""


def make_chunks(log: Log, vouch: Vouch, feed: bytes, after: int) -> Iterator[bytes]:
    """Give what follows entry `after` of a feed, as the bytes of chunks.

    Where `vouch` has no word for an entry the chunk goes on to the next one for which it has; what follows the last
    such entry is not given.
    """
    run: list[Entry] = []
    size = 0
    end = log.head(feed).seq
    for entry in log.entries(feed, after):
        run.append(entry)
        size += len(entry.payload) + len(entry.sealed)
        if size >= _SOFT_CHUNK_BYTES or len(run) >= SOFT_CHUNK_ENTRIES or entry.seq == end:
            head = vouch(feed, entry.seq)
            if head:
                yield pack_chunk(run, head.signature)
                run, size = [], 0
    if run and (last := _last_vouched(run, vouch)):
        yield pack_chunk(run[: run.index(last[0]) + 1], last[1].signature)


def read_chunk(data: bytes) -> Chunk:
    """Read a chunk; raises `ChunkRefused` if it is none or unpacks to more than `MAX_CHUNK_BYTES`."""
    unpacker = zlib.decompressobj()
    try:
        plain = unpacker.decompress(data, MAX_CHUNK_BYTES)
        if not unpacker.eof or unpacker.unused_data:
            raise ChunkRefused("size", "the chunk is too large, or not whole")
        chunk = read_value(Chunk, plain)
    except (zlib.error, BadEntry) as error:
        raise ChunkRefused("malformed", f"not a chunk: {error}") from error
    run = chunk.run
    if not 0 < len(run) <= MAX_CHUNK_ENTRIES or run.first < 1 or len(run.sealed) not in (0, len(run)):
        raise ChunkRefused("malformed", "a chunk of no entries, or of too many")
    return chunk


def chunk_entries(chunk: Chunk) -> list[Entry]:
    """Give the entries of a chunk; raises `ChunkRefused`."""
    try:
        return chunk.run.checked()
    except BadEntry as error:
        raise ChunkRefused("bad_entry", str(error)) from error


def pack_chunk(run: Sequence[Entry], signature: bytes) -> bytes:
    """Make the bytes of a chunk of entries that follow one another; the signature is over the head after the last."""
    return zlib.compress(msgspec.msgpack.encode(Chunk(Run.of(run), signature)))


def _last_vouched(run: Sequence[Entry], vouch: Vouch) -> tuple[Entry, SignedHead] | None:
    for entry in reversed(run):
        head = vouch(entry.feed, entry.seq)
        if head:
            return entry, head
    return None
