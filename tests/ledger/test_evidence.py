"""Evidence: what no chain holds together, each entry once, with what proves it, on the medium and in a file."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.codes import CodeReader, sign_entry
from ledger.entry import Entry
from ledger.errors import BadEntry, BadSignature, LogDamaged, LogInUse
from ledger.evidence import Evidence, Gap, Kept, Proof, Source, gaps, rebuilt
from ledger.evidence_file import MAGIC, evidence_bytes, read_evidence
from ledger.keys import SigningKey
from ledger.run import Run
from ledger.wire import sign_head
from tests.ledger.rotting import NOTE, Day, flip

STRANGER = SigningKey(b"\7" * 32)


@pytest.fixture
def day(tmp_path: Path) -> Day:
    return Day(tmp_path / "data")


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "evidence"


def found(day: Day, first: int, last: int) -> Kept:
    """Entries `first` to `last`, as a salvage finds them."""
    return Kept(Run.of(day.entries[first - 1 : last]), Source.SALVAGE)


def test_nothing_is_made_until_there_is_something_to_keep(store: Path) -> None:
    evidence = Evidence(store)
    assert (len(evidence), evidence.id, list(evidence.entries()), evidence.stopped) == (0, b"", [], None)
    evidence.close()
    assert not store.exists()


def test_entries_keep_their_places_with_holes_between_and_survive(day: Day, store: Path) -> None:
    evidence = Evidence(store)
    assert evidence.add([found(day, 6, 7), found(day, 2, 3)]) == [*day.entries[5:7], *day.entries[1:3]]
    evidence.close()
    again = Evidence(store, read_only=True)
    assert again.of_feed(day.feed) == [*day.entries[1:3], *day.entries[5:7]]
    assert again.feeds() == {day.feed}
    assert again.at(day.place(6)) == [day.entries[5]]
    assert again.at(day.place(4)) == []
    assert day.entries[5].hash in again
    again.close()


def test_the_same_twice_is_kept_once_wherever_it_comes_from(day: Day, store: Path) -> None:
    evidence = Evidence(store)
    told: list[Entry] = []
    evidence.watchers.append(told.append)
    evidence.add([found(day, 2, 4), found(day, 3, 5)])
    receipt = Kept.of_receipt(sign_entry(day.entries[3], day.box.key), 1)
    assert evidence.add([receipt, found(day, 2, 5)]) == []
    assert told == day.entries[1:5]
    assert len(evidence.kept()) == 2
    evidence.replay()
    assert told == day.entries[1:5] * 2
    evidence.close()


def test_what_an_entry_sealed_may_come_later(day: Day, store: Path) -> None:
    evidence = Evidence(store)
    receipt = CodeReader().take(day.code(9))
    assert receipt
    (bare,) = evidence.add([Kept.of_receipt(receipt, 1)])
    assert (bare.sealed, bare.whole) == (b"", False)
    assert [entry.sealed for entry in evidence.add([found(day, 9, 9)])] == [NOTE]
    assert [entry.sealed for entry in evidence.entries()] == [NOTE]
    evidence.close()


def test_two_entries_at_one_place_are_both_kept(day: Day, store: Path) -> None:
    other = Entry(day.feed, 5, day.entries[3].hash, day.entries[6].payload)
    evidence = Evidence(store)
    evidence.add([found(day, 5, 5), Kept(Run.of([other]), Source.BRANCH)])
    assert {entry.hash for entry in evidence.at(day.place(5))} == {day.entries[4].hash, other.hash}
    evidence.close()


def test_what_cannot_be_read_is_not_kept(day: Day, store: Path) -> None:
    evidence = Evidence(store)
    for payload in (b"rubbish", b"\x94\x00\x00\xa0\x91\x7f"):
        with pytest.raises(BadEntry):
            evidence.add([Kept(Run.of([Entry(day.feed, 2, bytes(32), payload)]), Source.HUB)])
    assert len(evidence) == 0
    evidence.close()


def test_one_program_adds_at_a_time(day: Day, store: Path) -> None:
    evidence = Evidence(store)
    evidence.add([found(day, 1, 1)])
    with pytest.raises(LogInUse):
        Evidence(store)
    assert len(Evidence(store, read_only=True)) == 1
    evidence.close()


def test_rotten_evidence_is_told(day: Day, store: Path) -> None:
    evidence = Evidence(store)
    evidence.add([found(day, 1, 2)])
    evidence.add([found(day, 4, 5)])
    evidence.close()
    flip(store / "000001.segment", 50)
    with pytest.raises(LogDamaged):
        Evidence(store)


def test_what_a_salvage_made_anew_is_used_as_soon_as_the_damaged_is_out_of_the_way(day: Day, store: Path) -> None:
    for folder, kept in ((store, found(day, 1, 1)), (rebuilt(store), found(day, 1, 2))):
        evidence = Evidence(folder)
        evidence.add([kept])
        evidence.close()
    assert len(Evidence(store, read_only=True)) == 1  # not before
    store.rename(store.with_name("aside"))
    assert len(Evidence(store, read_only=True)) == 2
    assert not store.exists()
    evidence = Evidence(store)
    assert len(evidence) == 2
    evidence.close()
    assert not rebuilt(store).exists()


# What proves it


def test_a_signature_of_another_or_over_something_else_proves_nothing(day: Day) -> None:
    run, last = Run.of(day.entries[1:4]), day.entries[3]
    head = sign_head(day.box.key, day.feed, last.seq, last.hash).signature
    Kept(run, Source.BRANCH, Proof.HEAD, head).check(day.box.key.public)
    receipt = Kept.of_receipt(sign_entry(last, day.box.key), 1)
    receipt.check(day.box.key.public)
    for bad in (
        Kept(run, Source.BRANCH, Proof.HEAD, receipt.signature),
        Kept(run, Source.BRANCH, Proof.HEAD, bytes(64)),
        Kept(Run.of(day.entries[1:3]), Source.BRANCH, Proof.HEAD, head),
        Kept(run, Source.RECEIPT, Proof.RECEIPT, receipt.signature),  # a receipt proves one entry
        Kept(run, Source.SALVAGE),
    ):
        with pytest.raises(BadSignature):
            bad.check(day.box.key.public)
    with pytest.raises(BadSignature):
        receipt.check(STRANGER.public)


# In a file


def test_a_file_gives_back_what_it_was_made_of(day: Day) -> None:
    kept = [found(day, 1, 4), Kept.of_receipt(sign_entry(day.entries[8], day.box.key), 77)]
    data = evidence_bytes(kept)
    assert data.startswith(b"PSEVID1\n")
    assert read_evidence(data) == kept
    assert read_evidence(evidence_bytes([])) == []


def test_a_file_that_is_cut_or_another_is_refused(day: Day) -> None:
    data = evidence_bytes([found(day, 1, 4), found(day, 6, 6)])
    for bad in (b"", data[: len(MAGIC)], data[:-1], data + b"\0", b"PSFEED1\n" + data[len(MAGIC) :]):
        with pytest.raises(BadEntry):
            read_evidence(bad)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        read_evidence(MAGIC + data)
    except BadEntry:
        return


# What is missing


@given(numbers=st.sets(st.integers(1, 40)), upto=st.integers(0, 40))
def test_gaps_are_exactly_the_numbers_that_are_not_there(numbers: set[int], upto: int) -> None:
    found = gaps(b"feed", numbers, upto)
    missing = [number for gap in found for number in range(gap.first, gap.last + 1)]
    assert missing == [number for number in range(1, upto + 1) if number not in numbers]
    assert all(after.first > gap.last + 1 for gap, after in pairwise(found))
    assert all(isinstance(gap, Gap) for gap in found)
