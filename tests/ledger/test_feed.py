from pathlib import Path

from ledger.clock import Clock
from ledger.entry import FIRST_PREV
from ledger.facts import FeedOpened
from ledger.feed import Feed, feed_id
from ledger.keys import SigningKey
from ledger.log import Log
from tests.ledger.boxes import NOW_MS, Box, handover


def test_a_feed_begins_by_saying_who_writes_it(box: Box) -> None:
    first = box.log.entry(box.feed.id, 1)
    assert first
    assert isinstance(first.fact, FeedOpened)
    assert first.prev == FIRST_PREV
    assert first.fact.device == box.key.public
    assert feed_id(first.fact.device, first.fact.incarnation) == box.feed.id


def test_entries_follow_one_another_with_time_and_officer(box: Box) -> None:
    one, two = box.write(handover(1), handover(2))
    assert (one.seq, two.seq, two.prev) == (2, 3, one.hash)
    assert (one.by, one.fact) == ("P1", handover(1))
    assert NOW_MS < one.at < two.at
    assert box.log.head(box.feed.id) == (3, two.hash)


def test_a_restart_continues_the_same_feed(tmp_path: Path) -> None:
    box = Box(tmp_path)
    box.write(handover(1))
    box.close()
    again = Box(tmp_path)
    assert again.feed.id == box.feed.id
    assert again.log.head(again.feed.id).seq == 2
    again.close()


def test_a_new_log_or_another_device_begins_another_feed(tmp_path: Path, box: Box, log: Log) -> None:
    same_device = Feed.open(log, box.key, Clock(), b"", "1")
    other_device = Feed.open(log, SigningKey(b"o" * 32), Clock(), b"", "1")
    assert len({box.feed.id, same_device.id, other_device.id}) == 3
    assert set(log.heads()) == {same_device.id, other_device.id}


def test_writing_nothing_writes_nothing(box: Box) -> None:
    assert box.feed.append([]) == []
    assert len(box.log) == 1
