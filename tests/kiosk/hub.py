"""A hub for the kiosk's tests, of the ledger's parts alone: it proves who it is, takes chunks, and gives packs."""

import threading
from collections.abc import Callable
from pathlib import Path

import httpx

from kiosk.hub_client import HubClient
from ledger import wire
from ledger.certificates import Certificate, certify
from ledger.chunks import read_chunk
from ledger.device_key import DeviceKey, box_secrets
from ledger.entry import Entry
from ledger.errors import ChunkRefused
from ledger.evidence import Evidence, Kept, Proof, Source
from ledger.intake import Intake
from ledger.keys import SigningKey
from ledger.log import Log
from ledger.run import Run
from ledger.wire import Message, SignedHead, sign_head
from tests.village import SECRETS

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
        self.enrolled = False
        self.evidence = Evidence(folder.with_name(folder.name + " evidence"))
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
            wire.EVIDENCE: self._take_evidence,
            wire.GIVE_BACK: self._give_back,
        }

    def client(self, key: DeviceKey) -> HubClient:
        """A line to this hub for the kiosk with this key."""
        return HubClient("hub:8080", key, httpx.Client(transport=httpx.MockTransport(self._handle)))

    def close(self) -> None:
        self.evidence.close()
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
        self.enrolled = True
        certificate = certify(self.key, asked.device, asked.name, 0)
        proof = wire.enrolment_proof(CODE, "hub", self.key.public, b"Halong", certificate, asked.nonce)
        return wire.Enrolled(self.key.public, "Halong", certificate, proof)

    def _heads(self, body: bytes) -> Message:
        return wire.HeadsTold(tuple(self._head(feed) for feed in wire.HeadsAsked.decoded(body).feeds))

    def _chunk(self, body: bytes) -> Message:
        with self._turn:
            self.chunks += 1
            try:
                return self._head(self._intake.take(body).feed)
            except ChunkRefused as error:
                if error.reason not in ("fork", "chain"):
                    raise
                chunk = read_chunk(body)
                self.evidence.add([Kept(chunk.run, Source.BRANCH, Proof.HEAD, chunk.signature)])
                return self._head(chunk.run.feed)

    def _packs(self, body: bytes) -> Message:
        self._check(wire.PacksAsked.decoded(body).asked)
        return wire.PacksGiven(self.packs)

    def _take_evidence(self, body: bytes) -> Message:
        kept = [Kept.read(each) for each in wire.EvidenceSent.decoded(body).kept]
        new = self.evidence.add(kept)
        return wire.EvidenceTaken(len(kept), len(new))

    def _give_back(self, body: bytes) -> Message:
        wanted = wire.GiveBack.decoded(body)
        self._check(wanted.asked)
        entries = list(self.log.entries(wanted.feed, wanted.first - 1))
        return wire.GivenBack((self._vouched(entries),) if entries else ())

    def _vouched(self, entries: list[Entry]) -> bytes:
        last = entries[-1]
        signature = sign_head(self.key, last.feed, last.seq, last.hash).signature
        return Kept(Run.of(entries), Source.HUB, Proof.HEAD, signature).encoded()

    def _check(self, asked: wire.Asked) -> None:
        assert asked.nonce == b"n" * 32
        secrets = box_secrets(CODE, asked.device) if self.enrolled else SECRETS
        wire.check_asking(secrets.asking, asked)

    def _head(self, feed: bytes) -> SignedHead:
        return sign_head(self.key, feed, *self.log.head(feed))

    def _admit(self, certificate: Certificate) -> None:
        if self.revoked:
            raise ChunkRefused("revoked", f"{certificate.name} no longer belongs to us")
