"""An entry: one thing that happened, written once by one device, at one place in its feed."""

import hashlib
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

import msgspec
from msgspec.structs import replace

from ledger.clock import Instant, Trust
from ledger.errors import BadEntry
from ledger.facts import AnyFact
from ledger.once import once
from ledger.outside import UNREADABLE, Millis

FEED_BYTES = 16
HASH_BYTES = 32
SEAL_DIGEST_BYTES = 16
FIRST_PREV = bytes(HASH_BYTES)
MAX_PAYLOAD_BYTES = 1024 * 1024
_DOMAIN = b"sotarsa entry 2"


class Place(NamedTuple):
    """The identity of an entry for ever: on every retry, in sync, on paper."""

    feed: bytes
    seq: int

    def __str__(self) -> str:
        return f"{self.feed.hex()[:6].upper()}-{self.seq}"


class Content(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=False):
    """What an entry says: `at` milliseconds UTC, how far to trust that, who acted, and the fact."""

    at: Millis
    trust: Trust
    by: str
    fact: AnyFact


_decode_content = msgspec.msgpack.Decoder(Content).decode
_encode = msgspec.msgpack.Encoder().encode
_decode_plain = msgspec.msgpack.Decoder().decode
_MAX_LEVELS = 64  # of lists in lists; a plan of a visit needs eight
_OPENERS = {*range(0x80, 0xA0), *range(0xDC, 0xE0)}  # the bytes with which a list or map begins in msgpack
_OTHERS = bytes(set(range(256)) - _OPENERS)


class Entry(msgspec.Struct, frozen=True, dict=True):
    """One entry. `payload` are the bytes that were hashed; they are never encoded again.

    `prev` is the hash of the entry before (`FIRST_PREV` for seq 1), so that a feed is a chain. What a fact seals lies
    beside it in `sealed`: the payload holds only its digest, so that an entry can be proved without it, as the code on
    a receipt does. An entry that came without what it sealed is not `whole`.
    """

    feed: bytes
    seq: int
    prev: bytes
    payload: bytes
    sealed: bytes = b""

    @classmethod
    def create(cls, place: Place, prev: bytes, instant: Instant, by: str, fact: AnyFact) -> "Entry":
        """Make a new entry; `by` is an officer's code, or empty for the box itself and for villagers."""
        sealed: bytes = getattr(fact, "sealed", b"")
        if sealed:
            fact = replace(fact, sealed=seal_digest(sealed))
        return cls(place.feed, place.seq, prev, _encode(Content(instant.at, instant.trust, by, fact)), sealed)

    @property
    def place(self) -> Place:
        """Its identity."""
        return Place(self.feed, self.seq)

    @once
    def hash(self) -> bytes:
        """SHA-256 over feed, seq, prev and payload: what the next entry and a signed head vouch for."""
        return next_hash(hash_state(self.feed), self.seq, self.prev, self.payload)

    @once
    def content(self) -> Content:
        """What it says, with what it sealed if that is here; raises `BadEntry` for a kind that is not known here."""
        return _with_sealed(self._told(), self.sealed)

    @property
    def whole(self) -> bool:
        """Whether everything that it sealed is here."""
        return bool(self.sealed) or not getattr(self._told().fact, "sealed", b"")

    def check(self, *, whole: bool = True) -> None:
        """Raise `BadEntry` unless every reader of the log can make sense of it and it is small enough to travel.

        What it sealed must be here, unless `whole` is false, and must be what its digest says.
        """
        if len(self.payload) + len(self.sealed) > MAX_PAYLOAD_BYTES:
            raise BadEntry(f"entry {self.place} has {len(self.payload) + len(self.sealed)} bytes")
        told = self._told()
        digest: bytes = getattr(told.fact, "sealed", b"")
        if digest == (seal_digest(self.sealed) if self.sealed else b""):
            if not digest:
                self.__dict__["content"] = told  # who looks at it next need not decode it again
            return
        if self.sealed or whole:
            raise BadEntry(f"entry {self.place} comes without what it sealed, or with something else")

    @property
    def at(self) -> int:
        """When it was written: wall clock, milliseconds UTC."""
        return self.content.at

    @property
    def by(self) -> str:
        """Who acted."""
        return self.content.by

    @property
    def fact(self) -> AnyFact:
        """What happened."""
        return self.content.fact

    def _told(self) -> Content:
        try:
            return _decode_content(self.payload)
        except UNREADABLE as error:
            raise BadEntry(f"entry {self.place}: not a Content: {error}") from error


def read_content(payload: bytes, sealed: bytes) -> Content:
    """Give what an entry says, with what it sealed if that is here, without making one; raises `BadEntry`."""
    try:
        return _with_sealed(_decode_content(payload), sealed)
    except UNREADABLE as error:
        raise BadEntry(f"not a Content: {error}") from error


def _with_sealed(told: Content, sealed: bytes) -> Content:
    return replace(told, fact=replace(told.fact, sealed=sealed)) if getattr(told.fact, "sealed", b"") else told


def seal_digest(sealed: bytes) -> bytes:
    """Give the digest that stands in a payload for sealed bytes: 16 bytes of SHA-256, as a receipt's code is small."""
    return hashlib.sha256(sealed).digest()[:SEAL_DIGEST_BYTES]


@lru_cache(maxsize=256)
def hash_state(feed: bytes) -> "hashlib._Hash":
    """Give what every entry's hash of a feed begins with; see `next_hash`. It is only ever copied."""
    return hashlib.sha256(_DOMAIN + feed)


def next_hash(state: "hashlib._Hash", seq: int, prev: bytes, payload: bytes) -> bytes:
    """Hash an entry without making one."""
    told = state.copy()
    told.update(seq.to_bytes(8, "big") + prev + payload)
    return told.digest()


def links(feed: bytes, first: int, prev: bytes, payloads: Iterable[bytes]) -> list[bytes]:
    """Give the `prev` of each of the entries `first` … of a feed, and in the end the hash of the last one.

    It is `next_hash` once more, without the calls: opening and merging do this for hundreds of thousands.
    """
    copy, worked_out = hash_state(feed).copy, [prev]
    for seq, payload in enumerate(payloads, first):
        told = copy()
        told.update(seq.to_bytes(8, "big") + prev + payload)
        prev = told.digest()
        worked_out.append(prev)
    return worked_out


def check_canonical(payload: bytes) -> None:
    """Raise `BadEntry` unless `payload` is the one way of writing what it says.

    Rules out duplicate keys, padded numbers and trailing bytes, with which two readers could disagree.
    """
    try:
        plain = _decode_plain(payload)
        same = _encode(plain) == payload
    except (msgspec.MsgspecError, RecursionError, ValueError, TypeError) as error:
        raise BadEntry(f"payload is not msgpack: {error}") from error
    if not same or (len(payload.translate(None, _OTHERS)) > _MAX_LEVELS and _is_deep(plain, _MAX_LEVELS)):
        raise BadEntry("payload is not in canonical form")


def _is_deep(value: object, levels: int) -> bool:
    """Tell whether lists lie in lists so far that a reader deep in a program could run out of stack."""
    if isinstance(value, dict):
        value = [*value.keys(), *value.values()]
    return isinstance(value, list | tuple) and (levels == 0 or any(_is_deep(each, levels - 1) for each in value))
