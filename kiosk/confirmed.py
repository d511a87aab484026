"""What the hub has given its word for, kept beside the log: only that may be called merged."""

from pathlib import Path

import msgspec

from ledger.disk.files import write_whole
from ledger.errors import BadEntry, BadSignature
from ledger.log import NO_HEAD, Log
from ledger.outside import Seq, Size, read_value
from ledger.wire import SignedHead, check_head


class _Stored(msgspec.Struct, frozen=True, array_like=True):
    heads: tuple[SignedHead, ...] = ()
    branches: tuple[tuple[bytes, Seq], ...] = ()
    evidence: Size = 0
    evidence_of: bytes = b""


class Confirmed:
    """The hub's signed heads of our feeds, and how much of the evidence it has.

    A feed of which the hub has another history can have no such head; of it only how far our branch was delivered is
    kept. What does not fit our log is worth nothing and is asked for again.
    """

    def __init__(self, path: Path, log: Log, hub: bytes) -> None:
        self._path = path
        self._log = log
        stored = _load(path)
        self._heads = {head.feed: head for head in stored.heads if _is_by(hub, head)}
        self._branches = dict(stored.branches)
        self._evidence = stored.evidence
        self._evidence_of = stored.evidence_of

    def evidence(self, store: bytes) -> int:
        """Give how many pieces of evidence of a store (`Evidence.id`) the hub has: none of one made anew."""
        return self._evidence if store == self._evidence_of else 0

    def upto(self, feed: bytes) -> int:
        """Give up to which entry the hub has a feed of ours, as far as it gave its word."""
        return max(self.agreed(feed), self.branch(feed))

    def branch(self, feed: bytes) -> int:
        """Give up to which entry our branch of a forked feed was delivered; 0 where none was."""
        return self._branches.get(feed, 0)

    def agreed(self, feed: bytes) -> int:
        """Give up to which entry the hub has the very same feed."""
        head = self._heads.get(feed)
        return head.seq if head and self.fits(head) else NO_HEAD.seq

    def fits(self, head: SignedHead) -> bool:
        """Tell whether a head is of the feed as it is here."""
        entry = self._log.entry(head.feed, head.seq)
        return entry is not None and entry.hash == head.hash

    def keep(self, head: SignedHead) -> None:
        """Keep the hub's word."""
        self._heads[head.feed] = head
        self._store()

    def delivered(self, feed: bytes, seq: int) -> None:
        """Keep that our branch of a forked feed was delivered up to an entry."""
        self._branches[feed] = seq
        self._store()

    def has_evidence(self, store: bytes, pieces: int) -> None:
        """Keep how many pieces of evidence of a store the hub has."""
        self._evidence, self._evidence_of = pieces, store
        self._store()

    def _store(self) -> None:
        stored = _Stored(tuple(self._heads.values()), tuple(self._branches.items()), self._evidence, self._evidence_of)
        write_whole(self._path, msgspec.msgpack.encode(stored))


def _load(path: Path) -> _Stored:
    try:
        return read_value(_Stored, path.read_bytes())
    except (FileNotFoundError, BadEntry):
        return _Stored()


def _is_by(hub: bytes, head: SignedHead) -> bool:
    try:
        check_head(hub, head)
    except BadSignature:
        return False
    return True
