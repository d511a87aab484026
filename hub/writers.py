"""Whose feed it is, and whose word counts for it."""

from collections.abc import Iterator

from hub.devices import Devices
from hub.plans import Plans
from hub.stand_ins import stand_ins
from ledger.entry import Entry, Place
from ledger.errors import BadSignature, EvidenceRefused
from ledger.evidence import Evidence, Kept
from ledger.facts import Cause, FeedOpened
from ledger.feed import feed_id
from ledger.kin import opening_of
from ledger.log import Log


class Writers:
    """Tells it from log and evidence, as far as they go."""

    def __init__(self, log: Log, evidence: Evidence, devices: Devices, plans: Plans) -> None:
        self._log = log
        self._evidence = evidence
        self._devices = devices
        self._plans = plans

    def opener(self, feed: bytes) -> bytes:
        """Give the device whose feed it is by its beginning; empty where that is not here."""
        first = self._log.entry(feed, 1)
        known = [first] if first else self._evidence.at(Place(feed, 1))
        return next((opened.device for entry in known if (opened := _beginning(entry))), b"")

    def writer(self, feed: bytes) -> bytes:
        """Give the device whose feed it is, or, where its beginning is lost, who seems to be; empty if nobody does.

        For telling people, and not for trusting: see `belongs`.
        """
        return self.opener(feed) or next(self._claims(feed), b"")

    def belongs(self, feed: bytes, device: bytes) -> bool:
        """Tell whether a feed is a device's own: it began it, or, where nobody knows who did, speaks for it."""
        opener = self.opener(feed)
        return opener == device if opener else device in self._claims(feed)

    def feeds_of(self, device: bytes) -> list[bytes]:
        """Name the feeds of a device of which anything is known here, those of the log first."""
        known = dict.fromkeys([*self._log.heads(), *sorted(self._evidence.feeds())])
        return [feed for feed in known if self.belongs(feed, device)]

    def signer(self, kept: Kept) -> bytes:
        """Give the device in whose name evidence was signed, by itself or by its stand-in; raises `EvidenceRefused`.

        It is the device whose feed it is; where that is not known, any of ours.
        """
        first = next(kept.run.entries())
        opener = self.opener(kept.run.feed) or _opener_by(first)
        for public, device in self._candidates():
            if opener in (b"", device, public) and _is_signed_by(kept, public):
                return device
        raise EvidenceRefused("signature", "no box of ours signed this")

    def _claims(self, feed: bytes) -> Iterator[bytes]:
        """Give the devices that signed what is known of a feed, and those that say to continue it as their own."""
        for kept in self._evidence.kept():
            if kept.run.feed == feed:
                yield from (device for public, device in self._candidates() if _is_signed_by(kept, public))
        for opened in self._openings():
            if opened.parent and opened.parent.feed == feed and opened.cause is not Cause.STAND_IN:
                yield opened.device

    def _openings(self) -> Iterator[FeedOpened]:
        firsts = [entry for feed in self._log.heads() if (entry := self._log.entry(feed, 1))]
        firsts += [entry for feed in sorted(self._evidence.feeds()) for entry in self._evidence.at(Place(feed, 1))]
        yield from (opened for entry in firsts if (opened := _beginning(entry)))

    def _candidates(self) -> Iterator[tuple[bytes, bytes]]:
        """Give every key that may vouch, with the device that it speaks for."""
        yield from ((each.device, each.device) for each in self._devices.everyone())
        yield from stand_ins(self._plans)


def _beginning(entry: Entry) -> FeedOpened | None:
    """Give how a feed begins, where this entry begins that very feed."""
    opened = opening_of(entry)
    return opened if opened and feed_id(opened.device, opened.incarnation) == entry.feed else None


def _opener_by(first: Entry) -> bytes:
    opened = _beginning(first)
    return opened.device if opened else b""


def _is_signed_by(kept: Kept, public: bytes) -> bool:
    try:
        kept.check(public)
    except BadSignature:
        return False
    return True
