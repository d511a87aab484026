import shutil
from pathlib import Path

import pytest

from ledger.clock import Clock, Instant, Trust
from ledger.entry import FIRST_PREV
from ledger.facts import Cause, ClockConfirmed, FeedOpened, Start, Started
from ledger.feed import Feed, feed_id, feeds_of
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
    same_device = Feed.open(log, box.key.public, Clock(), b"", "1")
    other_device = Feed.open(log, SigningKey(b"o" * 32).public, Clock(), b"", "1")
    assert len({box.feed.id, same_device.id, other_device.id}) == 3
    assert set(log.heads()) == {same_device.id, other_device.id}


def test_writing_nothing_writes_nothing(box: Box) -> None:
    assert box.feed.append([]) == []
    assert len(box.log) == 1


class Card:
    """A card with a log on it, in one machine or another; every `start` is a program that starts there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.device = SigningKey(b"d" * 32).public
        self.since_boot_ms = 1000

    def start(self, machine: bytes = b"pi one", boot: bytes = b"boot one", trust: Trust = Trust.UNKNOWN) -> Feed:
        self.since_boot_ms += 1000
        clock = Clock(trust, lambda: NOW_MS + self.since_boot_ms, lambda: self.since_boot_ms, boot)
        return Feed.open(Log(self.folder), self.device, clock, b"certificate", "1", machine=machine)

    def stop(self, feed: Feed) -> None:
        feed.log.close()


@pytest.fixture
def card(tmp_path: Path) -> Card:
    return Card(tmp_path)


def test_every_run_of_the_program_says_when_and_where_it_runs(card: Card) -> None:
    feed = card.start()
    first = feed.log.entry(feed.id, 1)
    assert first
    assert isinstance(first.fact, FeedOpened)
    assert first.fact.start == Start(b"boot one", 2000, b"pi one", "1", 0)
    card.stop(feed)
    again = card.start(boot=b"boot two")
    assert len(again.log) == 1  # nothing is written until there is something to say
    written = again.append([handover(1)], "P1")
    assert [each.fact for each in written] == [handover(1)]
    started = again.log.entry(again.id, 2)
    assert started
    assert started.fact == Started(Start(b"boot two", 3000, b"pi one", "1", 0))
    assert started.by == ""
    again.append([handover(2)])
    assert len(again.log) == 4
    card.stop(again)


@pytest.mark.parametrize("machine", [b"pi two", b"the same pi, another card"])
def test_a_card_that_was_moved_or_copied_begins_a_new_feed(card: Card, machine: bytes) -> None:
    feed = card.start()
    feed.append([handover(1)])
    head = feed.as_parent()
    card.stop(feed)
    moved = card.start(machine)
    assert moved.id != feed.id
    opened = moved.log.entry(moved.id, 1)
    assert opened
    assert isinstance(opened.fact, FeedOpened)
    assert (opened.fact.cause, opened.fact.parent) == (Cause.MOVED, head)
    moved.append([handover(2)])
    card.stop(moved)
    stays = card.start(machine)
    assert stays.id == moved.id  # it was moved once, not at every start
    card.stop(stays)
    back = card.start()
    assert back.id not in (feed.id, moved.id)  # the copy may have gone on
    card.stop(back)


def test_a_clone_and_its_original_never_write_the_same_feed(
    card: Card, tmp_path_factory: pytest.TempPathFactory
) -> None:
    feed = card.start()
    feed.append([handover(1)])
    card.stop(feed)
    clone = Card(tmp_path_factory.mktemp("clone") / "log")
    shutil.copytree(card.folder, clone.folder)
    original, copy = card.start(), clone.start(b"pi two")
    for each, person in ((original, 2), (copy, 3)):
        each.append([handover(person)])
    assert original.id == feed.id != copy.id
    assert original.log.head(feed.id).seq == 4
    assert copy.log.head(feed.id).seq == 2
    card.stop(original)
    clone.stop(copy)


def test_what_staff_said_of_the_clock_outlives_the_program_but_not_the_boot(card: Card) -> None:
    feed = card.start()
    feed._clock.confirm(3_600_000)
    feed.append([ClockConfirmed(3_600_000, feed._clock.since_boot_ms())])
    card.stop(feed)
    again = card.start()
    assert again._clock.now() == Instant(NOW_MS + 3_600_000 + card.since_boot_ms, Trust.STAFF)
    card.stop(again)
    rebooted = card.start(boot=b"boot two")
    assert rebooted._clock.now().trust is Trust.UNKNOWN
    card.stop(rebooted)


def test_a_new_incarnation_can_be_begun_while_it_runs(card: Card) -> None:
    feed = card.start()
    feed.append([handover(1)])
    old = feed.as_parent()
    feed.begin(Cause.FORKED, old)
    feed.append([handover(2)])
    assert [opening.cause for _, opening in feeds_of(feed.log, card.device)] == [Cause.NEW, Cause.FORKED]
    assert feed.log.head(old.feed).seq == old.seq
    assert feed.log.head(feed.id).seq == 2
    card.stop(feed)
