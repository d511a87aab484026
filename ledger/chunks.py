"""Feeds on their way: a chunk is a run of entries of one feed with its writer's signature over the last of them.

`prev` of each entry is not sent but worked out, so nothing can be slipped in between. A chunk is zlib-packed msgpack.
"""

import zlib
from collections.abc import Iterator

import msgspec

from ledger.entry import Entry
from ledger.errors import BadEntry, ChunkRefused
from ledger.keys import SigningKey
from ledger.log import Log
from ledger.outside import read_value
from ledger.run import Run
from ledger.wire import SignedHead, sign_head

MAX_CHUNK_ENTRIES = 2000
MAX_CHUNK_BYTES = 4 * 1024 * 1024
_SOFT_CHUNK_BYTES = 512 * 1024


class Chunk(msgspec.Struct, frozen=True, array_like=True):
    """A run of a feed with its writer's signature over the head after the last entry."""

    run: Run
    signature: bytes

    def head(self, last: Entry) -> SignedHead:
        """Give what the signature vouches for."""
        return SignedHead(self.run.feed, last.seq, last.hash, self.signature)


def make_chunks(log: Log, key: SigningKey, feed: bytes, after: int) -> Iterator[bytes]:
    """Give what follows entry `after` of a feed that `key` writes, as the bytes of chunks."""
    run: list[Entry] = []
    size = 0
    for entry in log.entries(feed, after):
        run.append(entry)
        size += len(entry.payload) + len(entry.sealed)
        if size >= _SOFT_CHUNK_BYTES or len(run) == MAX_CHUNK_ENTRIES:
            yield _pack(key, run)
            run, size = [], 0
    if run:
        yield _pack(key, run)


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


def _pack(key: SigningKey, run: list[Entry]) -> bytes:
    last = run[-1]
    signature = sign_head(key, last.feed, last.seq, last.hash).signature
    return zlib.compress(msgspec.msgpack.encode(Chunk(Run.of(run), signature)))
