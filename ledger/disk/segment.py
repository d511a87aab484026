"""A segment is a file of fixed size, zero-filled before its first use, into which frames are written in order.

Writing into space that already exists changes no metadata of the file system, so one commit costs one flush.
"""

import errno
import mmap
import os
from contextlib import suppress
from pathlib import Path

from ledger.disk.disk import REAL, Disk
from ledger.disk.frames import BLOCK_BYTES

SEGMENT_BYTES = 4 * 1024 * 1024
_UNBORN = ".new"
_PIECE_BYTES = 128 * 1024


class Segment:
    """One open segment. `write` returns only when the medium has the bytes; any error is an `OSError`.

    `direct` tells whether writes go through to the medium by themselves (`O_DIRECT | O_DSYNC`); where the file system
    knows no such thing (tmpfs, FAT, overlays) each is followed by `fdatasync`.
    """

    def __init__(self, path: Path, end: int, disk: Disk = REAL) -> None:
        self.path = path
        self.end = end
        self._disk = disk
        self._size = disk.size(path)
        self._aligned = _page_aligned(BLOCK_BYTES)
        self.direct = True
        try:
            self._descriptor = disk.open(path, os.O_RDWR | os.O_DSYNC | os.O_DIRECT)
        except OSError as error:
            if error.errno != errno.EINVAL:
                raise
            self._go_indirect()

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
        self._disk.close(self._descriptor)

    def _write_at(self, offset: int, data: bytes) -> None:
        if self.direct:
            size = len(data)
            if size > len(self._aligned):
                self._aligned = _page_aligned(size)
            self._aligned[:size] = data
            try:
                written = self._disk.write_at(self._descriptor, self._aligned[:size], offset)
            except OSError as error:
                if error.errno != errno.EINVAL:
                    raise
                # Some file systems take O_DIRECT when opening and refuse it when writing: nothing was written.
                self._disk.close(self._descriptor)
                self._go_indirect()
        if not self.direct:
            written = self._disk.write_at(self._descriptor, data, offset)
            self._disk.flush(self._descriptor)
        if written != len(data):
            raise OSError(errno.EIO, "short write", str(self.path))

    def _go_indirect(self) -> None:
        self.direct = False
        self._descriptor = self._disk.open(self.path, os.O_RDWR)


def _page_aligned(size: int) -> memoryview:
    """Give memory that O_DIRECT can write from. It is kept from one write to the next: a new page costs a fault."""
    return memoryview(mmap.mmap(-1, size))


def prepare(path: Path, size: int, disk: Disk = REAL) -> None:
    """Make a zero-filled file that is on the medium, name and all, when this returns; half of one does not stay."""
    unborn = path.with_name(path.name + _UNBORN)
    try:
        _fill_somehow(unborn, size, disk)
    except OSError:
        with suppress(OSError):
            disk.remove(unborn)
        raise
    disk.rename(unborn, path)
    disk.flush_names(path.parent)


def _fill_somehow(path: Path, size: int, disk: Disk) -> None:
    try:
        _fill(path, size, os.O_DIRECT, disk)
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise
        _fill(path, size, 0, disk)


def _fill(path: Path, size: int, flags: int, disk: Disk) -> None:
    """Write zeros piece by piece: with O_DIRECT, a commit that comes in between waits for one piece and not for all."""
    zeros = _page_aligned(_PIECE_BYTES)
    descriptor = disk.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | flags)
    try:
        for start in range(0, size, _PIECE_BYTES):
            wanted = min(_PIECE_BYTES, size - start)
            if disk.write_at(descriptor, zeros[:wanted], start) != wanted:
                raise OSError(errno.ENOSPC, "no room for a segment", str(path))
        disk.flush_all(descriptor)
    finally:
        disk.close(descriptor)
