"""Coming home: what happened goes to the hub, what is planned comes back; over the network or in a file."""

import contextlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from kiosk.confirmed import Confirmed
from kiosk.events import Event
from kiosk.identity import Identity
from kiosk.shelf import Shelf
from ledger.bundle import bundle_bytes
from ledger.chunks import make_chunks
from ledger.errors import KeySealed
from ledger.evidence import Evidence, Kept, Proof, Source
from ledger.facts import Cause
from ledger.feed import feeds_of
from ledger.keys import Signer
from ledger.log import Head, Log
from ledger.vouching import Heads
from ledger.wire import SignedHead, sign_head
from ledger.writer import Writer

if TYPE_CHECKING:
    from kiosk.hub_client import HubClient

EVIDENCE_AT_ONCE = 200
EVIDENCE_BYTES_AT_ONCE = 4 * 1024 * 1024


@dataclass(frozen=True)
class Merged:
    """What a merge did: entries the hub has now that it had not before, and both sides' heads of the feed in use.

    `waiting` entries the hub has not confirmed: they came meanwhile, or are among the `sealed` ones, which cannot be
    signed until a visit is unlocked. `forked` says that the hub turned out to have another history of a feed of ours:
    both are kept there, and a new feed was begun here.
    """

    sent: int
    mine: Head
    hubs: Head
    waiting: int = 0
    sealed: int = 0
    forked: bool = False

    @property
    def agreed(self) -> bool:
        """Whether both sides have the very same: only then is everything merged."""
        return self.mine == self.hubs and not self.waiting


