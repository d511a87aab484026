"""Sealing: what is personal lies on a medium only under a visit key. ChaCha20-Poly1305, fast without AES in the CPU."""

import os
from typing import TypeVar

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from ledger.errors import BadEntry, CannotUnseal
from ledger.outside import read_value

_NONCE_BYTES = 12
T = TypeVar("T")


class VisitKey:
    """The random key of one visit. `purpose` binds sealed bytes to their use, so that none fits elsewhere."""

    def __init__(self, secret: bytes) -> None:
        self.secret = secret
        self._cipher = ChaCha20Poly1305(secret)

    @classmethod
    def random(cls) -> "VisitKey":
        """Make a new one."""
        return cls(ChaCha20Poly1305.generate_key())

    def seal(self, purpose: str, plain: bytes) -> bytes:
        """Seal bytes: nonce, then ciphertext with its tag; 28 bytes longer than `plain`."""
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, plain, purpose.encode())

    def unseal(self, purpose: str, sealed: bytes) -> bytes:
        """Open what `seal` made; raises `CannotUnseal` for another key, another purpose or changed bytes."""
        try:
            return self._cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], purpose.encode())
        except (InvalidTag, ValueError) as error:
            raise CannotUnseal(f"the key does not open this {purpose}") from error

    def seal_value(self, value: msgspec.Struct) -> bytes:
        """Seal a value, for the purpose that is its type."""
        return self.seal(type(value).__name__, msgspec.msgpack.encode(value))

    def unseal_value(self, kind: type[T], sealed: bytes) -> T:
        """Open a value that `seal_value` sealed; raises `CannotUnseal` for whatever it did not."""
        try:
            return read_value(kind, self.unseal(kind.__name__, sealed))
        except BadEntry as error:
            raise CannotUnseal(str(error)) from error


class Receiver(msgspec.Struct, frozen=True, array_like=True):
    """A proxy or replacement, as sealed in a handover."""

    name: str
    nik: str = ""
    relation: str = ""


class Note(msgspec.Struct, frozen=True, array_like=True):
    """Free text, or what someone typed or scanned."""

    text: str
