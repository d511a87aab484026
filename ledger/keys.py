"""Keys and signatures: Ed25519. Every signature names what it is for, so that none fits elsewhere."""

import os
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from ledger.disk.files import write_whole
from ledger.errors import BadSignature

KEY_BYTES = 32
SIGNATURE_BYTES = 64


class Signer(Protocol):
    """Somebody who signs. `public` is the 32-byte public key, which is the signer's identity."""

    @property
    def public(self) -> bytes:
        """The public key."""
        ...

    def sign(self, purpose: str, message: bytes) -> bytes:
        """Sign `message` for one purpose; 64 bytes."""
        ...


class SigningKey:
    """A private key that never leaves its box. `public` is its 32-byte public half, which is its owner's identity."""

    def __init__(self, seed: bytes) -> None:
        self.seed = seed
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.public: bytes = self._key.public_key().public_bytes_raw()

    def sign(self, purpose: str, message: bytes) -> bytes:
        """Sign `message` for one purpose; 64 bytes."""
        return self._key.sign(_told(purpose, message))


def check_signature(public: bytes, purpose: str, message: bytes, signature: bytes) -> None:
    """Raise `BadSignature` unless `signature` is by the owner of `public`, over `message`, for `purpose`."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, _told(purpose, message))
    except (InvalidSignature, ValueError) as error:
        raise BadSignature(f"this {purpose} is not signed by {public.hex()[:8]}") from error


def load_or_make_key(path: Path) -> SigningKey:
    """Give the key in `path`, made at the first call; readable by its owner alone."""
    if not path.exists():
        write_whole(path, os.urandom(KEY_BYTES))
    return SigningKey(path.read_bytes())


def _told(purpose: str, message: bytes) -> bytes:
    return b"sotarsa " + purpose.encode() + b" 1\0" + message