class Homecoming:
    """Merges this box's feeds and evidence. Two merges at once take turns, and the second finds nothing to do.

    `CONFIRMED` tells that the hub gave its word.
    """

    def __init__(
        self, writer: Writer, evidence: Evidence, heads: Heads, key: Signer, identity: Identity, shelf: Shelf,
        confirmed: Confirmed,
    ) -> None:  # fmt: skip
        self.CONFIRMED: Event[None] = Event()
        self._writer = writer
        self._feed = writer.feed
        self._log: Log = writer.feed.log
        self._evidence = evidence
        self._heads = heads
        self._key = key
        self._identity = identity
        self._shelf = shelf
        self._confirmed = confirmed
        self._turn = threading.Lock()

    @property
    def confirmed(self) -> int:
        """How many entries of this box the hub has given its signed word for."""
        return sum(self._confirmed.upto(feed) for feed in self._feeds())

    @property
    def waiting(self) -> int:
        """How many entries, with pieces of evidence, the hub has not confirmed yet."""
        entries = sum(self._log.head(feed).seq for feed in self._feeds())
        return entries - self.confirmed + len(self._unsent())

    @property
    def sealed(self) -> int:
        """How many of these cannot be sent yet: this box has not signed them, and cannot before a visit is unlocked."""
        feeds = self._feeds()
        entries = sum(
            self._log.head(feed).seq - max(self._confirmed.upto(feed), self._heads.upto(feed)) for feed in feeds
        )
        pieces = self._unsent()
        return entries + len(pieces) - len(list(self._signed_evidence()))

    def merge(self, client: "HubClient") -> Merged:
        """Send what the hub has not; raises `HubUnreachable`, `HubStrange`, `HubRefused`. It may be run again."""
        with self._turn:
            hub = self._identity.hub
            client.hello(hub)
            sent, forked = 0, False
            for feed in self._feeds():
                told = client.head(hub, feed)
                if told.seq and not self._confirmed.fits(told):
                    forked |= self._meet_another_history(client, feed, told)
                else:
                    sent += self._send(client, feed, told)
            if forked:
                sent += self._send(client, self._feed.id, client.head(hub, self._feed.id))
            self._send_evidence(client)
            mine = self._log.head(self._feed.id)
            told = client.head(hub, self._feed.id)
            return Merged(sent, mine, Head(told.seq, told.hash), self.waiting, self.sealed, forked)

    def packs(self, client: "HubClient") -> tuple[bytes, ...]:
        """Ask for packs that are not here yet; raises like `merge`."""
        return client.packs(self._identity.hub, self._shelf.known())

    def bundle(self) -> bytes:
        """Give everything the hub has not confirmed, as the bytes of a file. Whether it arrives is not known here.

        Raises `KeySealed` while no visit is unlocked.
        """
        with self._turn:
            chunks = [chunk for feed in self._feeds() for chunk in self._chunks(feed, self._confirmed.upto(feed))]
            return bundle_bytes(self._key, chunks)

    def _send(self, client: "HubClient", feed: bytes, told: SignedHead) -> int:
        """Send what follows the hub's head of a feed; gives how many entries it has now that it had not."""
        before = told.seq
        for chunk in self._chunks(feed, told.seq):
            told = client.send(self._identity.hub, feed, chunk)
        if told.seq and self._confirmed.fits(told):
            self._confirmed.keep(told)
            self.CONFIRMED.emit(None)
        return told.seq - before

    def _meet_another_history(self, client: "HubClient", feed: bytes, told: SignedHead) -> bool:
        """The hub has entries of ours that are not here: go on as a new feed, send our branch, and fetch the other.

        Tells whether that was news.
        """
        agreed = self._confirmed.agreed(feed)
        end = self._log.head(feed).seq
        if feed != self._feed.id and self._confirmed.branch(feed) == end:
            return False
        if feed == self._feed.id:
            cause = Cause.BEHIND if told.seq > end else Cause.FORKED
            self._writer.run(lambda: self._feed.begin(cause, self._feed.as_parent())).result()
        for chunk in self._chunks(feed, agreed):
            client.send(self._identity.hub, feed, chunk)
        missing = agreed + 1
        while kept := client.give_back(self._identity.hub, feed, missing):
            self._writer.run(partial(self._evidence.add, kept)).result()
            missing = kept[-1].run.first + len(kept[-1].run)
        self._confirmed.delivered(feed, min(end, self._heads.upto(feed)))
        self.CONFIRMED.emit(None)
        return True

    def _send_evidence(self, client: "HubClient") -> None:
        while signed := list(self._next_evidence()):
            told = [each for each in signed if each.source is not Source.HUB]  # what it gave us it has
            if told:
                client.send_evidence(told)
            store = self._evidence.id
            self._confirmed.has_evidence(store, self._confirmed.evidence(store) + len(signed))
            self.CONFIRMED.emit(None)

    def _next_evidence(self) -> Iterator[Kept]:
        """Give what fits one message."""
        size = 0
        for number, each in enumerate(islice(self._signed_evidence(), EVIDENCE_AT_ONCE)):
            size += len(each.encoded())
            if number and size > EVIDENCE_BYTES_AT_ONCE:
                return
            yield each

    def _signed_evidence(self) -> Iterator[Kept]:
        """Give what the hub has not, up to what waits to be signed until a visit is unlocked."""
        with contextlib.suppress(KeySealed):
            for each in self._unsent():
                yield self._signed(each)

    def _unsent(self) -> list[Kept]:
        return self._evidence.kept(self._confirmed.evidence(self._evidence.id))

    def _signed(self, kept: Kept) -> Kept:
        """Vouch for what was saved from this box's own medium; what others proved stays as it is."""
        if kept.proof is not Proof.NONE:
            return kept
        *_, last = kept.run.entries()
        head = sign_head(self._key, last.feed, last.seq, last.hash)
        return Kept(kept.run, kept.source, Proof.HEAD, head.signature, kept.at)

    def _chunks(self, feed: bytes, after: int) -> Iterator[bytes]:
        return make_chunks(self._log, self._heads.head, feed, after)

    def _feeds(self) -> list[bytes]:
        return [feed for feed, _ in feeds_of(self._log, self._feed.device)]
