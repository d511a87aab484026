"""Runs hold what follows, and nothing else; whatever is put together comes apart as it was."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from ledger.clock import Instant, Trust
from ledger.entry import FIRST_PREV, Entry, Place
from ledger.facts import Undone
from ledger.log import Log
from ledger.run import Run, runs_of
from tests.ledger.boxes import NOW_MS, VISIT, handover


def chain(feed: bytes, length: int, sealed: frozenset[int] = frozenset()) -> list[Entry]:
    entries: list[Entry] = []
    for seq in range(1, length + 1):
        prev = entries[-1].hash if entries else FIRST_PREV
        fact = Undone(VISIT, feed, 1, b"a reason, sealed") if seq in sealed else handover(seq)
        entries.append(Entry.create(Place(feed, seq), prev, Instant(NOW_MS, Trust.STAFF), "", fact))
    return entries


ONE, TWO = chain(b"1" * 16, 6, frozenset({2, 5})), chain(b"2" * 16, 6)


@given(st.lists(st.sampled_from([*ONE, *TWO]), max_size=20))
def test_any_entries_in_any_order_come_back_from_their_runs(entries: list[Entry]) -> None:
    runs = [Run.from_record(run.record()) for run in runs_of(entries)]
    assert [entry for run in runs for entry in run.entries()] == entries
    assert [entry for run in runs for entry in run.checked()] == entries


def test_what_follows_is_one_run_and_prev_is_kept_once() -> None:
    (run,) = runs_of(ONE)
    assert (run.first, len(run), run.prev) == (1, 6, FIRST_PREV)
    assert run.record().count(ONE[2].prev) == 0
    assert [len(each) for each in runs_of([*ONE[:3], *TWO[:2], *ONE[3:]])] == [3, 2, 3]
    assert [len(each) for each in runs_of([ONE[0], ONE[2], ONE[3], ONE[3]])] == [1, 2, 1]


def test_only_what_was_sealed_takes_room() -> None:
    (plain,), (sealed,) = runs_of(TWO), runs_of(ONE)
    assert plain.sealed == ()
    assert [bool(each) for each in sealed.sealed] == [False, True, False, False, True, False]


def test_the_log_gives_back_what_was_sealed_after_opening_anew(tmp_path: Path) -> None:
    log = Log(tmp_path)
    log.append([*ONE[:3], *TWO[:2]])
    log.append(ONE[3:])
    for each in (log, reopened(log, tmp_path)):
        assert list(each.entries(b"1" * 16)) == ONE
        assert all(entry.whole for entry in each.entries(b"1" * 16))
        each.close()


def reopened(log: Log, folder: Path) -> Log:
    log.close()
    return Log(folder)
