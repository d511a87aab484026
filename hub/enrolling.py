"""How a kiosk becomes ours: the office shows a code, and the kiosk proves that it was typed there."""

import os
import threading
from collections import deque

from hub.devices import Devices
from hub.errors import NoSuchOffer, OffersVoid
from ledger.aid import ID_BYTES
from ledger.certificates import certify
from ledger.clock import Clock
from ledger.device_key import box_secrets
from ledger.errors import BadSignature
from ledger.facts import AnyFact, DeviceEnrolled, DeviceRevoked, EnrolmentOffered
from ledger.keys import SigningKey
from ledger.secrets import new_code
from ledger.wire import Enrol, Enrolled, check_enrolment, enrolment_proof
from ledger.writer import Writer

CODE_LETTERS = 12
VALID_MINUTES = 15
MOST_WRONG = 20
WRONG_WITHIN_MS = 3_600_000
MOST_NAME_LETTERS = 60


class Enrolling:
    """Offers and enrolments. Everything here waits for the medium: never call it on an event loop."""

    def __init__(self, writer: Writer, key: SigningKey, clock: Clock, devices: Devices, hub_name: str) -> None:
        self._writer = writer
        self._key = key
        self._clock = clock
        self._devices = devices
        self._hub_name = hub_name
        self._wrong_at: deque[int] = deque(maxlen=MOST_WRONG)
        self._lock = threading.Lock()

    def offer(self, by: str = "", minutes: int = VALID_MINUTES) -> EnrolmentOffered:
        """Make a code for one kiosk; `ledger.secrets.show_code` gives it as people read it."""
        expires_at = self._clock.now().at + minutes * 60_000
        offer = EnrolmentOffered(os.urandom(ID_BYTES), new_code(CODE_LETTERS), expires_at)
        self._writer.write(offer, by=by).result()
        return offer

    def enrol(self, asked: Enrol) -> Enrolled:
        """Take in the kiosk that knows an open offer's code.

        Its proof is over device, name (UTF-8) and its nonce; ours over our key, our name, the certificate and that
        nonce. A kiosk that lost our answer gets it again for the same code.
        Raises `NoSuchOffer`; after `MOST_WRONG` wrong codes within an hour `OffersVoid`, and every open offer is void.
        """
        enrolled: list[tuple[str, bytes]] = []

        def decide() -> list[AnyFact]:
            code, fact = self._found(asked)
            enrolled.append((code, fact.certificate))
            return [] if fact.offer in {used.offer for _, used in self._devices.used_offers()} else [fact]

        try:
            self._writer.decide(decide).result()
        except NoSuchOffer:
            self._count_wrong()
            raise
        code, certificate = enrolled[0]
        proof = enrolment_proof(code, "hub", self._key.public, self._hub_name.encode(), certificate, asked.nonce)
        return Enrolled(self._key.public, self._hub_name, certificate, proof)

    def revoke(self, device: bytes, reason: str, by: str = "") -> None:
        """Part with a device: what it sends from now on is held back. Raises `NotEnrolled` or `DeviceIsRevoked`."""

        def decide() -> list[AnyFact]:
            return [DeviceRevoked(self._devices.device(device).device, reason)]

        self._writer.decide(decide, by).result()

    def _found(self, asked: Enrol) -> tuple[str, DeviceEnrolled]:
        now_ms = self._clock.now().at
        name = " ".join(asked.name.split())[:MOST_NAME_LETTERS]
        for offer in self._devices.open_offers(now_ms):
            if _proves(offer.code, asked):
                certificate = certify(self._key, asked.device, name, now_ms)
                secrets = box_secrets(offer.code, asked.device)
                enrolled = DeviceEnrolled(asked.device, name, certificate, offer.offer, secrets.box_key, secrets.asking)
                return offer.code, enrolled
        for offer, used in self._devices.used_offers():
            if offer.expires_at > now_ms and used.device == asked.device and _proves(offer.code, asked):
                return offer.code, used
        raise NoSuchOffer("no open offer has this code")

    def _count_wrong(self) -> None:
        now_ms = self._clock.now().at
        with self._lock:
            self._wrong_at.append(now_ms)
            if len(self._wrong_at) < MOST_WRONG or self._wrong_at[0] < now_ms - WRONG_WITHIN_MS:
                return
            self._wrong_at.clear()
        # An offer written again with the same id takes the place of the first: this one is over already.
        self._writer.decide(
            lambda: [EnrolmentOffered(each.offer, "", now_ms) for each in self._devices.open_offers(now_ms)]
        ).result()
        raise OffersVoid("too many wrong codes: every open offer is void")


def _proves(code: str, asked: Enrol) -> bool:
    try:
        check_enrolment(code, "kiosk", asked.proof, asked.device, asked.name.encode(), asked.nonce)
    except BadSignature:
        return False
    return True
