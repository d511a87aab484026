"""Signed heads: our word for our own feeds, given while the key is open and kept for when it is not.

A box that comes home after a power cut can send everything up to its last signed head although its key is sealed, and a
mirror or a copy of the log can be proved to be ours.
"""

from pathlib import Path

import msgspec

from ledger.disk.files import write_whole
from ledger.errors import BadEntry, BadSignature, KeySealed
from ledger.keys import Signer
from ledger.log import Log
from ledger.outside import read_value
from ledger.wire import SignedHead, check_head, sign_head

EVERY = 500
"""A head is signed at every so many entries, so that a long feed can travel in pieces."""


class Heads:
    """The signed heads of the feeds that this box writes, by feed in the order of their numbers, in one small file.

    `sign` belongs to one thread; the rest is free for all. Kept words that cannot be read, are not ours or do not
    fit the log are worth nothing: they are given again when the key is open.
    """

    def __init__(self, path: Path, log: Log, key: Signer) -> None:
        self._path = path
        self._log = log
        self._key = key
        self._heads: dict[bytes, list[SignedHead]] = {}
        for head in sorted(_load(path), key=lambda each: each.seq):
            if self._fits(head):
                self._heads.setdefault(head.feed, []).append(head)

    def of(self, feed: bytes) -> list[SignedHead]:
        """Give the signed heads of a feed, the last one last."""
        return list(self._heads.get(feed, ()))

    def head(self, feed: bytes, seq: int) -> SignedHead | None:
        """Give our word for a feed up to `seq`: kept, or signed now; None while the key is sealed."""
        for kept in reversed(self.of(feed)):
            if kept.seq == seq:
                return kept
        entry = self._log.entry(feed, seq)
        if entry is None:
            return None
        try:
            return sign_head(self._key, feed, seq, entry.hash)
        except KeySealed:
            return None

    def upto(self, feed: bytes) -> int:
        """Tell up to which entry we can give our word for a feed now."""
        end = self._log.head(feed).seq
        if self.head(feed, end):
            return end
        return max((each.seq for each in self.of(feed)), default=0)

    def sign(self, feed: bytes) -> bool:
        """Sign a feed as it stands and keep it; tells whether there was anything new. Raises `KeySealed`."""
        end = self._log.head(feed).seq
        heads = self._heads.get(feed, [])
        if heads and heads[-1].seq == end:
            return False
        done = heads[-1].seq if heads else 0
        kept = [each for each in heads if each.seq % EVERY == 0]
        wanted = [*range(done - done % EVERY + EVERY, end, EVERY), end]
        for seq in wanted:
            entry = self._log.entry(feed, seq)
            assert entry is not None  # noqa: S101 - a log has every entry up to a head
            kept.append(sign_head(self._key, feed, seq, entry.hash))
        self._heads[feed] = kept
        write_whole(self._path, self.encoded())
        return True

    def encoded(self) -> bytes:
        """Give all of them as bytes: what the file holds, here and on a mirror."""
        return msgspec.msgpack.encode([head for heads in list(self._heads.values()) for head in heads])

    def _fits(self, head: SignedHead) -> bool:
        entry = self._log.entry(head.feed, head.seq)
        try:
            check_head(self._key.public, head)
        except BadSignature:
            return False
        return entry is not None and entry.hash == head.hash


def _load(path: Path) -> tuple[SignedHead, ...]:
    try:
        return read_heads(path.read_bytes())
    except (FileNotFoundError, BadEntry):
        return ()


def read_heads(data: bytes) -> tuple[SignedHead, ...]:
    """Read what `Heads.encoded` gives; raises `BadEntry`. Whether they are signed is for the caller to check."""
    return read_value(tuple[SignedHead, ...], data)
