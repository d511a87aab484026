"""What a person must look at, of feeds: forked ones, those begun anew, handovers known from receipts alone.

A pure function of the entries in log and evidence, whatever arrived first.
"""

from collections import defaultdict
from dataclasses import dataclass

from ledger.entry import Entry
from ledger.evidence import Evidence, Gap, gaps
from ledger.facts import Cause, FeedOpened, HandedOver
from ledger.log import Log


@dataclass(frozen=True)
class ForkedFeed:
    """A feed that was written twice: `first` is where the histories part, `entries` are those of both from there on."""

    feed: bytes
    first: int
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class BegunAnew:
    """A feed that continues another one for a reason: whose, since when, and what of its parent is missing here."""

    feed: bytes
    device: bytes
    cause: Cause
    opened: Entry
    parent: bytes
    parent_seq: int
    missing: tuple[Gap, ...]


@dataclass(frozen=True)
class FromReceipt:
    """A handover of which the office knows from its receipt alone: what was sealed in it is not here."""

    entry: Entry


@dataclass(frozen=True)
class Cases:
    """All of them, in a fixed order."""

    forked: tuple[ForkedFeed, ...]
    begun_anew: tuple[BegunAnew, ...]
    from_receipts: tuple[FromReceipt, ...]


def find_cases(log: Log, evidence: Evidence, own_feeds: frozenset[bytes] = frozenset()) -> Cases:
    """Look through log and evidence; `own_feeds` are the office's, which are nobody's case."""
    beside = [entry for entry in evidence.entries() if not _is_in(log, entry)]
    return Cases(
        tuple(_forked(log, beside)),
        tuple(_begun_anew(log, evidence, own_feeds)),
        tuple(FromReceipt(entry) for entry in sorted(beside, key=_place) if _only_on_paper(entry)),
    )


def _forked(log: Log, beside: list[Entry]) -> list[ForkedFeed]:
    at: defaultdict[tuple[bytes, int], set[bytes]] = defaultdict(set)
    for entry in beside:
        mine = log.entry(entry.feed, entry.seq)
        at[entry.feed, entry.seq].update(each.hash for each in (entry, mine) if each)
    first: dict[bytes, int] = {}
    for feed, seq in sorted(place for place, hashes in at.items() if len(hashes) > 1):
        first.setdefault(feed, seq)
    return [ForkedFeed(feed, seq, tuple(_from(log, beside, feed, seq))) for feed, seq in first.items()]


def _from(log: Log, beside: list[Entry], feed: bytes, seq: int) -> list[Entry]:
    """Give everything of a feed from a number on, whichever history it is of."""
    others = [entry for entry in beside if entry.feed == feed and entry.seq >= seq]
    return sorted([*log.entries(feed, seq - 1), *others], key=_place)


def _begun_anew(log: Log, evidence: Evidence, own_feeds: frozenset[bytes]) -> list[BegunAnew]:
    firsts = {entry.hash: entry for entry in evidence.entries() if entry.seq == 1}
    for feed in log.heads():
        first = log.entry(feed, 1)
        if first:
            firsts[first.hash] = first
    found = []
    for entry in sorted(firsts.values(), key=_place):
        fact = entry.fact
        if isinstance(fact, FeedOpened) and fact.cause is not Cause.NEW and entry.feed not in own_feeds:
            parent = fact.parent
            missing = tuple(missing_of(log, evidence, parent.feed, parent.seq)) if parent else ()
            continued, seq = (parent.feed, parent.seq) if parent else (b"", 0)
            found.append(BegunAnew(entry.feed, fact.device, fact.cause, entry, continued, seq, missing))
    return found


def missing_of(log: Log, evidence: Evidence, feed: bytes, upto: int) -> list[Gap]:
    """Give the entries of a feed, up to a number, that are neither in the log nor in the evidence."""
    numbers = {entry.seq for entry in evidence.of_feed(feed)}
    return gaps(feed, {*numbers, *range(1, log.head(feed).seq + 1)}, upto)


def _only_on_paper(entry: Entry) -> bool:
    return isinstance(entry.fact, HandedOver) and not entry.whole


def _is_in(log: Log, entry: Entry) -> bool:
    mine = log.entry(entry.feed, entry.seq)
    return mine is not None and mine.hash == entry.hash


def _place(entry: Entry) -> tuple[bytes, int, bytes]:
    return entry.feed, entry.seq, entry.hash
