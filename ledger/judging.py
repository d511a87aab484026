"""Which of what is offered belongs here: entries of our own feeds that somebody of ours vouches for.

The chain vouches best: an entry whose hash is named by one that is here is the one that was written, whoever brings it.
What lies beyond what is known needs a signature of the device that writes the feed, or of its hub. A copy of the log on
a medium of our own is believed as the medium itself is.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import msgspec

from ledger.certificates import read_certificate
from ledger.entry import Place
from ledger.errors import BadEntry, BadSignature
from ledger.evidence import Evidence, Kept, Proof
from ledger.facts import FeedOpened, OfficeFact
from ledger.kin import Kin
from ledger.log import Log
from ledger.missing import parents
from ledger.run import Run
from ledger.sources import Offer
from ledger.vouching import read_heads
from ledger.wire import SignedHead, check_head

STRANGE, UNSIGNED, UNREADABLE, PARTIAL = "strange", "unsigned", "unreadable", "partial"
Refused = tuple[str, str]
"""Why something is of no use, in one word, and where it stands."""


class Judge:
    """Knows what is here: a log, if it is whole, and the evidence. `heads` is the box's file of signed heads."""

    def __init__(self, log: Log | None, evidence: Evidence, heads: Path) -> None:
        self._log = log
        self._evidence = evidence
        self._kin = Kin()
        self._feeds = {*(log.heads() if log else ()), *evidence.feeds()}
        if log:
            self._kin.learn_from(entry for feed in log.heads() if (entry := log.entry(feed, 1)))
        self.learn()
        self._heads = _heads(heads)

    def learn(self) -> None:
        """Take in what came to the evidence."""
        for feed in self._evidence.feeds():
            self._feeds.add(feed)
            self._kin.learn_from(self._evidence.at(Place(feed, 1)))

    def of(self, offer: Offer) -> tuple[list[Kept], list[Refused]]:
        """Give what of an offer is to be kept, and what not, with the reason."""
        owners = dict(offer.owners())
        if not self._feeds:  # nothing at all is known here: the source says whose log this was
            self._kin.learn_from(next(kept.run.entries()) for kept in offer.kept)
        known = self.named() | {entry.hash for entry in self._evidence.entries()}
        good: list[Kept] = []
        refused: dict[Refused, None] = {}
        for kept in offer.kept:
            feed, name = kept.run.feed, f"{offer.name}: {Place(kept.run.feed, kept.run.first)}"
            if not (self.is_ours(feed) or self._kin.knows(owners.get(feed, b""))):
                refused[STRANGE, f"{offer.name}: {feed.hex()}"] = None
            elif self._adds(kept):
                vouched = kept if offer.is_medium else self._vouched(kept, known)
                good += [vouched] if vouched else []
                refused |= {} if vouched is kept else {(UNSIGNED, name): None}
        refused |= dict.fromkeys((UNREADABLE, what) for what in offer.unreadable)
        return good, [*refused, *((PARTIAL, what) for what in offer.partial)]

    def is_ours(self, feed: bytes) -> bool:
        """Tell whether a feed is known here, or continued by one that is."""
        return not self._feeds or feed in self._feeds or feed in {each.feed for each in self._parents()}

    def named(self) -> set[bytes]:
        """Give the hashes that something here vouches for: of entries that are followed, not whole, or signed for."""
        followed = {entry.prev for entry in self._evidence.entries()}
        in_part = {entry.hash for entry in self._evidence.entries() if not entry.whole}
        return followed | in_part | {head.hash for head in self._signed_heads()}

    def seen(self) -> Iterator[Place]:
        """Give the places that were filled, as this box or its hub signed, or a later feed says."""
        yield from (Place(head.feed, head.seq) for head in self._signed_heads())
        yield from self._parents()

    def own_feed(self, written: Sequence[bytes]) -> bytes:
        """Give the feed that this box wrote last, of feeds in the order in which they were last written.

        An office's log holds kiosks' feeds too. Its own are those that say what only an office says.
        """
        entries = list(self._evidence.entries())
        offices = {entry.feed for entry in entries if isinstance(entry.fact, OfficeFact)}
        offices |= {feed for feed, opened in self._kin.openings.items() if _is_office(opened)}
        counts = Counter(entry.feed for entry in entries if not offices or entry.feed in offices)
        continued = {place.feed for place in self._parents()}
        order = {feed: number for number, feed in enumerate(written, 1)}
        own = [(order.get(feed, 0), feed not in continued, count, feed) for feed, count in counts.items()]
        return max(own)[-1] if own else b""

    def _adds(self, kept: Kept) -> bool:
        """Tell whether the log lacks any of it."""
        return not self._log or any(
            mine is None or mine.hash != entry.hash
            for entry in kept.run.entries()
            for mine in [self._log.entry(entry.feed, entry.seq)]
        )

    def _vouched(self, kept: Kept, known: set[bytes]) -> Kept | None:
        """Give what is vouched for: all of it, or as much as the chain proves."""
        entries = list(kept.run.entries())
        proven = max((number for number, entry in enumerate(entries, 1) if entry.hash in known), default=0)
        if proven == len(entries) or self._kin.has_signed(kept.run.feed, kept.check):
            return kept
        if not proven:
            return None
        run = Run.of(entries[:proven])
        return msgspec.structs.replace(kept, run=run, proof=Proof.NONE, signature=b"")

    def _parents(self) -> Iterator[Place]:
        return parents(self._kin.openings.values())

    def _signed_heads(self) -> Iterator[SignedHead]:
        for head in self._heads:
            if self._kin.has_signed(head.feed, partial(_check_head, head)):
                yield head


def _heads(file: Path) -> tuple[SignedHead, ...]:
    try:
        return read_heads(file.read_bytes())
    except (FileNotFoundError, BadEntry):
        return ()


def _check_head(head: SignedHead, key: bytes) -> None:
    check_head(key, head)


def _is_office(opened: FeedOpened) -> bool:
    try:
        read_certificate(opened.certificate, opened.device)
    except (BadSignature, BadEntry):
        return False
    return True
