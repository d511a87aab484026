"""A copy of one journal on another medium, byte for byte, that grows as the journal does."""

import errno
import os
from collections.abc import Iterator
from pathlib import Path

from ledger.disk import frames
from ledger.disk.disk import REAL, Disk
from ledger.disk.frames import BLOCK_BYTES
from ledger.disk.journal import SEGMENTS, Journal
from ledger.disk.segment import prepare

_PIECE_BYTES = 256 * 1024


class JournalCopy:
    """The copy of a journal's segments in `folder`; what goes wrong is an `OSError`.

    `frames` commits are there, one after another from the first. `foreign` counts those that the journal has not, and
    `spoilt` tells of bytes behind its end that are no commit. Neither may be written over: it may be the only witness
    of what the journal lost. What has rotted before the journal's end is simply written again.
    """

    def __init__(self, journal: Journal, folder: Path, disk: Disk = REAL) -> None:
        self.folder = folder
        self.frames = 0
        self.foreign = 0
        self.spoilt = False
        self._journal = journal
        self._disk = disk
        self._place = (1, 0)
        self._ends: dict[int, int] = {}
        self._disk.make_folder(folder)
        self._look()

    @property
    def lag(self) -> int:
        """How many commits are not there yet."""
        return max(0, self._journal.frames - self.frames)

    def is_there(self) -> bool:
        """Tell whether the medium still has what was written last and nothing behind it: it may be another by now."""
        number, offset = self._place
        last, end = (number, offset) if offset else (number - 1, self._end_of(number - 1) if number > 1 else 0)
        written = not end or self._block(self._path(last), end) == self._block(self._own(last), end)
        return written and not self._block(self._path(number), offset + BLOCK_BYTES).strip(b"\0")

    def catch_up(self) -> bool:
        """Copy a piece of what was committed since, onto the other medium; tells whether there may be more."""
        if self._journal.end is None:
            return False
        last, (number, offset) = int(self._journal.end[0].stem), self._place
        upto = self._journal.end[1] if number == last else self._end_of(number)
        if offset >= upto:
            if number < last:
                self._place = (number + 1, 0)
            return number < last
        piece = self._piece(number, offset, upto)
        self._write(number, offset, piece)
        self._place = (number, offset + len(piece))
        self.frames += _count(piece)
        return True

    def _look(self) -> None:
        """Find how far the copy has come, and whether it is one."""
        follows, wanted = True, 1
        for path in self._disk.names(self.folder, SEGMENTS):
            number = int(path.stem)
            follows = follows and number == wanted
            mine = self._mine(number)
            end = self._compare(self._disk.read(path), mine, follows=follows)
            if follows:
                self._place = (number, end)
            follows, wanted = follows and end == len(mine), number + 1

    def _compare(self, theirs: bytes, mine: bytes, *, follows: bool) -> int:
        """Compare a segment with ours; gives where those frames end that follow one another from its beginning."""
        end = passed = 0
        for place, frame in frames.find_frames(memoryview(theirs)):
            self.spoilt |= _has_bytes(theirs, passed, place, len(mine))
            passed = frame.end
            if theirs[place : frame.end] != mine[place : frame.end]:
                self.foreign += 1
            elif follows and place == end:
                end = frame.end
                self.frames += 1
        self.spoilt |= _has_bytes(theirs, passed, len(theirs), len(mine))
        return end

    def _mine(self, number: int) -> bytes:
        """Give what the journal has committed in a segment."""
        end = self._journal.end
        if end is None or number > int(end[0].stem):
            return b""
        return self._disk.read(self._own(number))[: end[1] if self._own(number) == end[0] else self._end_of(number)]

    def _end_of(self, number: int) -> int:
        """Give where the frames of a segment end that is done."""
        if number not in self._ends:
            found = frames.find_frames(memoryview(self._disk.read(self._own(number))))
            self._ends[number] = max((frame.end for _, frame in found), default=0)
        return self._ends[number]

    def _piece(self, number: int, offset: int, upto: int) -> bytes:
        """Give the next frames, at least one; raises `OSError` where the journal's own medium does not give them."""
        with self._own(number).open("rb") as file:
            file.seek(offset)
            data = file.read(upto - offset)
            piece = data[: max(_pieces(data), default=0)]
            if not piece:
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)  # next time the medium itself is asked
                raise OSError(errno.EIO, "the log cannot be read back", str(self._own(number)))
        return piece

    def _write(self, number: int, offset: int, piece: bytes) -> None:
        path = self._path(number)
        if not path.exists():
            prepare(path, self._disk.size(self._own(number)), self._disk)
        descriptor = self._disk.open(path, os.O_RDWR)
        try:
            if self._disk.write_at(descriptor, piece, offset) != len(piece):
                raise OSError(errno.ENOSPC, "no room on the stick", str(path))
            self._disk.flush(descriptor)
        finally:
            self._disk.close(descriptor)

    def _block(self, path: Path, end: int) -> bytes:
        """Give the block that ends at a place of a segment; empty where there is none."""
        try:
            with path.open("rb") as file:
                file.seek(end - BLOCK_BYTES)
                return file.read(BLOCK_BYTES)
        except FileNotFoundError:
            return b""

    def _own(self, number: int) -> Path:
        return self._journal.folder / f"{number:06}.segment"

    def _path(self, number: int) -> Path:
        return self.folder / f"{number:06}.segment"


def commits_in(folder: Path, disk: Disk = REAL) -> int:
    """Count the commits in a folder of segments."""
    return sum(_count(disk.read(path)) for path in disk.names(folder, SEGMENTS))


def _count(data: bytes) -> int:
    return sum(1 for _ in frames.find_frames(memoryview(data)))


def _pieces(data: bytes) -> Iterator[int]:
    """Give the ends of as many of the frames at the beginning as make a piece, at least of one."""
    end = 0
    for place, frame in frames.find_frames(memoryview(data)):
        if place != end or (end and frame.end > _PIECE_BYTES):
            return
        end = frame.end
        yield end


def _has_bytes(data: bytes, start: int, end: int, behind: int) -> bool:
    """Tell whether anything but zeros stands from `start` to `end`, as far as that is behind a place."""
    return bool(data[max(start, behind) : end].strip(b"\0"))
