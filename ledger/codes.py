"""The code on a receipt: the entry itself with its signature, as text that a keyboard-wedge scanner can type.

Base45 (RFC 9285) fits the alphanumeric mode of QR codes, so it costs hardly more than bytes would.
"""

import msgspec

from ledger.entry import Entry
from ledger.errors import BadEntry
from ledger.keys import SigningKey, check_signature
from ledger.outside import Seq, read_value

PREFIX = "PS1:"
MAX_CODE_BYTES = 279
_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_VALUES = {letter: value for value, letter in enumerate(_LETTERS)}


def receipt_code(entry: Entry, key: SigningKey) -> str | None:
    """Give the code that proves an entry, or None where it would be too large for a receipt."""
    told = msgspec.msgpack.encode((entry.feed, entry.seq, entry.prev, entry.payload, key.sign("receipt", entry.hash)))
    return PREFIX + base45(told) if len(told) <= MAX_CODE_BYTES else None


def read_receipt_code(text: str, device: bytes) -> Entry:
    """Read a receipt's code; raises `BadEntry`, or `BadSignature` unless `device` signed it."""
    if not text.startswith(PREFIX):
        raise BadEntry("not the code of a receipt")
    try:
        parts = read_value(tuple[bytes, Seq, bytes, bytes, bytes], from_base45(text[len(PREFIX) :]))
    except (BadEntry, KeyError, ValueError) as error:
        raise BadEntry(f"the code was not read whole: {error}") from error
    entry = Entry(*parts[:4])
    check_signature(device, "receipt", entry.hash, parts[4])
    return entry


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
