"""An entry: one thing that happened, written once by one device, at one place in its feed."""

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import msgspec

from ledger.clock import Instant, Trust
from ledger.errors import BadEntry
from ledger.facts import AnyFact
from ledger.outside import Millis, Seq, read_value

FEED_BYTES = 16
HASH_BYTES = 32
FIRST_PREV = bytes(HASH_BYTES)
MAX_PAYLOAD_BYTES = 1024 * 1024
_DOMAIN = b"sotarsa entry 1"


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


_encode = msgspec.msgpack.Encoder().encode
_decode_plain = msgspec.msgpack.Decoder().decode
_decode_record = msgspec.msgpack.Decoder(tuple[bytes, Seq, bytes, bytes]).decode
_MAX_LEVELS = 64  # of lists in lists; a plan of a visit needs eight
_OPENERS = {*range(0x80, 0xA0), *range(0xDC, 0xE0)}  # the bytes with which a list or map begins in msgpack
_OTHERS = bytes(set(range(256)) - _OPENERS)


@dataclass(frozen=True)
class Entry:
    """One entry. `payload` are the bytes that were hashed; they are never encoded again.

    `prev` is the hash of the entry before (`FIRST_PREV` for seq 1), so that a feed is a chain.
    """

    feed: bytes
    seq: int
    prev: bytes
    payload: bytes

    @classmethod
    def create(cls, place: Place, prev: bytes, instant: Instant, by: str, fact: AnyFact) -> "Entry":
        """Make a new entry; `by` is an officer's code, or empty for the box itself and for villagers."""
        return cls(place.feed, place.seq, prev, _encode(Content(instant.at, instant.trust, by, fact)))

    @classmethod
    def from_record(cls, record: bytes) -> "Entry":
        """Read an entry as the log keeps it; raises `BadEntry`."""
        try:
            return cls(*_decode_record(record))
        except msgspec.MsgspecError as error:
            raise BadEntry(f"not a record: {error}") from error

    def record(self) -> bytes:
        """Give the entry as the log keeps it."""
        return _encode((self.feed, self.seq, self.prev, self.payload))

    @property
    def place(self) -> Place:
        """Its identity."""
        return Place(self.feed, self.seq)

    @cached_property
    def hash(self) -> bytes:
        """SHA-256 over feed, seq, prev and payload: what the next entry and a signed head vouch for."""
        return entry_hash(self.feed, self.seq, self.prev, self.payload)

    @cached_property
    def content(self) -> Content:
        """What it says; raises `BadEntry` if the payload is of no kind that this version knows."""
        try:
            return read_value(Content, self.payload)
        except BadEntry as error:
            raise BadEntry(f"entry {self.place}: {error}") from error

    def check(self) -> None:
        """Raise `BadEntry` unless every reader of the log can make sense of it and it is small enough to travel."""
        if len(self.payload) > MAX_PAYLOAD_BYTES:
            raise BadEntry(f"entry {self.place} has {len(self.payload)} bytes")
        _ = self.content

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

    def document(self) -> dict[str, Any]:
        """Give the entry as TinyDB shows it: decoded, with `payload` untouched."""
        content = self.content
        return {
            "feed": self.feed, "seq": self.seq, "prev": self.prev, "payload": self.payload,
            "at": content.at, "trust": int(content.trust), "by": content.by,
            "kind": type(content.fact).__name__,
            "body": {name: getattr(content.fact, name) for name in content.fact.__struct_fields__},
        }  # fmt: skip


def entry_hash(feed: bytes, seq: int, prev: bytes, payload: bytes) -> bytes:
    """Hash an entry without making one: merging does this for hundreds of thousands."""
    return hashlib.sha256(b"".join((_DOMAIN, feed, seq.to_bytes(8, "big"), prev, payload))).digest()


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
