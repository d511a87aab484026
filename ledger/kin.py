"""Who stands behind the feeds that are known here: the devices that write them, and the hub that certified these."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Self

from ledger.certificates import Certificate
from ledger.entry import Entry
from ledger.errors import BadEntry, BadSignature
from ledger.facts import FeedOpened
from ledger.feed import feed_id
from ledger.outside import read_value

Check = Callable[[bytes], object]
"""Raises `BadSignature` unless the key that it is given signed something."""
_SIGNATURE_BYTES = 64


class Kin:
    """Learns how feeds of ours begin, and then tells what a device of ours, or our hub, has signed.

    `openings` are the beginnings by feed.
    """

    def __init__(self) -> None:
        self.openings: dict[bytes, FeedOpened] = {}
        self._hubs: set[bytes] = set()

    @classmethod
    def of(cls, openings: Mapping[bytes, FeedOpened], entries: Iterable[Entry]) -> Self:
        """Learn from beginnings of feeds, and from those among entries."""
        kin = cls()
        for feed, opened in openings.items():
            kin.learn(feed, opened)
        kin.learn_from(entries)
        return kin

    def learn(self, feed: bytes, opened: FeedOpened) -> None:
        """Take in how a feed begins; what does not begin that very feed is passed over."""
        if feed_id(opened.device, opened.incarnation) == feed:
            self.openings[feed] = opened
            self._hubs |= {certificate.hub for certificate in _certificates(opened)}

    def learn_from(self, entries: Iterable[Entry]) -> None:
        """Take in the beginnings among entries."""
        for entry in entries:
            opened = opening_of(entry)
            if opened:
                self.learn(entry.feed, opened)

    def knows(self, device: bytes) -> bool:
        """Tell whether a device writes a feed that is known here."""
        return any(opened.device == device for opened in self.openings.values())

    def has_signed(self, feed: bytes, check: Check) -> bool:
        """Tell whether the writer of a feed, or our hub, signed; any device of ours, where the writer is not known."""
        own = self.openings.get(feed)
        writers = {each.device for each in ([own] if own else self.openings.values())}
        return any(_passes(check, key) for key in writers | self._hubs)


def opening_of(entry: Entry) -> FeedOpened | None:
    """Give how a feed begins, if this entry is the beginning of one."""
    if entry.seq != 1:
        return None
    try:
        fact = entry.fact
    except BadEntry:
        return None
    return fact if isinstance(fact, FeedOpened) else None


def _passes(check: Check, key: bytes) -> bool:
    try:
        check(key)
    except BadSignature:
        return False
    return True


def _certificates(opened: FeedOpened) -> Iterator[Certificate]:
    try:
        yield read_value(Certificate, opened.certificate[_SIGNATURE_BYTES:])
    except BadEntry:
        return
