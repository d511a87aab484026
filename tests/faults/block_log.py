"""What a file system sent to its block device, in order: QEMU records it, in the format of dm-log-writes.

    superblock, one sector: magic, version, number of entries, bytes of a sector
    entry, one sector: place in sectors, length in sectors, flags, length of a mark; then the data

https://docs.kernel.org/admin-guide/device-mapper/log-writes.html
"""

import os
import struct
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from tests.faults.small_disk import looped

_SECTOR = 512
_SUPER = struct.Struct("<QQQI")
_ENTRY = struct.Struct("<QQQQ")
_MAGIC = 0x6A736677736872
_FLUSH, _DISCARD = 1, 4
_PATIENCE_S = 10.0


class Sent(NamedTuple):
    """`data` for a place on the device, or a flush of all that came before; `end` is how long the log was after it."""

    offset: int
    data: bytes
    is_flush: bool
    end: int


def read_log(path: Path) -> list[Sent]:
    """Read a log; whatever was being written into it is left out."""
    log = path.read_bytes()
    magic, _, entries, sector = _SUPER.unpack_from(log)
    if magic != _MAGIC or sector != _SECTOR:
        raise ValueError(f"{path} is no log of writes")
    sent: list[Sent] = []
    at = _SECTOR
    for _ in range(entries):
        place, sectors, flags, _ = _ENTRY.unpack_from(log, at)
        at += _SECTOR
        length = 0 if flags & _DISCARD else sectors * _SECTOR
        sent.append(Sent(place * _SECTOR, log[at : at + length], bool(flags & _FLUSH), at + length))
        at += length
    return sent


@contextmanager
def recording(image: Path, log: Path) -> Iterator[str]:
    """Give a loop device of `image`, of which everything that is written goes into `log` too."""
    log.touch()
    exported = image.with_name("exported")
    exported.touch()
    command = [
        "qemu-storage-daemon",
        "--blockdev", f"driver=file,node-name=image,filename={image}",
        "--blockdev", f"driver=file,node-name=log,filename={log}",
        "--blockdev", "driver=blklogwrites,node-name=both,file=image,log=log,log-super-update-interval=1",
        "--export", f"type=fuse,id=exported,node-name=both,mountpoint={exported},writable=on",
    ]  # fmt: skip
    with subprocess.Popen(command, env={**os.environ, "PATH": f"{os.environ.get('PATH', '')}:/usr/sbin"}) as daemon:
        try:
            _wait_for(exported, image.stat().st_size)
            with looped(exported) as device:
                yield device
        finally:
            daemon.terminate()


def _wait_for(exported: Path, size: int) -> None:
    patience = time.monotonic() + _PATIENCE_S
    while exported.stat().st_size != size:
        if time.monotonic() > patience:
            raise TimeoutError("qemu-storage-daemon does not export the image")
        time.sleep(0.01)
