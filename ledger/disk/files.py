"""Files and folders for their owner alone, and small files that are whole or not there when the power goes."""

import os
from pathlib import Path

from ledger.disk.disk import OWNER_ONLY, REAL, Disk


def write_whole(path: Path, data: bytes, disk: Disk = REAL) -> None:
    """Put `data` under `path` in one step, readable by its owner alone; on the medium when this returns.

    The folder is made if it is not there. A file that was there stays as it was until the new one is whole.
    """
    disk.make_folder(path.parent)
    unborn = path.with_name(path.name + ".new")
    descriptor = disk.open(unborn, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    try:
        view = memoryview(data)
        written = 0
        while written < len(view):
            written += disk.write_at(descriptor, view[written:], written)
        disk.flush_all(descriptor)
    finally:
        disk.close(descriptor)
    disk.rename(unborn, path)
    disk.flush_names(path.parent)


def make_folder(folder: Path) -> None:
    """Make a folder that its owner alone can look into, if it is not there; the folders above it are as usual."""
    REAL.make_folder(folder)


def owner_only(path: str, flags: int) -> int:
    """Open a file, as `opener` of `open`, so that a new one is its owner's alone."""
    return os.open(path, flags, OWNER_ONLY)
