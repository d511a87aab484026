"""Stories of a log on a medium that loses power, decays, fills up or is opened twice."""

import errno
import os
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.disk import frames
from ledger.disk.disk import REAL, Disk
from ledger.disk.frames import BLOCK_BYTES
from ledger.disk.journal import MAX_FRAME_BYTES, MOST_UNFINISHED, Journal
from ledger.disk.segment import SEGMENT_BYTES
from ledger.errors import LogDamaged, LogInUse, LogStopped, NoLog, NothingIsEdited
from tests.conftest import ROOT


class Kept:
    """A journal with everything that it had when it was opened."""

    def __init__(self, folder: Path, read_only: bool = False, **options: Any) -> None:
        self.journal = Journal(folder, read_only, **options)
        self.records = [record for records in self.journal.replay() for record in records]
        self.dropped_bytes = self.journal.dropped_bytes


def opened(folder: Path, **options: Any) -> Journal:
    """A journal that can be written."""
    return Kept(folder, **options).journal


def shown(folder: Path) -> Kept:
    """What stands at this moment, beside whoever writes."""
    return Kept(folder, read_only=True)


def written(folder: Path, *commits: list[bytes]) -> Path:
    """A closed log with these commits; gives its first segment."""
    journal = opened(folder)
    for commit in commits:
        journal.append(commit)
    journal.close()
    return folder / "000001.segment"


def records(folder: Path) -> list[bytes]:
    kept = Kept(folder)
    kept.journal.close()
    return kept.records


def log_id(path: Path) -> bytes:
    """The id that the frames of a segment carry."""
    return frames.decode(memoryview(path.read_bytes()), 0).log


