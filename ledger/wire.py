"""What kiosk and hub say to each other: both sides of every conversation, over HTTP and in files. Version 1.

All bodies are msgpack arrays. A conversation begins with `Hello`, by which the kiosk knows the hub by its key and gets
a nonce that it signs in what follows. Feeds travel as chunks: see `ledger.chunks`.
"""

import hashlib
import hmac
from typing import TypeVar

import msgspec

from ledger.errors import BadSignature
from ledger.keys import Signer, check_signature
from ledger.outside import Seq, read_value

VERSION = 1
SERVICE_TYPE = "_paksotarsa._tcp.local."
HELLO = "/api/hello"
ENROL = "/api/enrol"
HEADS = "/api/heads"
CHUNK = "/api/chunk"
PACKS = "/api/packs"
EVIDENCE = "/api/evidence"
GIVE_BACK = "/api/give-back"
HELLO_PURPOSE = "hello"
"""What the hub signs the kiosk's nonce for."""
MEDIA_TYPE = "application/vnd.paksotarsa+msgpack"
MAX_MESSAGE_BYTES = 8 * 1024 * 1024
M = TypeVar("M", bound="Message")


class Message(msgspec.Struct, frozen=True, array_like=True):
    """Base of all messages."""

    def encoded(self) -> bytes:
        """Give its bytes."""
        return msgspec.msgpack.encode(self)

    @classmethod
    def decoded(cls: type[M], data: bytes) -> M:
        """Read its bytes; raises `BadEntry`."""
        return read_value(cls, data)


class Hello(Message, frozen=True):
    """Kiosk to hub: prove who you are, with this nonce (32 random bytes)."""

    version: int
    nonce: bytes


class HelloBack(Message, frozen=True):
    """Hub to kiosk: `signature` is over the kiosk's nonce; `nonce` is for the kiosk to sign."""

    version: int
    hub: bytes
    name: str
    signature: bytes
    nonce: bytes


class Enrol(Message, frozen=True):
    """Kiosk to hub: take me in. `proof` shows that the code is known, without telling it.

    It is over device, name (UTF-8) and nonce.
    """

    device: bytes
    name: str
    nonce: bytes
    proof: bytes


class Enrolled(Message, frozen=True):
    """Hub to kiosk: you are ours. `proof` shows that the hub knows the code too.

    It is over hub, hub_name (UTF-8), certificate and the kiosk's nonce.
    """

    hub: bytes
    hub_name: str
    certificate: bytes
    proof: bytes


class HeadsAsked(Message, frozen=True):
    """Kiosk to hub: how far do you have these feeds?"""

    feeds: tuple[bytes, ...]


class SignedHead(Message, frozen=True):
    """The hub's signed word that it has `seq` entries of a feed, the last with this hash."""

    feed: bytes
    seq: Seq
    hash: bytes
    signature: bytes


class HeadsTold(Message, frozen=True):
    """Hub to kiosk: this far."""

    heads: tuple[SignedHead, ...]


class Refused(Message, frozen=True):
    """Hub to kiosk: not taken; `reason` is one word for programs, `message` is for logs."""

    reason: str
    message: str


class Asked(Message, frozen=True):
    """What a kiosk asks for what is its own; `proof` is over the hub's nonce (see `asking_proof`)."""

    device: bytes
    nonce: bytes
    proof: bytes


class PacksAsked(Message, frozen=True):
    """Kiosk to hub: give me my packs, other than those in `known`."""

    asked: Asked
    known: tuple[bytes, ...]


class PacksGiven(Message, frozen=True):
    """Hub to kiosk: files of packs."""

    packs: tuple[bytes, ...]


class EvidenceSent(Message, frozen=True):
    """Kiosk to hub: entries that no chain holds together; each is the bytes of a `ledger.evidence.Kept`."""

    kept: tuple[bytes, ...]


class EvidenceTaken(Message, frozen=True):
    """Hub to kiosk: `taken` of what was sent is kept; the rest is in quarantine. `new` entries were unknown."""

    taken: int
    new: int


class GiveBack(Message, frozen=True):
    """Kiosk to hub: give me back entries `first` … of a feed of mine, which I lost."""

    asked: Asked
    feed: bytes
    first: Seq


class GivenBack(Message, frozen=True):
    """Hub to kiosk: runs of the feed, each the bytes of a `ledger.evidence.Kept` with the hub's signature.

    No more than fit in one message; the kiosk asks again for the rest. None when there is nothing from `first` on.
    """

    kept: tuple[bytes, ...]


def asking_proof(asking: bytes, device: bytes, nonce: bytes) -> Asked:
    """Ask as a kiosk that enrolment gave the token `asking`. It gives access only to what is sealed for the kiosk."""
    return Asked(device, nonce, hmac.digest(asking, b"sotarsa asking\0" + device + nonce, "sha256"))


def check_asking(asking: bytes, asked: Asked) -> None:
    """Raise `BadSignature` unless `asked` was made with the token `asking`."""
    if not hmac.compare_digest(asked.proof, asking_proof(asking, asked.device, asked.nonce).proof):
        raise BadSignature("this is not the kiosk that it says it is")


def enrolment_proof(code: str, side: str, *parts: bytes) -> bytes:
    """Prove knowledge of an enrolment code over what one side says; `side` is `kiosk` or `hub`."""
    told = msgspec.msgpack.encode((side, parts))
    return hmac.digest(hashlib.sha256(b"sotarsa enrol\0" + code.encode()).digest(), told, "sha256")


def check_enrolment(code: str, side: str, proof: bytes, *parts: bytes) -> None:
    """Raise `BadSignature` unless `proof` is the one that `enrolment_proof` gives."""
    if not hmac.compare_digest(proof, enrolment_proof(code, side, *parts)):
        raise BadSignature("the enrolment code does not match")


def sign_head(key: Signer, feed: bytes, seq: int, head_hash: bytes) -> SignedHead:
    """Vouch for a feed up to `seq`."""
    return SignedHead(feed, seq, head_hash, key.sign("head", _head(feed, seq, head_hash)))


def check_head(public: bytes, head: SignedHead) -> None:
    """Raise `BadSignature` unless the owner of `public` vouched for this head."""
    check_signature(public, "head", _head(head.feed, head.seq, head.hash), head.signature)


def _head(feed: bytes, seq: int, head_hash: bytes) -> bytes:
    return feed + seq.to_bytes(8, "big") + head_hash
