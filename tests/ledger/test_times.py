"""What staff say of a clock corrects what was written before in the same boot, and only how it is shown."""

import random

from ledger.clock import Instant, Trust
from ledger.entry import FIRST_PREV, Entry, Place
from ledger.facts import AnyFact, ClockConfirmed, FeedOpened, Start, Started, VisitOpened
from ledger.times import Times
from tests.ledger.boxes import NOW_MS, VISIT

FEED = b"feed"
YEAR_MS = 365 * 86_400_000
MINUTE_MS = 60_000


class Day:
    """A Pi without a clock: it believes in `wrong_ms` too little until staff say otherwise."""

    def __init__(self, wrong_ms: int) -> None:
        self.wrong_ms = wrong_ms
        self.entries: list[Entry] = []

    def tell(self, fact: AnyFact, right_at: int, trust: Trust = Trust.UNKNOWN) -> Entry:
        at = right_at - (self.wrong_ms if trust is Trust.UNKNOWN else 0)
        entry = Entry.create(Place(FEED, len(self.entries) + 1), FIRST_PREV, Instant(at, trust), "", fact)
        self.entries.append(entry)
        return entry

    def times(self, *, shuffled: bool = False) -> Times:
        times = Times()
        entries = [*self.entries, *self.entries]
        if shuffled:
            random.Random(1).shuffle(entries)
        for entry in entries:
            times.take(entry)
        return times


def start(boot: bytes, since_boot_ms: int) -> Start:
    return Start(boot, since_boot_ms)


def test_entries_before_the_clock_was_set_are_shown_at_their_right_time() -> None:
    day = Day(YEAR_MS)
    day.tell(FeedOpened(b"", b"", b"", start(b"one", 5000)), NOW_MS)
    early = day.tell(VisitOpened(VISIT), NOW_MS + MINUTE_MS)
    said = NOW_MS + 10 * MINUTE_MS
    day.tell(ClockConfirmed(YEAR_MS, 5000 + 10 * MINUTE_MS), said, Trust.STAFF)
    late = day.tell(VisitOpened(VISIT), said + 1, Trust.STAFF)
    for times in (day.times(), day.times(shuffled=True)):
        assert times.when(early) == Instant(NOW_MS + MINUTE_MS, Trust.STAFF)
        assert times.when(late) == Instant(said + 1, Trust.STAFF)


def test_what_staff_said_counts_for_the_whole_boot_and_no_other() -> None:
    day = Day(-3 * YEAR_MS)
    day.tell(FeedOpened(b"", b"", b"", start(b"one", 5000)), NOW_MS)
    other_boot = day.tell(VisitOpened(VISIT), NOW_MS + 1)
    day.tell(Started(start(b"two", 1000)), NOW_MS + MINUTE_MS)
    same_boot = day.tell(VisitOpened(VISIT), NOW_MS + MINUTE_MS + 1)
    day.tell(Started(start(b"two", 1000 + MINUTE_MS)), NOW_MS + 2 * MINUTE_MS)
    day.tell(ClockConfirmed(0, 1000 + 2 * MINUTE_MS), NOW_MS + 3 * MINUTE_MS, Trust.STAFF)
    times = day.times()
    assert times.when(same_boot) == Instant(NOW_MS + MINUTE_MS + 1, Trust.STAFF)
    assert times.when(other_boot) == Instant(other_boot.at, Trust.UNKNOWN)


def test_the_last_word_of_a_boot_counts() -> None:
    day = Day(0)
    day.tell(FeedOpened(b"", b"", b"", start(b"one", 0)), NOW_MS)
    early = day.tell(VisitOpened(VISIT), NOW_MS + 1)
    day.tell(ClockConfirmed(0, 10), NOW_MS + 10 + MINUTE_MS, Trust.STAFF)
    day.tell(ClockConfirmed(0, 20), NOW_MS + 20 + 5 * MINUTE_MS, Trust.STAFF)
    assert day.times().when(early).at == NOW_MS + 1 + 5 * MINUTE_MS


def test_a_feed_without_a_start_is_shown_as_it_is() -> None:
    day = Day(0)
    entry = day.tell(VisitOpened(VISIT), NOW_MS)
    assert day.times().when(entry) == Instant(NOW_MS, Trust.UNKNOWN)
