"""Talking to the hub. It is known by its key: whatever else answers at an address is a stranger."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

import httpx

from kiosk.errors import HubRefused, HubStrange, HubUnreachable, HubVersion
from kiosk.identity import Identity
from ledger import wire
from ledger.device_key import DeviceKey, box_secrets
from ledger.errors import LedgerError
from ledger.evidence import Kept
from ledger.keys import check_signature
from ledger.wire import Message, SignedHead

TIMEOUT_S = 10.0
M = TypeVar("M", bound=Message)


class HubClient:
    """One hub at one address. Nothing is half done.

    Errors: `HubUnreachable`, `HubStrange`, `HubVersion`, `HubRefused`.
    """

    def __init__(self, address: str, key: DeviceKey, http: httpx.Client | None = None) -> None:
        self.address = address if "://" in address else f"http://{address}"
        self._key = key
        self._http = http or httpx.Client(timeout=TIMEOUT_S, trust_env=False)

    def hello(self, hub: bytes | None) -> wire.HelloBack:
        """Ask who is there; raises `HubStrange` unless it proves to be `hub`, or, with None, any hub at all.

        A hub that speaks another version than this box raises `HubVersion`, whoever it is.
        """
        nonce = os.urandom(32)
        with self._strangeness():
            back = self._ask(wire.HELLO, wire.Hello(wire.VERSION, nonce), wire.HelloBack)
            if back.version != wire.VERSION:  # before the signature, which another version may make otherwise
                raise HubVersion(back.version)
            check_signature(back.hub, wire.HELLO_PURPOSE, nonce, back.signature)
        if hub is not None and back.hub != hub:
            raise HubStrange(f"{back.name} is another hub")
        return back

    def is_there(self, hub: bytes | None) -> bool:
        """Tell whether this hub, or with None any hub, answers here; one of another version does, and says so later."""
        try:
            self.hello(hub)
        except HubVersion:
            return True
        except (HubUnreachable, HubStrange, HubRefused):
            return False
        return True

    def enrol(self, code: str, name: str) -> Identity:
        """Become a kiosk of the hub that knows this code; the key takes over the secrets that follow from it."""
        self.hello(None)
        nonce = os.urandom(32)
        proof = wire.enrolment_proof(code, "kiosk", self._key.public, name.encode(), nonce)
        told = self._ask(wire.ENROL, wire.Enrol(self._key.public, name, nonce, proof), wire.Enrolled)
        with self._strangeness():
            wire.check_enrolment(code, "hub", told.proof, told.hub, told.hub_name.encode(), told.certificate, nonce)
        self._key.bind(box_secrets(code, self._key.public))
        return Identity(name, told.certificate, told.hub, told.hub_name, self.address)

    def head(self, hub: bytes, feed: bytes) -> SignedHead:
        """Ask how far the hub has a feed; its signature has been checked."""
        told = self._ask(wire.HEADS, wire.HeadsAsked((feed,)), wire.HeadsTold)
        return self._checked(hub, feed, *told.heads)

    def send(self, hub: bytes, feed: bytes, chunk: bytes) -> SignedHead:
        """Send a chunk of a feed; gives the hub's word on how far it has the feed now."""
        return self._checked(hub, feed, self._read(wire.SignedHead, self._post(wire.CHUNK, chunk)))

    def packs(self, hub: bytes, known: tuple[bytes, ...]) -> tuple[bytes, ...]:
        """Fetch the files of this kiosk's packs, other than the known ones."""
        return self._ask(wire.PACKS, wire.PacksAsked(self._asked(hub), known), wire.PacksGiven).packs

    def send_evidence(self, kept: Sequence[Kept]) -> wire.EvidenceTaken:
        """Send entries that no chain holds together; twice is harmless."""
        return self._ask(wire.EVIDENCE, wire.EvidenceSent(tuple(each.encoded() for each in kept)), wire.EvidenceTaken)

    def give_back(self, hub: bytes, feed: bytes, first: int) -> list[Kept]:
        """Fetch entries `first` … of a feed of ours that the hub has; their signatures have been checked."""
        told = self._ask(wire.GIVE_BACK, wire.GiveBack(self._asked(hub), feed, first), wire.GivenBack)
        with self._strangeness():
            kept = [Kept.read(each) for each in told.kept]
            for each in kept:
                each.check(hub)
        return kept

    def _asked(self, hub: bytes) -> wire.Asked:
        return wire.asking_proof(self._key.asking, self._key.public, self.hello(hub).nonce)

    def _checked(self, hub: bytes, feed: bytes, *heads: SignedHead) -> SignedHead:
        with self._strangeness():
            (head,) = heads
            wire.check_head(hub, head)
        if head.feed != feed:
            raise HubStrange("the hub speaks of another feed")
        return head

    def _ask(self, path: str, message: Message, kind: type[M]) -> M:
        return self._read(kind, self._post(path, message.encoded()))

    def _post(self, path: str, body: bytes) -> bytes:
        try:
            answer = self._http.post(self.address + path, content=body, headers={"content-type": wire.MEDIA_TYPE})
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise HubUnreachable(f"{self.address} does not answer: {error}") from error
        if answer.headers.get("content-type") != wire.MEDIA_TYPE:
            raise HubStrange(f"{self.address} is no hub of ours")
        if answer.status_code >= 400:
            refused = self._read(wire.Refused, answer.content)
            raise HubRefused(refused.reason, refused.message)
        return answer.content

    def _read(self, kind: type[M], answer: bytes) -> M:
        with self._strangeness():
            return kind.decoded(answer)

    @contextmanager
    def _strangeness(self) -> Iterator[None]:
        try:
            yield
        except (LedgerError, ValueError) as error:
            raise HubStrange(f"{self.address} does not speak as our hub: {error}") from error
