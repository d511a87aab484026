from pathlib import Path

import pytest

from ledger import facts
from ledger.clock import Instant, Trust
from ledger.disk.journal import Journal
from ledger.entry import FIRST_PREV, Entry, Place
from ledger.errors import BadEntry, BrokenChain, Fork, LogDamaged, LogInUse, NothingIsEdited
from ledger.log import NO_HEAD, Log
from ledger.run import Run
from tests.ledger.boxes import NOW_MS, Box, handover

FEED, OTHER = b"f" * 16, b"o" * 16


def entry(feed: bytes, seq: int, prev: bytes, person: int = 0) -> Entry:
    return Entry.create(Place(feed, seq), prev, Instant(NOW_MS, Trust.STAFF), "", handover(person))


def chain(feed: bytes, length: int) -> list[Entry]:
    entries: list[Entry] = []
    for seq in range(1, length + 1):
        entries.append(entry(feed, seq, entries[-1].hash if entries else FIRST_PREV, seq))
    return entries


def test_feeds_grow_side_by_side(log: Log) -> None:
    one, two = chain(FEED, 3), chain(OTHER, 2)
    log.append([one[0], two[0], one[1]])
    log.append([two[1], one[2]])
    assert len(log) == 5
    assert log.heads() == {FEED: (3, one[2].hash), OTHER: (2, two[1].hash)}
    assert list(log.entries(FEED)) == one
    assert list(log.entries(FEED, after=2)) == one[2:]
    assert [log.entry(OTHER, seq) for seq in (0, 1, 2, 3)] == [None, *two, None]
    assert list(log.table.entries()) == [one[0], two[0], one[1], two[1], one[2]]


def test_an_empty_feed_has_no_head(log: Log) -> None:
    assert log.head(FEED) == NO_HEAD == (0, FIRST_PREV)
    assert log.entry(FEED, 1) is None
    assert list(log.entries(FEED)) == []


def test_everything_is_there_after_opening_anew(tmp_path: Path) -> None:
    entries = chain(FEED, 3)
    log = Log(tmp_path)
    log.append(entries)
    log.close()
    again = Log(tmp_path)
    assert list(again.entries(FEED)) == entries
    assert again.head(FEED) == (3, entries[2].hash)
    again.close()


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        (entry(FEED, 1, FIRST_PREV, 9), Fork),
        (entry(FEED, 2, b"x" * 32), Fork),
        (entry(FEED, 4, chain(FEED, 3)[2].hash), BrokenChain),
        (entry(FEED, 3, FIRST_PREV), BrokenChain),
        (entry(OTHER, 2, FIRST_PREV), BrokenChain),
        (entry(OTHER, 1, b"x" * 32), BrokenChain),
        (Entry(OTHER, 1, FIRST_PREV, b"rubbish"), BadEntry),
        (Entry.create(Place(OTHER, 1), FIRST_PREV, Instant(-1, Trust.STAFF), "", handover(1)), BadEntry),
    ],
)
def test_what_does_not_follow_is_not_taken_nor_is_what_came_with_it(
    log: Log, wrong: Entry, error: type[Exception]
) -> None:
    entries = chain(FEED, 2)
    log.append(entries)
    seen: list[Entry] = []
    log.watchers.append(seen.append)
    right = entry(b"n" * 16, 1, FIRST_PREV)
    with pytest.raises(error):
        log.append([right, wrong])
    assert (len(log), list(log.heads()), seen) == (2, [FEED], [])
    log.append([right])
    assert seen == [right]


def test_a_fact_that_could_not_be_read_back_is_not_written(box: Box) -> None:
    with pytest.raises(BadEntry):
        box.write(facts.Called(b"visit", "A", "27"))  # type: ignore[arg-type]
    assert len(box.log) == 1
    box.write(handover(1))


def test_watchers_see_each_entry_once_when_it_is_on_the_medium(tmp_path: Path) -> None:
    log = Log(tmp_path)
    seen: list[tuple[Entry, int]] = []
    log.watchers.append(lambda entry: seen.append((entry, len(Log(tmp_path, read_only=True)))))
    entries = chain(FEED, 3)
    log.append(entries[:2])
    log.append(entries[2:])
    assert seen == [(entries[0], 2), (entries[1], 2), (entries[2], 3)]
    log.replay()
    assert [entry for entry, _ in seen[3:]] == entries
    log.close()


@pytest.mark.parametrize(
    "records",
    [
        [Run.of([entry(FEED, 2, FIRST_PREV)]).record()],
        [Run.of([entry(FEED, 1, FIRST_PREV, person)]).record() for person in (1, 2)],
        [Run.of(chain(FEED, 2)).record(), Run.of([entry(FEED, 3, b"x" * 32)]).record()],
        [b"no entry"],
    ],
)
def test_a_log_that_contradicts_itself_is_damaged_and_left_free(tmp_path: Path, records: list[bytes]) -> None:
    journal = Journal(tmp_path)
    assert list(journal.replay()) == []
    journal.append(records)
    journal.close()
    for _ in range(2):
        with pytest.raises(LogDamaged, match="contradicts itself"):
            Log(tmp_path)


def test_one_program_writes_and_others_may_read(tmp_path: Path) -> None:
    entries = chain(FEED, 2)
    log = Log(tmp_path)
    log.append(entries[:1])
    with pytest.raises(LogInUse):
        Log(tmp_path)
    reader = Log(tmp_path, read_only=True)
    log.append(entries[1:])
    assert reader.head(FEED).seq == 1
    assert Log(tmp_path, read_only=True).head(FEED) == log.head(FEED)
    with pytest.raises(NothingIsEdited):
        reader.append(entries[1:])
    reader.close()
    log.close()


def test_a_new_log_was_not_cut_and_has_not_stopped(log: Log) -> None:
    assert (log.dropped_bytes, log.stopped) == (0, None)
    log.close()
    assert log.file_bytes == 2 * 4 * 1024 * 1024  # with the segment that comes next
