"""The hub's side of `ledger.wire`: bytes in, bytes out. How they travel is not known here.

Everything waits for the medium, or computes: never call it on an event loop.
"""

from hub.devices import Devices
from hub.enrolling import Enrolling
from hub.feeds import NETWORK, Feeds
from hub.nonces import NONCE_BYTES, Nonces
from hub.packing import Packing
from hub.testimony import Testimony
from ledger.errors import BadEntry
from ledger.keys import KEY_BYTES, SigningKey
from ledger.wire import (
    HELLO_PURPOSE,
    VERSION,
    Asked,
    Enrol,
    EvidenceSent,
    GiveBack,
    GivenBack,
    HeadsAsked,
    HeadsTold,
    Hello,
    HelloBack,
    PacksAsked,
    PacksGiven,
    check_asking,
)

MOST_FEEDS_ASKED = 1024
MOST_PIECES_SENT = 1024


class Conversations:
    """Answers kiosks. Besides what is said at each method, `BadEntry` is raised for bytes that are no such message."""

    def __init__(
        self,
        key: SigningKey,
        name: str,
        nonces: Nonces,
        devices: Devices,
        enrolling: Enrolling,
        feeds: Feeds,
        packing: Packing,
        testimony: Testimony,
    ) -> None:
        self._key = key
        self._name = name
        self._nonces = nonces
        self._devices = devices
        self._enrolling = enrolling
        self._feeds = feeds
        self._packing = packing
        self._testimony = testimony

    def hello(self, data: bytes) -> bytes:
        """Prove who we are, and begin a conversation. A kiosk of another version decides whether it can go on."""
        asked = Hello.decoded(data)
        if len(asked.nonce) != NONCE_BYTES:
            raise BadEntry("a nonce has 32 bytes")
        signature = self._key.sign(HELLO_PURPOSE, asked.nonce)
        return HelloBack(VERSION, self._key.public, self._name, signature, self._nonces.give()).encoded()

    def enrol(self, data: bytes) -> bytes:
        """Take a kiosk in; raises what `Enrolling.enrol` raises."""
        asked = Enrol.decoded(data)
        if len(asked.device) != KEY_BYTES or len(asked.nonce) != NONCE_BYTES:
            raise BadEntry("a key and a nonce have 32 bytes")
        return self._enrolling.enrol(asked).encoded()

    def heads(self, data: bytes) -> bytes:
        """Say how far we have some feeds."""
        asked = HeadsAsked.decoded(data)
        if len(asked.feeds) > MOST_FEEDS_ASKED:
            raise BadEntry("too many feeds at once")
        return HeadsTold(self._feeds.heads(asked.feeds)).encoded()

    def chunk(self, data: bytes) -> bytes:
        """Take a chunk in; raises what `Feeds.take_chunk` raises."""
        return self._feeds.take_chunk(data).encoded()

    def packs(self, data: bytes) -> bytes:
        """Give a kiosk its packs; raises `NonceUnknown`, `NotEnrolled`, `DeviceIsRevoked` or `BadSignature`."""
        wanted = PacksAsked.decoded(data)
        device = self._asking(wanted.asked)
        return PacksGiven(tuple(self._packing.packs_for(device, wanted.known))).encoded()

    def evidence(self, data: bytes) -> bytes:
        """Take in what fits no chain; raises `QuarantineFull`."""
        sent = EvidenceSent.decoded(data)
        if len(sent.kept) > MOST_PIECES_SENT:
            raise BadEntry("too many pieces of evidence at once")
        return self._testimony.take(sent.kept, NETWORK).encoded()

    def give_back(self, data: bytes) -> bytes:
        """Give a kiosk what it lost of its own feeds; raises as `packs` does."""
        wanted = GiveBack.decoded(data)
        device = self._asking(wanted.asked)
        return GivenBack(self._testimony.give_back(device, wanted.feed, wanted.first)).encoded()

    def _asking(self, asked: Asked) -> bytes:
        """Give the kiosk that asks for what is its own."""
        self._nonces.use(asked.nonce)
        check_asking(self._devices.device(asked.device).asking, asked)
        return asked.device
