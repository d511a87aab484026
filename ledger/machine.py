"""What tells one box and one card from another, so that a copied or moved log is noticed.

A log that is found on another machine, card or folder than the one that wrote it last was moved, or it is a copy whose
original may go on writing: either way it continues as a new feed, and no two boxes ever write the same one.
"""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

DIGEST_BYTES = 8
# Only what every user of the machine may read: a digest that depends on who asks would tell of moves that never were.
_MARKS = (Path("sys/firmware/devicetree/base/serial-number"), Path("etc/machine-id"))


def machine_digest(folder: Path, root: Path = Path("/")) -> bytes:
    """Give a digest of the board's serial number, the installation, the card below `folder`, and the folder itself."""
    told = b"\0".join(mark.encode() for mark in _marks(folder, root))
    return hashlib.sha256(b"sotarsa machine\0" + told).digest()[:DIGEST_BYTES]


def _marks(folder: Path, root: Path) -> Iterator[str]:
    for path in _MARKS:
        yield _read(root / path)
    status = folder.stat()
    yield _card(status.st_dev, root)
    yield str(status.st_ino)  # a copy made file by file lies in another folder


def _card(device: int, root: Path) -> str:
    """Give the serial number that an SD card has from its factory; empty for any other medium."""
    partition = root / "sys/dev/block" / f"{os.major(device)}:{os.minor(device)}"
    whole_disk = partition.resolve().parent
    return _read(whole_disk / "device/cid") or _read(partition / "device/cid")


def _read(path: Path) -> str:
    try:
        return path.read_text(errors="replace").strip("\0\n ")
    except (FileNotFoundError, NotADirectoryError):  # not every machine has each of these
        return ""
