"""What we write is its owner's alone, also where the machine lets everybody read what is new."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.disk.disk import Disk
from ledger.disk.files import make_folder, write_whole
from ledger.disk.journal import Journal
from ledger.disk.segment import SEGMENT_BYTES


@pytest.fixture(autouse=True)
def _usual_umask() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


def modes(folder: Path) -> dict[str, int]:
    return {path.name: path.stat().st_mode & 0o777 for path in (folder, *folder.iterdir())}


def test_the_log_is_its_owners_alone(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "log")
    assert list(journal.replay()) == []
    for _ in range(2):
        journal.append([bytes(SEGMENT_BYTES - 4096)])
    journal.close()
    found = modes(tmp_path / "log")
    assert found.pop("log") == 0o700
    assert found == {"lock": 0o600, "000001.segment": 0o600, "000002.segment": 0o600, "spare": 0o600}


def test_small_files_are_their_owners_alone(tmp_path: Path) -> None:
    write_whole(tmp_path / "keys" / "own.key", b"secret")
    assert modes(tmp_path / "keys") == {"keys": 0o700, "own.key": 0o600}


def test_a_folder_that_is_there_is_left_as_it_is(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    make_folder(tmp_path)
    assert tmp_path.stat().st_mode & 0o777 == 0o755


class Watched(Disk):
    """Notes whose names were flushed."""

    def __init__(self) -> None:
        self.flushed: list[Path] = []

    def flush_names(self, folder: Path) -> None:
        self.flushed.append(folder)
        super().flush_names(folder)


def test_the_name_of_every_folder_that_is_made_is_on_the_medium(tmp_path: Path) -> None:
    disk = Watched()
    disk.make_folder(tmp_path / "data" / "log")
    assert set(disk.flushed) == {tmp_path / "data", tmp_path}
    disk.make_folder(tmp_path / "data" / "log")
    assert len(disk.flushed) == 2


def test_what_an_ended_program_left_in_memory_is_flushed_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"in memory")
    disk = Watched()
    disk.settle(path)
    assert disk.read(path) == b"in memory"
    with pytest.raises(FileNotFoundError):
        disk.settle(tmp_path / "none")
