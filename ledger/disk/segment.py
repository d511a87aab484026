"""A segment is a file of fixed size, zero-filled before its first use, into which frames are written in order.

Writing into space that already exists changes no metadata of the file system, so one commit costs one flush.
"""

import errno
import mmap
import os
from pathlib import Path
from typing import Self

from ledger.disk.files import owner_only, sync_folder
from ledger.disk.frames import BLOCK_BYTES

SEGMENT_BYTES = 4 * 1024 * 1024


class Segment:
    """One open segment. `write` returns only when the medium has the bytes; any error is an `OSError`."""

    def __init__(self, path: Path, end: int) -> None:
        self.path = path
        self.end = end
        self._size = path.stat().st_size
        self._direct = True
        try:
            self._descriptor = os.open(path, os.O_RDWR | os.O_DSYNC | os.O_DIRECT)
        except OSError as error:
            if error.errno != errno.EINVAL:
                raise
            self._direct = False  # tmpfs, FAT and overlays know no O_DIRECT
            self._descriptor = os.open(path, os.O_RDWR)

    @classmethod
    def create(cls, path: Path, at_least_bytes: int) -> Self:
        """Make a zero-filled segment that is on the medium, name and all, before it is used."""
        size = max(SEGMENT_BYTES, at_least_bytes)
        unborn = path.with_suffix(".new")
        with open(unborn, "wb", opener=owner_only) as file:
            zeros = bytes(1024 * 1024)
            for start in range(0, size, len(zeros)):
                file.write(zeros[: size - start])
            file.flush()
            os.fsync(file.fileno())
        unborn.rename(path)
        sync_folder(path.parent)
        return cls(path, end=0)

    def has_room(self, frame_bytes: int) -> bool:
        """Tell whether a frame of this size still fits."""
        return self.end + frame_bytes <= self._size

    def write(self, frame: bytes) -> None:
        """Write a whole frame at the end and wait for the medium."""
        self._write_at(self.end, frame)
        self.end += len(frame)

    def clear(self, offset: int, length: int) -> None:
        """Zero what an unfinished write left behind; it was never acknowledged."""
        self._write_at(offset, bytes(length + (-length % BLOCK_BYTES)))

    def close(self) -> None:
        """Give the file back."""
        os.close(self._descriptor)

    def _write_at(self, offset: int, data: bytes) -> None:
        if self._direct:
            with mmap.mmap(-1, len(data)) as aligned:  # O_DIRECT wants page-aligned memory
                aligned.write(data)
                view = memoryview(aligned)
                try:
                    written = os.pwrite(self._descriptor, view, offset)
                finally:
                    view.release()
        else:
            written = os.pwrite(self._descriptor, data, offset)
            os.fdatasync(self._descriptor)
        if written != len(data):
            raise OSError(errno.EIO, "short write", str(self.path))
