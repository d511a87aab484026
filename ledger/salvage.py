"""Saving what is good of a damaged log: every whole frame is kept as evidence, and an empty log begins anew."""

from pathlib import Path

import msgspec

from ledger.disk.files import write_whole
from ledger.facts import Parent
from ledger.outside import read_value

_PARENT = "continues"


def write_parent(data: Path, parent: Parent) -> None:
    """Note in a folder of data which feed, lost with a damaged log, the next one continues."""
    write_whole(data / _PARENT, msgspec.msgpack.encode(parent))


def read_parent(data: Path) -> Parent | None:
    """Give the feed that a salvaged log's next one continues; None where nothing was salvaged."""
    path = data / _PARENT
    return read_value(Parent, path.read_bytes()) if path.exists() else None
