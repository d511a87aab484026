"""What is put into columns comes out as it was, whatever came before and after it, and whoever looks meanwhile."""

import sys
import threading
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.disk.columns import Columns
from ledger.entry import FIRST_PREV, Entry
from ledger.run import Run, runs_of
from tests.ledger.test_run import ONE, TWO


def filled(entries: list[Entry]) -> Columns:
    columns = Columns()
    for run in runs_of(entries):
        columns.add(run)
    return columns


@given(st.lists(st.sampled_from([*ONE, *TWO]), max_size=20))
def test_entries_of_any_feeds_come_out_in_the_order_in_which_they_came(entries: list[Entry]) -> None:
    columns = filled(entries)
    assert len(columns) == len(entries)
    assert list(columns.entries()) == entries
    assert list(columns.seqs) == [entry.seq for entry in entries]
    for number, entry in enumerate(entries, 1):
        assert columns.entry(number) == entry
        assert columns.entry(number).hash == entry.hash
        assert columns.feed(number) == entry.feed
        assert columns.content(number) == entry.content


def test_a_run_is_told_the_numbers_of_its_entries() -> None:
    columns = Columns()
    assert [columns.add(run) for run in (Run.of(ONE), Run.of(TWO[:1]), Run.of(TWO[1:3]))] == [
        range(1, 7),
        range(7, 8),
        range(8, 10),
    ]


@pytest.mark.parametrize("number", [-1, 0, 7, 1000])
def test_there_is_no_entry_before_the_first_or_behind_the_last(number: int) -> None:
    with pytest.raises(IndexError):
        filled(ONE).entry(number)


def test_an_entry_of_a_kind_that_is_not_known_here_is_kept_and_says_nothing() -> None:
    columns = filled(ONE[:1])
    columns.add(Run(b"f" * 16, 1, FIRST_PREV, (b"something new", ONE[1].payload), (b"sealed", b"")))
    assert columns.content(2) is None
    assert columns.entry(2) == Entry(b"f" * 16, 1, FIRST_PREV, b"something new", b"sealed")
    assert columns.content(3) is not None


def test_it_takes_about_a_hundred_bytes_an_entry_beside_its_own() -> None:
    count = 20_000
    payloads = Run(b"f" * 16, 1, FIRST_PREV, tuple(b"%0200d" % number for number in range(count)))
    record = payloads.record()
    tracemalloc.start()
    columns = Columns()
    columns.add(Run.from_record(record))
    taken = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert len(columns) == count
    assert 200 * count < taken < (200 + 110) * count


@contextmanager
def threads_taking_turns_quickly() -> Iterator[None]:
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


def test_whoever_looks_while_entries_are_added_sees_only_whole_ones() -> None:
    columns, entries = Columns(), [*ONE, *TWO] * 1500
    runs = runs_of(entries)
    wrong: list[int] = []
    done = threading.Event()

    def look() -> None:
        while not done.is_set():
            number = len(columns)
            try:
                right = number == 0 or columns.entry(number) == entries[number - 1]
            except IndexError:
                right = False
            if not right:
                wrong.append(number)

    with threads_taking_turns_quickly():
        readers = [threading.Thread(target=look) for _ in range(2)]
        for reader in readers:
            reader.start()
        for run in runs:
            columns.add(run)
        done.set()
        for reader in readers:
            reader.join()
    assert wrong == []