@contextmanager
def files_no_larger_than(size: int) -> Iterator[None]:
    """A medium that is full: the kernel refuses to write further into any file."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_what_was_committed_is_there_after_opening_anew(tmp_path: Path) -> None:
    written(tmp_path, [b"one"], [b"two", b"three"])
    written(tmp_path, [b"four"])
    assert records(tmp_path) == [b"one", b"two", b"three", b"four"]


@pytest.mark.parametrize("kept", [1, 4, 16, 23, 24, 30, 511, 512, 4095, 4096, 4097, 8191, 8192, 9000])
def test_a_torn_last_write_is_dropped_and_told_and_the_log_goes_on(tmp_path: Path, kept: int) -> None:
    path = written(tmp_path, [b"acknowledged"])
    torn = frames.encode(2, log_id(path), [b"\xff" * 9000])
    with path.open("r+b") as file:
        file.seek(BLOCK_BYTES)
        file.write(torn[:kept])
    journal = opened(tmp_path)
    assert journal.dropped_bytes == len(torn[:kept].rstrip(b"\0"))
    assert not any(path.read_bytes()[BLOCK_BYTES:])
    journal.append([b"after"])
    journal.close()
    again = Kept(tmp_path)
    again.journal.close()
    assert (again.records, again.dropped_bytes) == ([b"acknowledged", b"after"], 0)


@settings(max_examples=40, deadline=None)
@given(missing=st.sets(st.integers(0, 4), min_size=1))
def test_a_write_whose_blocks_came_in_any_order_is_all_or_nothing(
    tmp_path_factory: pytest.TempPathFactory, missing: set[int]
) -> None:
    folder = tmp_path_factory.mktemp("log")
    path = written(folder, [b"acknowledged"])
    torn = bytearray(frames.encode(2, log_id(path), [b"\xff" * 20_000]))
    for block in missing:
        torn[block * BLOCK_BYTES : (block + 1) * BLOCK_BYTES] = bytes(BLOCK_BYTES)
    with path.open("r+b") as file:
        file.seek(BLOCK_BYTES)
        file.write(torn)
    assert records(folder) == [b"acknowledged"]
    path.unlink()


@pytest.mark.parametrize("at", [0, 5, 17, 25, 30, 40, 4000, 4095])
def test_a_bad_frame_before_a_good_one_stops_the_start_and_changes_nothing(tmp_path: Path, at: int) -> None:
    path = written(tmp_path, [b"a" * 100], [b"b" * 100], [b"c" * 100])
    data = bytearray(path.read_bytes())
    data[BLOCK_BYTES + at] ^= 1
    path.write_bytes(data)
    for read_only in (False, True):
        with pytest.raises(LogDamaged, match=r"000001\.segment is damaged at byte 4096; nothing was changed"):
            Kept(tmp_path, read_only)
    assert path.read_bytes() == data


def test_a_lost_segment_is_damage_even_when_one_commit_follows_it(tmp_path: Path) -> None:
    large = b"x" * (MAX_FRAME_BYTES - 10_000)
    written(tmp_path, *[[large]] * 5)
    (tmp_path / "000001.segment").unlink()
    before = (tmp_path / "000002.segment").read_bytes()
    with pytest.raises(LogDamaged):
        Kept(tmp_path)
    assert (tmp_path / "000002.segment").read_bytes() == before


def three_segments(folder: Path) -> list[Path]:
    """A log of three segments, with a commit in each block of them but for the last."""
    journal = opened(folder, segment_bytes=4 * BLOCK_BYTES)
    for number in range(11):
        journal.append([b"commit %d" % number])
    journal.close()
    return sorted(folder.glob("*.segment"))


@pytest.mark.parametrize("lost", [0, 1])
def test_whichever_segment_is_lost_before_another_it_is_damage(tmp_path: Path, lost: int) -> None:
    three_segments(tmp_path)[lost].unlink()
    for read_only in (False, True):
        with pytest.raises(LogDamaged, match=rf"00000{lost + 2}\.segment is damaged at byte 0"):
            Kept(tmp_path, read_only)


def test_a_segment_of_another_log_is_damage(tmp_path: Path) -> None:
    mine, others = (three_segments(tmp_path / each) for each in ("mine", "other"))
    mine[1].write_bytes(others[1].read_bytes())
    with pytest.raises(LogDamaged, match=r"000002\.segment is damaged at byte 0"):
        Kept(tmp_path / "mine")


@pytest.mark.parametrize("at", [0, 20, 40, BLOCK_BYTES - 1])
def test_a_spoilt_last_frame_of_a_segment_is_damage_when_another_frame_follows(tmp_path: Path, at: int) -> None:
    """Behind it stands no good frame of its own segment: the number of the next one tells that it is missing."""
    for path in three_segments(tmp_path)[:2]:
        good = path.read_bytes()
        data = bytearray(good)
        data[3 * BLOCK_BYTES + at] ^= 8
        path.write_bytes(data)
        with pytest.raises(LogDamaged, match="nothing was changed"):
            Kept(tmp_path)
        assert path.read_bytes() == data
        path.write_bytes(good)
    assert records(tmp_path) == [b"commit %d" % number for number in range(11)]


def test_a_spoilt_byte_where_nothing_was_ever_written_is_told_and_stops_nothing(tmp_path: Path) -> None:
    large = b"x" * (MAX_FRAME_BYTES - 10_000)
    path = written(tmp_path, *[[large]] * 5)
    with path.open("r+b") as file:
        file.seek(SEGMENT_BYTES - 10)
        file.write(b"x")
    kept = Kept(tmp_path)
    kept.journal.close()
    assert (kept.records, kept.journal.spoilt_bytes, kept.dropped_bytes) == (
        [large] * 5,
        SEGMENT_BYTES - 9 - _end(path),
        0,
    )


def test_a_spoilt_last_frame_before_an_empty_segment_is_told_as_dropped(tmp_path: Path) -> None:
    """The power failed between preparing the next segment and its first commit, and then the medium decayed."""
    path = written(tmp_path, [b"one"], [b"two"])
    (tmp_path / "spare").rename(tmp_path / "000002.segment")
    with path.open("r+b") as file:
        file.seek(BLOCK_BYTES)
        file.write(b"x")
    kept = Kept(tmp_path)
    kept.journal.append([b"three"])
    kept.journal.close()
    assert kept.records == [b"one"]
    assert kept.dropped_bytes > 0
    assert records(tmp_path) == [b"one", b"three"]
    assert not list(tmp_path.glob("*.unfinished"))  # it lies where it was, in a segment that nobody writes any more


def test_frames_of_another_log_are_damage(tmp_path: Path) -> None:
    path = written(tmp_path / "mine", [b"one"], [b"two"])
    other = written(tmp_path / "other", [b"one"], [b"else"]).read_bytes()
    with path.open("r+b") as file:
        file.seek(BLOCK_BYTES)
        file.write(other[BLOCK_BYTES : 2 * BLOCK_BYTES])
    with pytest.raises(LogDamaged):
        Kept(tmp_path / "mine")


def test_a_frame_of_another_log_that_hid_in_a_torn_write_is_no_damage(tmp_path: Path) -> None:
    """Whoever sends us what we keep sealed cannot stop our log with it."""
    path = written(tmp_path, [b"acknowledged"])
    hidden = frames.encode(1, b"stranger", [b"hidden"])
    written(tmp_path, [bytes(2 * BLOCK_BYTES - 36) + hidden * 2])
    data = bytearray(path.read_bytes())
    assert frames.decode(memoryview(data), 3 * BLOCK_BYTES).log == b"stranger"
    data[BLOCK_BYTES : BLOCK_BYTES + 512] = bytes(512)
    path.write_bytes(data)
    kept = Kept(tmp_path)
    kept.journal.close()
    assert kept.records == [b"acknowledged"]
    assert 3 * BLOCK_BYTES < kept.dropped_bytes < 4 * BLOCK_BYTES


def test_what_is_dropped_is_put_aside_before_it_is_cleared(tmp_path: Path) -> None:
    """A spoilt last frame looks just like a torn one, and may be all that is left of what was acknowledged."""
    path = written(tmp_path, [b"one"], [b"acknowledged"])
    data = bytearray(path.read_bytes())
    data[BLOCK_BYTES + 50] ^= 4
    path.write_bytes(data)
    assert records(tmp_path) == [b"one"]
    (aside,) = tmp_path.glob("*.unfinished")
    assert aside.name.startswith("0000000002-")
    assert aside.read_bytes().ljust(BLOCK_BYTES, b"\0") == bytes(data[BLOCK_BYTES : 2 * BLOCK_BYTES])
    assert records(tmp_path) == [b"one"]
    assert len(list(tmp_path.glob("*.unfinished"))) == 1


def test_no_more_than_some_are_put_aside(tmp_path: Path) -> None:
    path = written(tmp_path, [b"one"])
    for _ in range(MOST_UNFINISHED + 3):
        with path.open("r+b") as file:
            file.seek(BLOCK_BYTES)
            file.write(b"torn")
        assert records(tmp_path) == [b"one"]
    assert len(list(tmp_path.glob("*.unfinished"))) == MOST_UNFINISHED


class Forgetful(Disk):
    """A medium that has no room for some file."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern

    def open(self, path: Path, flags: int) -> int:
        if flags & os.O_CREAT and path.match(self.pattern):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
        return super().open(path, flags)


