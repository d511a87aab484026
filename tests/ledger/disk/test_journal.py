"""Stories of a log on a medium that loses power, decays, fills up or is opened twice."""

import os
import resource
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.disk import frames
from ledger.disk.frames import BLOCK_BYTES
from ledger.disk.journal import MAX_FRAME_BYTES, Journal
from ledger.disk.segment import SEGMENT_BYTES
from ledger.errors import LogDamaged, LogInUse, LogStopped, NoLog, NothingIsEdited
from tests.conftest import ROOT


def written(folder: Path, *commits: list[bytes]) -> Path:
    """A closed log with these commits; gives its first segment."""
    journal = Journal(folder)
    for commit in commits:
        journal.append(commit)
    journal.close()
    return folder / "000001.segment"


def records(folder: Path) -> list[bytes]:
    journal = Journal(folder)
    journal.close()
    return journal.records


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
    torn = frames.encode(2, [b"\xff" * 9000])
    with path.open("r+b") as file:
        file.seek(BLOCK_BYTES)
        file.write(torn[:kept])
    journal = Journal(tmp_path)
    assert journal.dropped_bytes == len(torn[:kept].rstrip(b"\0"))
    assert not any(path.read_bytes()[BLOCK_BYTES:])
    journal.append([b"after"])
    journal.close()
    again = Journal(tmp_path)
    again.close()
    assert (again.records, again.dropped_bytes) == ([b"acknowledged", b"after"], 0)


@settings(max_examples=40, deadline=None)
@given(missing=st.sets(st.integers(0, 4), min_size=1))
def test_a_write_whose_blocks_came_in_any_order_is_all_or_nothing(
    tmp_path_factory: pytest.TempPathFactory, missing: set[int]
) -> None:
    folder = tmp_path_factory.mktemp("log")
    path = written(folder, [b"acknowledged"])
    torn = bytearray(frames.encode(2, [b"\xff" * 20_000]))
    for block in missing:
        torn[block * BLOCK_BYTES : (block + 1) * BLOCK_BYTES] = bytes(BLOCK_BYTES)
    with path.open("r+b") as file:
        file.seek(BLOCK_BYTES)
        file.write(torn)
    assert records(folder) == [b"acknowledged"]
    path.unlink()


@pytest.mark.parametrize("at", [0, 5, 17, 30, 40])
def test_a_bad_frame_before_a_good_one_stops_the_start_and_changes_nothing(tmp_path: Path, at: int) -> None:
    path = written(tmp_path, [b"a" * 100], [b"b" * 100], [b"c" * 100])
    data = bytearray(path.read_bytes())
    data[BLOCK_BYTES + at] ^= 1
    path.write_bytes(data)
    for read_only in (False, True):
        with pytest.raises(LogDamaged, match=r"000001\.segment is damaged at byte 4096; nothing was changed"):
            Journal(tmp_path, read_only)
    assert path.read_bytes() == data


def test_a_lost_segment_is_damage_even_when_one_commit_follows_it(tmp_path: Path) -> None:
    large = b"x" * (MAX_FRAME_BYTES - 10_000)
    written(tmp_path, *[[large]] * 5)
    (tmp_path / "000001.segment").unlink()
    before = (tmp_path / "000002.segment").read_bytes()
    with pytest.raises(LogDamaged):
        Journal(tmp_path)
    assert (tmp_path / "000002.segment").read_bytes() == before


def test_rubbish_in_a_segment_that_is_done_is_damage(tmp_path: Path) -> None:
    large = b"x" * (MAX_FRAME_BYTES - 10_000)
    path = written(tmp_path, *[[large]] * 5)
    with path.open("r+b") as file:
        file.seek(SEGMENT_BYTES - 10)
        file.write(b"x")
    with pytest.raises(LogDamaged):
        Journal(tmp_path)


def test_after_damage_the_log_is_free_for_whoever_salvages_it(tmp_path: Path) -> None:
    path = written(tmp_path, [b"a"], [b"b"])
    good = path.read_bytes()
    path.write_bytes(b"x" + good[1:])
    with pytest.raises(LogDamaged):
        Journal(tmp_path)
    path.write_bytes(good)
    assert records(tmp_path) == [b"a", b"b"]


def test_a_segment_that_was_cut_short_is_followed_by_another(tmp_path: Path) -> None:
    path = written(tmp_path, [b"one"])
    with path.open("r+b") as file:
        file.truncate(BLOCK_BYTES)
    written(tmp_path, [b"two"])
    assert (tmp_path / "000002.segment").exists()
    assert records(tmp_path) == [b"one", b"two"]


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
        found, end = frames.decode(data, offset, number)
        assert end - offset <= MAX_FRAME_BYTES + BLOCK_BYTES
        counts.append(len(found))
        offset = end
    assert counts == [3, 3, 1]
    assert not any(data[offset:])


