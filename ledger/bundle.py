"""Feeds in a file: the same chunks as over the network, and a signed manifest written last.

The file is `b"PSFEED1\\n"`, then msgpack binaries one after another: chunks, and at the end the manifest, which begins
with `b"MANIFEST"`. A file without its manifest was copied only half.
"""

import hashlib
from collections.abc import Iterable

import msgspec

from ledger.errors import BundleRefused, LedgerError
from ledger.keys import Signer, check_signature
from ledger.outside import read_value

MAGIC = b"PSFEED1\n"
SUFFIX = ".sotarsa"
MAX_BUNDLE_BYTES = 256 * 1024 * 1024
MAX_PARTS = 100_000
_MANIFEST = b"MANIFEST"


class Manifest(msgspec.Struct, frozen=True, array_like=True):
    """What a bundle holds: `chunks` of them, their digest, and whose it is."""

    device: bytes
    chunks: int
    digest: bytes


def bundle_bytes(key: Signer, chunks: Iterable[bytes]) -> bytes:
    """Give the bytes of a bundle."""
    chunks = list(chunks)
    manifest = msgspec.msgpack.encode(Manifest(key.public, len(chunks), _digest(chunks)))
    end = _MANIFEST + key.sign("bundle", manifest) + manifest
    return MAGIC + b"".join(msgspec.msgpack.encode(part) for part in [*chunks, end])


def read_bundle(data: bytes) -> list[bytes]:
    """Give the chunks of a bundle; raises `BundleRefused` if it is none, or not whole."""
    if not data.startswith(MAGIC) or len(data) > MAX_BUNDLE_BYTES:
        raise BundleRefused("this is not a bundle of feeds")
    try:
        parts = _parts(data[len(MAGIC) :])
        *chunks, end = parts
        if not end.startswith(_MANIFEST):
            raise BundleRefused("the bundle has no end: it was copied only half")
        signature, told = end[8:72], end[72:]
        manifest = read_value(Manifest, told)
        check_signature(manifest.device, "bundle", told, signature)
    except ValueError as error:
        raise BundleRefused(f"the bundle was copied only half: {error}") from error
    except LedgerError as error:
        raise BundleRefused(str(error)) from error
    if manifest.chunks != len(chunks) or manifest.digest != _digest(chunks):
        raise BundleRefused("the bundle is not what its manifest says")
    return chunks


def _parts(data: bytes) -> list[bytes]:
    view = memoryview(data)
    parts: list[bytes] = []
    while view:
        head = {0xC4: 1, 0xC5: 2, 0xC6: 4}.get(view[0])
        if head is None:
            raise ValueError("unexpected byte")
        length = int.from_bytes(view[1 : 1 + head], "big")
        part = view[1 + head : 1 + head + length]
        if len(part) != length:
            raise ValueError("it ends in the middle")
        if len(parts) == MAX_PARTS:
            raise ValueError("it has too many parts")
        parts.append(bytes(part))
        view = view[1 + head + length :]
    if not parts:
        raise ValueError("it is empty")
    return parts


def _digest(chunks: list[bytes]) -> bytes:
    return hashlib.sha256(b"".join(hashlib.sha256(chunk).digest() for chunk in chunks)).digest()
