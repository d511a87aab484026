"""A frame is one commit: padded, numbered and checksummed, so that half of one can never pass for a whole.

    0   4  magic  b"PSF2"
    4   4  length of the body in bytes
    8   8  number of the frame, from 1, without gaps through all segments
    16  8  id of the log, random, the same in every frame: no other log's frame can pass for one of ours
    24  4  CRC-32 of bytes 0..24
    28  4  CRC-32 of the body and the zeros after it
    32  …  body, then zeros up to a whole number of 4096-byte blocks

All integers are little-endian. The body is a msgpack array of records, each opaque bytes.
"""

import struct
import zlib
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec

BLOCK_BYTES = 4096
LOG_ID_BYTES = 8
HEAD_BYTES = 32
_HEAD = struct.Struct("<4sIQ8sII")
_START = struct.Struct("<4sIQ8s")
_SUMS = struct.Struct("<II")
_MAGIC = b"PSF2"
_decoder = msgspec.msgpack.Decoder(list[bytes])
_encode = msgspec.msgpack.Encoder().encode


class BadFrame(Exception):
    """The bytes at this place are not a whole frame with the expected number."""


class Frame(NamedTuple):
    """A whole frame: its number, the log it belongs to, its records, and the offset after it."""

    number: int
    log: bytes
    records: list[bytes]
    end: int


def encode(number: int, log: bytes, records: Sequence[bytes]) -> bytes:
    """Give the whole padded frame `number` of a log that holds `records`."""
    body = _encode(records)
    zeros = bytes(-(HEAD_BYTES + len(body)) % BLOCK_BYTES)
    start = _START.pack(_MAGIC, len(body), number, log)
    return b"".join((start, _SUMS.pack(zlib.crc32(start), zlib.crc32(zeros, zlib.crc32(body))), body, zeros))


def decode(data: memoryview, offset: int) -> Frame:
    """Give the frame at `offset`; raise `BadFrame` if there is none, or it is not whole."""
    if offset + HEAD_BYTES > len(data):
        raise BadFrame("no room for a header")
    magic, length, number, log, head_crc, body_crc = _HEAD.unpack_from(data, offset)
    if magic != _MAGIC or head_crc != zlib.crc32(data[offset : offset + _START.size]):
        raise BadFrame("no header")
    start = offset + HEAD_BYTES
    end = start + length
    end += -end % BLOCK_BYTES
    if end > len(data) or zlib.crc32(data[start:end]) != body_crc:
        raise BadFrame("the body does not match its checksum")
    try:
        records = _decoder.decode(data[start : start + length])
    except msgspec.MsgspecError as error:
        raise BadFrame("the body is no list of records") from error
    return Frame(number, log, records, end)


def find_frames(data: memoryview, offset: int = 0) -> Iterator[tuple[int, Frame]]:
    """Give every whole frame that begins at a block from `offset` on, with its place, passing over whatever is none."""
    while offset + HEAD_BYTES <= len(data):
        if data[offset : offset + 4] == _MAGIC:
            try:
                frame = decode(data, offset)
            except BadFrame:
                pass
            else:
                yield offset, frame
                offset = frame.end
                continue
        offset += BLOCK_BYTES
