"""What kiosk and hub say to each other: both sides of every conversation, over HTTP and in files. Version 1.

All bodies are msgpack arrays. A conversation begins with `Hello`, by which the kiosk knows the hub by its key and gets
a nonce that it signs in what follows. Feeds travel as chunks: see `ledger.chunks`.
"""

import hashlib
import hmac
from typing import TypeVar

import msgspec

from ledger.errors import BadSignature
from ledger.keys import SigningKey, check_signature
from ledger.outside import Seq, read_value

VERSION = 1
SERVICE_TYPE = "_paksotarsa._tcp.local."
HELLO = "/api/hello"
ENROL = "/api/enrol"
HEADS = "/api/heads"
CHUNK = "/api/chunk"
PACKS = "/api/packs"
HELLO_PURPOSE = "hello"
"""What the hub signs the kiosk's nonce for."""
PACKS_PURPOSE = "packs"
"""What the kiosk signs the hub's nonce for when it asks for its packs."""
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


class PacksAsked(Message, frozen=True):
    """Kiosk to hub: give me my packs, other than those in `known`; `signature` is over the hub's nonce."""

    device: bytes
    nonce: bytes
    known: tuple[bytes, ...]
    signature: bytes


class PacksGiven(Message, frozen=True):
    """Hub to kiosk: files of packs."""

    packs: tuple[bytes, ...]


def enrolment_proof(code: str, side: str, *parts: bytes) -> bytes:
    """Prove knowledge of an enrolment code over what one side says; `side` is `kiosk` or `hub`."""
    told = msgspec.msgpack.encode((side, parts))
    return hmac.digest(hashlib.sha256(b"sotarsa enrol\0" + code.encode()).digest(), told, "sha256")


def check_enrolment(code: str, side: str, proof: bytes, *parts: bytes) -> None:
    """Raise `BadSignature` unless `proof` is the one that `enrolment_proof` gives."""
    if not hmac.compare_digest(proof, enrolment_proof(code, side, *parts)):
        raise BadSignature("the enrolment code does not match")


def sign_head(key: SigningKey, feed: bytes, seq: int, head_hash: bytes) -> SignedHead:
    """Vouch for a feed up to `seq`."""
    return SignedHead(feed, seq, head_hash, key.sign("head", _head(feed, seq, head_hash)))


def check_head(public: bytes, head: SignedHead) -> None:
    """Raise `BadSignature` unless the owner of `public` vouched for this head."""
    check_signature(public, "head", _head(head.feed, head.seq, head.hash), head.signature)


def _head(feed: bytes, seq: int, head_hash: bytes) -> bytes:
    return feed + seq.to_bytes(8, "big") + head_hash
