"""The simulated disk shows what a real one shows, and a power cut takes from it what POSIX lets it take."""

import os
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.disk.disk import Disk
from tests.faults.fate import EVERYTHING, NOTHING, SECTOR_BYTES, Fate, Grain
from tests.faults.simulated_disk import Direct, SimulatedDisk

FOLDER = Path("/log")
SEGMENT = FOLDER / "segment"


@pytest.fixture
def disk() -> SimulatedDisk:
    disk = SimulatedDisk()
    disk.make_folder(FOLDER)
    return disk


def left(disk: SimulatedDisk, fate: Fate = NOTHING) -> dict[str, bytes | None]:
    return {path: data for path, data in disk.moment().crashed(fate).items() if path.startswith("/log/")}


def put(disk: Disk, path: Path, data: bytes, offset: int = 0, flags: int = 0) -> int:
    descriptor = disk.open(path, os.O_RDWR | os.O_CREAT | flags)
    assert disk.write_at(descriptor, data, offset) == len(data)
    return descriptor


def test_what_is_not_flushed_is_lost_and_its_name_too(disk: SimulatedDisk) -> None:
    descriptor = put(disk, SEGMENT, b"bytes")
    assert left(disk) == {}
    assert left(disk, EVERYTHING) == {"/log/segment": b"bytes"}
    disk.flush(descriptor)
    assert left(disk) == {}
    disk.flush_names(FOLDER)
    assert left(disk) == {"/log/segment": b"bytes"}


def test_a_name_on_the_medium_says_nothing_of_the_bytes(disk: SimulatedDisk) -> None:
    put(disk, SEGMENT, b"bytes")
    disk.flush_names(FOLDER)
    assert left(disk) == {"/log/segment": b""}


def test_a_write_through_is_on_the_medium_when_it_returns_and_torn_before(disk: SimulatedDisk) -> None:
    put(disk, SEGMENT, b"x" * 2048, flags=os.O_DSYNC)
    disk.flush_names(FOLDER)
    assert left(disk) == {"/log/segment": b"x" * 2048}
    during = disk.moments[-2]
    assert during.step == "writing through segment"
    chance = Random(1)
    torn = [during.crashed(Fate(chance, 0.5, Grain.SECTORS)).get("/log/segment") for _ in range(400)]
    sectors = {tuple(data[at : at + 512] == b"x" * 512 for at in range(0, 2048, 512)) for data in torn if data}
    assert len(sectors) >= 15  # each of four sectors there or not


def test_a_later_write_may_overtake_an_earlier_one(disk: SimulatedDisk) -> None:
    descriptor = put(disk, SEGMENT, bytes(1024), flags=os.O_DSYNC)
    disk.flush_names(FOLDER)
    for number in (1, 2):
        disk.write_at(descriptor, bytes([number]) * 512, 512 * (number - 1))
    plain = put(disk, SEGMENT, b"\3" * 512)
    disk.write_at(plain, b"\4" * 512, 512)
    chance = Random(1)
    seen = {left(disk, Fate(chance, 0.5, Grain.WRITE))["/log/segment"] for _ in range(50)}
    assert {(data[0], data[-1]) for data in seen if data} == {(1, 2), (3, 2), (1, 4), (3, 4)}


def test_renaming_and_removing_wait_for_the_folder(disk: SimulatedDisk) -> None:
    for name in (b"one", b"two"):
        disk.flush_all(put(disk, FOLDER / name.decode(), name))
    disk.flush_names(FOLDER)
    disk.rename(FOLDER / "one", FOLDER / "two")
    assert disk.names(FOLDER, "*") == [FOLDER / "two"]
    assert left(disk) == {"/log/one": b"one", "/log/two": b"two"}
    assert left(disk, EVERYTHING) == {"/log/two": b"one"}
    disk.flush_names(FOLDER)
    disk.remove(FOLDER / "two")
    assert left(disk) == {"/log/two": b"one"}


