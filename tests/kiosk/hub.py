"""A hub for the kiosk's tests, of the ledger's parts alone: it proves who it is, takes chunks, and gives packs."""

import threading
from collections.abc import Callable
from pathlib import Path

import httpx

from kiosk.hub_client import HubClient
from ledger import wire
from ledger.certificates import Certificate, certify
from ledger.errors import ChunkRefused
from ledger.intake import Intake
from ledger.keys import SigningKey
from ledger.log import Log
from ledger.wire import Message, SignedHead, sign_head

CODE = "7K2M9QX4"
Answer = Callable[[bytes], Message]


class Hub:
    """A hub with a log. `cut_after` chunks its line breaks, once; `spoil` changes its answers."""

    def __init__(self, folder: Path, key: SigningKey) -> None:
        self.key = key
        self.log = Log(folder)
        self.packs: tuple[bytes, ...] = ()
        self.revoked = False
        self.version = wire.VERSION
        self.chunks = 0
        self.cut_after: int | None = None
        self.spoil: Callable[[str, bytes], bytes] = lambda path, body: body
        self._intake = Intake(self.log, key.public, self._admit)
        self._turn = threading.Lock()
        self._answers: dict[str, Answer] = {
            wire.HELLO: self._hello,
            wire.ENROL: self._enrol,
            wire.HEADS: self._heads,
            wire.CHUNK: self._chunk,
            wire.PACKS: self._packs,
        }

    def client(self, key: SigningKey) -> HubClient:
        """A line to this hub for the kiosk with this key."""
        return HubClient("hub:8080", key, httpx.Client(transport=httpx.MockTransport(self._handle)))

    def close(self) -> None:
        self.log.close()

    def _handle(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        if path == wire.CHUNK and self.cut_after is not None and self.chunks >= self.cut_after:
            self.cut_after = None
            message = "the line broke"
            raise httpx.ReadError(message)
        try:
            body, status = self._answers[path](request.content).encoded(), 200
        except ChunkRefused as error:
            body, status = wire.Refused(error.reason, str(error)).encoded(), 422
        return httpx.Response(status, content=self.spoil(path, body), headers={"content-type": wire.MEDIA_TYPE})

    def _hello(self, body: bytes) -> Message:
        nonce = wire.Hello.decoded(body).nonce
        signature = self.key.sign(wire.HELLO_PURPOSE, nonce)
        return wire.HelloBack(self.version, self.key.public, "Halong", signature, b"n" * 32)

    def _enrol(self, body: bytes) -> Message:
        asked = wire.Enrol.decoded(body)
        wire.check_enrolment(CODE, "kiosk", asked.proof, asked.device, asked.name.encode(), asked.nonce)
        certificate = certify(self.key, asked.device, asked.name, 0)
        proof = wire.enrolment_proof(CODE, "hub", self.key.public, b"Halong", certificate, asked.nonce)
        return wire.Enrolled(self.key.public, "Halong", certificate, proof)

    def _heads(self, body: bytes) -> Message:
        return wire.HeadsTold(tuple(self._head(feed) for feed in wire.HeadsAsked.decoded(body).feeds))

    def _chunk(self, body: bytes) -> Message:
        with self._turn:
            self.chunks += 1
            return self._head(self._intake.take(body).feed)

    def _packs(self, body: bytes) -> Message:
        assert wire.PacksAsked.decoded(body).nonce == b"n" * 32
        return wire.PacksGiven(self.packs)

    def _head(self, feed: bytes) -> SignedHead:
        return sign_head(self.key, feed, *self.log.head(feed))

    def _admit(self, certificate: Certificate) -> None:
        if self.revoked:
            raise ChunkRefused("revoked", f"{certificate.name} no longer belongs to us")
