"""The signing key of a kiosk, which lies sealed on its card outside a visit: who copies the card cannot sign.

Enrolment gives kiosk and hub two secrets that follow from the code: the *box key*, under which the signing key is
sealed, and the *asking token*, which stays on the card and is good only for fetching what is sealed for this kiosk. As
soon as a pack is here the box key leaves the card: every pack carries it, under the visit key. So unlocking a visit is
what makes the box able to sign.
"""

import contextlib
import hashlib
import hmac
import os
from pathlib import Path

import msgspec

from ledger.disk.files import write_whole
from ledger.errors import CannotUnseal, KeySealed
from ledger.keys import KEY_BYTES, SigningKey
from ledger.outside import read_value
from ledger.sealing import VisitKey
from ledger.secrets import harden

_PURPOSE = "device key"


class BoxSecrets(msgspec.Struct, frozen=True, array_like=True):
    """What enrolment gives both sides: the box key and the asking token, 32 bytes each."""

    box_key: bytes
    asking: bytes


class _Stored(msgspec.Struct, frozen=True, array_like=True):
    """The file: `seed` and `box_key` are empty once the key is sealed, `sealed` is empty before."""

    public: bytes
    seed: bytes
    sealed: bytes
    box_key: bytes
    asking: bytes


class DeviceKey:
    """A kiosk's identity (`public`) and, while it is open, its signature. The file is its owner's alone."""

    def __init__(self, path: Path) -> None:
        self._path = path
        if not path.exists():
            seed = os.urandom(KEY_BYTES)
            self._store(_Stored(SigningKey(seed).public, seed, b"", b"", b""))
        self._stored = read_value(_Stored, path.read_bytes())
        self._key = SigningKey(self._stored.seed) if self._stored.seed else None

    @classmethod
    def of_stand_in(cls, path: Path, key: SigningKey) -> "DeviceKey":
        """Become a stand-in: its key is open now, and never on the card. The pack of its visit holds it, sealed."""
        write_whole(path, msgspec.msgpack.encode(_Stored(key.public, b"", b"", b"", b"")))
        made = cls(path)
        made.open_as(key.seed)
        return made

    @classmethod
    def anew(cls, path: Path) -> "DeviceKey":
        """Be another box from now on."""
        path.unlink()
        return cls(path)

    @property
    def public(self) -> bytes:
        """Who this box is."""
        return self._stored.public

    @property
    def asking(self) -> bytes:
        """The token for fetching what is this kiosk's; empty before enrolment."""
        return self._stored.asking

    @property
    def is_kept(self) -> bool:
        """Whether the key lies on this card, open or sealed. A stand-in's never does."""
        return bool(self._stored.seed or self._stored.sealed)

    @property
    def is_open(self) -> bool:
        """Whether this box can sign."""
        return self._key is not None

    def sign(self, purpose: str, message: bytes) -> bytes:
        """Sign `message` for one purpose; raises `KeySealed` while no visit is unlocked."""
        if self._key is None:
            raise KeySealed("the signing key of this box is sealed until a visit is unlocked")
        return self._key.sign(purpose, message)

    def bind(self, secrets: BoxSecrets) -> None:
        """Take over what enrolment gave; the key stays open until the first pack is here."""
        seed = self._stored.seed
        self._store(msgspec.structs.replace(self._stored, seed=seed, box_key=secrets.box_key, asking=secrets.asking))

    def seal(self, box_digest: bytes) -> None:
        """Take the open key and the box key off the card, now that a pack is here whose box key has this digest.

        A program that has the key open keeps it until `forget`. Without such a box key here, nothing changes: a key
        that no pack could open would be lost.
        """
        stored = self._stored
        if not stored.seed or not stored.box_key or box_digest != digest_of(stored.box_key):
            return
        sealed = VisitKey(stored.box_key).seal(_PURPOSE, stored.seed)
        self._store(_Stored(stored.public, b"", sealed, b"", stored.asking))

    def open_with(self, box_key: bytes) -> None:
        """Become able to sign, with the box key from an unlocked pack; raises `CannotUnseal` for another one."""
        if self._key is not None or not box_key:
            return
        key = SigningKey(VisitKey(box_key).unseal(_PURPOSE, self._stored.sealed))
        if key.public != self.public:
            raise CannotUnseal("the sealed key is another box's")
        self._key = key

    def open_as(self, seed: bytes) -> None:
        """Become able to sign, as a stand-in; raises `CannotUnseal` for another one's seed."""
        key = SigningKey(seed)
        if key.public != self.public:
            raise CannotUnseal("this is another stand-in's key")
        self._key = key

    def forget(self) -> None:
        """Stop being able to sign, unless the key lies open on the card."""
        if not self._stored.seed:
            self._key = None

    def _store(self, stored: _Stored) -> None:
        """Keep this instead of what was here, and overwrite that where it lies.

        Who copies a whole card copies what was deleted from it too. ext4 writes in place; not every file system does.
        """
        exists = self._path.exists()
        with self._path.open("r+b", buffering=0) if exists else contextlib.nullcontext() as before:
            write_whole(self._path, msgspec.msgpack.encode(stored))
            self._stored = stored
            if before:
                before.write(bytes(os.fstat(before.fileno()).st_size))
                os.fsync(before.fileno())


def box_secrets(code: str, device: bytes) -> BoxSecrets:
    """Work out what an enrolment code gives the device and the hub; slow on purpose, as codes are short."""
    root = harden(code, hashlib.sha256(b"sotarsa box\0" + device).digest()[:16])
    return BoxSecrets(hmac.digest(root, b"box key", "sha256"), hmac.digest(root, b"asking", "sha256"))


def digest_of(box_key: bytes) -> bytes:
    """Give the digest by which a box key is known in the open part of a pack."""
    return hashlib.sha256(b"sotarsa box key\0" + box_key).digest()[:16]
