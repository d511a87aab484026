"""Coming home: what happened goes to the hub, what is planned comes back; over the network or in a file."""

import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.events import Event
from kiosk.identity import Identity
from kiosk.shelf import Shelf
from ledger.bundle import bundle_bytes
from ledger.chunks import make_chunks
from ledger.disk.files import write_whole
from ledger.errors import BadEntry, LedgerError
from ledger.feed import Feed
from ledger.log import NO_HEAD, Head
from ledger.wire import SignedHead, check_head

if TYPE_CHECKING:
    from kiosk.hub_client import HubClient


@dataclass(frozen=True)
class Merged:
    """What a merge did: entries the hub has now that it had not before, and both sides' heads."""

    sent: int
    mine: Head
    hubs: Head

    @property
    def agreed(self) -> bool:
        """Whether both sides have the very same feed: only then is everything merged."""
        return self.mine == self.hubs


class Homecoming:
    """Merges this box's feed. Two merges at once take turns, and the second finds nothing to do.

    `CONFIRMED` tells that the hub gave its word.
    """

    def __init__(self, feed: Feed, identity: Identity, shelf: Shelf, confirmed_path: Path) -> None:
        self.CONFIRMED: Event[None] = Event()
        self._feed = feed
        self._identity = identity
        self._shelf = shelf
        self._path = confirmed_path
        self._turn = threading.Lock()
        self._confirmed = self._load()

    @property
    def confirmed(self) -> int:
        """Up to which entry the hub has given its signed word."""
        return self._confirmed.seq

    @property
    def waiting(self) -> int:
        """How many entries the hub has not confirmed yet."""
        return self._feed.log.head(self._feed.id).seq - self.confirmed

    def merge(self, client: "HubClient") -> Merged:
        """Send what the hub has not; raises `HubUnreachable`, `HubStrange`, `HubRefused`. It may be run again."""
        with self._turn:
            hub = self._identity.hub
            client.hello(hub)
            before = told = client.head(hub, self._feed.id)
            for chunk in make_chunks(self._feed.log, self._feed.key, self._feed.id, told.seq):
                told = client.send(hub, self._feed.id, chunk)
            if self._fits(told):
                self._keep(told)
            return Merged(told.seq - before.seq, self._feed.log.head(self._feed.id), Head(told.seq, told.hash))

    def packs(self, client: "HubClient") -> tuple[bytes, ...]:
        """Ask for packs that are not here yet; raises like `merge`."""
        return client.packs(self._identity.hub, self._shelf.known())

    def bundle(self) -> bytes:
        """Give everything the hub has not confirmed, as the bytes of a file. Whether it arrives is not known here."""
        with self._turn:
            return bundle_bytes(
                self._feed.key, make_chunks(self._feed.log, self._feed.key, self._feed.id, self.confirmed)
            )

    def _keep(self, head: SignedHead) -> None:
        write_whole(self._path, head.encoded())
        self._confirmed = head
        self.CONFIRMED.emit(None)

    def _load(self) -> SignedHead:
        """Read the hub's last word; one that does not fit this feed is worth nothing and is asked for again."""
        nothing = SignedHead(self._feed.id, NO_HEAD.seq, NO_HEAD.hash, b"")
        if not self._path.exists():
            return nothing
        try:
            head = SignedHead.decoded(self._path.read_bytes())
            check_head(self._identity.hub, head)
        except (BadEntry, LedgerError):
            return nothing
        return head if self._fits(head) else nothing

    def _fits(self, head: SignedHead) -> bool:
        entry = self._feed.log.entry(self._feed.id, head.seq)
        return head.feed == self._feed.id and entry is not None and entry.hash == head.hash