def test_what_cannot_be_put_aside_is_not_cleared(tmp_path: Path) -> None:
    path = written(tmp_path, [b"one"])
    with path.open("r+b") as file:
        file.seek(BLOCK_BYTES)
        file.write(b"torn")
    before = path.read_bytes()
    kept = Kept(tmp_path, disk=Forgetful("*.unfinished*"))
    kept.journal.close()
    assert (kept.records, kept.dropped_bytes) == ([b"one"], 4)
    assert kept.journal.stopped
    assert path.read_bytes() == before
    assert records(tmp_path) == [b"one"]
    (aside,) = tmp_path.glob("*.unfinished")
    assert aside.read_bytes() == b"torn"


def test_a_segment_that_cannot_be_prepared_beforehand_is_tried_again_when_it_is_needed(tmp_path: Path) -> None:
    disk = Forgetful("nothing")
    journal = opened(tmp_path, segment_bytes=BLOCK_BYTES, spare_in_background=False, disk=disk)
    disk.pattern = "spare.new"
    journal.append([b"one"])
    journal.append([b"two"])  # the spare is taken, and no other can be made
    disk.pattern = "nothing"
    journal.append([b"three"])
    journal.close()
    assert records(tmp_path) == [b"one", b"two", b"three"]


def test_the_next_segment_is_prepared_beside_the_work(tmp_path: Path) -> None:
    journal = opened(tmp_path, segment_bytes=4 * BLOCK_BYTES)
    for number in range(8):
        journal.append([bytes([number])])
        journal.close() if number == 7 else None
    assert sorted(path.name for path in tmp_path.iterdir()) == ["000001.segment", "000002.segment", "lock", "spare"]
    assert (tmp_path / "spare").read_bytes() == bytes(4 * BLOCK_BYTES)
    again = opened(tmp_path, segment_bytes=4 * BLOCK_BYTES)
    spare = (tmp_path / "spare").stat().st_ino
    again.append([b"nine"])
    again.close()
    assert (tmp_path / "000003.segment").stat().st_ino == spare


