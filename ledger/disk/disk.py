"""The few things that the log asks of an operating system, in one place, so that tests can hand in a disk that fails.

A simulated disk (`tests/faults`) loses, tears and reorders whatever was not flushed, under the very code that ships.
"""

import errno
import fcntl
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from ledger.errors import LogInUse

OWNER_ONLY = 0o600
_BLOCK_BYTES = 4096
_UNREADABLE = b"\xff" * _BLOCK_BYTES


class Disk:
    """The real one. Every method raises `OSError` when the medium or the system refuses."""

    def open(self, path: Path, flags: int) -> int:
        """Open a file, its owner's alone if it is made; gives a descriptor."""
        return os.open(path, flags | os.O_CLOEXEC, OWNER_ONLY)

    def close(self, descriptor: int) -> None:
        """Give a descriptor back."""
        os.close(descriptor)

    def write_at(self, descriptor: int, data: bytes | memoryview, offset: int) -> int:
        """Write at a place; gives how many bytes were taken. With `O_DSYNC` they are on the medium then."""
        return os.pwrite(descriptor, data, offset)

    def flush(self, descriptor: int) -> None:
        """Wait until what was written is on the medium."""
        os.fdatasync(descriptor)

    def flush_all(self, descriptor: int) -> None:
        """Wait until what was written, and the file's size, are on the medium."""
        os.fsync(descriptor)

    def flush_names(self, folder: Path) -> None:
        """Make names created, renamed or removed in `folder` survive a power cut."""
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def settle(self, path: Path) -> None:
        """Bring onto the medium what ended programs left of a file in the kernel's memory, and forget it there.

        Reading shows then what a power cut would leave: after a failed flush the kernel goes on showing what it lost.
        """
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            os.fsync(descriptor)
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        finally:
            os.close(descriptor)

    def rename(self, path: Path, to: Path) -> None:
        """Give a file another name, in one step."""
        path.rename(to)

    def remove(self, path: Path) -> None:
        """Remove a file."""
        path.unlink()

    def read(self, path: Path) -> bytes:
        """Give everything in a file."""
        return path.read_bytes()

    def read_worn(self, path: Path) -> bytes:
        """Give what can still be read of a file on a worn medium, and instead of every other block what is no zeros.

        Zeros would pass for room that nothing was ever written to.
        """
        try:
            return self.read(path)
        except OSError as error:
            if error.errno != errno.EIO:
                raise
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            size = os.fstat(descriptor).st_size
            return b"".join(_block(descriptor, start) for start in range(0, size, _BLOCK_BYTES))[:size]
        finally:
            os.close(descriptor)

    def size(self, path: Path) -> int:
        """Give the length of a file in bytes."""
        return path.stat().st_size

    def names(self, folder: Path, pattern: str) -> list[Path]:
        """Give the files of a folder whose names match, sorted; none where there is no folder."""
        return sorted(folder.glob(pattern))

    def make_folder(self, folder: Path) -> None:
        """Make a folder that its owner alone can look into, if it is not there; the folders above it are as usual.

        The names of all that it makes survive a power cut.
        """
        if folder.is_dir():
            return
        above = [each for each in folder.parents if not each.exists()]
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for made in (folder, *above):
            self.flush_names(made.parent)

    def lock(self, folder: Path, owner: str) -> Callable[[], None]:
        """Become the one program that writes in `folder`; gives what unlocks it. Raises `LogInUse`, naming the other.

        The system takes the lock back from a program that ends, however it ends.
        """
        file = open(folder / "lock", "a+b", buffering=0, opener=_as_owner)  # noqa: SIM115
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            other = file.read().decode(errors="replace").strip() or "another program"
            file.close()
            raise LogInUse(f"the log in {folder} is in use by {other}") from error
        with suppress(OSError):  # a full card may have no room for the name, and the log has room of its own
            file.truncate(0)
            file.write(owner.encode())
        return file.close


def _as_owner(path: str, flags: int) -> int:
    return os.open(path, flags, OWNER_ONLY)


def _block(descriptor: int, start: int) -> bytes:
    try:
        return os.pread(descriptor, _BLOCK_BYTES, start)
    except OSError:
        return _UNREADABLE


REAL = Disk()
