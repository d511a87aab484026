"""Evidence in a file, as the hub gives it back: `b"PSEVID1\\n"` and a msgpack array of binaries, each a `Kept`."""

from collections.abc import Iterable

import msgspec

from ledger.errors import BadEntry
from ledger.evidence import Kept
from ledger.outside import read_value

MAGIC = b"PSEVID1\n"
SUFFIX = ".evidence"


def evidence_bytes(kept: Iterable[Kept]) -> bytes:
    """Give the bytes of a file."""
    return MAGIC + msgspec.msgpack.encode([each.encoded() for each in kept])


def read_evidence(data: bytes) -> list[Kept]:
    """Read a file; raises `BadEntry` for one that is none, or not whole. Signatures are for the caller to check."""
    if not data.startswith(MAGIC):
        raise BadEntry("this is not a file of evidence")
    return [Kept.read(each) for each in read_value(tuple[bytes, ...], data[len(MAGIC) :])]
