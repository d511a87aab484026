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
from ledger.errors import LogDamaged, LogStopped, MirrorAhead
from ledger.evidence import Evidence, Kept, Source
from ledger.log import Log
from ledger.mirror import FOLDER, Mirror, MirrorState, MirrorStatus
from ledger.mirror_copy import MirrorCopy
from ledger.mirror_reading import read_mirror
from ledger.run import Run
from tests.conftest import requires
from tests.ledger.boxes import Box, handover
from tests.ledger.rotting import flip
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
        self.evidence = Evidence(folder / "evidence")
        self.mirror = Mirror(
            self.box.log.journal, lambda: self.inserted, disk=self.stick, evidence=lambda: self.evidence.journal
        )
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
        self.evidence.close()
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


def test_how_long_the_stick_lags_is_told(tmp_path: Path) -> None:
    box, seconds = Box(tmp_path / "log"), [100.0]
    mirror = Mirror(box.log.journal, lambda: None, monotonic=lambda: seconds[0])
    mirror._state = MirrorState.FULL
    box.log.journal.COMMITTED.append(mirror._committed)
    box.write(handover(1))
    seconds[0] += 90
    box.write(handover(2))
    assert mirror.status == MirrorStatus(MirrorState.FULL, lag=3, lag_s=90.0)
    box.close()


def test_another_stick_in_the_same_place_gets_everything(kiosk: Kiosk, tmp_path: Path) -> None:
    """It is mounted where the first was, before anybody looked: what is on the first is not on this one."""
    kiosk.serve(1, 2)
    kiosk.insert().until(MirrorState.CURRENT)
    shutil.rmtree(kiosk.stick.folder / FOLDER)
    kiosk.serve(3)
    kiosk.until(MirrorState.CURRENT)
    assert kiosk.copy() == kiosk.written


def test_a_stick_that_came_back_older_is_caught_up_from_where_it_is(kiosk: Kiosk, tmp_path: Path) -> None:
    kiosk.serve(1)
    kiosk.insert().until(MirrorState.CURRENT)
    shutil.copytree(kiosk.stick.folder, tmp_path / "as it was")
    kiosk.serve(2, 3)
    kiosk.until(MirrorState.CURRENT)
    shutil.rmtree(kiosk.stick.folder)
    (tmp_path / "as it was").rename(kiosk.stick.folder)
    kiosk.serve(4)
    kiosk.until(MirrorState.CURRENT)
    assert kiosk.copy() == kiosk.written


def test_evidence_is_mirrored_too_as_soon_as_there_is_any(kiosk: Kiosk) -> None:
    kiosk.insert().until(MirrorState.CURRENT)
    assert not (kiosk.folder() / "evidence").exists()
    kiosk.evidence.add([Kept(Run.of(ONE[2:4]), Source.SALVAGE)])
    kiosk.serve(1)
    kiosk.until(MirrorState.CURRENT)
    (kept,) = read_mirror(kiosk.folder(), (), 0, known=lambda entry: entry.feed != ONE[0].feed).kept
    assert list(kept.run.entries()) == ONE[2:4]


def test_a_card_that_cannot_be_read_back_is_told_and_does_not_spin(kiosk: Kiosk) -> None:
    kiosk.serve(1, 2)
    flip(kiosk.box.log.journal.folder / "000001.segment", BLOCK_BYTES + 60)
    kiosk.insert().until(MirrorState.BROKEN)
    assert kiosk.mirror.status.lag == 2, "the frame before it is on the stick"
    flip(kiosk.box.log.journal.folder / "000001.segment", BLOCK_BYTES + 60)
    kiosk.insert().until(MirrorState.CURRENT)
    assert kiosk.copy() == kiosk.written


def test_a_log_of_many_segments_is_mirrored(tmp_path: Path) -> None:
    log = Log(tmp_path / "log", segment_bytes=4 * BLOCK_BYTES)
    for entry in [*ONE, *TWO]:
        log.append([entry])
    copy = copied(log, tmp_path / "mirror")
    assert (copy.lag, copy.is_there()) == (0, True)
    again = MirrorCopy(log.journal, tmp_path / "mirror")
    assert (again.lag, again.is_there()) == (0, True)
    mirrored = Log(tmp_path / "mirror" / "log", read_only=True)
    assert list(mirrored.table.entries()) == [*ONE, *TWO]
    log.close()


def test_a_log_that_goes_on_in_a_further_segment_is_followed(tmp_path: Path) -> None:
    """The copy ended where a segment did: what comes next lies in a file that the stick does not have yet."""
    log = Log(tmp_path / "log", segment_bytes=4 * BLOCK_BYTES)
    log.append(ONE[:1])
    copy = MirrorCopy(log.journal, tmp_path / "mirror")
    for entry in [*ONE[1:], *TWO]:
        while copy.catch_up():
            assert copy.lag <= 1
        assert copy.is_there()
        log.append([entry])
    while copy.catch_up():
        pass
    assert [*Log(tmp_path / "mirror" / "log", read_only=True).table.entries()] == [*ONE, *TWO]
    log.close()


def copied(log: Log, folder: Path) -> MirrorCopy:
    copy = MirrorCopy(log.journal, folder)
    while copy.catch_up():
        pass
    return copy


class OldCard:
    """A box whose card was put back as it was one handover ago: the stick knows `lost`, which is not here."""

    def __init__(self, folder: Path) -> None:
        self.mirror = folder / "mirror"
        box = Box(folder / "log")
        box.write(handover(1))
        box.close()
        shutil.copytree(folder / "log", folder / "old")
        box = Box(folder / "log")
        self.lost = box.write(handover(2), handover(3))
        copied(box.log, self.mirror)
        box.close()
        self.box = Box(folder / "old")
        self.before = self.on_stick

    @property
    def on_stick(self) -> bytes:
        return (self.mirror / "log" / "000001.segment").read_bytes()