class Refusing(Disk):
    """A medium that refuses to be written from the start."""

    def __init__(self, number: int) -> None:
        self.number = number

    def open(self, path: Path, flags: int) -> int:
        if flags & (os.O_WRONLY | os.O_RDWR):
            raise OSError(self.number, os.strerror(self.number), str(path))
        return super().open(path, flags)


@pytest.mark.parametrize("number", [errno.EROFS, errno.ENOSPC, errno.EIO])
def test_a_medium_that_cannot_be_written_is_opened_for_reading(tmp_path: Path, number: int) -> None:
    written(tmp_path, [b"one"])
    kept = Kept(tmp_path, disk=Refusing(number))
    assert kept.records == [b"one"]
    assert kept.journal.stopped
    assert kept.journal.stopped.errno == number
    with pytest.raises(LogStopped):
        kept.journal.append([b"two"])
    kept.journal.close()
    assert records(tmp_path) == [b"one"]


class Locked(Disk):
    """A medium that refuses at one step of opening."""

    def __init__(self, number: int, step: str) -> None:
        def refuse(*_: object) -> None:
            raise OSError(number, os.strerror(number))

        setattr(self, step, refuse)


@pytest.mark.parametrize("number", [errno.EROFS, errno.ENOSPC, errno.EDQUOT, errno.EIO])
@pytest.mark.parametrize("step", ["make_folder", "lock", "settle", "flush_names"])
def test_at_whatever_step_of_opening_it_refuses_what_is_there_can_be_read(
    tmp_path: Path, number: int, step: str
) -> None:
    written(tmp_path, [b"one"], [b"two"])
    kept = Kept(tmp_path, disk=Locked(number, step))
    assert kept.records == [b"one", b"two"]
    assert kept.journal.stopped
    assert kept.journal.stopped.errno == number
    with pytest.raises(LogStopped, match=os.strerror(number)):
        kept.journal.append([b"three"])
    kept.journal.close()
    assert records(tmp_path) == [b"one", b"two"]


def test_a_log_that_somebody_else_owns_is_an_error(tmp_path: Path) -> None:
    """Going on without writing is for what a medium does; this is a mistake, and whoever made it must be told."""
    written(tmp_path, [b"one"])
    with pytest.raises(PermissionError):
        Kept(tmp_path, disk=Locked(errno.EACCES, "lock"))


def test_a_new_log_on_a_medium_that_cannot_be_written_is_an_error_and_left_free(tmp_path: Path) -> None:
    for step in (Refusing(errno.EROFS), Locked(errno.EROFS, "flush_names")):
        with pytest.raises(OSError, match="Read-only") as told:
            opened(tmp_path, disk=step)
        REAL.lock(tmp_path, "another")()
        assert told.tb  # what was raised is still here, and the journal in it
        for path in tmp_path.glob("*.segment"):
            path.unlink()


class Worn(Disk):
    """A medium that cannot read one of its files."""

    def __init__(self, name: str) -> None:
        self.name = name

    def read(self, path: Path) -> bytes:
        if path.name == self.name:
            raise OSError(errno.EIO, os.strerror(errno.EIO), str(path))
        return super().read(path)


@pytest.mark.parametrize("name", ["000001.segment", "000003.segment"])
def test_what_cannot_be_read_is_damage_and_nothing_is_changed(tmp_path: Path, name: str) -> None:
    before = [path.read_bytes() for path in three_segments(tmp_path)]
    for read_only in (False, True):
        with pytest.raises(LogDamaged, match=f"{name} cannot be read; nothing was changed"):
            Kept(tmp_path, read_only, disk=Worn(name))
    assert [path.read_bytes() for path in sorted(tmp_path.glob("*.segment"))] == before
    assert len(records(tmp_path)) == 11


