"""The stick in the box: whatever it does, the visit goes on, and the status says how it is."""

import errno
import os
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ledger.disk.disk import Disk
from ledger.disk.frames import BLOCK_BYTES
from ledger.errors import LogDamaged, MirrorAhead
from ledger.log import Log
from ledger.mirror import FOLDER, Mirror, MirrorState
from ledger.mirror_copy import MirrorCopy
from tests.conftest import requires
from tests.ledger.boxes import Box, handover
from tests.ledger.test_run import ONE, TWO


class Stick(Disk):
    """A stick that can be slow, full or pulled. Only what is below `folder` is on it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.refusing = 0
        self.answering = threading.Event()
        self.answering.set()

    def write_at(self, descriptor: int, data: bytes | memoryview, offset: int) -> int:
        self._touched()
        return super().write_at(descriptor, data, offset)

    def make_folder(self, folder: Path) -> None:
        self._touched()
        super().make_folder(folder)

    def _touched(self) -> None:
        self.answering.wait()
        if self.refusing:
            raise OSError(self.refusing, os.strerror(self.refusing))


class Kiosk:
    """A box that mirrors to whatever stick is in it."""

    def __init__(self, folder: Path) -> None:
        self.box = Box(folder / "log")
        self.stick = Stick(folder / "stick")
        self.inserted: Path | None = None
        self.stick.folder.mkdir()
        self.mirror = Mirror(self.box.log.journal, lambda: self.inserted, disk=self.stick)
        self.mirror.start()

    def insert(self, folder: Path | None = None) -> "Kiosk":
        self.inserted = folder or self.stick.folder
        self.inserted.mkdir(exist_ok=True)
        self.mirror._wake.set()
        return self

    def pull(self) -> None:
        self.inserted = None
        self.mirror._wake.set()

    def serve(self, *people: int) -> None:
        for person in people:
            self.box.write(handover(person))

    def until(self, state: MirrorState) -> None:
        end = time.monotonic() + 15
        while self.mirror.status.state is not state or (state is MirrorState.CURRENT and self.mirror.status.lag):
            assert time.monotonic() < end, self.mirror.status
            time.sleep(0.005)

    def folder(self, stick: Path | None = None) -> Path:
        return (stick or self.stick.folder) / FOLDER / self.box.log.journal.id.hex()

    def copy(self, stick: Path | None = None) -> list[bytes]:
        """The hashes that a reader of the stick finds."""
        log = Log(self.folder(stick) / "log", read_only=True)
        found = [entry.hash for entry in log.table.entries()]
        log.close()
        return found

    @property
    def written(self) -> list[bytes]:
        return [entry.hash for entry in self.box.log.table.entries()]

    def close(self) -> None:
        self.stick.answering.set()
        self.mirror.close()
        self.box.close()


@pytest.fixture
def kiosk(tmp_path: Path) -> Iterator[Kiosk]:
    kiosk = Kiosk(tmp_path)
    yield kiosk
    kiosk.close()


def test_every_commit_comes_onto_the_stick_byte_for_byte(kiosk: Kiosk) -> None:
    kiosk.serve(1, 2)
    kiosk.insert().until(MirrorState.CURRENT)
    kiosk.serve(3)
    kiosk.until(MirrorState.CURRENT)
    assert kiosk.copy() == kiosk.written
    assert (kiosk.mirror.status.state, kiosk.mirror.status.lag) == (MirrorState.CURRENT, 0)
    name = "log/000001.segment"
    assert (kiosk.folder() / name).read_bytes() == (kiosk.box.log.journal.folder / "000001.segment").read_bytes()


def test_without_a_stick_nothing_is_missing_but_the_stick(kiosk: Kiosk) -> None:
    kiosk.serve(1)
    assert kiosk.mirror.status.state is MirrorState.NONE


def test_a_stick_that_hangs_delays_no_tap_and_is_told(kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ledger.mirror.STUCK_S", 0.2)
    kiosk.insert().until(MirrorState.CURRENT)
    usual = timed(lambda: kiosk.serve(*range(20)))
    kiosk.until(MirrorState.CURRENT)
    kiosk.stick.answering.clear()
    hanging = timed(lambda: kiosk.serve(*range(20)))
    assert hanging < max(10 * usual, 1.0), "a stick that hangs for good would have held a tap for good"
    kiosk.until(MirrorState.STUCK)
    assert kiosk.mirror.status.lag > 0
    kiosk.stick.answering.set()
    kiosk.until(MirrorState.CURRENT)
    assert kiosk.copy() == kiosk.written


def timed(work: Callable[[], object]) -> float:
    begun = time.monotonic()
    work()
    return time.monotonic() - begun


@pytest.mark.parametrize(
    ("number", "state"),
    [(errno.ENOSPC, MirrorState.FULL), (errno.EROFS, MirrorState.UNWRITABLE), (errno.EIO, MirrorState.BROKEN)],
)
def test_a_stick_that_refuses_is_told_and_catches_up_when_it_is_well(
    kiosk: Kiosk, number: int, state: MirrorState
) -> None:
    kiosk.insert().until(MirrorState.CURRENT)
    kiosk.stick.refusing = number
    kiosk.serve(1, 2, 3)
    kiosk.until(state)
    assert kiosk.box.log.stopped is None
    kiosk.stick.refusing = 0
    kiosk.insert().until(MirrorState.CURRENT)
    assert kiosk.copy() == kiosk.written


def test_pulled_and_put_in_again_it_goes_on_and_another_begins_anew(kiosk: Kiosk, tmp_path: Path) -> None:
    kiosk.serve(1)
    kiosk.insert().until(MirrorState.CURRENT)
    kiosk.pull()
    kiosk.until(MirrorState.NONE)
    kiosk.serve(2, 3)
    kiosk.insert(tmp_path / "another").until(MirrorState.CURRENT)
    assert kiosk.copy(tmp_path / "another") == kiosk.written
    kiosk.pull()
    kiosk.until(MirrorState.NONE)
    kiosk.insert().until(MirrorState.CURRENT)
    assert kiosk.copy() == kiosk.written


def test_what_is_left_is_copied_when_the_program_ends(kiosk: Kiosk) -> None:
    kiosk.insert().until(MirrorState.CURRENT)
    kiosk.serve(*range(50))
    kiosk.mirror.close()
    assert kiosk.copy() == kiosk.written


def test_a_log_of_many_segments_is_mirrored(tmp_path: Path) -> None:
    log = Log(tmp_path / "log", segment_bytes=4 * BLOCK_BYTES)
    for entry in [*ONE, *TWO]:
        log.append([entry])
    copy = MirrorCopy(log.journal, tmp_path / "mirror")
    while copy.catch_up():
        pass
    assert copy.frames == log.journal.frames == 12
    again = MirrorCopy(log.journal, tmp_path / "mirror")
    assert again.frames == 12
    mirrored = Log(tmp_path / "mirror" / "log", read_only=True)
    assert list(mirrored.table.entries()) == [*ONE, *TWO]
    log.close()


def copied(log: Log, folder: Path) -> MirrorCopy:
    copy = MirrorCopy(log.journal, folder)
    while copy.catch_up():
        pass
    return copy


def test_a_mirror_that_knows_more_is_never_touched(tmp_path: Path) -> None:
    box = Box(tmp_path / "log")
    box.write(handover(1))
    box.close()
    old = tmp_path / "old"
    shutil.copytree(tmp_path / "log", old)
    box = Box(tmp_path / "log")
    box.write(handover(2), handover(3))
    copied(box.log, tmp_path / "mirror")
    box.close()
    before = (tmp_path / "mirror/log/000001.segment").read_bytes()
    log = Log(old)
    with pytest.raises(MirrorAhead) as told:
        MirrorCopy(log.journal, tmp_path / "mirror")
    assert (told.value.commits, told.value.folder) == (1, tmp_path / "mirror" / "log")
    assert (tmp_path / "mirror/log/000001.segment").read_bytes() == before
    log.close()


def test_a_mirror_of_another_history_is_kept_beside_a_fresh_one(tmp_path: Path) -> None:
    box = Box(tmp_path / "log")
    box.close()
    clone = tmp_path / "clone"
    shutil.copytree(tmp_path / "log", clone)
    for folder, person in ((tmp_path / "log", 1), (clone, 2)):
        box = Box(folder)
        box.write(handover(person))
        copied(box.log, tmp_path / "mirror")
        entries = [entry.hash for entry in box.log.table.entries()]
        box.close()
    assert [e.hash for e in Log(tmp_path / "mirror/log", read_only=True).table.entries()] == entries
    assert len(Log(tmp_path / "mirror.other-1/log", read_only=True)) == len(entries)


def test_a_mirror_that_rots_is_put_aside_and_made_anew(tmp_path: Path) -> None:
    box = Box(tmp_path / "log")
    for person in range(5):
        box.write(handover(person))
    copied(box.log, tmp_path / "mirror")
    segment = tmp_path / "mirror/log/000001.segment"
    data = bytearray(segment.read_bytes())
    data[BLOCK_BYTES + 60] ^= 1
    segment.write_bytes(data)
    with pytest.raises(LogDamaged):
        Log(tmp_path / "mirror/log", read_only=True)
    copied(box.log, tmp_path / "mirror")
    mirrored = Log(tmp_path / "mirror/log", read_only=True)
    assert len(mirrored) == len(box.log)
    box.close()


@contextmanager
def fat_stick(folder: Path, megabytes: int) -> Iterator[tuple[Path, Callable[[], None]]]:
    """A FAT file system in a file, mounted; and what takes it out and puts it in again."""
    image, mount = folder / "stick.img", folder / "mnt"
    image.write_bytes(bytes(megabytes * 1024 * 1024))
    mount.mkdir()
    subprocess.run([requires("mkfs.vfat"), str(image)], check=True, capture_output=True)
    kernel = "vfat" in Path("/proc/filesystems").read_text()
    command = ["mount", "-o", "loop"] if kernel else [str(requires("fusefat")), "-o", "rw+"]

    def replug() -> None:
        subprocess.run(["umount", str(mount)], check=True)
        subprocess.run([*command, str(image), str(mount)], check=True)

    subprocess.run([*command, str(image), str(mount)], check=True)
    try:
        yield mount, replug
    finally:
        subprocess.run(["umount", str(mount)], check=False)


@pytest.mark.root
def test_a_fat_stick_is_a_stick(tmp_path: Path) -> None:
    if os.geteuid():
        pytest.skip("mounting needs root")
    box = Box(tmp_path / "log")
    with fat_stick(tmp_path, 16) as (mount, replug):
        for person in range(20):
            box.write(handover(person))
        copy = copied(box.log, mount / FOLDER / "one")
        copy.keep_files({"heads": b"signed", "packs/visit.pack": b"sealed"})
        replug()
        mirrored = Log(mount / FOLDER / "one" / "log", read_only=True)
        assert len(mirrored) == len(box.log)
        assert (mount / FOLDER / "one" / "packs" / "visit.pack").read_bytes() == b"sealed"
    box.close()


@pytest.mark.root
def test_a_stick_that_is_really_full_is_told(tmp_path: Path) -> None:
    if os.geteuid():
        pytest.skip("mounting needs root")
    image, mount = tmp_path / "stick.img", tmp_path / "mnt"
    image.write_bytes(bytes(2 * 1024 * 1024))
    mount.mkdir()
    subprocess.run([requires("mkfs.ext4"), "-q", "-F", str(image)], check=True, capture_output=True)
    subprocess.run(["mount", "-o", "loop", str(image), str(mount)], check=True)
    kiosk = Kiosk(tmp_path)
    kiosk.mirror._disk = Disk()
    try:
        kiosk.insert(mount).until(MirrorState.FULL)
        kiosk.serve(1)
        assert kiosk.box.log.stopped is None
        kiosk.pull()
        kiosk.until(MirrorState.NONE)
    finally:
        kiosk.close()
        subprocess.run(["umount", str(mount)], check=False)
