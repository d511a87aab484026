"""A disk in memory that a power cut strikes at any moment, for the very code that ships.

What is promised to survive is what POSIX promises and no more: bytes after `O_DSYNC` or a flush of their file, names
after a flush of their folder. Everything else may be lost, kept, torn at sectors or overtaken by what came later,
whatever a kind file system would have done. (A change of a name is in one step: the file systems that we write
segments to have a journal.)
"""

import enum
import errno
import fnmatch
import itertools
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random
from typing import NamedTuple

from ledger.disk.disk import Disk
from ledger.errors import LogInUse
from tests.faults.fate import Fate
from tests.faults.simulated_file import SimulatedFile

_FOLDER = 0
Names = dict[str, int]
"""Path → number of the file; `_FOLDER` for a folder."""
Left = dict[str, bytes | None]
"""What a power cut leaves: path → bytes, None for a folder; a folder comes before what is in it."""
EMPTY: Left = {"/": None}
Trouble = Callable[[str, Path], None]
"""Called before each step with what is done to which path; raises `OSError` where that fails."""


def laid_out(files: Mapping[str, bytes]) -> Left:
    """Give a medium with these files, by their paths, and with the folders that they need."""
    folders = {str(folder): None for path in files for folder in Path(path).parents}
    return dict(sorted({**EMPTY, **folders, **files}.items()))


class Direct(enum.Enum):
    """What this file system makes of `O_DIRECT`."""

    TAKEN = enum.auto()
    REFUSED_AT_OPENING = enum.auto()
    REFUSED_AT_WRITING = enum.auto()


class Renamed(NamedTuple):
    """A change of a name: `file` is now known as `to` and no longer as `gone`; either may be missing."""

    gone: str | None
    to: str | None
    file: int

    def is_in(self, folder: str) -> bool:
        """Tell whether flushing the names of `folder` flushes this."""
        return _folder_of(self.to or self.gone or "") == folder

    def done_to(self, names: Names) -> None:
        """Make the change."""
        if self.gone is not None:
            names.pop(self.gone, None)
        if self.to is not None:
            names[self.to] = self.file


class Moment(NamedTuple):
    """A disk between two steps, or in the middle of one. `note` is what the disk's user had noted by then."""

    note: object
    step: str
    names: Names
    renamed: tuple[Renamed, ...]
    files: dict[int, SimulatedFile]

    @property
    def is_settled(self) -> bool:
        """Whether a power cut can leave only one thing behind."""
        return not self.renamed and not any(file.unflushed for file in self.files.values())

    def crashed(self, fate: Fate) -> Left:
        """Give what is on the medium after a power cut."""
        names = self.names
        if self.renamed:
            names = dict(names)
            for change in self.renamed:
                if fate.spares():
                    change.done_to(names)
        left: Left = {}
        for path in sorted(names):
            number = names[path]
            if path == "/" or _folder_of(path) in left:
                left[path] = None if number == _FOLDER else self.files[number].crashed(fate)
        return left