class WithoutDirectWrites(Disk):
    """A file system that takes O_DIRECT when opening and refuses it when writing."""

    def __init__(self) -> None:
        self.direct: set[int] = set()
        self.flushes = 0

    def open(self, path: Path, flags: int) -> int:
        descriptor = super().open(path, flags)
        if flags & os.O_DIRECT:
            self.direct.add(descriptor)
        else:
            self.direct.discard(descriptor)
        return descriptor

    def write_at(self, descriptor: int, data: bytes | memoryview, offset: int) -> int:
        if descriptor in self.direct:
            raise OSError(errno.EINVAL, "Invalid argument")
        return super().write_at(descriptor, data, offset)

    def flush(self, descriptor: int) -> None:
        self.flushes += 1
        super().flush(descriptor)


def test_where_direct_writes_are_refused_each_write_is_flushed(tmp_path: Path) -> None:
    disk = WithoutDirectWrites()
    journal = opened(tmp_path, disk=disk)
    journal.append([b"one"])
    journal.append([b"two"])
    journal.close()
    assert disk.flushes == 2
    assert records(tmp_path) == [b"one", b"two"]


class WithoutDirectFiles(Disk):
    """A file system that knows no O_DIRECT at all."""

    def __init__(self) -> None:
        self.flushes = 0

    def open(self, path: Path, flags: int) -> int:
        if flags & os.O_DIRECT:
            raise OSError(errno.EINVAL, "Invalid argument")
        return super().open(path, flags)

    def flush(self, descriptor: int) -> None:
        self.flushes += 1
        super().flush(descriptor)


@pytest.mark.parametrize("kind", [WithoutDirectFiles, WithoutDirectWrites])
def test_without_direct_writes_an_unfinished_one_is_cleared_and_flushed_too(
    tmp_path: Path, kind: type[WithoutDirectFiles] | type[WithoutDirectWrites]
) -> None:
    path = written(tmp_path, [b"one"])
    with path.open("r+b") as file:
        file.seek(BLOCK_BYTES)
        file.write(b"torn")
    journal = opened(tmp_path, disk=(disk := kind()))
    assert disk.flushes == 1
    assert not any(path.read_bytes()[BLOCK_BYTES:])
    journal.append([b"two"])
    assert disk.flushes == 2
    journal.close()
    assert records(tmp_path) == [b"one", b"two"]


def test_after_damage_the_log_is_free_for_whoever_salvages_it(tmp_path: Path) -> None:
    path = written(tmp_path, [b"a"], [b"b"])
    good = path.read_bytes()
    path.write_bytes(b"x" + good[1:])
    with pytest.raises(LogDamaged):
        Kept(tmp_path)
    path.write_bytes(good)
    assert records(tmp_path) == [b"a", b"b"]


def test_a_segment_that_was_cut_short_is_followed_by_another(tmp_path: Path) -> None:
    path = written(tmp_path, [b"one"])
    with path.open("r+b") as file:
        file.truncate(BLOCK_BYTES)
    written(tmp_path, [b"two"])
    assert (tmp_path / "000002.segment").exists()
    assert records(tmp_path) == [b"one", b"two"]


def test_nothing_is_written_before_everything_was_read(tmp_path: Path) -> None:
    written(tmp_path, [b"one"], [b"two"])
    journal = Journal(tmp_path)
    with pytest.raises(NothingIsEdited):
        journal.append([b"too early"])
    replayed = journal.replay()
    assert next(replayed) == [b"one"]
    with pytest.raises(NothingIsEdited):
        journal.append([b"too early"])
    assert list(replayed) == [[b"two"]]
    journal.append([b"three"])
    journal.close()
    assert records(tmp_path) == [b"one", b"two", b"three"]


def test_it_tells_how_far_it_has_read(tmp_path: Path) -> None:
    paths = three_segments(tmp_path)
    everything = sum(path.stat().st_size for path in paths)
    told: list[tuple[int, int]] = []
    list(Journal(tmp_path, read_only=True, watch=lambda *seen: told.append(seen)).replay())
    assert [done for done, _ in told] == [*(BLOCK_BYTES * number for number in range(1, 12)), everything]
    assert {of for _, of in told} == {everything}


