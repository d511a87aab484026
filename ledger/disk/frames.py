"""A frame is one commit: padded, numbered and checksummed, so that half of one can never pass for a whole.

    0   4  magic  b"PSF1"
    4   4  payload length in bytes
    8   8  number of the frame, from 1, without gaps through all segments
    16  4  CRC-32 of bytes 0..16
    20  4  CRC-32 of the payload
    24  …  payload, then zeros up to a whole number of 4096-byte blocks

All integers are little-endian. The payload is a msgpack array of records, each opaque bytes.
"""

import struct
import zlib
from collections.abc import Sequence

import msgspec

BLOCK_BYTES = 4096
_HEAD = struct.Struct("<4sIQII")
_MAGIC = b"PSF1"
_decoder = msgspec.msgpack.Decoder(list[bytes])


class BadFrame(Exception):
    """The bytes at this place are not a whole frame with the expected number."""


def encode(number: int, records: Sequence[bytes]) -> bytes:
    """Give the whole padded frame `number` that holds `records`."""
    payload = msgspec.msgpack.encode(records)
    start = struct.pack("<4sIQ", _MAGIC, len(payload), number)
    frame = start + struct.pack("<II", zlib.crc32(start), zlib.crc32(payload)) + payload
    return frame + bytes(-len(frame) % BLOCK_BYTES)


def decode(data: memoryview, offset: int, number: int) -> tuple[list[bytes], int]:
    """Give the records of the frame at `offset` and the offset after it; raise `BadFrame` if it is not whole."""
    if offset + _HEAD.size > len(data):
        raise BadFrame("no room for a header")
    magic, length, found, head_crc, payload_crc = _HEAD.unpack_from(data, offset)
    if magic != _MAGIC or head_crc != zlib.crc32(data[offset : offset + 16]):
        raise BadFrame("no header")
    if found != number:
        raise BadFrame(f"frame {found} where {number} is due")
    payload = data[offset + _HEAD.size : offset + _HEAD.size + length]
    if len(payload) != length or zlib.crc32(payload) != payload_crc:
        raise BadFrame("payload does not match its checksum")
    end = offset + _HEAD.size + length
    try:
        records = _decoder.decode(payload)
    except msgspec.MsgspecError as error:
        raise BadFrame("payload is no list of records") from error
    return records, end + (-end % BLOCK_BYTES)


def any_frame_from(data: memoryview, offset: int) -> bool:
    """Tell whether a whole frame of any number begins at a block from `offset` on."""
    for start in range(offset, len(data) - _HEAD.size, BLOCK_BYTES):
        if data[start : start + 4] != _MAGIC:
            continue
        (number,) = struct.unpack_from("<Q", data, start + 8)
        try:
            decode(data, start, number)
        except BadFrame:
            continue
        return True
    return False
