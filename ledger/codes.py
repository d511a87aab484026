"""The code on a receipt: the entry itself with its signature, as text that a keyboard-wedge scanner can type.

Base45 (RFC 9285) fits the alphanumeric mode of QR codes, so it costs hardly more than bytes would. 279 bytes are 419
letters: the most that a code of version 12 at level M holds, which is 65 modules wide and fits on 58 mm paper at five
dots a module. What does not fit is split into numbered codes. What an entry sealed stays out: its digest is in.

    whole   0x01, feed (16), seq (4, big-endian), prev (32), signature (64), payload
    a part  0x02, the first 4 bytes of SHA-256 of the whole, index from 0, count, a piece of the whole
"""

import hashlib
import struct
from dataclasses import dataclass

from ledger.entry import Entry, check_canonical
from ledger.errors import BadEntry
from ledger.keys import Signer, check_signature

MAX_CODE_BYTES = 279
MAX_PARTS = 16
_WHOLE, _PART = 1, 2
_HEAD = struct.Struct(">B16sI32s64s")
_PART_HEAD = struct.Struct(">B4sBB")
_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_VALUES = {letter: value for value, letter in enumerate(_LETTERS)}


@dataclass(frozen=True)
class SignedEntry:
    """An entry with its writer's signature, as a receipt proves it: without what it sealed."""

    entry: Entry
    signature: bytes

    def check(self, device: bytes) -> None:
        """Raise `BadSignature` unless `device` signed it."""
        check_signature(device, "receipt", self.entry.hash, self.signature)


def sign_entry(entry: Entry, key: Signer) -> SignedEntry:
    """Vouch for one entry."""
    return SignedEntry(entry, key.sign("receipt", entry.hash))


def receipt_codes(signed: SignedEntry) -> tuple[str, ...]:
    """Give the codes that prove an entry: one, or several numbered ones where it is large.

    Raises `BadEntry` for an entry of more than `MAX_PARTS` codes.
    """
    entry = signed.entry
    whole = _HEAD.pack(_WHOLE, entry.feed, entry.seq, entry.prev, signed.signature) + entry.payload
    if len(whole) <= MAX_CODE_BYTES:
        return (base45(whole),)
    room = MAX_CODE_BYTES - _PART_HEAD.size
    pieces = [whole[start : start + room] for start in range(0, len(whole), room)]
    if len(pieces) > MAX_PARTS:
        raise BadEntry(f"entry {entry.place} is too large for a receipt")
    name = _name(whole)
    return tuple(base45(_PART_HEAD.pack(_PART, name, index, len(pieces)) + piece) for index, piece in enumerate(pieces))


class CodeReader:
    """Takes codes as they are scanned, parts in any order and more than once.

    A part of a receipt that was read whole before gives its entry again.
    """

    def __init__(self) -> None:
        self._parts: dict[tuple[bytes, int], dict[int, bytes]] = {}

    def take(self, text: str) -> SignedEntry | None:
        """Read a code; gives the entry, or None while parts of it are missing. Raises `BadEntry` for anything else."""
        data = _decoded(text)
        if data[:1] != bytes([_PART]):
            return _whole(data)
        if len(data) <= _PART_HEAD.size:
            raise BadEntry("the code was not read whole")
        _, name, index, count = _PART_HEAD.unpack_from(data)
        if not index < count <= MAX_PARTS:
            raise BadEntry("a part that cannot be")
        parts = self._parts.setdefault((name, count), {})
        parts[index] = data[_PART_HEAD.size :]
        if len(parts) < count:
            return None
        whole = b"".join(parts[each] for each in range(count))
        if _name(whole) != name:
            del self._parts[name, count]
            raise BadEntry("parts of different receipts were scanned")
        return _whole(whole)

    @property
    def missing(self) -> list[tuple[int, ...]]:
        """Give, of each receipt that was scanned in part, the numbers of the codes still missing, from 1."""
        return [
            tuple(each + 1 for each in range(count) if each not in parts)
            for (_, count), parts in self._parts.items()
            if len(parts) < count
        ]  # fmt: skip


def looks_like_receipt(text: str) -> bool:
    """Tell whether a scanned text is the code of a receipt, whole or in part, rather than any other code of ours."""
    try:
        data = _decoded(text)
    except BadEntry:
        return False
    return len(data) > _PART_HEAD.size + 8 and data[0] in (_WHOLE, _PART)


def base45(data: bytes) -> str:
    """Write bytes as Base45."""
    letters: list[str] = []
    for start in range(0, len(data), 2):
        pair = data[start : start + 2]
        value = int.from_bytes(pair, "big")
        for _ in range(len(pair) + 1):
            value, rest = divmod(value, 45)
            letters.append(_LETTERS[rest])
    return "".join(letters)


def from_base45(text: str) -> bytes:
    """Read Base45; raises `KeyError` or `ValueError` for what is none."""
    data = bytearray()
    for start in range(0, len(text), 3):
        letters = text[start : start + 3]
        value = sum(_VALUES[letter] * 45**power for power, letter in enumerate(letters))
        size = len(letters) - 1
        if not size or value >= 256**size:
            raise ValueError("not Base45")
        data += value.to_bytes(size, "big")
    return bytes(data)


def _decoded(text: str) -> bytes:
    if len(text) > MAX_CODE_BYTES * 2:
        raise BadEntry("too long for the code of a receipt")
    try:
        return from_base45(text)
    except (KeyError, ValueError) as error:
        raise BadEntry("this is not the code of a receipt, or it was not read whole") from error


def _whole(data: bytes) -> SignedEntry:
    if len(data) <= _HEAD.size or data[0] != _WHOLE:
        raise BadEntry("this is not the code of a receipt, or it was not read whole")
    _, feed, seq, prev, signature = _HEAD.unpack_from(data)
    entry = Entry(feed, seq, prev, data[_HEAD.size :])
    check_canonical(entry.payload)
    entry.check(whole=False)
    return SignedEntry(entry, signature)


def _name(whole: bytes) -> bytes:
    return hashlib.sha256(whole).digest()[:4]
