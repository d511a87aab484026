"""Small files that are whole or not there, even when the power goes in the middle."""

import os
from pathlib import Path

OWNER_ONLY = 0o600


def write_whole(path: Path, data: bytes) -> None:
    """Put `data` under `path` in one step, readable by its owner alone; on the medium when this returns.

    The folder is made if it is not there. A file that was there stays as it was until the new one is whole.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    unborn = path.with_name(path.name + ".new")
    descriptor = os.open(unborn, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER_ONLY)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    unborn.rename(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make names created or renamed in `folder` survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
