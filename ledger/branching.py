"""A feed is not continued where there is evidence that more of it was written: no place is ever taken twice."""

from ledger.entry import Place
from ledger.evidence import Evidence
from ledger.facts import Cause, FeedOpened
from ledger.feed import Feed
from ledger.kin import Kin
from ledger.log import Log


def leave_what_is_taken(feed: Feed, evidence: Evidence) -> None:
    """Begin a new feed if the evidence has entries of this one that the log has not.

    They were restored from a receipt, a mirror or the hub after the log had lost its end. For the writer's thread.
    """
    cause = reason_to_begin_anew(feed.log, evidence, feed.id)
    if cause is not None and not feed.log.stopped:
        feed.begin(cause, feed.as_parent())


def reason_to_begin_anew(log: Log, evidence: Evidence, feed: bytes) -> Cause | None:
    """Tell why the next entry of a feed would claim a place that is taken, if so."""
    beside = [entry.seq for entry in evidence.of_feed(feed) if not _is_here(log, entry.place, entry.hash)]
    if not beside:
        return None
    return Cause.FORKED if beside[0] <= log.head(feed).seq else Cause.BEHIND


def feeds_written_by(device: bytes, log: Log, evidence: Evidence) -> set[bytes]:
    """Name the feeds of a device that are known here, also one that it continued and whose beginning is lost."""
    kin = Kin()
    kin.learn_from(entry for feed in log.heads() if (entry := log.entry(feed, 1)))
    kin.learn_from(entry for feed in evidence.feeds() for entry in evidence.at(Place(feed, 1)))
    own = {feed: opened for feed, opened in kin.openings.items() if opened.device == device}
    return {*own, *(opened.parent.feed for opened in own.values() if opened.parent and _is_its_own(opened))}


def _is_its_own(opened: FeedOpened) -> bool:
    return opened.cause is not Cause.STAND_IN  # that one continues another box's feed


def _is_here(log: Log, place: Place, entry_hash: bytes) -> bool:
    mine = log.entry(*place)
    return mine is not None and mine.hash == entry_hash
