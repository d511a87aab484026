"""When things happened, as far as is known: what staff said of a clock corrects what was written earlier in that boot.

Entries keep the time that their box believed in when it wrote them, and nothing is ordered by it. This is only how they
are shown.
"""

from bisect import bisect_right
from dataclasses import dataclass

from ledger.clock import Instant, Trust
from ledger.entry import Entry
from ledger.facts import ClockConfirmed, FeedOpened, Start, Started
from ledger.outside import LAST_MS


@dataclass(frozen=True)
class _Span:
    """Entries from `first` on, written by one run of a program; its wall clock stood at `at` at the start."""

    first: int
    at: int
    start: Start


class Times:
    """State folded from entries, in any order; `take` belongs to the thread that appends."""

    def __init__(self) -> None:
        self._spans: dict[bytes, list[_Span]] = {}
        self._said: dict[bytes, list[tuple[int, int]]] = {}  # by feed: place, and when by this its boot began

    def take(self, entry: Entry) -> None:
        """Fold one entry in; the same one twice is harmless."""
        match entry.fact:
            case FeedOpened(start=start) | Started(start=start):
                spans = [each for each in self._spans.get(entry.feed, []) if each.first != entry.seq]
                self._spans[entry.feed] = sorted([*spans, _Span(entry.seq, entry.at, start)], key=_place)
            case ClockConfirmed() as fact:
                said = {*self._said.get(entry.feed, []), (entry.seq, entry.at - fact.monotonic_ms)}
                self._said[entry.feed] = sorted(said)

    def when(self, entry: Entry) -> Instant:
        """Give when an entry was written: corrected where staff set the clock later in the same boot."""
        told = Instant(entry.at, entry.content.trust)
        span = self._span(entry.feed, entry.seq)
        if told.trust is not Trust.UNKNOWN or span is None or not span.start.boot:
            return told
        began_at = self._boot_began_at(entry.feed, span.start.boot)
        if began_at is None:
            return told
        right_at = began_at + span.start.monotonic_ms + entry.at - span.at
        return Instant(right_at, Trust.STAFF) if 0 <= right_at < LAST_MS else told

    def _span(self, feed: bytes, seq: int) -> _Span | None:
        spans = self._spans.get(feed, [])
        number = bisect_right(spans, seq, key=_place)
        return spans[number - 1] if number else None

    def _boot_began_at(self, feed: bytes, boot: bytes) -> int | None:
        """Give the wall-clock time at which a boot began, by what staff said last in it."""
        for seq, began_at in reversed(self._said.get(feed, [])):
            span = self._span(feed, seq)
            if span and span.start.boot == boot:
                return began_at
        return None


def _place(span: _Span) -> int:
    return span.first
