import threading
from collections.abc import Iterator

import pytest

from ledger.facts import AnyFact
from ledger.writer import Writer
from tests.ledger.boxes import Box, handover


@pytest.fixture
def writer(box: Box) -> Iterator[Writer]:
    writer = Writer(box.feed)
    yield writer
    writer.close()


def test_what_is_promised_is_on_the_medium(box: Box, writer: Writer) -> None:
    (entry,) = writer.write(handover(1), by="P1").result()
    assert box.log.entry(*entry.place) == entry
    assert entry.by == "P1"


def test_two_decisions_at_once_never_see_the_same_state(box: Box, writer: Writer) -> None:
    """Eight desks want to hand over the last parcel at the same moment: one does."""
    at_once = threading.Barrier(8)

    def hand_over_unless_done() -> list[AnyFact]:
        done = len(box.log) > 1
        return [] if done else [handover(1)]

    written: list[int] = []

    def desk() -> None:
        at_once.wait()
        written.append(len(writer.decide(hand_over_unless_done).result()))

    desks = [threading.Thread(target=desk) for _ in range(8)]
    for each in desks:
        each.start()
    for each in desks:
        each.join()
    assert sorted(written) == [0] * 7 + [1]
    assert len(box.log) == 2


def test_what_a_decision_raises_is_told_and_nothing_is_written(box: Box, writer: Writer) -> None:
    def refuse() -> list[AnyFact]:
        raise PermissionError("already handed over")

    with pytest.raises(PermissionError, match="already"):
        writer.decide(refuse).result()
    assert len(box.log) == 1
    assert len(writer.write(handover(1)).result()) == 1


def test_a_decision_against_writes_nothing(box: Box, writer: Writer) -> None:
    assert writer.decide(list).result() == []
    assert len(box.log) == 1


def test_everything_runs_in_the_one_thread_and_in_order(writer: Writer) -> None:
    threads = {writer.run(threading.get_ident).result() for _ in range(5)}
    assert len(threads) == 1
    assert threading.get_ident() not in threads


def test_closing_finishes_what_was_asked_for(box: Box) -> None:
    writer = Writer(box.feed)
    promises = [writer.write(handover(number)) for number in range(20)]
    writer.close()
    assert [promise.result()[0].seq for promise in promises] == list(range(2, 22))