@pytest.fixture
def old_card(tmp_path: Path) -> Iterator[OldCard]:
    old_card = OldCard(tmp_path)
    yield old_card
    old_card.box.close()


def test_a_mirror_that_knows_more_is_never_touched(old_card: OldCard) -> None:
    with pytest.raises(MirrorAhead) as told:
        MirrorCopy(old_card.box.log.journal, old_card.mirror)
    assert (told.value.commits, told.value.folder) == (1, old_card.mirror)
    assert old_card.on_stick == old_card.before


def test_nor_is_one_that_knows_something_else(old_card: OldCard) -> None:
    """The box went on without its stick, and wrote where the stick has what was lost."""
    for person in (4, 5, 6):
        old_card.box.write(handover(person))
        with pytest.raises(MirrorAhead):
            MirrorCopy(old_card.box.log.journal, old_card.mirror)
    assert old_card.on_stick == old_card.before


def test_nor_one_that_knows_more_behind_what_has_rotted(old_card: OldCard) -> None:
    """The first commit that was lost is rotten on the stick too; that it was there still shows."""
    flip(old_card.mirror / "log" / "000001.segment", 2 * BLOCK_BYTES + 60)
    before = old_card.on_stick
    copy = copied(old_card.box.log, old_card.mirror)
    assert copy.lag == 0
    assert (old_card.mirror.with_name("mirror.other-1") / "log" / "000001.segment").read_bytes() == before


def test_a_mirror_of_evidence_that_is_gone_here_knows_more(old_card: OldCard, tmp_path: Path) -> None:
    evidence = Evidence(tmp_path / "evidence")
    evidence.add([Kept(Run.of(ONE), Source.SALVAGE)])
    stick = tmp_path / "another"
    copy = MirrorCopy(old_card.box.log.journal, stick, evidence=lambda: evidence.journal)
    while copy.catch_up():
        pass
    with pytest.raises(MirrorAhead):
        MirrorCopy(old_card.box.log.journal, stick)
    evidence.close()


@pytest.fixture
def ahead(old_card: OldCard, tmp_path: Path) -> Iterator[tuple[Mirror, list[Path], list[Exception]]]:
    """The mirror of a box with an old card, what it gives away, and what then goes wrong."""
    stick, given, wrong = tmp_path / "stick", [], []
    folder = stick / FOLDER / old_card.box.log.journal.id.hex()
    folder.parent.mkdir(parents=True)
    old_card.mirror.rename(folder)
    old_card.mirror = folder
    mirror = Mirror(old_card.box.log.journal, lambda: stick)

    def take(what: Path) -> None:
        given.append(what)
        if wrong:
            raise wrong.pop()

    mirror.TAKE.append(take)
    yield mirror, given, wrong
    mirror.close()


Ahead = tuple[Mirror, list[Path], list[Exception]]


def test_what_knows_more_is_given_away_and_then_kept_beside_a_fresh_copy(old_card: OldCard, ahead: Ahead) -> None:
    mirror, given, _ = ahead
    mirror.start(patience_s=10)
    assert given == [old_card.mirror], "a start waits until what the stick knows is known"
    mirror.close()
    assert mirror.status == MirrorStatus(MirrorState.CURRENT)
    aside = old_card.mirror.with_name(old_card.mirror.name + ".other-1")
    assert (aside / "log" / "000001.segment").read_bytes() == old_card.before
    assert len(Log(old_card.mirror / "log", read_only=True)) == len(old_card.box.log)


def test_while_it_cannot_be_taken_it_stays_as_it_is(
    old_card: OldCard, ahead: Ahead, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ledger.mirror.POLL_S", 0.05)
    mirror, given, wrong = ahead
    wrong += [LogStopped("the card is full")] * 3
    states: list[tuple[MirrorState, bool]] = []
    mirror.CHANGED.append(lambda: states.append((mirror.status.state, old_card.on_stick == old_card.before)))
    mirror.start(patience_s=10)
    end = time.monotonic() + 10
    while len(given) < 4 or mirror.status.state is not MirrorState.CURRENT:
        assert time.monotonic() < end, mirror.status
        time.sleep(0.01)
    assert states[0] == (MirrorState.AHEAD, True)


def test_where_nobody_takes_it_it_stays_too(old_card: OldCard, ahead: Ahead) -> None:
    mirror, _, _ = ahead
    mirror.TAKE.clear()
    mirror.start(patience_s=10)
    mirror.close()
    assert mirror.status.state is MirrorState.AHEAD
    assert old_card.on_stick == old_card.before


def test_whatever_goes_wrong_the_thread_goes_on(kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kiosk.mirror, "_files", lambda: {"heads": 1 / 0})
    kiosk.insert().until(MirrorState.BROKEN)
    monkeypatch.setattr(kiosk.mirror, "_files", dict)
    kiosk.insert().until(MirrorState.CURRENT)


def test_what_rots_on_the_stick_is_written_again(tmp_path: Path) -> None:
    box = Box(tmp_path / "log")
    for person in range(5):
        box.write(handover(person))
    copied(box.log, tmp_path / "mirror")
    segment = tmp_path / "mirror/log/000001.segment"
    well = segment.read_bytes()
    flip(segment, BLOCK_BYTES + 60)
    with pytest.raises(LogDamaged):
        Log(tmp_path / "mirror/log", read_only=True)
    copied(box.log, tmp_path / "mirror")
    assert segment.read_bytes() == well
    assert not (tmp_path / "mirror.other-1").exists(), "there was nothing on it that is not here"
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
