"""A real file system on a file of its own: small, mounted through a loop device, and cut off at will."""

import array
import errno
import fcntl
import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ledger.disk.disk import Disk

_SHUTDOWN = 0x8004587D  # EXT4_IOC_SHUTDOWN
_NOLOGFLUSH = 2  # the journal's memory is lost too, as with the power


class SmallDisk:
    """An ext4 at `folder`, mounted, on the block device `device`."""

    def __init__(self, device: str, folder: Path) -> None:
        self.device = device
        self.folder = folder

    def mount(self, *options: str) -> None:
        """Mount it; what a journal has to say is done first."""
        run("mount", "-t", "ext4", *options, self.device, str(self.folder))

    def unmount(self) -> None:
        """Take it out."""
        run("umount", str(self.folder))

    @contextmanager
    def mounted(self, *options: str) -> Iterator[None]:
        """Have it mounted for a while."""
        self.mount(*options)
        try:
            yield
        finally:
            self.unmount()

    def cut(self) -> None:
        """End it in the middle of whatever it does: what is not on the device never gets there."""
        descriptor = os.open(self.folder, os.O_RDONLY)
        try:
            fcntl.ioctl(descriptor, _SHUTDOWN, array.array("I", [_NOLOGFLUSH]))
        finally:
            os.close(descriptor)


class Indirect(Disk):
    """A file system that knows no `O_DIRECT`."""

    def open(self, path: Path, flags: int) -> int:
        if flags & os.O_DIRECT:
            raise OSError(errno.EINVAL, "no O_DIRECT here", str(path))
        return super().open(path, flags)


@contextmanager
def small_disk(mebibytes: int = 64, *options: str) -> Iterator[SmallDisk]:
    """Make one, mounted with `options`, in a temporary folder; gone afterwards."""
    with tempfile.TemporaryDirectory() as name, looped(Path(name) / "image", mebibytes) as device:
        run("mkfs.ext4", "-q", "-F", "-m", "0", device)
        folder = Path(name) / "mounted"
        folder.mkdir()
        disk = SmallDisk(device, folder)
        disk.mount(*options)
        try:
            yield disk
        finally:
            if os.path.ismount(folder):
                run("umount", "--lazy", str(folder))


@contextmanager
def looped(image: Path, mebibytes: int = 0) -> Iterator[str]:
    """Give the loop device of a file, which is made if `mebibytes` says how large."""
    if mebibytes:
        with image.open("wb") as file:
            file.truncate(mebibytes * 1024 * 1024)
    device = run("losetup", "--find", "--show", str(image)).strip()
    try:
        yield device
    finally:
        run("losetup", "--detach", device)


def run(*command: str) -> str:
    """Run a program; gives what it said. Raises `CalledProcessError`."""
    path = f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/sbin"
    return subprocess.run(command, check=True, capture_output=True, text=True, env={**os.environ, "PATH": path}).stdout