def test_whoever_waits_for_commits_is_told_of_each_with_its_end_and_of_no_other(tmp_path: Path) -> None:
    journal = opened(tmp_path, segment_bytes=2 * BLOCK_BYTES)
    assert journal.end is None
    ends: list[tuple[str, int]] = []
    journal.COMMITTED.append(lambda: ends.append((journal.end[0].name, journal.end[1]) if journal.end else ("", 0)))
    for commit in (b"one", b"two", b"three"):
        journal.append([commit])
    with files_no_larger_than(BLOCK_BYTES), pytest.raises(LogStopped):
        journal.append([b"refused"])
    first, second = "000001.segment", "000002.segment"
    assert ends == [(first, BLOCK_BYTES), (first, 2 * BLOCK_BYTES), (second, BLOCK_BYTES)]
    journal.close()
    assert opened(tmp_path).end == (tmp_path / second, BLOCK_BYTES)


def test_segments_follow_one_another(tmp_path: Path) -> None:
    parts = [bytes([number]) * 1_000_000 for number in range(1, 10)]
    written(tmp_path, *[[part] for part in parts])
    assert sorted(path.name for path in tmp_path.glob("*.segment")) == [
        "000001.segment",
        "000002.segment",
        "000003.segment",
    ]
    assert records(tmp_path) == parts


def test_a_record_larger_than_a_segment_is_kept(tmp_path: Path) -> None:
    large = b"\xff" * (SEGMENT_BYTES + 5)
    written(tmp_path, [b"small"], [large], [b"small again"])
    assert records(tmp_path) == [b"small", large, b"small again"]
    assert (tmp_path / "000002.segment").stat().st_size > SEGMENT_BYTES


def test_many_records_become_frames_of_about_a_mebibyte(tmp_path: Path) -> None:
    part = b"\xff" * 300_000
    path = written(tmp_path, [part] * 7)
    data = memoryview(path.read_bytes())
    counts, offset = [], 0
    for number in (1, 2, 3):
        frame = frames.decode(data, offset)
        assert frame.number == number
        assert frame.end - offset <= MAX_FRAME_BYTES + BLOCK_BYTES
        counts.append(len(frame.records))
        offset = frame.end
    assert counts == [3, 3, 1]
    assert not any(data[offset:])


HOLD = """
import sys
from pathlib import Path
from ledger.disk.journal import Journal
journal = Journal(Path(sys.argv[1]))
list(journal.replay())
print("ready", flush=True)
journal.append([b"from the first"])
print("open", flush=True)
for line in sys.stdin:
    journal.append([line.encode()])
    print("written", flush=True)
"""


