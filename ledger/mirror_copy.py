"""A copy of a log on another medium, byte for byte, that grows as the log does. It knows no thread and no stick.

    <folder>/log/000001.segment …   the log's segments, up to its last commit
    <folder>/heads, packs/…         small files, whole or not there

A copy that is not what the log says, or not whole, is moved aside as it is, and a fresh one begun. A copy that has more
than the log is never touched: it is the only witness of what the log lost.
"""

import os
from collections.abc import Mapping
from pathlib import Path

from ledger.disk import frames
from ledger.disk.disk import REAL, Disk
from ledger.disk.files import write_whole
from ledger.disk.journal import SEGMENTS, Journal
from ledger.disk.segment import prepare
from ledger.errors import MirrorAhead

LOG = "log"
_PIECE_BYTES = 256 * 1024


class MirrorCopy:
    """The copy of a journal in `folder`. Raises `MirrorAhead` for one with more than the log, and `OSError`.

    `frames` counts the commits that are on the other medium.
    """

    def __init__(self, journal: Journal, folder: Path, disk: Disk = REAL) -> None:
        self.folder = folder
        self.frames = 0
        self._journal = journal
        self._disk = disk
        self._place = (1, 0)
        self._files: dict[str, bytes] = {}
        self._disk.make_folder(folder / LOG)
        self._look()

    def catch_up(self) -> bool:
        """Copy a piece of what was committed since, onto the other medium; tells whether there may be more."""
        end = self._journal.end
        if end is None:
            return False
        last, (number, offset) = int(end[0].stem), self._place
        upto = end[1] if number == last else _filled(self._disk.read(self._own(number)))
        if offset >= upto:
            if number < last:
                self._place = (number + 1, 0)
            return number < last
        with self._own(number).open("rb") as file:
            file.seek(offset)
            piece = _whole_frames(file.read(upto - offset))
        self._write(number, offset, piece)
        self._place = (number, offset + len(piece))
        self.frames += sum(1 for _ in frames.find_frames(memoryview(piece)))
        return True

    def keep_files(self, files: Mapping[str, bytes]) -> None:
        """Keep small files beside the log, by their name in the folder; those that are there already are left alone."""
        for name, data in files.items():
            if self._files.get(name) != data:
                path = self.folder / name
                if not path.exists() or self._disk.read(path) != data:
                    write_whole(path, data, self._disk)
                self._files[name] = data

    def _look(self) -> None:
        """Find how far the copy has come."""
        for path in self._disk.names(self.folder / LOG, SEGMENTS):
            number = int(path.stem)
            theirs = self._disk.read(path)
            end = _end_of_frames(theirs, self.frames)
            if not self._is_ours(number, theirs[:end]):
                self._begin_afresh()
                return
            self.frames += sum(1 for _ in frames.find_frames(memoryview(theirs[:end])))
            self._place = (number, end)
        if self.frames > self._journal.frames:
            raise MirrorAhead(self.folder / LOG, self.frames - self._journal.frames)

    def _is_ours(self, number: int, theirs: bytes) -> bool:
        """Tell whether what is there is what the log has at that place, as far as both go."""
        own = self._own(number)
        mine = self._disk.read(own) if own.exists() else b""
        end = self._journal.end
        if end and own == end[0]:
            mine = mine[: end[1]]
        both = min(len(_used(mine)), len(theirs))
        return mine[:both] == theirs[:both]

    def _begin_afresh(self) -> None:
        number = 1
        while (aside := self.folder.with_name(f"{self.folder.name}.other-{number}")).exists():
            number += 1
        self._disk.rename(self.folder, aside)
        self._disk.make_folder(self.folder / LOG)
        self.frames, self._place, self._files = 0, (1, 0), {}

    def _write(self, number: int, offset: int, piece: bytes) -> None:
        path = self.folder / LOG / f"{number:06}.segment"
        if not path.exists():
            prepare(path, self._disk.size(self._own(number)), self._disk)
        descriptor = self._disk.open(path, os.O_RDWR)
        try:
            if self._disk.write_at(descriptor, piece, offset) != len(piece):
                raise OSError(28, "no room on the stick", str(path))
            self._disk.flush(descriptor)
        finally:
            self._disk.close(descriptor)

    def _own(self, number: int) -> Path:
        return self._journal.folder / f"{number:06}.segment"


def _end_of_frames(data: bytes, before: int) -> int:
    """Give where the whole frames end that follow one another from the beginning, numbered after `before`."""
    end = 0
    for number, (place, frame) in enumerate(frames.find_frames(memoryview(data)), before + 1):
        if place != end or frame.number != number:
            break
        end = frame.end
    return end


def _whole_frames(data: bytes) -> bytes:
    """Give as many of the frames at the beginning as make a piece, at least one."""
    end = 0
    for _, frame in frames.find_frames(memoryview(data)):
        if end and frame.end > _PIECE_BYTES:
            break
        end = frame.end
    return data[:end]


def _filled(data: bytes) -> int:
    """Give where the frames of a segment end that is done."""
    return max((frame.end for _, frame in frames.find_frames(memoryview(data))), default=0)


def _used(data: bytes) -> bytes:
    return data[: _filled(data)]