class SimulatedDisk(Disk):
    """A disk that begins with `left`, what a power cut left. `moments` has every step, when `recording`.

    `badly` is how the bytes fare that a failing flush or write leaves half done.
    """

    def __init__(
        self,
        left: Left = EMPTY,
        *,
        direct: Direct = Direct.TAKEN,
        recording: bool = True,
        trouble: Trouble | None = None,
        badly: Fate | None = None,
    ) -> None:
        self.moments: list[Moment] = []
        self.note: object = None
        self.recording = recording
        self.trouble = trouble
        self._direct = direct
        self._badly = badly or Fate.drawn(Random(0))
        self._files: dict[int, SimulatedFile] = {}
        self._names: Names = {}
        self._renamed: tuple[Renamed, ...] = ()
        self._descriptors: dict[int, tuple[int, int, Path]] = {}
        self._locked: dict[Path, str] = {}
        self._numbers = itertools.count(_FOLDER + 1)
        for path, data in left.items():
            self._names[path] = _FOLDER if data is None else self._add(SimulatedFile(data, data))
        self._durable_names = self._names

    def moment(self, step: str = "now") -> Moment:
        """Give how things stand."""
        return Moment(self.note, step, self._durable_names, self._renamed, dict(self._files))

    def kill(self) -> None:
        """End every program that uses this disk; the kernel lives on, with what it has not written yet."""
        self._descriptors.clear()
        self._locked.clear()

    def flip(self, path: Path, bit: int) -> None:
        """Let one bit decay on the medium."""
        number = self._number(path)
        data = bytearray(self._files[number].durable)
        data[bit // 8] ^= 1 << bit % 8
        self._files[number] = SimulatedFile(bytes(data), bytes(data))

    def open(self, path: Path, flags: int) -> int:
        self._begin("open", path)
        if flags & os.O_DIRECT and self._direct is Direct.REFUSED_AT_OPENING:
            raise OSError(errno.EINVAL, "no O_DIRECT here", str(path))
        if str(path) not in self._names and flags & os.O_CREAT:
            self._check_folder(path.parent)
            self._rename(Renamed(None, str(path), self._add(SimulatedFile())))
        number = self._number(path)
        if flags & os.O_TRUNC and self._files[number].cached:
            self._files[number] = self._files[number].cut(0)
        descriptor = next(self._numbers)
        self._descriptors[descriptor] = (number, flags, path)
        return descriptor

    def close(self, descriptor: int) -> None:
        del self._descriptors[descriptor]

    def write_at(self, descriptor: int, data: bytes | memoryview, offset: int) -> int:
        number, flags, path = self._descriptors[descriptor]
        if flags & os.O_DIRECT and self._direct is Direct.REFUSED_AT_WRITING:
            raise OSError(errno.EINVAL, "no O_DIRECT here", str(path))
        self._begin("write", path)
        before, taken = self._files[number], bytes(data)
        self._files[number] = before.written(taken, offset)
        if flags & os.O_DSYNC:
            self._record("writing through", path)
            self._complain("write through", path, number)
            self._files[number] = before.written_through(taken, offset)
        return len(taken)

    def flush(self, descriptor: int) -> None:
        number, _, path = self._descriptors[descriptor]
        self._record("flush", path)
        self._complain("flush", path, number)
        self._files[number] = self._files[number].flushed()

    def flush_all(self, descriptor: int) -> None:
        self.flush(descriptor)

    def flush_names(self, folder: Path) -> None:
        self._begin("flush names", folder)
        self._check_folder(folder)
        durable = dict(self._durable_names)
        for change in self._renamed:
            if change.is_in(str(folder)):
                change.done_to(durable)
        self._durable_names = durable
        self._renamed = tuple(change for change in self._renamed if not change.is_in(str(folder)))

    def settle(self, path: Path) -> None:
        number = self._number(path)
        self._begin("settle", path)
        self._complain("flush", path, number)
        self._files[number] = self._files[number].flushed().forgotten()

    def rename(self, path: Path, to: Path) -> None:
        self._begin("rename", path)
        assert path.parent == to.parent, "renaming across folders is not simulated"
        self._rename(Renamed(str(path), str(to), self._number(path)))

    def remove(self, path: Path) -> None:
        self._begin("remove", path)
        self._rename(Renamed(str(path), None, self._number(path)))

    def read(self, path: Path) -> bytes:
        self._complain("read", path)
        return self._files[self._number(path)].cached

    def size(self, path: Path) -> int:
        return len(self._files[self._number(path)].cached)

    def names(self, folder: Path, pattern: str) -> list[Path]:
        above = f"{folder}/"
        inside = [path.removeprefix(above) for path in self._names if path.startswith(above)]
        return [folder / name for name in sorted(inside) if "/" not in name and fnmatch.fnmatchcase(name, pattern)]

    def make_folder(self, folder: Path) -> None:
        if str(folder) in self._names:
            return
        self.make_folder(folder.parent)
        self._begin("make folder", folder)
        self._rename(Renamed(None, str(folder), _FOLDER))
        self.flush_names(folder.parent)

    def lock(self, folder: Path, owner: str) -> Callable[[], None]:
        self._begin("lock", folder)
        self._check_folder(folder)
        if folder in self._locked:
            raise LogInUse(f"the log in {folder} is in use by {self._locked[folder]}")
        self._locked[folder] = owner
        return lambda: self._locked.pop(folder, None) and None

    def _begin(self, step: str, path: Path) -> None:
        self._record(step, path)
        self._complain(step, path)

    def _record(self, step: str, path: Path) -> None:
        if self.recording:
            self.moments.append(self.moment(f"{step} {path.name}"))

    def _complain(self, step: str, path: Path, number: int = 0) -> None:
        if self.trouble is None:
            return
        try:
            self.trouble(step, path)
        except OSError:
            if number:
                self._files[number] = self._files[number].badly_flushed(self._badly)
            raise

    def _rename(self, change: Renamed) -> None:
        self._names = dict(self._names)
        change.done_to(self._names)
        self._renamed += (change,)

    def _add(self, file: SimulatedFile) -> int:
        number = next(self._numbers)
        self._files[number] = file
        return number

    def _number(self, path: Path) -> int:
        try:
            return self._names[str(path)]
        except KeyError:
            raise FileNotFoundError(errno.ENOENT, "no such file", str(path)) from None

    def _check_folder(self, folder: Path) -> None:
        if self._number(folder) != _FOLDER:
            raise NotADirectoryError(errno.ENOTDIR, "no folder", str(folder))


def _folder_of(path: str) -> str:
    return path.rpartition("/")[0] or "/"
