"""What the system does for the log where a medium is worn, full, or written by another program."""

import errno
import os
from pathlib import Path

import pytest

from ledger.disk.disk import REAL, Disk
from ledger.errors import LogInUse
from tests.ledger.disk.test_journal import files_no_larger_than

BLOCK_BYTES = 4096


class Worn(Disk):
    """A medium of which a file can no longer be read from end to end."""

    def __init__(self, number: int = errno.EIO) -> None:
        self.number = number

    def read(self, path: Path) -> bytes:
        raise OSError(self.number, os.strerror(self.number), str(path))


def unreadable(monkeypatch: pytest.MonkeyPatch, *blocks: int) -> None:
    """Let the system refuse to read some blocks of files."""
    pread = os.pread

    def refusing(descriptor: int, size: int, offset: int) -> bytes:
        if offset // BLOCK_BYTES in blocks:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return pread(descriptor, size, offset)

    monkeypatch.setattr(os, "pread", refusing)


@pytest.mark.parametrize("size", [0, 1, BLOCK_BYTES, 5 * BLOCK_BYTES - 1])
def test_what_can_be_read_is_read_whole(tmp_path: Path, size: int) -> None:
    (tmp_path / "file").write_bytes(data := os.urandom(size))
    for disk in (REAL, Worn()):
        assert disk.read_worn(tmp_path / "file") == data


def test_only_blocks_that_cannot_be_read_are_missing_and_none_passes_for_empty(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_bytes(data := os.urandom(3 * BLOCK_BYTES - 1))
    unreadable(monkeypatch, 0, 2)
    scribbled = b"\xff" * BLOCK_BYTES
    assert Worn().read_worn(tmp_path / "file") == scribbled + data[BLOCK_BYTES : 2 * BLOCK_BYTES] + scribbled[:-1]


def test_another_reason_not_to_read_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"ours")
    with pytest.raises(PermissionError):
        Worn(errno.EACCES).read_worn(tmp_path / "file")
    with pytest.raises(FileNotFoundError):
        REAL.read_worn(tmp_path / "nowhere")


def test_one_program_has_the_lock_and_another_is_told_its_name(tmp_path: Path) -> None:
    unlock = REAL.lock(tmp_path, "a program with a long name (process 12345)")
    with pytest.raises(LogInUse, match=r"in use by a program with a long name \(process 12345\)"):
        REAL.lock(tmp_path, "another")
    unlock()
    unlock = REAL.lock(tmp_path, "short")
    with pytest.raises(LogInUse, match=r"in use by short$"):
        REAL.lock(tmp_path, "another")
    unlock()


def test_where_there_is_no_room_for_a_name_the_lock_is_had_all_the_same(tmp_path: Path) -> None:
    with files_no_larger_than(0):
        unlock = REAL.lock(tmp_path, "somebody")
    with pytest.raises(LogInUse, match="in use by another program"):
        REAL.lock(tmp_path, "another")
    unlock()
    REAL.lock(tmp_path, "another")()