def test_an_ended_program_leaves_its_writes_in_memory_and_settling_flushes_them(disk: SimulatedDisk) -> None:
    put(disk, SEGMENT, b"bytes")
    disk.flush_names(FOLDER)
    disk.kill()
    assert disk.read(SEGMENT) == b"bytes"
    assert left(disk) == {"/log/segment": b""}
    disk.settle(SEGMENT)
    assert left(disk) == {"/log/segment": b"bytes"}


def test_after_a_failed_flush_the_kernel_shows_what_the_medium_lost() -> None:
    failing: set[str] = set()

    def trouble(step: str, _path: Path) -> None:
        if step in failing:
            raise OSError(5, "the medium failed")

    disk = SimulatedDisk(trouble=trouble, badly=NOTHING)
    disk.make_folder(FOLDER)
    descriptor = put(disk, SEGMENT, b"bytes")
    disk.flush_names(FOLDER)
    failing.add("flush")
    with pytest.raises(OSError, match="failed"):
        disk.flush(descriptor)
    failing.clear()
    disk.flush(descriptor)  # says that all is well
    assert disk.read(SEGMENT) == b"bytes"
    assert left(disk) == {"/log/segment": b""}
    disk.settle(SEGMENT)
    assert disk.read(SEGMENT) == b""


@pytest.mark.parametrize("direct", [Direct.REFUSED_AT_OPENING, Direct.REFUSED_AT_WRITING])
def test_a_file_system_may_refuse_direct_writes(direct: Direct) -> None:
    disk = SimulatedDisk(direct=direct)
    with pytest.raises(OSError, match="no O_DIRECT here"):
        put(disk, Path("/segment"), b"bytes", flags=os.O_DIRECT)


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("put"), st.sampled_from("abc"), st.binary(min_size=1, max_size=40), st.integers(0, 60)),
        st.tuples(st.just("cut"), st.sampled_from("abc"), st.just(b""), st.just(0)),
        st.tuples(st.just("rename"), st.sampled_from("abc"), st.sampled_from([b"a", b"b", b"c"]), st.just(0)),
        st.tuples(st.just("remove"), st.sampled_from("abc"), st.just(b""), st.just(0)),
        st.tuples(st.just("settle"), st.sampled_from("abc"), st.just(b""), st.just(0)),
    )
)


def outcomes(disk: Disk, folder: Path, steps: list[tuple[str, str, bytes, int]]) -> Iterator[object]:
    for step, name, data, offset in steps:
        path = folder / name
        try:
            match step:
                case "put":
                    disk.close(put(disk, path, data, offset))
                case "cut":
                    disk.close(disk.open(path, os.O_WRONLY | os.O_TRUNC))
                case "rename":
                    disk.rename(path, folder / data.decode())
                case "remove":
                    disk.remove(path)
                case "settle":
                    disk.settle(path)
        except OSError as error:
            yield error.errno
        yield [(each.name, disk.size(each), disk.read(each)) for each in disk.names(folder, "?")]


@settings(max_examples=60, deadline=None)
@given(steps=STEPS)
def test_a_program_sees_what_it_would_see_on_a_real_disk(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, str, bytes, int]]
) -> None:
    simulated = SimulatedDisk()
    simulated.make_folder(FOLDER)
    real = tmp_path_factory.mktemp("real")
    assert list(outcomes(simulated, FOLDER, steps)) == list(outcomes(Disk(), real, steps))


@given(offset=st.integers(0, 3000), length=st.integers(1, 3000), grain=st.sampled_from(Grain), seed=st.integers())
def test_a_torn_write_falls_apart_at_sectors(offset: int, length: int, grain: Grain, seed: int) -> None:
    spared = list(Fate(Random(seed), 0.5, grain).spared(offset, length))
    assert all(offset <= start <= end <= offset + length for start, end in spared)
    assert all(end <= start for (_, end), (start, _) in pairwise(spared))
    edges = {offset, offset + length}
    assert all(at % SECTOR_BYTES == 0 or at in edges for place in spared for at in place)
