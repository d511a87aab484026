"""No entry is ever written at a place that evidence shows to be taken."""

from pathlib import Path

import pytest

from ledger.branching import feeds_written_by, reason_to_begin_anew
from ledger.entry import Entry
from ledger.evidence import Evidence, Kept, Source
from ledger.facts import Cause, Parent
from ledger.feed import Feed
from ledger.log import Log
from ledger.run import Run
from ledger.salvage import read_parent, salvage
from tests.ledger.boxes import NOW_MS
from tests.ledger.rotting import Day


@pytest.fixture
def day(tmp_path: Path) -> Day:
    return Day(tmp_path / "data")


def told(day: Day, *beside: Entry) -> Cause | None:
    evidence = Evidence(day.data / "evidence")
    evidence.add([Kept(Run.of([entry]), Source.MIRROR) for entry in beside])
    log = Log(day.data / "log")
    reason = reason_to_begin_anew(log, evidence, day.feed)
    log.close()
    evidence.close()
    return reason


def test_what_the_log_has_itself_or_of_another_feed_is_no_reason(day: Day) -> None:
    assert told(day) is None
    assert told(day, *day.entries[3:6], Entry(b"f" * 16, 20, b"p" * 32, day.entries[3].payload)) is None


def test_an_end_that_was_lost_is_a_reason(day: Day) -> None:
    assert told(day.rot(8, 9), day.entries[8]) is Cause.BEHIND


def test_another_entry_at_the_same_place_is_a_reason(day: Day) -> None:
    other = Entry(day.feed, 5, day.entries[3].hash, day.entries[5].payload)
    assert told(day, other) is Cause.FORKED
    further = Entry(day.feed, 6, other.hash, day.entries[5].payload)
    assert told(day, further) is Cause.FORKED


def test_a_boxes_own_feeds_are_known_after_a_salvage_even_where_their_beginning_is_lost(day: Day) -> None:
    device = day.box.key.public
    day.rot(1, 4)
    salvage(day.data, [], NOW_MS)
    log, evidence = Log(day.data / "log"), Evidence(day.data / "evidence")
    assert feeds_written_by(device, log, evidence) == set()
    feed = Feed.open(log, device, day.box.clock, b"", "1", cause=Cause.SALVAGED, parent=read_parent(day.data))
    assert feeds_written_by(device, log, evidence) == {day.feed, feed.id}
    assert feeds_written_by(b"another", log, evidence) == set()
    feed.begin(Cause.STAND_IN, Parent(b"other box's feed", 3, b"h" * 32))
    assert b"other box's feed" not in feeds_written_by(device, log, evidence)
    log.close()
    evidence.close()
