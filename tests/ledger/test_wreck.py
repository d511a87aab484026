"""What is good in a folder of segments that can no longer be read from end to end."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.disk import frames
from ledger.disk.frames import BLOCK_BYTES
from ledger.disk.journal import Journal
from ledger.entry import Entry
from ledger.errors import LogDamaged
from ledger.evidence import Kept, Source
from ledger.log import Log
from ledger.run import Run
from ledger.wreck import Wreck, logs_in, proven, record_reader
from tests.ledger.boxes import Box, handover
from tests.ledger.rotting import ENTRIES, Day, flip

READ = record_reader(Source.SALVAGE, 7)


@pytest.fixture
def day(tmp_path: Path) -> Day:
    return Day(tmp_path / "data")


def kept(wreck: Wreck) -> list[Entry]:
    return [entry for each in wreck.kept for entry in each.run.entries()]


def written(folder: Path, *runs: Sequence[Entry]) -> Path:
    """A log in which these runs stand, whatever they say, each in a frame of its own."""
    journal = Journal(folder)
    assert list(journal.replay()) == []
    for run in runs:
        journal.append([Run.of(run).record()])
    journal.close()
    return folder


def false(entry: Entry, prev: bytes = b"?" * 32) -> Entry:
    return Entry(entry.feed, entry.seq, prev, entry.payload)


def test_of_a_whole_log_everything_is_kept(day: Day) -> None:
    wreck = Wreck(day.data / "log", READ)
    assert kept(wreck) == day.entries
    assert (wreck.spoilt_bytes, wreck.unreadable, wreck.contradicting, wreck.doubtful) == (0, 0, 0, [])
    assert {(each.source, each.at) for each in wreck.kept} == {(Source.SALVAGE, 7)}


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(bits=st.lists(st.integers(0, ENTRIES * BLOCK_BYTES * 8 - 1), min_size=1, max_size=40))
def test_whatever_bits_decay_nothing_false_is_kept_and_every_whole_frame_is(day: Day, bits: list[int]) -> None:
    whole = day.segment.read_bytes()
    data = bytearray(whole)
    for bit in bits:
        data[bit // 8] ^= 1 << bit % 8
    day.segment.write_bytes(data)
    good = [n for n in range(ENTRIES) if data[n * 4096 : (n + 1) * 4096] == whole[n * 4096 : (n + 1) * 4096]]
    wreck = Wreck(day.data / "log", READ)
    assert kept(wreck) == [day.entries[n] for n in good]
    named = {day.entries[n].prev for n in good}
    for each in proven(wreck.doubtful, named):
        assert list(each.run.entries()) == [day.entries[each.run.first - 1]]
    day.segment.write_bytes(whole)


def test_an_entry_that_contradicts_its_neighbours_is_left_out(tmp_path: Path, day: Day) -> None:
    one, two, three, four, *_ = day.entries
    folder = written(tmp_path / "log", [one], [two], [false(three)], [four])
    with pytest.raises(LogDamaged, match="contradicts itself"):
        Log(folder)
    wreck = Wreck(folder, READ)
    assert kept(wreck) == [one, two]  # 4 follows a 3 that is not here, and the 3 that is here follows no 2
    assert wreck.contradicting == 2


def test_where_both_sides_of_a_break_hold_together_both_are_kept(tmp_path: Path, day: Day) -> None:
    one, two, three, four, *_ = day.entries
    other_three = Entry(day.feed, 3, b"?" * 32, three.payload)
    other_four = Entry(day.feed, 4, other_three.hash, four.payload)
    wreck = Wreck(written(tmp_path / "log", [one], [two], [other_three], [other_four]), READ)
    assert kept(wreck) == [one, two, other_three, other_four]


def test_an_entry_that_stands_alone_is_kept(tmp_path: Path, day: Day) -> None:
    alone = day.entries[5]
    assert kept(Wreck(written(tmp_path / "log", [day.entries[1]], [alone]), READ)) == [day.entries[1], alone]


def test_a_frame_of_another_log_is_none_of_ours(tmp_path: Path, day: Day) -> None:
    following = Entry(day.feed, ENTRIES + 1, day.entries[-1].hash, day.entries[3].payload)
    strange = frames.encode(ENTRIES + 1, b"8 others", [Run.of([following]).record()])
    with day.segment.open("r+b") as file:
        file.seek(ENTRIES * BLOCK_BYTES)
        file.write(strange)
    assert kept(Wreck(day.data / "log", READ)) == day.entries


def test_records_that_say_nothing_to_this_version_are_counted(tmp_path: Path, day: Day) -> None:
    journal = Journal(tmp_path / "log")
    assert list(journal.replay()) == []
    unknown = Entry(day.feed, 2, day.entries[0].hash, b"\x94\x00\x00\xa0\x91\x7f")
    journal.append([b"rubbish", Run.of([day.entries[0]]).record(), Run.of([unknown]).record()])
    journal.close()
    wreck = Wreck(tmp_path / "log", READ)
    assert (kept(wreck), wreck.unreadable) == ([day.entries[0]], 2)


def test_a_frame_of_many_blocks_that_lost_its_padding_is_read_too(tmp_path: Path) -> None:
    box = Box(tmp_path / "log")
    box.write(*(handover(number) for number in range(300)))
    (last,) = box.write(handover(999))
    entries = list(box.log.entries(box.feed.id))
    box.close()
    segment = tmp_path / "log" / "000001.segment"
    whole = list(frames.find_frames(memoryview(segment.read_bytes())))
    (_, _), (start, batch), *_ = whole
    assert batch.end - start > 3 * BLOCK_BYTES
    flip(segment, batch.end - 1)
    wreck = Wreck(tmp_path / "log", READ)
    (found,) = proven(wreck.doubtful, {last.prev})
    assert list(found.run.entries()) == entries[1:-1]


def test_proof_goes_back_from_entry_to_entry_and_no_further_than_the_chain(day: Day) -> None:
    doubtful = [Kept(Run.of([entry]), Source.SALVAGE) for entry in day.entries]
    found = proven(doubtful[:3] + doubtful[4:6], {day.entries[6].prev})
    assert sorted(each.run.first for each in found) == [5, 6]
    assert proven(doubtful, set()) == []


def test_logs_are_found_wherever_they_lie_on_a_stick(day: Day, tmp_path: Path) -> None:
    first, second = day.copied_to(tmp_path / "stick" / "a"), day.copied_to(tmp_path / "stick" / "b" / "c")
    assert logs_in(tmp_path / "stick") == [first / "log", second / "log"]
    assert logs_in(first / "log") == [first / "log"]
    assert logs_in(tmp_path / "nowhere") == []


@given(noise=st.binary(max_size=3 * BLOCK_BYTES))
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_at_all_are_searched_without_harm(tmp_path: Path, noise: bytes) -> None:
    (tmp_path / "000001.segment").write_bytes(noise)
    (tmp_path / "0000000001-abcdef.unfinished").write_bytes(b"\x94\xc4" + noise)
    wreck = Wreck(tmp_path, READ)
    assert wreck.kept == []
