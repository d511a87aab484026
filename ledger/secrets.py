"""Phrases, cards and PINs: what people know or hold, hardened with Argon2id for boxes as small as a Pi."""

import os
import secrets
from collections.abc import Sequence

import msgspec
from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from ledger.errors import CannotUnseal
from ledger.sealing import VisitKey

# 32 MiB and 3 passes: about 0.1 s on a laptop, under a second on a Pi 4, and little enough memory for 1 GB.
MEMORY_KIB = 32 * 1024
PASSES = 3
# Crockford's letters: none that can be taken for another when read aloud or off paper.
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CONFUSED = str.maketrans("OIL", "011")


class Wrap(msgspec.Struct, frozen=True, array_like=True):
    """A visit key sealed for one way of unlocking: `phrase`, `card` or `recovery`."""

    way: str
    salt: bytes
    memory_kib: int
    passes: int
    sealed: bytes


def wrap(key: VisitKey, way: str, secret: str) -> Wrap:
    """Seal `key` under what a person knows or holds."""
    salt = os.urandom(16)
    hard = VisitKey(harden(_clean(secret, way), salt, MEMORY_KIB, PASSES))
    return Wrap(way, salt, MEMORY_KIB, PASSES, hard.seal("wrap " + way, key.secret))


def unwrap(wraps: Sequence[Wrap], secret: str) -> tuple[VisitKey, str]:
    """Find the wrap that `secret` opens; gives the key and the way. Raises `CannotUnseal` if it opens none."""
    for each in wraps:
        hard = VisitKey(harden(_clean(secret, each.way), each.salt, each.memory_kib, each.passes))
        try:
            return VisitKey(hard.unseal("wrap " + each.way, each.sealed)), each.way
        except CannotUnseal:
            continue
    raise CannotUnseal("neither phrase nor card opens this pack")


def pin_verifier(pin: str) -> bytes:
    """Give a verifier that tells whether a PIN is right, and not what it is."""
    return _pin_hasher(os.urandom(16)).derive_phc_encoded(pin.encode()).encode()


def pin_is_right(verifier: bytes, pin: str) -> bool:
    """Tell whether `pin` belongs to `verifier`."""
    try:
        Argon2id.verify_phc_encoded(pin.encode(), verifier.decode())
    except (InvalidKey, ValueError):
        return False
    return True


def new_code(letters: int) -> str:
    """Make a random code in Crockford's letters: five bits each."""
    return "".join(secrets.choice(LETTERS) for _ in range(letters))


def clean_code(typed: str) -> str:
    """Undo what people do to codes: small letters, blanks, hyphens, O for 0, I and L for 1."""
    return "".join(typed.upper().translate(_CONFUSED).split()).replace("-", "")


def show_code(code: str) -> str:
    """Give a code in groups of four, as people read it."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def harden(secret: str, salt: bytes, memory_kib: int = MEMORY_KIB, passes: int = PASSES) -> bytes:
    """Make 32 bytes of what people can remember or type, at a cost that makes guessing slow."""
    kdf = Argon2id(salt=salt, length=32, iterations=passes, lanes=1, memory_cost=memory_kib)
    return kdf.derive(secret.encode())


def _clean(secret: str, way: str) -> str:
    """Undo what typing does: a phrase is words, a card and a recovery code are letters in groups."""
    return " ".join(secret.casefold().replace("-", " ").split()) if way == "phrase" else clean_code(secret)


def _pin_hasher(salt: bytes) -> Argon2id:
    return Argon2id(salt=salt, length=32, iterations=2, lanes=1, memory_cost=16 * 1024)
