"""The code on a person's invitation. It follows from visit key and person, so that a pack made anew keeps it."""

import hmac

from ledger.secrets import LETTERS

CODE_LETTERS = 8
"""40 bits: among a visit's few thousand people two alike are as likely as one in a hundred thousand such visits."""


def invitation_code(visit_key: bytes, person: bytes) -> str:
    """Give the code of a person for the visit with this key, in Crockford's letters."""
    number = int.from_bytes(hmac.digest(visit_key, b"sotarsa invitation\0" + person, "sha256")[:CODE_LETTERS], "big")
    return "".join(LETTERS[number >> 5 * place & 31] for place in range(CODE_LETTERS))