@contextmanager
def another_program(folder: Path) -> Iterator["subprocess.Popen[str]"]:
    """A second process that writes this log: a line for every line that it is given."""
    command = [sys.executable, "-c", HOLD, str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout
        assert [process.stdout.readline() for _ in range(2)] == ["ready\n", "open\n"]
        try:
            yield process
        finally:
            process.kill()


def test_a_second_writer_is_told_who_the_first_is(tmp_path: Path) -> None:
    with another_program(tmp_path) as first, pytest.raises(LogInUse) as told:
        Journal(tmp_path)
    assert str(told.value).endswith(f"is in use by -c (process {first.pid})")
    assert records(tmp_path) == [b"from the first"]  # a program that was killed leaves no lock behind


def test_reading_beside_a_writer_shows_what_stands_and_changes_nothing(tmp_path: Path) -> None:
    with another_program(tmp_path) as first:
        while not (tmp_path / "spare").exists():
            time.sleep(0.01)
        files = sorted(tmp_path.iterdir())
        reader = shown(tmp_path)
        assert reader.records == [b"from the first"]
        assert first.stdin
        assert first.stdout
        print("more", file=first.stdin, flush=True)
        assert first.stdout.readline() == "written\n"
        assert shown(tmp_path).records == [b"from the first", b"more\n"]
        reader.journal.close()
        assert sorted(tmp_path.iterdir()) == files


def test_a_write_that_is_under_way_is_never_taken_for_damage(tmp_path: Path) -> None:
    with another_program(tmp_path) as first:
        assert first.stdin
        first.stdin.writelines(f"{number}\n" for number in range(1000))
        first.stdin.flush()
        seen: list[bytes] = []
        while len(seen) <= 1000:
            found = shown(tmp_path).records
            assert found[: len(seen)] == seen
            seen = found
    assert seen == [b"from the first", *(f"{number}\n".encode() for number in range(1000))]


@pytest.mark.parametrize("caught", [b"bcd", b"acd", b"d"])
def test_a_write_caught_in_the_middle_is_looked_at_again(tmp_path: Path, caught: bytes) -> None:
    """A pipe stands in for a segment that changes under the reader's eyes: the later frame was seen first."""
    blocks = {letter: frames.encode(number, b"id of it", [bytes([letter])]) for number, letter in enumerate(b"abcd", 1)}
    whole, segment = tmp_path / "whole", tmp_path / "000001.segment"
    whole.write_bytes(b"".join(blocks.values()))
    os.mkfifo(segment)

    def write() -> None:
        with segment.open("wb") as pipe:
            for letter, block in blocks.items():
                pipe.write(block if letter in caught else b"half-written".ljust(BLOCK_BYTES, b"x"))
            whole.rename(segment)

    writer = threading.Thread(target=write)
    writer.start()
    reader = shown(tmp_path)
    writer.join()
    assert b"".join(reader.records) == b"abcd"


def test_reading_only_leaves_a_torn_write_where_it_is(tmp_path: Path) -> None:
    path = written(tmp_path, [b"acknowledged"])
    with path.open("r+b") as file:
        file.seek(BLOCK_BYTES)
        file.write(b"torn")
    before = path.read_bytes()
    reader = shown(tmp_path)
    assert (reader.records, reader.dropped_bytes) == ([b"acknowledged"], 4)
    assert path.read_bytes() == before


def test_reading_only_takes_no_lock_and_cannot_write(tmp_path: Path) -> None:
    written(tmp_path, [b"one"])
    reader = shown(tmp_path)
    assert records(tmp_path) == [b"one"]
    with pytest.raises(NothingIsEdited):
        reader.journal.append([b"two"])


def test_where_there_is_no_log_reading_makes_none(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(NoLog):
            Journal(folder, read_only=True)
    assert list(tmp_path.iterdir()) == []


def test_after_a_failed_write_nothing_is_acknowledged_any_more(tmp_path: Path) -> None:
    journal = opened(tmp_path)
    journal.append([b"acknowledged"])
    with files_no_larger_than(BLOCK_BYTES), pytest.raises(LogStopped, match="could not be written"):
        journal.append([b"refused"])
    assert journal.stopped
    with pytest.raises(LogStopped, match="stopped earlier"):  # though the medium would take it again
        journal.append([b"later"])
    journal.close()
    assert records(tmp_path) == [b"acknowledged"]


def test_a_write_that_only_half_fits_is_a_failed_one(tmp_path: Path) -> None:
    journal = opened(tmp_path)
    with files_no_larger_than(2 * BLOCK_BYTES), pytest.raises(LogStopped):
        journal.append([b"\xff" * 4 * BLOCK_BYTES])
    journal.close()
    again = Kept(tmp_path)
    again.journal.close()
    assert again.records == []
    assert again.dropped_bytes > BLOCK_BYTES


def test_no_room_for_the_next_segment_stops_the_log_and_keeps_what_is_there(tmp_path: Path) -> None:
    part = b"x" * 1_000_000
    journal = opened(tmp_path)
    for _ in range(4):
        journal.append([part])
    journal._spare_maker.join()
    (tmp_path / "spare").unlink()
    with files_no_larger_than(SEGMENT_BYTES - 1), pytest.raises(LogStopped):
        journal.append([part])
    assert not list(tmp_path.glob("*.new"))  # half a segment would take the room that others need
    journal.close()
    assert records(tmp_path) == [part] * 4
    written(tmp_path, [b"room again"])
    assert records(tmp_path) == [*[part] * 4, b"room again"]


def _end(path: Path) -> int:
    """Where the whole frames of a segment end."""
    return [frame.end for _, frame in frames.find_frames(memoryview(path.read_bytes()))][-1]


def test_tinydbs_own_way_of_writing_is_refused(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    with pytest.raises(NothingIsEdited):
        journal.write({})
    with pytest.raises(NothingIsEdited):
        journal.read()
    journal.close()
