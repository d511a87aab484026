"""Feeds on their way: a chunk is a run of entries of one feed with its writer's signature over the last of them.

`prev` of each entry is not sent but worked out, so nothing can be slipped in between. A chunk is zlib-packed msgpack.
"""

import zlib
from collections.abc import Iterator

import msgspec

from ledger.entry import FIRST_PREV, Entry, check_canonical
from ledger.errors import BadEntry, ChunkRefused
from ledger.keys import SigningKey
from ledger.log import Log
from ledger.outside import Seq, read_value
from ledger.wire import SignedHead, sign_head

MAX_CHUNK_ENTRIES = 2000
MAX_CHUNK_BYTES = 4 * 1024 * 1024
_SOFT_CHUNK_BYTES = 512 * 1024


class Chunk(msgspec.Struct, frozen=True, array_like=True):
    """Entries `first` … of a feed; `prev` is the hash of the entry before `first`, `signature` is over the last."""

    feed: bytes
    first: Seq
    prev: bytes
    payloads: tuple[bytes, ...]
    signature: bytes

    def entries(self) -> list[Entry]:
        """Give the entries; raises `BadEntry` if one is not canonical or of no known kind."""
        entries: list[Entry] = []
        prev = self.prev
        for seq, payload in enumerate(self.payloads, self.first):
            check_canonical(payload)
            entry = Entry(self.feed, seq, prev, payload)
            entry.check()
            entries.append(entry)
            prev = entry.hash
        return entries

    def head(self, last: Entry) -> SignedHead:
        """Give what the signature vouches for."""
        return SignedHead(self.feed, last.seq, last.hash, self.signature)


def make_chunks(log: Log, key: SigningKey, feed: bytes, after: int) -> Iterator[bytes]:
    """Give what follows entry `after` of a feed that `key` writes, as the bytes of chunks."""
    before = log.entry(feed, after)
    prev = before.hash if before else FIRST_PREV
    run: list[Entry] = []
    size = 0
    for entry in log.entries(feed, after):
        run.append(entry)
        size += len(entry.payload)
        if size >= _SOFT_CHUNK_BYTES or len(run) == MAX_CHUNK_ENTRIES:
            yield _pack(key, prev, run)
            prev, run, size = entry.hash, [], 0
    if run:
        yield _pack(key, prev, run)


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
    if not 0 < len(chunk.payloads) <= MAX_CHUNK_ENTRIES or chunk.first < 1:
        raise ChunkRefused("malformed", "a chunk of no entries, or of too many")
    return chunk


def chunk_entries(chunk: Chunk) -> list[Entry]:
    """Give the entries of a chunk; raises `ChunkRefused`."""
    try:
        return chunk.entries()
    except BadEntry as error:
        raise ChunkRefused("bad_entry", str(error)) from error


def _pack(key: SigningKey, prev: bytes, run: list[Entry]) -> bytes:
    last = run[-1]
    signature = sign_head(key, last.feed, last.seq, last.hash).signature
    chunk = Chunk(last.feed, run[0].seq, prev, tuple(entry.payload for entry in run), signature)
    return zlib.compress(msgspec.msgpack.encode(chunk))
