"""Files and folders for their owner alone, and small files that are whole or not there when the power goes."""

import os
from pathlib import Path

OWNER_ONLY = 0o600
OWNERS_FOLDER = 0o700


def write_whole(path: Path, data: bytes) -> None:
    """Put `data` under `path` in one step, readable by its owner alone; on the medium when this returns.

    The folder is made if it is not there. A file that was there stays as it was until the new one is whole.
    """
    make_folder(path.parent)
    unborn = path.with_name(path.name + ".new")
    with open(unborn, "wb", opener=owner_only) as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    unborn.rename(path)
    sync_folder(path.parent)


def make_folder(folder: Path) -> None:
    """Make a folder that its owner alone can look into, if it is not there; the folders above it are as usual."""
    folder.mkdir(mode=OWNERS_FOLDER, parents=True, exist_ok=True)


def owner_only(path: str, flags: int) -> int:
    """Open a file, as `opener` of `open`, so that a new one is its owner's alone."""
    return os.open(path, flags, OWNER_ONLY)


def sync_folder(folder: Path) -> None:
    """Make names created or renamed in `folder` survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