HOLD = """
import sys
from pathlib import Path
from ledger.disk.journal import Journal
journal = Journal(Path(sys.argv[1]))
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
        assert process.stdout.readline() == "open\n"
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
        files = sorted(tmp_path.iterdir())
        reader = Journal(tmp_path, read_only=True)
        assert reader.records == [b"from the first"]
        assert first.stdin
        assert first.stdout
        print("more", file=first.stdin, flush=True)
        assert first.stdout.readline() == "written\n"
        assert Journal(tmp_path, read_only=True).records == [b"from the first", b"more\n"]
        reader.close()
        assert sorted(tmp_path.iterdir()) == files


def test_a_write_that_is_under_way_is_never_taken_for_damage(tmp_path: Path) -> None:
    with another_program(tmp_path) as first:
        assert first.stdin
        first.stdin.writelines(f"{number}\n" for number in range(1000))
        first.stdin.flush()
        seen: list[bytes] = []
        while len(seen) <= 1000:
            found = Journal(tmp_path, read_only=True).records
            assert found[: len(seen)] == seen
            seen = found
    assert seen == [b"from the first", *(f"{number}\n".encode() for number in range(1000))]


@pytest.mark.parametrize("caught", [b"bcd", b"acd", b"d"])
def test_a_write_caught_in_the_middle_is_looked_at_again(tmp_path: Path, caught: bytes) -> None:
    """A pipe stands in for a segment that changes under the reader's eyes: the later frame was seen first."""
    blocks = {letter: frames.encode(number, [bytes([letter])]) for number, letter in enumerate(b"abcd", 1)}
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
    reader = Journal(tmp_path, read_only=True)
    writer.join()
    assert b"".join(reader.records) == b"abcd"


def test_reading_only_leaves_a_torn_write_where_it_is(tmp_path: Path) -> None:
    path = written(tmp_path, [b"acknowledged"])
    with path.open("r+b") as file:
        file.seek(BLOCK_BYTES)
        file.write(b"torn")
    before = path.read_bytes()
    reader = Journal(tmp_path, read_only=True)
    assert (reader.records, reader.dropped_bytes) == ([b"acknowledged"], 4)
    assert path.read_bytes() == before


def test_reading_only_takes_no_lock_and_cannot_write(tmp_path: Path) -> None:
    written(tmp_path, [b"one"])
    reader = Journal(tmp_path, read_only=True)
    assert records(tmp_path) == [b"one"]
    with pytest.raises(NothingIsEdited):
        reader.append([b"two"])


def test_where_there_is_no_log_reading_makes_none(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(NoLog):
            Journal(folder, read_only=True)
    assert list(tmp_path.iterdir()) == []


def test_after_a_failed_write_nothing_is_acknowledged_any_more(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.append([b"acknowledged"])
    with files_no_larger_than(BLOCK_BYTES), pytest.raises(LogStopped, match="could not be written"):
        journal.append([b"refused"])
    assert journal.stopped
    with pytest.raises(LogStopped, match="stopped earlier"):  # though the medium would take it again
        journal.append([b"later"])
    assert journal.records == [b"acknowledged"]
    journal.close()
    assert records(tmp_path) == [b"acknowledged"]


def test_a_write_that_only_half_fits_is_a_failed_one(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    with files_no_larger_than(2 * BLOCK_BYTES), pytest.raises(LogStopped):
        journal.append([b"\xff" * 4 * BLOCK_BYTES])
    journal.close()
    again = Journal(tmp_path)
    again.close()
    assert again.records == []
    assert again.dropped_bytes > BLOCK_BYTES


def test_no_room_for_the_next_segment_stops_the_log_and_keeps_what_is_there(tmp_path: Path) -> None:
    part = b"x" * 1_000_000
    journal = Journal(tmp_path)
    for _ in range(4):
        journal.append([part])
    with files_no_larger_than(SEGMENT_BYTES - 1), pytest.raises(LogStopped):
        journal.append([part])
    journal.close()
    assert records(tmp_path) == [part] * 4
    written(tmp_path, [b"room again"])
    assert records(tmp_path) == [*[part] * 4, b"room again"]


def test_tinydbs_own_way_of_writing_is_refused(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    with pytest.raises(NothingIsEdited):
        journal.write({})
    with pytest.raises(NothingIsEdited):
        journal.read()
    journal.close()
