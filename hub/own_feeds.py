"""The feeds that this office wrote, in all its incarnations: only what stands there says what the office knows."""

from collections.abc import Iterable

from ledger.branching import feeds_written_by
from ledger.entry import Entry, Place
from ledger.evidence import Evidence
from ledger.facts import FeedOpened
from ledger.feed import feed_id
from ledger.kin import opening_of
from ledger.log import Log


class OwnFeeds:
    """Known by how they begin, and, where a damaged log lost that, by the one of ours that continues them.

    `take` belongs to the writer's thread.
    """

    def __init__(self, device: bytes, log: Log, evidence: Evidence) -> None:
        self._device = device
        self._log = log
        self._evidence = evidence
        self._feeds = feeds_written_by(device, log, evidence)

    def __contains__(self, feed: object) -> bool:
        return feed in self._feeds

    @property
    def feeds(self) -> frozenset[bytes]:
        """All of them."""
        return frozenset(self._feeds)

    def take(self, entry: Entry) -> None:
        """Learn of a new one, if this entry begins it."""
        opened = opening_of(entry)
        if opened and self._is_ours(entry.feed, opened):
            self._feeds.add(entry.feed)

    def as_written(self, entries: Iterable[Entry]) -> list[Entry]:
        """Give those entries that are ours as they were written: the oldest incarnation first, each by number."""
        ages = {feed: self._age(feed) for feed in self._feeds}
        own = (entry for entry in entries if entry.feed in ages)
        return sorted(own, key=lambda each: (ages[each.feed], each.feed, each.seq, each.hash))

    def _age(self, feed: bytes) -> int:
        """Count the incarnations before a feed."""
        age = 0
        while (opened := self._opening(feed)) and opened.parent and opened.parent.feed in self._feeds:
            age, feed = age + 1, opened.parent.feed
        return age

    def _opening(self, feed: bytes) -> FeedOpened | None:
        first = self._log.entry(feed, 1)
        known = [first] if first else self._evidence.at(Place(feed, 1))
        found = (opened for entry in known if (opened := opening_of(entry)) and self._is_ours(feed, opened))
        return next(found, None)

    def _is_ours(self, feed: bytes, opened: FeedOpened) -> bool:
        return opened.device == self._device and feed_id(opened.device, opened.incarnation) == feed
