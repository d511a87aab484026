"""Who this box is: its name, its certificate, and the hub that it belongs to."""

from pathlib import Path

import msgspec

from kiosk.errors import NotEnrolled
from ledger.disk.files import write_whole


class Identity(msgspec.Struct, frozen=True):
    """What enrolment gave. `hub` is the hub's public key: it is known by that, never by an address.

    A stand-in names the device whose place it takes; it was never enrolled, and its visit is all it may do.
    """

    name: str
    certificate: bytes
    hub: bytes
    hub_name: str
    hub_address: str
    stands_in_for: bytes = b""


def save_identity(path: Path, identity: Identity) -> None:
    """Keep it, whole or not at all."""
    write_whole(path, msgspec.msgpack.encode(identity))


def load_identity(path: Path) -> Identity:
    """Read it; raises `NotEnrolled` if there is none."""
    try:
        return msgspec.msgpack.decode(path.read_bytes(), type=Identity)
    except FileNotFoundError as error:
        raise NotEnrolled("this kiosk is not enrolled") from error
